"""What must hold at the end: nothing lost, nothing sent again that was recorded, nothing made up."""
import collections
import json
import os
import threading
import time

from load import payloads
from plant import must


class Book(threading.Thread):
    """Reads the sender's receipts as they are written, and when each delivery was recorded."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.delivered = {}
        self.counts = collections.Counter()
        self.reasons = collections.Counter()
        self.is_over = False
        self.place = 0

    def run(self):
        while not self.is_over:
            self.read()
            time.sleep(0.1)
        self.read()

    def read(self):
        if not os.path.exists(self.path):
            return
        with open(self.path, "rb") as file:
            file.seek(self.place)
            data = file.read()
        now = time.time()
        whole = data.rfind(b"\n") + 1
        self.place += whole
        for line in data[:whole].split(b"\n")[:-1]:
            try:
                receipt = json.loads(line)
            except ValueError:
                # A sender that was killed inside a line; the next one wrote on behind it.
                self.counts["cut"] += 1
                continue
            self.counts[receipt["receipt"]] += 1
            if receipt["receipt"] == "delivered":
                self.delivered.setdefault(receipt["id"], now)
            if receipt["receipt"] == "retrying":
                self.reasons[receipt["reason"]] += 1


def requests(path):
    """{id: [(when, body or None where it was cut, the fault it met)]} of the receiver's book."""
    found = collections.defaultdict(list)
    with open(path) as file:
        for line in file:
            if not line.endswith("\n"):
                break
            entry = json.loads(line)
            name = next(v for k, v in entry["headers"] if k.lower() == "webhook-id")
            is_whole = entry["complete"] and "body" in entry
            try:
                body = json.loads(entry["body"]) if is_whole else None
            except ValueError:
                body = None
            found[name].append((entry["at"], body, entry.get("fault", "")))
    return found


# After these the sender has a complete 2xx, and says so.
GOOD = {"", "delay=0.3", "interim", "body-cut", "gzip-bomb", "body=200000", "idle-close"}


def judge(expected_path, requests_path, rows, book, sender_deaths, concurrency):
    """Raises Broken, or gives the figures."""
    expected = payloads(expected_path)
    came = requests(requests_path)
    dead = {row["id"]: row for row in rows if row["state"] == "dead"}
    attempts = {row["id"]: row["attempts"] for row in rows}
    made_up = [name for name in came if name not in expected]
    must(not made_up, f"{len(made_up)} payloads that an undisturbed run does not have, such as "
         f"{made_up[:2]}: {[came[name][0][1] for name in made_up[:2]]}")
    for name, posts in came.items():
        for _, body, _ in posts:
            must(body is None or body == expected[name],
                 f"{name} is not what it is undisturbed: {body} for {expected[name]}")
    taken = {name for name, posts in came.items()
             if any(body is not None and fault in GOOD for _, body, fault in posts)}
    lost = [name for name in expected if name not in taken and name not in dead]
    must(not lost, f"{len(lost)} of {len(expected)} lost, such as {lost[:3]}: "
         f"{[expected[name] for name in lost[:2]]}")
    nameless = [name for name, row in dead.items() if not row["reason"]]
    must(not nameless, f"dead without a reason: {nameless[:3]}")
    waiting = [row["id"] for row in rows if row["state"] == "pending"]
    must(not waiting, f"{len(waiting)} still wait")

    # A delivery that was recorded is never sent again.
    again = [name for name, at in book.delivered.items()
             for when, _, _ in came.get(name, []) if when > at + 1]
    must(not again, f"sent again after its receipt said that it was delivered: {again[:3]}")
    # What was POSTed more often than attempts are on record was in flight, or not recorded yet, when
    # a sender died.
    beyond = sum(max(0, len(posts) - attempts.get(name, 0)) for name, posts in came.items())
    promise = (256 + concurrency) * sender_deaths
    must(beyond <= promise, f"{beyond} POSTs beyond the attempts on record; promised are {promise}")
    twice = sum(max(0, sum(body is not None and fault in GOOD for _, body, fault in posts) - 1)
                for posts in came.values())
    return {
        "payloads": len(expected),
        "movements": sum(len(one.get("movements", [0])) for one in expected.values()),
        "posts": sum(len(posts) for posts in came.values()), "delivered": len(taken),
        "dead": len([name for name in dead if name in expected]), "twice": twice,
        "beyond": beyond, "promise": promise,
        "faults": sum(fault != "" for posts in came.values() for _, _, fault in posts),
    }
