"""Very many clients on one listener, some of them badly behaved."""
import json
import os
import random
import resource
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time

from chain import must, until

GIGABYTE = 1 << 30


class Listening:
    """mrr-filter behind a Unix socket, its output and its errors in files."""

    def __init__(self, programs, path, limit=None):
        self.path = path
        self.socket = os.path.join(path, "s")
        self.out = os.path.join(path, "out")
        self.err = os.path.join(path, "err")

        def limited():
            if limit:
                resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            self.process = subprocess.Popen(
                [programs / "mrr-filter", "--summary", f"unix-listen:{self.socket}"],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=limited)
        until(lambda: os.path.exists(self.socket), 10, "no socket")

    def connection(self):
        one = socket.socket(socket.AF_UNIX)
        one.connect(self.socket)
        return one

    def peak(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def lines(self):
        """What was written, whole lines."""
        with open(self.out, "rb") as file:
            return file.read().split(b"\n")[:-1]

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        with open(self.err) as file:
            return file.read()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def line(name):
    return json.dumps({
        "event": "mrr_movement", "account_id": "acc", "customer": {"id": name},
        "movements": [{"type": "new", "mrr_change": 1, "currency": "usd", "date": "2025-01-01"}],
        "meta": {"id": name, "at": "2025-01-01T00:00:00Z", "part": 1, "last": True},
    }, separators=(",", ":")).encode() + b"\n"


def crowd(programs, count, long):
    """Clients that send two lines each in fragments, all connected at once."""
    dice = random.Random(7)
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        stage = Listening(programs, folder)
        try:
            fresh = stage.peak()
            long_one = threading.Thread(target=send_long, args=(stage, long))
            slow_one = threading.Thread(target=send_slowly, args=(stage,))
            long_one.start()
            slow_one.start()
            clients = [stage.connection() for _ in range(count)]
            texts = [line(f"a{n}") + line(f"b{n}") for n in range(count)]
            cuts = [sorted(dice.sample(range(1, len(text)), 3)) for text in texts]
            dying = set(dice.sample(range(count), count // 20))
            for step in range(4):
                for n in dice.sample(range(count), count):
                    start, end = ([0, *cuts[n]] + [len(texts[n])])[step:step + 2]
                    if n in dying and step == 3:
                        # It dies inside its second line, or between that and the first.
                        clients[n].close()
                        continue
                    clients[n].sendall(texts[n][start:end])
            for client in clients:
                client.close()
            want = {"slow", "after the long one"}
            cut = 0
            for n in range(count):
                whole = texts[n] if n not in dying else texts[n][:cuts[n][2]]
                want |= {json.loads(one)["meta"]["id"] for one in whole.split(b"\n")[:-1]}
                rest = whole.split(b"\n")[-1]
                # A line that lacks its end alone is whole.
                if n in dying and rest == texts[n].split(b"\n")[1]:
                    want.add(f"b{n}")
                elif rest:
                    cut += 1
            long_one.join()
            slow_one.join()
            until(lambda: len(stage.lines()) >= len(want), 60, "lines are missing")
            peak = stage.peak() - fresh
            until(lambda: stage.descriptors() < 20, 20, "descriptors are left open")
            errors = stage.end()
            given = [json.loads(one)["meta"]["id"] for one in stage.lines()]
            must(len(given) == len(set(given)), "a line came twice")
            must(set(given) == want, f"{len(want - set(given))} lines missing")
            summary = json.loads(errors.strip().split("\n")[-1])
            must(summary["rejected"] == cut + 1,
                 f"{summary['rejected']} rejected, of {cut} cut off and one too long")
            must(stage.process.returncode == -signal.SIGTERM, errors)
            return len(given), cut, peak
        finally:
            stage.close()


def send_long(stage, size):
    with stage.connection() as client:
        piece = b"x" * (1 << 20)
        for _ in range(size >> 20):
            client.sendall(piece)
        client.sendall(b"\n" + line("after the long one"))


def send_slowly(stage):
    with stage.connection() as client:
        for byte in line("slow"):
            client.sendall(bytes([byte]))
            time.sleep(0.002)


def hoarders(programs):
    """Clients that send the beginnings of long lines and then nothing: memory stays bounded."""
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        stage = Listening(programs, folder)
        try:
            fresh = stage.peak()
            clients = [stage.connection() for _ in range(40)]
            for client in clients:
                client.setblocking(False)
            deadline = time.monotonic() + 3
            sent = 0
            piece = b"y" * 65536
            while time.monotonic() < deadline:
                for client in select.select([], clients, [], 0.1)[1]:
                    try:
                        sent += client.send(piece)
                    except BlockingIOError:
                        pass
            # Whoever sends whole lines is heard all the same.
            with stage.connection() as honest:
                honest.sendall(line("honest"))
            until(lambda: stage.lines(), 5, "the honest one was not heard")
            peak = stage.peak() - fresh
            for client in clients:
                client.close()
            stage.end()
            return sent >> 20, peak
        finally:
            stage.close()


def limited(programs):
    """More clients than descriptors: the others wait, and it says so."""
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        stage = Listening(programs, folder, limit=64)
        try:
            clients = [stage.connection() for _ in range(100)]
            for n, client in enumerate(clients):
                client.sendall(line(f"c{n}"))
            until(lambda: len(stage.lines()) >= 20, 10, "nothing was read")
            first = len(stage.lines())
            must(first < 60, f"{first} clients read with 64 descriptors")
            for client in clients:
                client.close()
            until(lambda: len(stage.lines()) == 100, 10, "those who waited were not read")
            errors = stage.end()
            must(errors.count("which is all that the limit of open files allows") == 1, errors)
            return first
        finally:
            stage.close()


def run(programs, quick):
    count = 1000 if quick else 10_000
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    must(hard > count + 100, f"the limit of open files ({hard}) is too low for {count} clients")
    long = (64 << 20) if quick else GIGABYTE
    given, cut, peak = crowd(programs, count, long)
    # A line of the longest kind, as it is read and as it is judged, and 12 KiB a client.
    must(peak < 100_000 + 12 * count, f"{peak} KiB of memory")
    sent, hoarded = hoarders(programs)
    # Arrays grow by doubling: twice the 16 MiB for all, and one line of 16 MiB where it is collected,
    # handed on and judged.
    must(hoarded < (2 + 3 * 2) * 16 * 1024 + 20_000,
         f"{hoarded} KiB of memory held by clients that send no ends")
    waiting = limited(programs)
    return (
        f"{count} at once: {given} lines once each, {cut} cut off, one of {long >> 20} MiB rejected,"
        f" {peak / 1024:.0f} MiB more memory; 40 that send {sent} MiB without an end:"
        f" {hoarded / 1024:.0f} MiB; 64 descriptors: {waiting} of 100 read, then the others")
