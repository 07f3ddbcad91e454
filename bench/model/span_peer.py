"""Reads {"train", "test", "tags"}: texts as lists of tokens, tokens as lists of feature numbers, tags by number. Writes the test texts' tags by scikit-learn's
logistic regression, a token at a time, and by CRFsuite where it is installed: {"<name>": {"tags", "seconds"}}."""
import json
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

data = json.load(open(sys.argv[1]))
width = 1 + max(f for part in ("train", "test") for text in data[part] for token in text for f in token)


def matrix(texts):
    tokens = [token for text in texts for token in text]
    starts = np.cumsum([0] + [len(token) for token in tokens])
    columns = np.fromiter((f for token in tokens for f in token), dtype=np.int64)
    return csr_matrix((np.ones(len(columns), dtype=np.float64), columns, starts), shape=(len(tokens), width))


results = {}
started = time.perf_counter()
model = OneVsRestClassifier(LogisticRegression(solver="liblinear"))
model.fit(matrix(data["train"]), np.concatenate([np.array(t) for t in data["tags"]]))
seconds = time.perf_counter() - started
flat = model.predict(matrix(data["test"])).tolist()
tags = []
at = 0
for text in data["test"]:
    tags.append(flat[at : at + len(text)])
    at += len(text)
results["scikit-learn"] = {"tags": tags, "seconds": seconds}

try:
    import pycrfsuite
except ImportError:
    pycrfsuite = None
if pycrfsuite:
    named = lambda text: [[str(f) for f in token] for token in text]
    started = time.perf_counter()
    trainer = pycrfsuite.Trainer(verbose=False)
    for text, own in zip(data["train"], data["tags"]):
        trainer.append(named(text), [str(tag) for tag in own])
    trainer.set_params({"c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True})
    trainer.train(sys.argv[1] + ".crf")
    seconds = time.perf_counter() - started
    tagger = pycrfsuite.Tagger()
    tagger.open(sys.argv[1] + ".crf")
    results["CRFsuite"] = {"tags": [[int(tag) for tag in tagger.tag(named(t))] if t else [] for t in data["test"]], "seconds": seconds}
print(json.dumps(results))
