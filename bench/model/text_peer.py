"""scikit-learn's usual text classifier on the same texts: reads {"train": [[text, label]], "test": [...]}, prints one line of JSON."""

import json
import resource
import sys
import time

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

data = json.load(open(sys.argv[1]))
train_texts, train_labels = zip(*data["train"])
test_texts, test_labels = zip(*data["test"])
started = time.perf_counter()
vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
rows = vectorizer.fit_transform(train_texts)
model = LogisticRegression(C=10, max_iter=1000).fit(rows, train_labels)
trained = time.perf_counter()
probabilities = model.predict_proba(vectorizer.transform(test_texts))
scored = time.perf_counter()
best = probabilities.argmax(axis=1)
order = probabilities.max(axis=1).argsort(kind="stable")[::-1]
right = [model.classes_[best[i]] == test_labels[i] for i in order]
print(
    json.dumps(
        {
            "version": sklearn.__version__,
            "train": trained - started,
            "score": scored - trained,
            "right": [int(r) for r in right],
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )
)
