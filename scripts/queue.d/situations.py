"""Runs of mrr-post on a queue that are disturbed: by kills, by power cuts, by a disk's faults."""
import os

from lab import line, must

DAY = 86_400_000


class Situation:
    """A run that is killed: how the queue is before, the command, and its lines."""

    name = ""
    attempts = 1  # how often a notification is POSTed if nothing is killed

    def __init__(self, queue, mark):
        self.queue = queue
        self.ids = [f"{mark}-{n}" for n in range(5)]

    def prepare(self):
        """Makes the queue as it is before the run."""

    def words(self):
        return self.queue.command("--concurrency", "1")

    def lines(self):
        return [line(name, customer=n % 2) for n, name in enumerate(self.ids)]

    def finish(self):
        """Brings everything to its end after a kill: feeds all again, and drains."""
        status, receipts, errors = self.queue.run(self.words(), self.lines())
        must(status in (0, 1), f"the run after: status {status}: {errors}")
        must(not os.path.exists(self.queue.path + "-new"), "a draft of the file is left")
        return receipts

    def check_end(self, posts, rows):
        for name in self.ids:
            must(name in rows, f"{name} is not in the file at the end")
            must(rows[name]["state"] == "delivered", f"{name} is {rows[name]['state']} at the end")
            must(posts.get(name, 0) >= 1, f"{name} was never POSTed")


class Delivering(Situation):
    """From nothing: the file is made, lines are accepted and delivered."""
    name = "delivering"


class Accepting(Situation):
    """Another process sends: lines are accepted alone."""
    name = "accepting"

    def prepare(self):
        self.queue.run(self.queue.command(), [])
        self.lock = self.queue.hold_lock()

    def finish(self):
        self.lock.close()
        return super().finish()


class Retrying(Situation):
    """The first attempt of each fails, the second is answered well."""
    name = "retrying"
    attempts = 2

    def words(self):
        return self.queue.command(
            "--concurrency", "1", "--retry", "50ms,50ms,50ms,50ms", path="status=500/until=1")


class GivingUp(Situation):
    """Rows wait, and are given up."""
    name = "giving-up"

    def prepare(self):
        self.queue.run(self.queue.command(), [])
        lock = self.queue.hold_lock()
        self.queue.run(self.queue.command(), super().lines())
        lock.close()

    def words(self):
        return self.queue.command("--concurrency", "1", "--retry", "none", path="status=500")

    def lines(self):
        return []

    def check_end(self, posts, rows):
        for name in self.ids:
            must(rows[name]["state"] == "dead", f"{name} is {rows[name]['state']} at the end")
            must(rows[name]["reason"] == "status", f"{name} died without its reason")
            must(posts.get(name, 0) >= 1, f"{name} was never POSTed")


class Ordering(Situation):
    """A queue without order is taken up by a run that keeps the order of customers."""
    name = "ordering"

    def prepare(self):
        self.queue.run(self.queue.command(), [])
        lock = self.queue.hold_lock()
        self.queue.run(self.queue.command(), super().lines())
        lock.close()

    def words(self):
        return self.queue.command("--concurrency", "4", "--order", "customer")

    def check_end(self, posts, rows):
        super().check_end(posts, rows)
        times = self.queue.receiver.times
        for customer in (self.ids[0::2], self.ids[1::2]):
            # What was sent again after the kill had been sent before.
            first = [times[name][0] for name in customer]
            must(first == sorted(first), "a customer's notifications came out of order")


class Forgetting(Situation):
    """Old ids are forgotten, the bodies of what died long ago go."""
    name = "forgetting"

    def prepare(self):
        self.queue.run(self.queue.command("--retry", "none", path="status=500"), self.lines()[:2])
        old = [line(f"{name}-old") for name in self.ids]
        self.queue.run(self.queue.command(), old)
        self.queue.sql(f"UPDATE notification SET finished_at = finished_at - 100 * {DAY}")

    def lines(self):
        return [line(name) for name in self.ids]

    def check_end(self, posts, rows):
        must(not [name for name in rows if name.endswith("-old")], "what is old is still there")
        for name in self.ids[:2]:
            must(rows[name]["state"] == "dead", "the dead are forgotten")
        for name in self.ids[2:]:
            must(rows[name]["state"] == "delivered", f"{name} is {rows[name]['state']}")


class Operating(Situation):
    """The operator's changes: all of it is done, or it can be done again."""
    verb = []
    after = {}

    def prepare(self):
        self.queue.run(self.queue.command("--retry", "none", path="status=500"), self.lines()[:2])
        lock = self.queue.hold_lock()
        self.queue.run(self.queue.command(path="status=500"), self.lines()[2:])
        lock.close()

    def words(self):
        return self.queue.command(*self.verb, url=False)

    def finish(self):
        status, _, errors = self.queue.run(self.words())
        must(status in (0, 1), f"{self.verb}: status {status}: {errors}")
        return []

    def check_end(self, posts, rows):
        for number, name in enumerate(self.ids):
            must(rows[name]["state"] == self.after[number < 2], f"{name}: {rows[name]['state']}")


class Dropping(Operating):
    name = "dropping"
    verb = ["--drop", "all"]
    after = {True: "dropped", False: "dropped"}


class Requeuing(Operating):
    name = "requeuing"
    verb = ["--requeue", "all"]
    after = {True: "pending", False: "pending"}


SITUATIONS = [Delivering, Accepting, Retrying, GivingUp, Ordering, Forgetting, Dropping, Requeuing]
