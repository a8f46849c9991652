"""What the experiments on the queue share: a receiver, a queue in a folder, and what must hold."""
import fcntl
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Broken(Exception):
    """A promise that did not hold."""


def must(condition, sentence):
    if not condition:
        raise Broken(sentence)


class Receiver:
    """scripts/receiver in a folder; it ends with this process, for its standard input ends then."""

    def __init__(self, folder, *options, port=0):
        self.folder = folder
        port_file = os.path.join(folder, "port")
        if os.path.exists(port_file):
            os.remove(port_file)
        self.process = subprocess.Popen(
            [str(ROOT / "scripts/receiver"), "--dir", folder, "--while-stdin", "--lifetime", "7200",
             "--port", str(port), *options],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not os.path.exists(port_file):
            must(self.process.poll() is None and time.monotonic() < deadline, "no receiver")
            time.sleep(0.02)
        with open(port_file) as file:
            self.port = int(file.read())
        self.read = 0
        self.of_id = {}
        self.times = {}

    def url(self, path=""):
        return f"https://127.0.0.1:{self.port}/{path}"

    def stop(self):
        self.process.stdin.close()
        self.process.wait()

    def posts(self):
        """How many POSTs there were, by webhook-id."""
        with open(os.path.join(self.folder, "requests.jsonl"), "rb") as file:
            file.seek(self.read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self.read += len(line)
                entry = json.loads(line)
                name = next(v for k, v in entry["headers"] if k.lower() == "webhook-id")
                self.of_id[name] = self.of_id.get(name, 0) + 1
                self.times.setdefault(name, []).append(entry["at"])
        return self.of_id


class Queue:
    """A queue's file in a folder of its own, and runs of mrr-post on it."""

    def __init__(self, programs, receiver, folder):
        self.post = os.path.join(programs, "mrr-post")
        self.receiver = receiver
        self.folder = folder
        self.path = os.path.join(folder, "q")
        os.makedirs(folder, exist_ok=True)

    def command(self, *options, path="", url=True):
        words = [self.post, "--ca", os.path.join(self.receiver.folder, "ca.pem"), "--allow-net",
                 "127.0.0.1", "--queue", self.path, *options]
        return words + [self.receiver.url(path)] if url else words

    def run(self, words, lines=(), seconds=60):
        """Runs a command over lines; gives its status, its receipts, and its errors."""
        text = "".join(line + "\n" for line in lines).encode()
        run = subprocess.run(words, input=text, capture_output=True, timeout=seconds)
        receipts = [json.loads(line) for line in run.stdout.split(b"\n")[:-1]]
        return run.returncode, receipts, run.stderr.decode()

    def rows(self):
        """Every row of the file, as the program itself lists it: {id: row}."""
        status, rows, errors = self.run(self.command("--list", "all", url=False))
        must(status == 0, f"--list: status {status}: {errors}")
        return {row["id"]: row for row in rows}

    def sql(self, statements):
        connection = sqlite3.connect(self.path)
        connection.executescript(statements)
        connection.close()

    def check_file(self):
        """The file is sound, and what it counts is what it holds."""
        connection = sqlite3.connect(self.path)
        finding = connection.execute("PRAGMA integrity_check").fetchone()[0]
        must(finding == "ok", f"integrity_check: {finding}")
        counted = connection.execute(
            "SELECT pending, pending_bytes, dead FROM queue").fetchone()
        held = connection.execute("""
            SELECT (SELECT count(*) FROM notification WHERE state = 'pending'),
              (SELECT coalesce(sum(length(b.bytes)), 0) FROM body AS b JOIN notification AS n
               ON n.seq = b.seq WHERE n.state = 'pending'),
              (SELECT count(*) FROM notification WHERE state = 'dead')""").fetchone()
        must(counted == held, f"the file counts {counted} and holds {held}")
        lost = connection.execute("""
            SELECT count(*) FROM notification AS n LEFT JOIN body AS b ON b.seq = n.seq
            WHERE n.state = 'pending' AND b.seq IS NULL""").fetchone()[0]
        must(lost == 0, f"{lost} pending rows without a body")
        left = connection.execute("""
            SELECT count(*) FROM body AS b LEFT JOIN notification AS n ON n.seq = b.seq
            WHERE n.seq IS NULL OR n.state IN ('delivered', 'dropped')""").fetchone()[0]
        must(left == 0, f"{left} bodies of rows that need none")
        connection.close()

    def hold_lock(self):
        """Takes the sender's lock, as another process that sends would; closing gives it back."""
        file = open(self.path + "-lock", "a+")
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file


def line(name, customer=None, filler=0):
    body = {"event": "mrr_movement", "account_id": "acc"}
    if customer is not None:
        body["customer"] = {"id": str(customer)}
    if filler:
        body["filler"] = "x" * filler
    body["meta"] = {"id": name}
    return json.dumps(body, separators=(",", ":"))


def accepted(receipts):
    return {r["id"] for r in receipts if r["receipt"] == "accepted"}


def of_kind(receipts, kind):
    return {r["id"] for r in receipts if r["receipt"] == kind}


def programs_folder(word):
    folder = os.path.abspath(word)
    if not os.access(os.path.join(folder, "mrr-post"), os.X_OK):
        sys.exit(f"{sys.argv[0]}: no mrr-post in {folder}; give the folder of the programs")
    return folder


def scratch():
    return tempfile.mkdtemp(prefix="mrr-queue-")


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)


def receipts_in(path):
    """The whole lines of a file of receipts: the process may have been killed in the last one."""
    with open(path, "rb") as file:
        return [json.loads(line) for line in file.read().split(b"\n")[:-1]]


def kill(process):
    """Ends a process that this one started, and whatever it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
