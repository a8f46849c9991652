"""The chain started in every order delivers what the pipe does."""
import itertools
import json
import random
import subprocess
import tempfile
import time

from chain import ROOT, STAGES, Chain, Receiver, must, subscription, until


def lines():
    """The demo's events, and two lines to trip over."""
    events = (ROOT / "scripts/demo.d/events.jsonl").read_text().splitlines()
    latest = max(json.loads(line)["created"] for line in events)
    long = subscription("cus_long", latest + 10, name="x" * (3 << 20))
    dripping = subscription("cus_dripping", latest + 20)
    return events, long, dripping


def bodies(receiver, wanted):
    """What arrived, by its webhook-id, once so many have."""
    until(lambda: len(receiver.posts()) >= wanted, 30, "not everything arrived")
    found = {}
    with open(f"{receiver.folder}/requests.jsonl") as file:
        for entry in map(json.loads, file):
            name = next(v for k, v in entry["headers"] if k.lower() == "webhook-id")
            must(name not in found, f"{name} arrived twice")
            found[name] = entry["body"]
    return found


def through_pipe(programs, text):
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        receiver = Receiver(folder)
        pipe = (
            f"{programs}/mrr-detect --stream --window 0 | {programs}/mrr-filter |"
            f" {programs}/mrr-group | {programs}/mrr-post --ca {folder}/ca.pem"
            f" --allow-net 127.0.0.1 -o {folder}/receipts {receiver.url()}")
        subprocess.run(["bash", "-c", pipe], input=text.encode(), check=True, timeout=60,
                       stderr=subprocess.DEVNULL)
        found = bodies(receiver, 1)
        receiver.stop()
        return found


def through_chain(programs, kind, order, feed, wanted):
    with tempfile.TemporaryDirectory(prefix="mrr-live-") as folder:
        receiver = Receiver(folder)
        chain = Chain(programs, receiver, kind)
        try:
            chain.start_all(order, pause=0.1)
            feed(chain)
            found = bodies(receiver, wanted)
            chain.stop_all()
            receiver.posts()
            return found
        finally:
            chain.close()
            receiver.stop()


def run(programs, quick):
    events, long, dripping = lines()
    want = through_pipe(programs, "\n".join([*events, long, dripping]) + "\n")
    must(max(map(len, want.values())) > 3 << 20, "the long line did not come through the pipe")

    def feed(chain):
        with chain.connection() as one:
            one.sendall("".join(line + "\n" for line in events).encode())
            one.sendall(long.encode() + b"\n")
            for byte in (dripping + "\n").encode():
                one.sendall(bytes([byte]))
                time.sleep(0.0005)

    orders = list(itertools.permutations(STAGES))
    if quick:
        orders = [tuple(STAGES), tuple(reversed(STAGES)), random.Random(time.time()).choice(orders)]
    for kind in ["unix", "tcp"]:
        for order in orders:
            found = through_chain(programs, kind, order, feed, len(want))
            must(found.keys() == want.keys(), f"{kind} {order}: other ids than the pipe's")
            must(found == want, f"{kind} {order}: other bytes than the pipe's")
    return f"{len(orders)} orders over Unix sockets and over TCP, {len(want)} payloads each as the pipe's"
