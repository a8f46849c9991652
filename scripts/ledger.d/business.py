"""Some customers whose subscriptions change, in native records: what the ledger's tests feed."""
import json
import random

DAY = 86_400
START = 1_735_689_600  # 2025-01-01


class Business:
    """The same customers from the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.plans = [("Pro", 4900), ("Biz", 9900), ("Seats", 1000)]
        self.states = {}
        self.invoices = 0

    def records(self, first, last, count):
        """So many records between two moments, in the order of time."""
        times = sorted(self.random.sample(range(first, last), count))
        return [line for at in times for line in self.change(at)]

    def change(self, at):
        known = self.random.random() < 0.7 and self.states
        customer = self.random.choice(sorted(self.states)) if known else f"cus_{len(self.states)}"
        state = self.states.setdefault(customer, {"status": "active", "items": {}, "discount": None})
        what = self.random.random()
        if not known or state["status"] == "canceled":
            plan = self.random.choice(self.plans)
            state.update(status="active", items={plan[0]: [plan[1], 1]}, discount=None)
        elif what < 0.15:
            state["status"] = "canceled"
        elif what < 0.35:
            name, price = self.random.choice(self.plans)
            state["items"] = {name: [price, 1]}
        elif what < 0.55:
            for item in state["items"].values():
                item[1] = self.random.randint(1, 9)
        elif what < 0.7:
            end = at + self.random.randint(1, 20) * DAY
            state["discount"] = {"percent_off": 50, "duration": "repeating", "end": end}
        else:
            yield self.payment(at, customer, self.random.random() < 0.6)
            return
        yield self.subscription(at, customer, state)

    @staticmethod
    def subscription(at, customer, state):
        items = [
            {"plan_name": name, "unit_amount": price, "quantity": quantity, "interval": "month"}
            for name, (price, quantity) in state["items"].items()
        ]
        return json.dumps({
            "record": "subscription", "id": f"sub_{customer}", "at": at,
            "customer": {"id": customer, "name": f"Customer {customer}"}, "currency": "usd",
            "status": state["status"], "items": items,
            "discounts": [state["discount"]] if state["discount"] else [],
            "ended_at": at if state["status"] == "canceled" else None,
        })

    def payment(self, at, customer, succeeded):
        self.invoices += 1
        return json.dumps({
            "record": "payment", "id": f"pay_{self.invoices}", "at": at,
            "customer": {"id": customer}, "subscription_id": f"sub_{customer}",
            "invoice_id": f"in_{self.invoices}", "amount": 4900, "currency": "usd",
            "status": "succeeded" if succeeded else "failed",
        })
