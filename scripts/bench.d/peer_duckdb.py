"""The same selection as SQL: DuckDB over the file, on all of its threads."""
import sys

import duckdb

lines = duckdb.connect().execute(f"""
    SELECT json::VARCHAR FROM read_ndjson_objects('{sys.argv[1]}')
    WHERE json->>'$.movements[0].type' IN ('churn', 'contraction')
      AND abs((json->>'$.movements[0].mrr_change')::BIGINT) > 10000""")
while rows := lines.fetchmany(10000):
    sys.stdout.write("".join(row[0] + "\n" for row in rows))
