"""Values of SciPy and NumPy that the comparison of conditions is checked on. From the root of the repository:

    python crates/kosmic-stats/tests/golden/conditions.py > crates/kosmic-stats/tests/golden/conditions.json
"""

import itertools
import json
import sys

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20260101)


def welch(a, b, axis=-1):
    return stats.ttest_ind(a, b, axis=axis, equal_var=False).statistic


def related(a, b, axis=-1):
    return stats.ttest_rel(a, b, axis=axis).statistic


def two(a, b, paired):
    """Exact p-values of all rearrangements; SciPy's two-sided one doubles the smaller tail, so that only tails are taken."""
    kind, statistic = ("samples", related) if paired else ("independent", welch)
    tail = {
        side: stats.permutation_test(
            (a, b), statistic, permutation_type=kind, vectorized=True, n_resamples=np.inf, alternative=side
        ).pvalue
        for side in ("greater", "less")
    }
    return {"a": list(a), "b": list(b), "paired": paired, "t": float(statistic(a, b)), **tail}


def max_t(a, b, c):
    """Step-down maxT of the three differences over all rearrangements of three conditions, plainly."""
    pooled = np.concatenate([a, b, c])
    places = range(len(pooled))

    def all_t(first, second):
        third = [i for i in places if i not in first and i not in second]
        parts = [pooled[list(first)], pooled[list(second)], pooled[third]]
        return [welch(parts[i], parts[j]) for i, j in ((0, 1), (0, 2), (1, 2))]

    resamples = [
        all_t(first, second)
        for first in itertools.combinations(places, len(a))
        for second in itertools.combinations([i for i in places if i not in first], len(b))
    ]
    resamples = np.abs(np.array(resamples))
    observed = np.abs([welch(a, b), welch(a, c), welch(b, c)])
    order = np.argsort(-observed)
    adjusted, before = np.zeros(3), 0.0
    for step, place in enumerate(order):
        largest = resamples[:, order[step:]].max(axis=1)
        before = max(before, float(np.mean(largest >= observed[place] * (1 - 1e-12))))
        adjusted[place] = before
    return {"conditions": [list(a), list(b), list(c)], "adjusted": list(adjusted), "resamples": resamples.tolist()}


def repeated(table):
    """F of repeated measures by sums of squares; SciPy's Friedman and one-way tests are others."""
    n, k = table.shape
    total = table.mean()
    between = n * ((table.mean(axis=0) - total) ** 2).sum()
    residual = table - table.mean(axis=0) - table.mean(axis=1, keepdims=True) + total
    return {"rows": table.tolist(), "f": float((n - 1) * between / (residual**2).sum())}


def main():
    normal = lambda size, shift=0.0, scale=1.0: np.round(shift + scale * rng.standard_normal(size), 3)
    record = {
        "versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__},
        "two": [
            two(normal(6, 1.0), normal(5), False),
            two(normal(4), normal(7, 0.5, 3.0), False),
            two(np.array([1.0, 2.0, 2.0, 3.0]), np.array([2.0, 2.0, 4.0, 5.0]), False),
            two(normal(9, 0.7), normal(9), True),
            two(normal(8, 0.2, 2.0), normal(8), True),
        ],
        "max_t": [max_t(normal(2, 3.0), normal(2), normal(3)), max_t(normal(2), normal(3, 2.0), normal(2, 4.0))],
        "repeated": [repeated(normal((6, 3)) + normal((6, 1))), repeated(normal((5, 4)))],
    }
    json.dump(record, sys.stdout, indent=1)
    print()


main()
