"""The least that tells MRR movements from Stripe's events, with orjson: the reference of mrr-detect.

It knows neither batches nor discounts nor trials, and takes the events in the order in which they
come. `--net` writes what can be compared: subscription, second, and net change.
"""
import sys

import orjson

net = sys.argv[1:] == ["--net"]
known, out = {}, []
for line in sys.stdin.buffer:
    event = orjson.loads(line)
    kind = event["type"]
    if not kind.startswith("customer.subscription."):
        continue
    subscription = event["data"]["object"]
    mrr = 0
    for item in subscription["items"]["data"]:
        amount = item["price"]["unit_amount"] * item["quantity"]
        mrr += amount // 12 if item["price"]["recurring"]["interval"] == "year" else amount
    if kind.endswith("deleted") or subscription["status"] not in ("active", "past_due"):
        mrr = 0
    identity = subscription["id"]
    was = known.get(identity)
    if mrr == (was or 0):
        continue
    if not was:
        movement = "new" if was is None else "reactivation"
    elif mrr == 0:
        movement = "churn"
    else:
        movement = "expansion" if mrr > was else "contraction"
    known[identity] = mrr
    if net:
        out.append(f"{identity} {event['created']} {mrr - (was or 0)}\n")
    else:
        out.append(
            '{"event":"mrr_movement","customer":{"id":"%s","status":"%s"},"type":"%s",'
            '"mrr_change":%d,"currency":"%s","date":%d,"subscription_id":"%s"}\n' % (
                subscription["customer"], subscription["status"], movement, mrr - (was or 0),
                subscription["currency"], event["created"], identity))
    if len(out) > 1000:
        sys.stdout.write("".join(out))
        out.clear()
sys.stdout.write("".join(out))
