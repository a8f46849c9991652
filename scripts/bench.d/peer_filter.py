"""The loop that a Python programmer writes with the fastest reader there is (orjson)."""
import sys

import orjson

write = sys.stdout.buffer.write
for line in sys.stdin.buffer:
    movement = orjson.loads(line)["movements"][0]
    if movement["type"] in ("churn", "contraction") and abs(movement["mrr_change"]) > 10000:
        write(line)
