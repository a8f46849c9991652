"""The data of the benchmarks: the same bytes for the same count and seed, on every machine.

notifications(count, seed)    as mrr-detect writes them, some payloads of several lines
movements(count, seed)        the same, but a payload a line and all in dollars, for the peers
events(count, seed)           Stripe's events of subscriptions, 3.4 KB each, in the order of time
signups(count)                short Stripe events that each make another customer's subscription
"""

FIRST = ["Acme", "Globex", "Initech", "Umbrella", "Hooli", "Stark", "Wayne", "Wonka", "Nordlys",
         "Blå Bølge", "Æther", "Café Zürich", "東京ソフト", "Müller \\u0026 Söhne", "O'Reilly",
         "\\\"Quoted\\\"", "Data\\/Works", "Łódź Tech"]
LAST = ["Corp", "LLC", "GmbH", "ApS", "Inc", "Ltd", "Labs", "Group", "Software", "Studios"]
PLANS = ["Pro Plan", "Starter", "Team (annual)", "Enterprise", "Business Monthly", "Growth — EU",
         "Legacy \\\"Gold\\\"", "Add-on: Seats"]
TYPES = ["new", "expansion", "contraction", "churn", "reactivation"]
WORDS = {"new": "subscribed to %s", "expansion": "switched to %s from Starter",
         "contraction": "switched from %s to Starter", "churn": "canceled %s",
         "reactivation": "resubscribed to %s"}
CURRENCIES = ["usd", "usd", "eur", "gbp", "dkk", "jpy"]
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BEGIN = 1_735_689_600  # 2025-01-01


class Numbers:
    """SplitMix64: the same numbers on every machine and in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        x = self.state
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return (x ^ (x >> 31)) % limit

    def one_of(self, choices):
        return choices[self.below(len(choices))]

    def name(self, length):
        return "".join(self.one_of(LETTERS) for _ in range(length))


def notifications(count, seed, parted=True, currencies=CURRENCIES, scheduled=True):
    """Yields `count` lines as mrr-detect writes them; one payload in eight has two or three."""
    numbers = Numbers(seed)
    written = 0
    while written < count:
        parts = 1 if not parted or numbers.below(8) else 2 + numbers.below(2)
        parts = min(parts, count - written)
        written += parts
        identity = "mrr_%016x%016x" % (numbers.below(1 << 64), numbers.below(1 << 64))
        event = "mrr_movement" if not scheduled or numbers.below(10) else "scheduled_cancellation"
        day = "2025-%02d-%02d" % (1 + numbers.below(12), 1 + numbers.below(28))
        customer = '{"id":"cus_%s","name":"%s %s","email":"billing+%d@example.com","status":"%s"}' % (
            numbers.name(14), numbers.one_of(FIRST), numbers.one_of(LAST), numbers.below(100000),
            "active" if numbers.below(5) else "canceled")
        for part in range(1, parts + 1):
            kind = "churn" if event != "mrr_movement" else numbers.one_of(TYPES)
            plan = numbers.one_of(PLANS)
            change = 300 + numbers.below(10 ** (3 + numbers.below(3)))
            yield (
                '{"event":"%s","account_id":"acc_k3Jd81mA","customer":%s,"movements":[{"type":"%s",'
                '"mrr_change":%d,"currency":"%s","date":"%s","plan_name":"%s",'
                '"subscription_id":"sub_1%s","description":"%s","is_future":%s}],"meta":{"id":"%s",'
                '"part":%d,"last":%s,"at":"%sT10:00:00Z"}}\n' % (
                    event, customer, kind, -change if kind in ("contraction", "churn") else change,
                    numbers.one_of(currencies), day, plan, numbers.name(17), WORDS[kind] % plan,
                    "false" if event == "mrr_movement" else "true", identity, part,
                    "true" if part == parts else "false", day))


def movements(count, seed):
    """Yields lines that no program needs to know rates or other lines for."""
    return notifications(count, seed, parted=False, currencies=["usd"], scheduled=False)


def ident(number, length):
    """The same letters for the same number, spread over all letters as ids are."""
    mixed = number * 0x9E3779B97F4A7C15 + 0x1234567 & (1 << 64) - 1
    mixed |= (number * 0xC2B2AE3D27D4EB4F & (1 << 64) - 1) << 64
    text = ""
    for _ in range(length):
        mixed, rest = divmod(mixed, 62)
        text += LETTERS[rest]
    return text


UNITS = [1200, 2400, 4800, 9600, 19200, 49200]
DESCRIPTIONS = ["null", '"Grüße aus Köln — \\"VIP\\""', '"seat pack"']
TEAMS = ["Sales DK", "Søren", "self-serve"]


class Subscription:
    """What an event tells of: it is created, changed some times, and ends for good."""

    def __init__(self, number, numbers):
        self.number = number
        self.id, self.item = "sub_1" + ident(number, 23), "si_" + ident(number + 3, 14)
        self.customer = "cus_" + ident(number, 14)
        self.currency = numbers.one_of(CURRENCIES)
        self.interval = "month" if numbers.below(10) < 7 else "year"
        self.status = "active"
        self.unit, self.quantity = numbers.one_of(UNITS), 1 + numbers.below(20)

    def price_id(self):
        return "price_1" + ident(self.unit, 23)

    def plan(self):
        return (
            f'{{"id":"{self.price_id()}","object":"plan","active":true,"aggregate_usage":null,'
            f'"amount":{self.unit},"amount_decimal":"{self.unit}","billing_scheme":"per_unit",'
            f'"created":{BEGIN - 9000000},"currency":"{self.currency}","discounts":null,'
            f'"interval":"{self.interval}","interval_count":1,"livemode":true,"metadata":{{}},'
            f'"meter":null,"nickname":null,"product":"prod_{ident(self.unit + 7, 14)}",'
            '"tiers_mode":null,"transform_usage":null,"trial_period_days":null,'
            '"usage_type":"licensed"}')

    def price(self):
        return (
            f'{{"id":"{self.price_id()}","object":"price","active":true,"billing_scheme":"per_unit",'
            f'"created":{BEGIN - 9000000},"currency":"{self.currency}","custom_unit_amount":null,'
            '"livemode":true,"lookup_key":null,"metadata":{},"nickname":null,'
            f'"product":"prod_{ident(self.unit + 7, 14)}","recurring":{{"aggregate_usage":null,'
            f'"interval":"{self.interval}","interval_count":1,"meter":null,"trial_period_days":null,'
            '"usage_type":"licensed"},"tax_behavior":"exclusive","tiers_mode":null,'
            f'"transform_quantity":null,"type":"recurring","unit_amount":{self.unit},'
            f'"unit_amount_decimal":"{self.unit}"}}')

    def object(self, at, event, numbers):
        ended = "null" if self.status != "canceled" else str(at)
        return (
            f'{{"id":"{self.id}","object":"subscription","application":null,"automatic_tax":'
            '{"disabled_reason":null,"enabled":false,"liability":null},'
            f'"billing_cycle_anchor":{at},"cancel_at":null,"cancel_at_period_end":false,'
            f'"canceled_at":{ended},"cancellation_details":{{"comment":null,"feedback":null,'
            '"reason":null},"collection_method":"charge_automatically",'
            f'"created":{BEGIN - 900000},"currency":"{self.currency}","customer":"{self.customer}",'
            f'"days_until_due":null,"default_payment_method":"pm_1{ident(self.number + 11, 23)}",'
            f'"description":{numbers.one_of(DESCRIPTIONS)},"discounts":[],"ended_at":{ended},'
            '"invoice_settings":{"account_tax_ids":null,"issuer":{"type":"self"}},'
            f'"items":{{"object":"list","data":[{{"id":"{self.item}","object":"subscription_item",'
            f'"billing_thresholds":null,"created":{BEGIN - 800000},"current_period_end":{at + 2592000},'
            f'"current_period_start":{at},"discounts":[],"metadata":{{}},"plan":{self.plan()},'
            f'"price":{self.price()},"quantity":{self.quantity},"subscription":"{self.id}",'
            '"tax_rates":[]}],"has_more":false,"total_count":1,'
            f'"url":"/v1/subscription_items?subscription={self.id}"}},'
            f'"latest_invoice":"in_1{ident(event, 23)}","livemode":true,'
            f'"metadata":{{"crm_id":"{self.number}","team":"{numbers.one_of(TEAMS)}"}},'
            '"next_pending_invoice_item_invoice":null,"on_behalf_of":null,"pause_collection":null,'
            '"payment_settings":{"payment_method_options":null,"payment_method_types":null,'
            '"save_default_payment_method":"off"},"pending_setup_intent":null,"pending_update":null,'
            f'"plan":{self.plan()},"quantity":{self.quantity},"schedule":null,'
            f'"start_date":{BEGIN - 900000},"status":"{self.status}","test_clock":null,'
            '"transfer_data":null,"trial_end":null,"trial_settings":{"end_behavior":'
            '{"missing_payment_method":"create_invoice"}},"trial_start":null}')


def events(count, seed):
    """Yields `count` events; a fifth of them make subscriptions, a sixth or so end them."""
    numbers = Numbers(seed)
    living, made, at = [], 0, BEGIN
    for event in range(count):
        at += 1 + numbers.below(20)
        chance = numbers.below(100)
        previous = ""
        if chance < 20 or len(living) < 10:
            subscription = Subscription(made, numbers)
            made += 1
            living.append(subscription)
            kind = "created"
        else:
            place = numbers.below(len(living))
            subscription = living[place]
            if chance < 85:
                kind = "updated"
                # Mostly a renewal or another quantity, now and then another plan.
                before = f'"current_period_end":{at},"latest_invoice":"in_1{ident(event - 9, 23)}"'
                change = numbers.below(10)
                if change >= 4:
                    before = f'"quantity":{subscription.quantity}'
                    if change >= 8:
                        before = f'"plan":{subscription.plan()},{before}'
                        subscription.unit = numbers.one_of(UNITS)
                    subscription.quantity = 1 + numbers.below(20)
                previous = f',"previous_attributes":{{{before}}}'
            else:
                kind = "deleted"
                subscription.status = "canceled"
                living[place] = living[-1]
                living.pop()
        yield (
            f'{{"id":"evt_1{ident(event + 99, 23)}","object":"event","api_version":'
            f'"2025-03-31.basil","created":{at},"data":{{"object":'
            f'{subscription.object(at, event, numbers)}{previous}}},"livemode":true,'
            '"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},'
            f'"type":"customer.subscription.{kind}"}}\n')


def signups(count):
    """Yields an event for each of `count` customers: for memory and for growth."""
    for number in range(count):
        at, unit = BEGIN + 3 * number, UNITS[number % 6]
        yield (
            '{"id":"evt_1%023d","object":"event","created":%d,"data":{"object":{"id":"sub_1%023d",'
            '"object":"subscription","created":%d,"currency":"usd","customer":"cus_%014d","items":'
            '{"object":"list","data":[{"id":"si_%014d","object":"subscription_item","price":'
            '{"id":"price_%d","object":"price","currency":"usd","nickname":"Plan %d","product":'
            '"prod_%d","recurring":{"interval":"month","interval_count":1,"usage_type":"licensed"},'
            '"unit_amount":%d},"quantity":%d}]},"livemode":true,"status":"active"}},'
            '"livemode":true,"type":"customer.subscription.created"}\n' % (
                number, at, number, at, number, number, unit, unit, unit, unit, 1 + number % 20))


if __name__ == "__main__":
    import sys
    kind, count = sys.argv[1], int(sys.argv[2])
    lines = {"notifications": lambda: notifications(count, 20251123),
             "movements": lambda: movements(count, 20251123),
             "events": lambda: events(count, 20251123), "signups": lambda: signups(count)}[kind]()
    for line in lines:
        sys.stdout.write(line)
