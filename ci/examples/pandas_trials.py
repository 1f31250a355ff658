"""Reads the trials of a sweep into pandas, and writes them as Parquet where pyarrow is there.

    steerbench export SWEEP --format jsonl > trials.jsonl
    python3 pandas_trials.py trials.jsonl
"""
import json
import sys

import pandas

trials = pandas.read_json(sys.argv[1], lines=True, dtype={"question": str})
print(trials.pivot_table("score", "task", "method", aggfunc="mean").mul(100).round(1).to_string())
# A problem has the shape of its task: in one column it is text.
trials["problem"] = trials["problem"].map(json.dumps)
try:
    trials.to_parquet("trials.parquet")
except ImportError:
    print("Without pyarrow there is no Parquet: pip install pyarrow", file=sys.stderr)
