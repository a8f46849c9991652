"""Each stage of the chain ended under load, and started again by who supervises it."""
import json
import signal
import tempfile
import threading
import time

from chain import STAGES, Chain, Feeder, Receiver, must, subscription, until


class Load(threading.Thread):
    """Feeds a subscription of a new customer every few milliseconds until it is told to stop."""

    def __init__(self, chain):
        super().__init__()
        self.feeder = Feeder(chain)
        self.lines = []
        self.is_over = False
        self.failure = None

    def run(self):
        start = int(time.time()) - 1_000_000
        try:
            while not self.is_over:
                line = subscription(f"cus_{len(self.lines)}", start + len(self.lines))
                self.lines.append(line)
                self.feeder.send(line)
                time.sleep(0.002)
        except Exception as failure:  # told by whoever stops it
            self.failure = failure
        self.feeder.close()

    def stop(self):
        self.is_over = True
        self.join()
        if self.failure:
            raise self.failure


def arrivals(receiver):
    """How often each customer's movement came, by the customer; each has one."""
    receiver.posts()
    found = {}
    with open(f"{receiver.folder}/requests.jsonl") as file:
        for line in file:
            if not line.endswith("\n"):
                break
            body = json.loads(line)["body"]
            if not body.endswith("}"):
                # A sender that was killed while it sent: nobody took that for a delivery.
                continue
            body = json.loads(body)
            must(len(body["movements"]) == 1, f"{len(body['movements'])} movements of one customer")
            name = body["customer"]["id"]
            found[name] = found.get(name, 0) + 1
    return found


def missing(receiver, load):
    found = arrivals(receiver)
    return [n for n in range(len(load.lines)) if f"cus_{n}" not in found]


def terminated(programs, seconds):
    """SIGTERM to each in turn, under load: everything once, with nothing repeated by anybody."""
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        receiver = Receiver(folder)
        chain = Chain(programs, receiver, ledger=True)
        try:
            chain.start_all()
            chain.supervise()
            load = Load(chain)
            load.start()
            for stage in STAGES:
                time.sleep(seconds)
                chain.kill(stage, signal.SIGTERM)
            time.sleep(seconds)
            load.stop()
            until(lambda: not missing(receiver, load), 20,
                  f"lost after SIGTERM: {missing(receiver, load)[:10]}: {chain.errors()}")
            must(chain.restarts == {stage: 1 for stage in STAGES},
                 f"one stage took another with it: {chain.restarts}: {chain.errors()}")
            chain.stop_all()
            twice = [name for name, count in arrivals(receiver).items() if count > 1]
            must(not twice, f"doubled after SIGTERM: {twice[:10]}")
            return len(load.lines)
        finally:
            chain.close()
            receiver.stop()


def killed(programs, seconds):
    """SIGKILL to each in turn: what is then missing, and that it is made good."""
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        receiver = Receiver(folder)
        chain = Chain(programs, receiver, ledger=True, again="1h")
        try:
            chain.start_all()
            chain.supervise()
            load = Load(chain)
            load.start()
            lost = {}
            for stage in STAGES:
                time.sleep(seconds)
                before = len(load.lines)
                chain.kill(stage, signal.SIGKILL)
                time.sleep(seconds)
                lost[stage] = (before, len(load.lines))
            load.stop()
            # What is under way arrives.
            settled(receiver)
            gone = missing(receiver, load)
            counts = {stage: sum(first - 200 <= n < last for n in gone)
                      for stage, (first, last) in lost.items()}
            # The same records again, as from Stripe's list of events; and a restart that repeats.
            feeder = Feeder(chain)
            for line in load.lines:
                feeder.send(line)
            feeder.close()
            chain.kill("detect", signal.SIGTERM)
            until(lambda: not missing(receiver, load), 30,
                  f"not made good: {missing(receiver, load)[:10]}: {chain.errors()}")
            chain.stop_all()
            return len(load.lines), counts, chain.restarts
        finally:
            chain.close()
            receiver.stop()


def settled(receiver):
    count, since = -1, time.monotonic()
    while time.monotonic() - since < 1.5:
        now = sum(receiver.posts().values())
        if now != count:
            count, since = now, time.monotonic()
        time.sleep(0.05)


def run(programs, quick):
    seconds = 0.7 if quick else 4
    fed = terminated(programs, seconds)
    fed_again, counts, restarts = killed(programs, seconds)
    lost = ", ".join(f"{stage} {count}" for stage, count in counts.items())
    return (
        f"SIGTERM to each of the four under load: {fed} events, 0 lost, 0 doubled; SIGKILL: of"
        f" {fed_again} events missing until fed again, by the stage killed: {lost}; all made good"
        f" ({sum(restarts.values())} starts)")
