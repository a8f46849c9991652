"""A reader that stops reading: everybody before it stops, in memory that stays flat."""
import signal
import tempfile
import threading
import time

from chain import STAGES, Chain, Feeder, Receiver, must, subscription, until
from restarts import arrivals


def run(programs, quick):
    seconds = 4 if quick else 180
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        receiver = Receiver(folder)
        chain = Chain(programs, receiver)
        try:
            chain.start_all()
            feeder = Feeder(chain)
            sent = [0]
            is_over = threading.Event()

            def feed():
                while not is_over.is_set():
                    feeder.send(subscription(f"cus_{sent[0]}", start + sent[0], name="n" * 2000))
                    sent[0] += 1

            start = int(time.time()) - 10_000_000
            feeder.send(subscription("cus_first", start - 1))
            until(receiver.posts, 20, f"the first one did not arrive: {chain.errors()}")
            feeding = threading.Thread(target=feed, daemon=True)
            # The reader of the chain's last socket stops.
            chain.kill("post", signal.SIGSTOP)
            feeding.start()
            still = [-1, time.monotonic()]

            def stopped():
                if sent[0] != still[0]:
                    still[:] = [sent[0], time.monotonic()]
                return time.monotonic() - still[1] > 1

            until(stopped, 60, f"the feeder went on: {sent[0]} lines")
            held = sent[0]
            first = {stage: chain.resident(stage)[0] for stage in STAGES}
            time.sleep(seconds)
            must(sent[0] == held, f"{sent[0] - held} more lines while nobody read")
            last = {stage: chain.resident(stage)[0] for stage in STAGES}
            must(all(last[stage] <= first[stage] + 64 for stage in STAGES),
                 f"memory grew: {first} to {last}")
            chain.kill("post", signal.SIGCONT)
            until(lambda: sent[0] > held + 100, 30, "nothing went on")
            is_over.set()
            feeding.join()
            feeder.close()
            until(lambda: len(arrivals(receiver)) == sent[0] + 1, 90,
                  f"{len(arrivals(receiver))} of {sent[0]} arrived: {chain.errors()}")
            chain.stop_all()
            memory = ", ".join(f"{stage} {last[stage] / 1024:.0f}" for stage in STAGES)
            return (f"stopped with {held} lines under way, {seconds} s still, MiB: {memory};"
                    f" then all {sent[0]} arrived")
        finally:
            chain.close()
            receiver.stop()
