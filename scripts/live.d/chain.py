"""A live chain for experiments: four stages joined by sockets, a receiver behind them, and a feeder."""
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts/queue.d"))
from lab import Broken, Receiver, must  # noqa: E402, F401

STAGES = ["detect", "filter", "group", "post"]


def until(condition, seconds, sentence):
    """Waits for something, in bounds; gives what it gave."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        must(time.monotonic() < deadline, sentence)
        time.sleep(0.005)


class Chain:
    """The four stages, each a process that listens for the one before it."""

    def __init__(self, programs, receiver, kind="unix", window="0", ledger=False, again=None):
        self.programs = pathlib.Path(programs).resolve()
        self.receiver = receiver
        self.folder = tempfile.TemporaryDirectory(prefix="mrr-live-")
        self.path = self.folder.name
        self.kind = kind
        self.processes = {}
        self.restarts = {name: 0 for name in STAGES}
        self.supervisor = None
        self.is_supervised = False
        self.lock = threading.Lock()
        ports = self.free_ports(4) if kind == "tcp" else [None] * 4
        self.ports = dict(zip(STAGES, ports))
        detect = ["--stream", "--window", window]
        if ledger:
            subprocess.run(
                [self.programs / "mrr-detect", "--init", "ledger", "--window", window], cwd=self.path,
                stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            detect = ["--stream", "--state", "ledger", "--wait", "5s"]
            if again:
                detect += ["--again", again]
        self.commands = {
            "detect": [*detect, "-o", self.connect("filter"), self.listen("detect")],
            "filter": ["-o", self.connect("group"), self.listen("filter")],
            "group": ["-o", self.connect("post"), self.listen("group")],
            "post": ["--ca", os.path.join(receiver.folder, "ca.pem"), "--allow-net", "127.0.0.1",
                     "--queue", "queue", "--drain", "forever", "-o", "receipts", receiver.url(),
                     self.listen("post")],
        }

    @staticmethod
    def free_ports(count):
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
        ports = [one.getsockname()[1] for one in sockets]
        for one in sockets:
            one.close()
        return ports

    def listen(self, stage):
        if self.kind == "tcp":
            return f"tcp-listen:127.0.0.1:{self.ports[stage]}"
        return f"unix-listen:{stage}.sock"

    def connect(self, stage):
        if self.kind == "tcp":
            return f"tcp:localhost:{self.ports[stage]}"
        return f"unix:{stage}.sock"

    def start(self, stage):
        with self.lock, open(os.path.join(self.path, "errors"), "ab") as errors:
            errors.write(f"-- {stage} is started\n".encode())
            errors.flush()
            self.processes[stage] = subprocess.Popen(
                [self.programs / f"mrr-{stage}", *self.commands[stage]], cwd=self.path,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)

    def start_all(self, order=STAGES, pause=0.0):
        for stage in order:
            self.start(stage)
            time.sleep(pause)

    def supervise(self):
        """From now on a stage that ends by itself is started again, as systemd would."""
        self.is_supervised = True
        self.supervisor = threading.Thread(target=self.watch)
        self.supervisor.start()

    def watch(self):
        while self.is_supervised:
            for stage in STAGES:
                if self.processes[stage].poll() is not None:
                    self.restarts[stage] += 1
                    self.start(stage)
            time.sleep(0.02)

    def kill(self, stage, number):
        self.processes[stage].send_signal(number)

    def stop_all(self):
        """Ends the stages in the order of the data, each in good order; checks that it was."""
        self.is_supervised = False
        if self.supervisor:
            self.supervisor.join()
        for stage in STAGES:
            process = self.processes[stage]
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise Broken(f"{stage} did not end within 20 s of SIGTERM")
            must(process.returncode == -signal.SIGTERM, f"{stage}: {self.errors()}")

    def errors(self):
        with open(os.path.join(self.path, "errors"), errors="replace") as file:
            return file.read()[-4000:]

    def close(self):
        self.is_supervised = False
        if self.supervisor:
            self.supervisor.join()
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
            process.wait()
        self.folder.cleanup()

    def connection(self):
        """A connection to the chain's beginning, which is waited for."""
        def attempt():
            try:
                if self.kind == "tcp":
                    return socket.create_connection(("127.0.0.1", self.ports["detect"]))
                one = socket.socket(socket.AF_UNIX)
                one.connect(os.path.join(self.path, "detect.sock"))
                return one
            except OSError:
                return None
        return until(attempt, 20, f"nobody listens: {self.errors()}")

    def resident(self, stage):
        """The stage's memory in KiB, now and at most."""
        with open(f"/proc/{self.processes[stage].pid}/status") as file:
            values = dict(line.split(":", 1) for line in file)
        return int(values["VmRSS"].split()[0]), int(values["VmHWM"].split()[0])


class Feeder:
    """Writes lines to the chain's beginning, as a producer that outlives restarts of its reader does.

    A reader that is told to stop sends an end, and reads on: the producer closes, and goes on with
    the next line at the same address. A write that fails has not been read: the line is sent again.
    """

    def __init__(self, chain):
        self.chain = chain
        self.socket = None
        self.reconnections = -1

    def send(self, line):
        data = line.encode() + b"\n"
        while True:
            if self.socket is None:
                self.socket = self.chain.connection()
                self.reconnections += 1
            if self.has_ended():
                self.close()
                continue
            try:
                self.socket.sendall(data)
                return
            except OSError:
                self.close()

    def has_ended(self):
        if not select.select([self.socket], [], [], 0)[0]:
            return False
        try:
            return self.socket.recv(64) in (b"", b"\x04")
        except OSError:
            return True

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def subscription(customer, at, amount=4900, **more):
    return json.dumps({
        "record": "subscription", "id": f"sub_{customer}", "at": at,
        "customer": {"id": customer, "name": f"Customer {customer}", **more}, "currency": "usd",
        "status": "active",
        "items": [{"plan_name": "Pro", "unit_amount": amount, "quantity": 1, "interval": "month"}],
    }, separators=(",", ":"))
