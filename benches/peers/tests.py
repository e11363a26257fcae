"""The time of SciPy's permutation test of r, as `benches/tests.rs` has it of ours.

    pip install numpy scipy
    python benches/peers/tests.py

The statistic is vectorised over the permutations, in batches of about ten million values; a figure is the best of a few runs on one
thread.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[threads] = "1"

import time

import numpy as np
import scipy
from scipy import stats

SURROGATES = 9999
SIZES = 100, 1000, 10_000


def correlation(x: np.ndarray):
    """Σ x y over a constant: what changes of r between permutations."""
    u = (x - x.mean()) / x.std() / len(x)

    def statistic(y, axis):
        return np.tensordot(y, u, axes=(axis, 0))

    return statistic


def studentised(x: np.ndarray):
    u = x - x.mean()

    def statistic(y, axis):
        products = y * u
        return products.sum(axis=axis) / np.sqrt((products**2).sum(axis=axis))

    return statistic


def main() -> None:
    print(f"numpy {np.__version__}, scipy {scipy.__version__}")
    print("| test | rows | surrogates | ms | ns a row of a surrogate |")
    print("|---|---|---|---|---|")
    rng = np.random.default_rng(0)
    for n in SIZES:
        x, y = rng.standard_normal((2, n))
        y -= y.mean()
        surrogates = SURROGATES * 10_000 // max(n, 10_000) if n <= 1000 else 999
        for name, statistic in (("r", correlation(x)), ("studentised", studentised(x))):
            times = []
            for _ in range(2):
                start = time.perf_counter()
                found = stats.permutation_test(
                    (y,), statistic, permutation_type="pairings", vectorized=True, n_resamples=surrogates,
                    batch=max(1, 10_000_000 // n), rng=0,
                )
                times.append(time.perf_counter() - start)
                assert 0 < found.pvalue <= 1
            best = min(times)
            print(f"| SciPy, {name} | {n} | {surrogates} | {best * 1e3:.1f} | {best * 1e9 / n / surrogates:.2f} |")


if __name__ == "__main__":
    main()
