"""The same selection with Polars, on all of its threads; it writes the payloads' ids."""
import sys

import polars

movement = polars.Struct({"type": polars.String, "mrr_change": polars.Int64})
first = polars.col("movements").list.first()
kept = polars.scan_ndjson(
    sys.argv[1],
    schema={"movements": polars.List(movement), "meta": polars.Struct({"id": polars.String})},
).filter(
    first.struct.field("type").is_in(["churn", "contraction"])
    & (first.struct.field("mrr_change").abs() > 10000)
).select(polars.col("meta").struct.field("id")).collect()
sys.stdout.write("".join(name + "\n" for name in kept["id"]))
