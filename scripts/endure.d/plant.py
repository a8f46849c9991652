"""The live chain as its systemd units run it: sockets that outlive the stages, and a supervisor."""
import fcntl
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts/queue.d"))
from lab import Broken, Receiver, must  # noqa: E402, F401

STAGES = ["detect", "filter", "group", "post"]
# What another start does not mend (RestartPreventExitStatus= of the units).
HOPELESS = {64, 65, 66}


class Disk:
    """The folder of ledger and queue: a small disk of its own where that can be had, to be filled.

    It is a tmpfs in a namespace of this process, which scripts/endure has entered.
    """

    SIZE = 448 << 20

    def __init__(self, folder, is_own):
        self.folder = folder
        os.makedirs(folder)
        self.is_own = is_own
        self.filler = os.path.join(folder, "filler")
        if is_own:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.SIZE},mode=700", "endure",
                            folder], check=True)

    def fill(self):
        with open(self.filler, "wb", buffering=0) as file:
            free = os.statvfs(self.folder)
            try:
                os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
            except OSError:
                # Somebody wrote meanwhile: the rest goes in pieces.
                try:
                    while True:
                        file.write(bytes(1 << 12))
                except OSError:
                    pass

    def free(self):
        os.truncate(self.filler, 0)
        os.unlink(self.filler)

    def close(self):
        if self.is_own:
            subprocess.run(["umount", "-l", self.folder], check=False)


class Plant:
    """The four stages, each with the socket that systemd would hold for it, started again when one
    ends."""

    def __init__(self, programs, receiver, folder, disk, *, filter, post, again, restart,
                 leaks=None):
        self.programs = pathlib.Path(programs).resolve()
        self.receiver = receiver
        self.folder = folder
        self.state = disk.folder
        self.restart_seconds = restart
        self.lock = threading.RLock()
        self.processes = {}
        self.due = {}
        self.ends = []  # (time, stage, how)
        self.starts = {stage: 0 for stage in STAGES}
        self.hopeless = None
        self.is_over = False
        self.url = os.path.join(folder, "url")
        with open(self.url, "w") as file:
            file.write(receiver.url("hook") + "\n")
        self.options = {"FILTER": filter, "POST": post}
        self.leaks = leaks
        self.leak = self.make_leak() if leaks else None
        self.commands = {stage: self.command(stage, again) for stage in STAGES}
        self.sockets = {}
        for stage in STAGES:
            self.sockets[stage] = socket.socket(socket.AF_UNIX)
            self.sockets[stage].bind(self.socket_path(stage))
            self.sockets[stage].listen(128)
        self.watcher = threading.Thread(target=self.watch)

    def unit(self, name):
        return (ROOT / "scripts/systemd" / name).read_text()

    def words(self, line):
        """A line of a unit with what systemd puts in for its words."""
        line = line.replace("/run/mrr/", self.folder + "/").replace("%S/mrr", self.state)
        line = line.replace("@%d/url", "@" + self.url)
        for name, words in self.options.items():
            line = line.replace(f"$MRR_{name}_OPTIONS", " ".join(words))
        return line.split()

    def socket_path(self, stage):
        return self.words(re.search(r"^ListenStream=(.*)$", self.unit(f"mrr-{stage}.socket"),
                                    re.MULTILINE).group(1))[0]

    def command(self, stage, again):
        line = re.search(r"^ExecStart=(.*)$", self.unit(f"mrr-{stage}.service"),
                         re.MULTILINE).group(1)
        words = self.words(line)
        words[0] = str(self.programs / os.path.basename(words[0]))
        if stage == "detect":
            # A business that has in minutes what others have in days.
            must("--again" in words, "the unit of mrr-detect repeats nothing")
            place = words.index("--again")
            words[place:place + 2] = ["--again", again] if again else []
        return words

    def make_leak(self):
        """What is preloaded into the stage that shall leak."""
        library = os.path.join(self.folder, "leak.so")
        compiler = shutil.which("clang") or shutil.which("cc")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library,
                        str(ROOT / "scripts/endure.d/leak.c"), "-ldl"], check=True)
        return library

    # MARK: Processes

    def start(self, stage):
        with self.lock:
            # Not 3 itself, which is what it becomes.
            number = fcntl.fcntl(self.sockets[stage], fcntl.F_DUPFD_CLOEXEC, 10)
            self.starts[stage] += 1
            with open(os.path.join(self.folder, f"{stage}.errors"), "ab") as errors, \
                    open(os.path.join(self.folder, f"{stage}.out"), "ab") as out:
                self.processes[stage] = subprocess.Popen(
                    ["bash", "-c", f'exec "$0" "$@" 3<&{number} {number}<&-',
                     *self.commands[stage]], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out,
                    stderr=errors, pass_fds=[number],
                    env={**os.environ, "LD_PRELOAD": self.leak}
                    if self.leaks in (stage, "all") else None)
            os.close(number)

    def begin(self):
        subprocess.run(
            [self.programs / "mrr-detect", "--init", os.path.join(self.state, "ledger"), "--window",
             self.window], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        for stage in reversed(STAGES):
            self.start(stage)
        self.watcher.start()

    def watch(self):
        while not self.is_over:
            now = time.monotonic()
            with self.lock:
                for stage in STAGES:
                    process = self.processes[stage]
                    status = process.poll()
                    if stage in self.due:
                        if now >= self.due[stage]:
                            del self.due[stage]
                            self.start(stage)
                    elif status is not None:
                        self.ends.append((time.time(), stage, status))
                        if status in HOPELESS:
                            self.hopeless = self.hopeless or f"{stage}: status {status}"
                        # Told to stop, it is started again by who told it; systemctl restart does
                        # so at once.
                        is_told = status == -signal.SIGTERM
                        self.due[stage] = now if is_told else now + self.restart_seconds
            time.sleep(0.02)

    def send(self, stage, number):
        """Whether there was one to send it to."""
        with self.lock:
            process = self.processes[stage]
            if stage in self.due or process.poll() is not None:
                return False
            process.send_signal(number)
            return True

    def wait_for_end(self, stage, seconds):
        """Waits until the process that is there now has ended."""
        process = self.processes[stage]
        deadline = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        return process.poll() is not None

    def wait_for_all(self, seconds):
        """Waits until every stage is there and stays for a second."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before = self.running()
            time.sleep(1)
            if len(before) == len(STAGES) and before == self.running():
                return True
        return False

    def running(self):
        """{stage: process id} of those that are there."""
        with self.lock:
            return {stage: process.pid for stage, process in self.processes.items()
                    if stage not in self.due and process.poll() is None}

    def end(self):
        """Stops the stages in the order of the data, each in good order."""
        self.is_over = True
        self.watcher.join()
        for stage in STAGES:
            process = self.processes[stage]
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                raise Broken(f"{stage} did not end within 30 s of SIGTERM")
            must(process.returncode == -signal.SIGTERM,
                 f"{stage} ended with {process.returncode}: {self.errors(stage)}")

    def close(self):
        self.is_over = True
        if self.watcher.is_alive():
            self.watcher.join()
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        for one in self.sockets.values():
            one.close()

    def errors(self, stage):
        with open(os.path.join(self.folder, f"{stage}.errors"), errors="replace") as file:
            return file.read()[-2000:]

    def run(self, *words):
        """One of the programs beside the chain; what it prints."""
        words = [str(self.programs / words[0]), *words[1:]]
        run = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=120)
        must(run.returncode == 0, f"{words}: status {run.returncode}: {run.stderr[:500]}")
        return run.stdout


class Endpoint:
    """The receiver with its weather; it can be gone for a while, or stand still."""

    def __init__(self, folder, seed):
        self.folder = folder
        self.seed = seed
        self.weather = os.path.join(folder, "weather")
        self.history = []
        os.makedirs(folder)
        self.set_weather([""])
        self.receiver = self.make(0)

    def make(self, port):
        return Receiver(self.folder, "--faults-in", self.weather, "--seed", str(self.seed),
                        port=port)

    def set_weather(self, lines):
        with open(self.weather + ".new", "w") as file:
            file.write("".join(line + "\n" for line in lines))
        os.rename(self.weather + ".new", self.weather)

    def gone(self, seconds):
        self.receiver.stop()
        time.sleep(seconds)
        self.receiver = self.make(self.receiver.port)

    def silent(self, seconds):
        """Connections are accepted by the system, and nobody says a word."""
        self.receiver.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.receiver.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.receiver.process.poll() is None:
            self.receiver.process.send_signal(signal.SIGCONT)
            self.receiver.stop()


def copy_for_report(plant, folder):
    """Leaves what may explain a broken promise in a folder."""
    for path in pathlib.Path(plant.folder).iterdir():
        if path.is_file():
            shutil.copy(path, folder)
