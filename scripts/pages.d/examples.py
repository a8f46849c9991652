"""Every example of the pages, on files of those names and against a receiver on this machine."""
import re
import subprocess
import time

from common import PROGRAMS, SCRIPTS, expect
from manual import page, sections

# hooks.example.com is the receiver, which a certificate of its own, on a private address, makes a
# matter of two options.
SHIM = """#!/bin/bash
words=("${@//https:\\/\\/hooks.example.com/$RECEIVER}")
words=("${words[@]//https:\\/\\/localhost:8443/$RECEIVER}")
case " $* " in
  *" https://hooks.example.com/"*)
    trust=(--ca "$CA" --allow-net 127.0.0.1)
    [ WHICH = mrr-post ] && exec REAL "${trust[@]}" "${words[@]}"
    exec REAL "${words[0]}" "${trust[@]}" "${words[@]:1}"
    ;;
esac
exec REAL "${words[@]}"
"""


def commands(name):
    """The commands in the literal displays of a page's examples and commands."""
    _, parts = sections(page(name).read_text())
    text = parts.get("COMMANDS", "") + parts["EXAMPLES"]
    for block in re.findall(r"^\.Bd -literal.*\n((?:.*\n)*?)\.Ed$", text, flags=re.M):
        plain = block.replace("\\-", "-").replace("\\(aq", "'").replace("\\(ti", "~")
        yield plain.replace("\\(ha", "^").replace("\\(ga", "`").replace("\\&", "").replace("\\e", "\\")


def prepare(scene, folder):
    """Files of the names that the examples use."""
    events = (SCRIPTS / "demo.d/events.jsonl").read_text()
    for name in ("billing-export.jsonl", "events.jsonl", "export.jsonl", "history.jsonl",
                 "night.jsonl"):
        (folder / name).write_text(events)
    movements = scene.run("mrr-detect", folder / "events.jsonl")
    for name in ("movements.jsonl", "notifications.jsonl", "failed.jsonl"):
        (folder / name).write_text(movements)
    (folder / "headers.txt").write_text("X-Team: growth\n")
    (folder / "eurofxref-hist.csv").write_text("Date,USD,\n2025-06-06,1.14,\n2025-01-02,1.03,\n")
    shims = folder / "shims"
    shims.mkdir()
    tools = {
        "stripe": f"#!/bin/sh\nexec cat {folder}/events.jsonl\n",
        "page-me": "#!/bin/sh\n",
        **{name: SHIM.replace("WHICH", name).replace("REAL", str(scene.programs / name))
           for name in ("mrr-post", "mrr-webhook")},
    }
    for name, text in tools.items():
        (shims / name).write_text(text)
        (shims / name).chmod(0o755)
    return shims


def check(scene):
    folder = scene.scratch / "examples"
    folder.mkdir()
    shims = prepare(scene, folder)
    receiver = subprocess.Popen(
        [SCRIPTS / "receiver", "--dir", folder / "receiver", "--while-stdin"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not (folder / "receiver/port").exists():
            expect(time.monotonic() < deadline, "the receiver does not start")
            time.sleep(0.02)
        (folder / "ca.pem").symlink_to("receiver/ca.pem")
        port = (folder / "receiver/port").read_text().strip()
        environment = {
            **scene.environment, "PATH": f"{shims}:{scene.environment['PATH']}",
            "CA": str(folder / "receiver/ca.pem"), "RECEIVER": f"https://localhost:{port}",
        }
        count = 0
        for name in PROGRAMS:
            for command in commands(name):
                result = subprocess.run(
                    ["bash", "-o", "pipefail", "-c", command], cwd=folder, env=environment,
                    stdin=open(folder / "movements.jsonl"), capture_output=True, text=True,
                    timeout=60)
                expect(
                    result.returncode == 0,
                    f"an example of {name}: {command}status {result.returncode}\n{result.stderr}")
                count += 1
        expect(count > 25, f"only {count} examples were found")
    finally:
        receiver.stdin.close()
        receiver.wait(timeout=30)
    return f"{count} examples"
