"""How long an event takes from the chain's beginning to the receiver."""
import statistics
import tempfile
import time

from chain import Chain, Feeder, Receiver, must, subscription, until


def measure(programs, window, count):
    """The times in milliseconds, the window not included; one event at a time."""
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        receiver = Receiver(folder)
        chain = Chain(programs, receiver, window=f"{window}ms", ledger=True)
        try:
            chain.start_all()
            feeder = Feeder(chain)
            start = int(time.time()) - 10 * count
            times = []
            for number in range(count):
                line = subscription(f"cus_{number}", start + 10 * number)
                began = time.time()
                feeder.send(line)
                until(lambda: len(receiver.posts()) > number, 15,
                      f"event {number} did not arrive: {chain.errors()}")
                arrived = max(times_[-1] for times_ in receiver.times.values())
                times.append((arrived - began) * 1000 - window)
            feeder.close()
            chain.stop_all()
            return sorted(times)
        finally:
            chain.close()
            receiver.stop()


def run(programs, quick):
    parts = []
    for window, count in [(0, 100 if quick else 1000), (500, 5 if quick else 60)]:
        times = measure(programs, window, count)
        ninety_ninth = times[min(len(times) - 1, len(times) * 99 // 100)]
        must(times[-1] < 1000, f"window {window} ms: {times[-1]:.0f} ms more than the window")
        parts.append(
            f"window {window} ms, {count} events: median {statistics.median(times):.1f} ms more than"
            f" it, 99 % {ninety_ninth:.1f}, maximum {times[-1]:.1f}")
    return "; ".join(parts)
