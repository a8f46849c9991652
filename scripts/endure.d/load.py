"""Producers that write billing records into the chain, and repeat the last of them after a crash."""
import json
import os
import random
import select
import socket
import threading
import time

PLANS = {"Pro": 4900, "Biz": 9900, "Seats": 1000, "Audit": 700, "Storage": 300}


class Business:
    """Some customers whose subscriptions change at random, never two times within a batch.

    `idle` is the share of records that move nothing, renewals and payments that succeed; `plans` is how
    many a customer may have at once.
    """

    def __init__(self, name, dice, customers, spacing, idle=0.0, plans=5):
        self.name = name
        self.dice = dice
        self.spacing = spacing
        self.idle = idle
        self.plans = plans
        self.states = {f"cus_{name}_{n}": None for n in range(customers)}
        self.order = list(self.states)
        self.invoices = 0
        self.last = {}

    def record(self, now):
        """What happens at this moment, as a line; None where every customer had its turn just now."""
        for _ in range(8):
            customer = self.dice.choice(self.order)
            if now - self.last.get(customer, 0) >= self.spacing:
                self.last[customer] = now
                return self.change(customer, now)
        return None

    def change(self, customer, now):
        dice = self.dice
        state = self.states[customer]
        is_idle = dice.random() < self.idle
        what = dice.random()
        if state is None or not state["items"]:
            state = self.states[customer] = {"items": self.items(1, self.plans), "cancel_at": None}
        elif is_idle:
            if what < 0.5:
                return self.payment(customer, now, True)
        elif what < 0.12:
            state["items"] = {}
        elif what < 0.22:
            state["cancel_at"] = None if state["cancel_at"] else now + 86_400 * dice.randint(20, 40)
        elif what < 0.45:
            return self.payment(customer, now, dice.random() < 0.7)
        else:
            # Several plans come, go and change at once: payloads of several lines.
            state["items"] = self.items(1, self.plans)
        return json.dumps({
            "record": "subscription", "id": f"sub_{customer}", "at": now,
            "customer": {"id": customer, "name": f"Customer {customer}"}, "currency": "usd",
            "status": "active" if state["items"] else "canceled",
            "items": [{"plan_name": name, "unit_amount": PLANS[name], "quantity": count,
                       "interval": "month"} for name, count in state["items"].items()],
            "cancel_at": state["cancel_at"] if state["items"] else None,
            "ended_at": None if state["items"] else now}, separators=(",", ":"))

    def items(self, least, most):
        names = self.dice.sample(sorted(PLANS), self.dice.randint(least, most))
        return {name: self.dice.randint(1, 9) for name in names}

    def payment(self, customer, now, succeeded):
        self.invoices += 1
        return json.dumps({
            "record": "payment", "id": f"pay_{self.name}_{self.invoices}", "at": now,
            "customer": {"id": customer}, "subscription_id": f"sub_{customer}",
            "invoice_id": f"in_{self.name}_{self.invoices}", "amount": 4900, "currency": "usd",
            "status": "succeeded" if succeeded else "failed"}, separators=(",", ":"))


class Producer(threading.Thread):
    """Writes a record whenever something happens.

    A reader that is told to stop takes its leave (a byte, and the end of what it says): the producer
    closes, and goes on at the same address. One that breaks off may have lost what it had read: the
    last minutes are sent again, before anything else, as the README asks for. Now and then the
    producer itself dies inside a line.

    Told to stop, it makes no more records, and stays with its reader until it is told to leave: what it
    wrote last may have been lost with a reader that it had no reason to write to again.
    """

    def __init__(self, number, seed, path, *, customers, spacing, rate, repeat, forgets,
                 idle=0.0, plans=5):
        super().__init__(daemon=True)
        self.dice = random.Random(f"{seed}-{number}")
        self.business = Business(number, self.dice, customers, spacing, idle, plans)
        self.path = path
        self.rate = rate
        self.repeat_seconds = repeat
        self.forgets = forgets
        self.sent = []  # (when it happened, the line)
        self.socket = None
        self.is_over = False
        self.may_leave = False
        self.failure = None
        self.repeats = 0
        self.deaths = 0

    def run(self):
        try:
            while not self.is_over:
                time.sleep(self.dice.expovariate(self.rate))
                line = self.business.record(int(time.time()))
                if line:
                    self.sent.append((time.time(), line))
                    self.give(len(self.sent) - 1)
            while not self.may_leave:
                self.stay(0.1)
            self.close()
        except Exception as failure:  # told by whoever waits for the end
            self.failure = failure

    def stay(self, seconds):
        """Waits that long for a word of the reader's; one that breaks off gets the last minutes again."""
        if self.socket is None:
            return time.sleep(seconds)
        if select.select([self.socket], [], [], seconds)[0]:
            try:
                self.connect()
            except OSError:
                self.give(self.place_to_repeat(len(self.sent)))

    def give(self, place):
        """Sends the record of that place, and whatever has to be sent again before it."""
        while place < len(self.sent):
            try:
                self.connect()
                data = self.sent[place][1].encode() + b"\n"
                if self.dice.random() < 0.0005:
                    self.deaths += 1
                    self.socket.sendall(data[:self.dice.randrange(1, len(data) - 1)])
                    self.close()
                    continue
                self.socket.sendall(data)
                place += 1
            except OSError:
                place = self.place_to_repeat(place)

    def place_to_repeat(self, place):
        """From where to send again when the reader broke off before the record of `place`."""
        self.close()
        if self.forgets:
            return place
        self.repeats += 1
        since = time.time() - self.repeat_seconds
        while place > 0 and self.sent[place - 1][0] >= since:
            place -= 1
        return place

    def connect(self):
        """Sees to it that somebody is connected who has not taken its leave."""
        while True:
            if self.socket is None:
                self.socket = socket.socket(socket.AF_UNIX)
                self.socket.settimeout(120)
                self.socket.connect(self.path)
            if not select.select([self.socket], [], [], 0)[0]:
                return
            word = self.socket.recv(64)
            if word not in (b"", b"\x04"):
                raise OSError(f"the reader says {word}")
            if word == b"":
                # Without the byte that takes leave: it broke off.
                raise ConnectionResetError
            self.close()

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def stop(self):
        """No more records."""
        self.is_over = True

    def leave(self):
        self.is_over = True
        self.may_leave = True


def write_all(producers, path):
    """Every record that there was, in the order of time."""
    lines = sorted((json.loads(line)["at"], number, place, line)
                   for number, producer in enumerate(producers)
                   for place, (_, line) in enumerate(producer.sent))
    with open(path, "w") as file:
        file.write("".join(line + "\n" for *_, line in lines))
    return len(lines)


def payloads(path):
    """{id: body} of the payloads in a file of lines that mrr-group wrote."""
    found = {}
    with open(path) as file:
        for line in file:
            payload = json.loads(line)
            found[payload.pop("meta")["id"]] = payload
    return found


def size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0
