"""The time of SciPy's, dcor's and scikit-learn's measures of dependence, as `benches/measures.rs` has it of ours.

    pip install numpy scipy dcor scikit-learn
    python benches/peers/measures.py

A figure is the best of several runs on one thread, in ms; compiled functions are warm.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[threads] = "1"

import time
import warnings

import dcor
import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.feature_selection import mutual_info_regression

RHO = 0.5
SIZES = 1000, 10_000, 100_000, 1_000_000
# What a larger size may take in seconds to be tried at all.
PATIENCE = 8


def log_likelihood_test(x: np.ndarray, y: np.ndarray) -> float:
    """A table of equal widths and its G test, with the number of bins that kosmic takes."""
    bins = int(min(round(np.sqrt((1 + np.sqrt(1 + 24 * len(x) / (1 - RHO**2))) / 2)), np.sqrt(len(x) / 5)))
    table = np.histogram2d(x, y, bins)[0]
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    return stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")[0] / 2 / len(x)


def distance_and_test(x: np.ndarray, y: np.ndarray) -> float:
    """Both estimates, and the chi-square test."""
    biased = dcor.distance_correlation(x, y)
    stats.chi2.sf(len(x) * dcor.u_distance_correlation_sqr(x, y) + 1, 1)
    return biased


MEASURES = {
    "Spearman (SciPy)": lambda x, y: stats.spearmanr(x, y).statistic,
    "Kendall (SciPy)": lambda x, y: stats.kendalltau(x, y).statistic,
    "distance correlation (dcor)": distance_and_test,
    "information, Gaussian (SciPy's pearsonr)": lambda x, y: -0.5 * np.log1p(-stats.pearsonr(x, y).statistic ** 2),
    "information, equal widths (NumPy, SciPy)": log_likelihood_test,
    "information, KSG 1, k = 3 (scikit-learn)": lambda x, y: mutual_info_regression(
        x[:, None], y, n_neighbors=3, discrete_features=False, random_state=0
    )[0],
}


def pair(n: int) -> tuple[np.ndarray, np.ndarray]:
    u, v = np.random.default_rng(n).standard_normal((2, n))
    return u, RHO * u + np.sqrt(1 - RHO**2) * v


def best(measure, x: np.ndarray, y: np.ndarray) -> float:
    times = []
    while len(times) < 2 or (sum(times) < 0.5 and len(times) < 30):
        start = time.perf_counter()
        value = measure(x, y)
        times.append(time.perf_counter() - start)
        assert np.isfinite(value)
    return min(times)


def main() -> None:
    warnings.simplefilter("ignore")
    versions = ((m.__name__, m.__version__) for m in (np, scipy, dcor, sklearn))
    print(", ".join(f"{name} {version}" for name, version in versions))
    print("| measure | " + " | ".join(f"{n} rows, ms" for n in SIZES) + " |")
    print("|---" * (len(SIZES) + 1) + "|")
    for name, measure in MEASURES.items():
        cells, last = [], 0.0
        measure(*pair(100))
        for n in SIZES:
            if last * 10 > PATIENCE:
                cells.append("")
                continue
            last = best(measure, *pair(n))
            cells.append(f"{last * 1e3:.3f}")
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
