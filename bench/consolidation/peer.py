"""Crowd-Kit on one set: `python3 peer.py METHOD ITERATIONS answers.csv` prints {"seconds"} as one JSON line.

Only fit_predict is timed; reading is not. PYTHONPATH must hold Crowd-Kit's source (github.com/Toloka/crowd-kit).
"""

import json
import sys
import time

import pandas as pd
from crowdkit import aggregation

method, iterations, path = sys.argv[1:]
answers = pd.read_csv(path, dtype=str, keep_default_na=False)
answers.columns = ["task", "worker", "label"]
model = getattr(aggregation, method)(**({"n_iter": int(iterations)} if int(iterations) else {}))
started = time.perf_counter()
model.fit_predict(answers)
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds}))
