"""Two auto-labelling methods from the literature on scikit-learn models, for comparison.

`python3 peer.py METHOD TARGET FIRST_SEED SEEDS INPUT` prints one JSON line: per seed coverage, accuracy, rounds and seconds, and the process's peak memory.
INPUT is JSON Lines with "source" (text) or "source-ref" (a picture's path) and "label". People are right and cost nothing but their number.

tbal: H. Vishwakarma et al., "Promises and Pitfalls of Threshold-based Auto-labeling", NeurIPS 2023.
ltt: A. Angelopoulos et al., "Learn then Test", 2021, with exact binomial tests at 10 %, divided among the thresholds tried.

Both: a random validation set V and training set D of 5 % each; train; what lies at or above the threshold is labelled and leaves, as do the validation objects
there; ask the next 5 %; until nothing is left, or three rounds in a row labelled less than 0.2 % and people have done more than half. Features are made once, before
the clock starts. One thread.
"""

import json
import os
import resource
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from scipy.stats import binom
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

C1 = 0.25
CHOICE = 2
FEWEST = 10
THRESHOLDS = 12
LTT_DELTA = 0.10


def read(path):
    rows = [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
    names = sorted({str(row["label"]) for row in rows})
    labels = np.array([names.index(str(row["label"])) for row in rows])
    if "source" in rows[0]:
        texts = [row["source"] for row in rows]
        # Texts without spaces between words are told by their characters.
        spaced = np.mean([" " in text.strip() for text in texts]) > 0.5
        if spaced:
            vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        else:
            vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
        return vectorizer.fit_transform(texts), labels, lambda seed: LogisticRegression(C=10, max_iter=300)
    from PIL import Image

    folder = os.path.dirname(os.path.abspath(path))
    pixels = [np.asarray(Image.open(os.path.join(folder, row["source-ref"])), np.float32).ravel() / 255 for row in rows]
    return np.array(pixels), labels, lambda seed: RandomForestClassifier(100, n_jobs=1, random_state=seed)


def tbal_thresholds(predicted, score, right, classes, eps):
    """The smallest good score per predicted class; above 1 where there is none."""
    found = np.full(classes, 2.0)
    for c in range(classes):
        of = predicted == c
        order = np.argsort(-score[of])
        errors = np.cumsum(~right[of][order])
        scores = score[of][order]
        for i in range(len(scores) - 1, -1, -1):
            if i + 1 < len(scores) and scores[i + 1] == scores[i]:
                continue
            n = i + 1
            if n <= FEWEST:
                break
            e = errors[i] / n
            if e + C1 * np.sqrt(e * (1 - e)) <= eps:
                found[c] = scores[i]
                break
    return found


def ltt_threshold(score, right, left, eps):
    """The lowest accepted of the quantiles of what is left; above 1 where there is none."""
    found = 2.0
    for t in np.unique(np.quantile(left, np.linspace(0, 1, THRESHOLDS, endpoint=False))):
        above = score >= t
        n = int(above.sum())
        if n and binom.cdf(int((~right[above]).sum()), n, eps) <= LTT_DELTA / THRESHOLDS:
            found = min(found, t)
    return found


def run(method, target, seed, features, labels, model_of):
    started = time.perf_counter()
    random = np.random.default_rng(seed)
    pool = len(labels)
    classes = labels.max() + 1
    eps = 1 - target
    batch = max(1, round(0.05 * pool))
    order = random.permutation(pool)
    validation, training, left = order[:batch], order[batch : 2 * batch], order[2 * batch :]
    people = 2 * batch
    machine = {}
    rounds = idle = 0
    while len(left):
        rounds += 1
        share = np.zeros(0)
        if len(np.unique(labels[training])) > 1:
            model = model_of(seed).fit(features[training], labels[training])
            share = model.predict_proba(features[left])
            predicted = model.classes_[share.argmax(1)]
            score = share.max(1)
            checked = model.predict_proba(features[validation]) if len(validation) else np.zeros((0, share.shape[1]))
            v_predicted = model.classes_[checked.argmax(1)] if len(validation) else np.zeros(0, int)
            v_score = checked.max(1) if len(validation) else np.zeros(0)
            right = v_predicted == labels[validation]
            if method == "tbal":
                thresholds = tbal_thresholds(v_predicted, v_score, right, classes, eps)
            else:
                thresholds = np.full(classes, ltt_threshold(v_score, right, score, eps))
            taken = score >= thresholds[predicted]
            machine.update(zip(left[taken], predicted[taken]))
            idle = idle + 1 if taken.sum() < 0.002 * pool else 0
            validation = validation[v_score < thresholds[v_predicted]] if len(validation) else validation
            left, share = left[~taken], share[~taken]
        if idle >= 3 and people > pool / 2:
            break
        take = min(batch, len(left))
        if take == 0:
            break
        if method == "ltt":
            drawn = random.permutation(len(left))[: take // 2]
            validation = np.concatenate([validation, left[drawn]])
            keep = np.setdiff1d(np.arange(len(left)), drawn)
            left, share, take_more = left[keep], share[keep] if len(share) else share, take - take // 2
        else:
            take_more = take
        if len(share):
            top = np.sort(share, 1)
            margin = top[:, -1] - top[:, -2]
            least = np.argsort(margin)[: CHOICE * take_more]
        else:
            least = np.arange(len(left))
        chosen = random.permutation(least)[:take_more]
        training = np.concatenate([training, left[chosen]])
        left = np.delete(left, chosen)
        people += take
    wrong = sum(labels[i] != c for i, c in machine.items())
    return {
        "seed": seed,
        "coverage": len(machine) / pool,
        "accuracy": 1 - wrong / len(machine) if machine else None,
        "rounds": rounds,
        "seconds": round(time.perf_counter() - started, 3),
    }


def main():
    method, target, first, seeds, path = sys.argv[1:]
    started = time.perf_counter()
    features, labels, model_of = read(path)
    reading = time.perf_counter() - started
    runs = [run(method, float(target), seed, features, labels, model_of) for seed in range(int(first), int(first) + int(seeds))]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"runs": runs, "readSeconds": round(reading, 3), "peakMB": round(peak)}))


if __name__ == "__main__":
    main()
