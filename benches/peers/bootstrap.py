"""The time of a bootstrap interval of K by arch, SciPy, R's boot and a compiled loop, as `benches/draws.rs` has it of ours.

    pip install numpy scipy arch numba          # and R with its recommended package boot
    python benches/peers/bootstrap.py [rows …]

1000 replicates of K = 2|r| and the percentile limits, from two arrays in memory; BCa for 10 000 rows. One thread, best of
several runs, in ms; compiled functions are warm. arch and boot are given the plain correlation, SciPy one written for it.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[threads] = "1"

import pathlib
import subprocess
import sys
import tempfile
import time

import arch
import numba
import numpy as np
import scipy
from arch.bootstrap import IIDBootstrap
from scipy import stats

RHO = 0.5
REPLICATES = 1000
SIZES = 1000, 10_000, 100_000
LARGEST_BCA = 10_000
# Rows of SciPy's resamples at a time: as many as stay in the cache.
BATCH_ROWS = 200_000


def coupling(x: np.ndarray, y: np.ndarray) -> float:
    return 2 * abs(np.corrcoef(x, y)[0, 1])


def couplings(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
    """Of many resamples at once."""
    x = x - x.mean(axis, keepdims=True)
    y = y - y.mean(axis, keepdims=True)
    xx, xy, yy = (np.einsum("...i,...i->...", a, b) for a, b in ((x, x), (x, y), (y, y)))
    return 2 * abs(xy) / np.sqrt(xx * yy)


@numba.njit
def loop(x: np.ndarray, y: np.ndarray, replicates: int) -> np.ndarray:
    """Index and gather, five sums."""
    n, found = len(x), np.empty(replicates)
    for b in range(replicates):
        sx = sy = sxx = sxy = syy = 0.0
        for _ in range(n):
            i = np.random.randint(0, n)
            a, c = x[i], y[i]
            sx += a
            sy += c
            sxx += a * a
            sxy += a * c
            syy += c * c
        found[b] = 2 * abs(n * sxy - sx * sy) / np.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy))
    return found


def by_arch(x: np.ndarray, y: np.ndarray, method: str = "percentile") -> tuple[float, float]:
    limits = IIDBootstrap(x, y, seed=1).conf_int(coupling, REPLICATES, method=method, size=0.95)
    return float(limits[0, 0]), float(limits[1, 0])


def by_scipy(x: np.ndarray, y: np.ndarray, method: str = "percentile") -> tuple[float, float]:
    limits = stats.bootstrap(
        (x, y),
        couplings,
        n_resamples=REPLICATES,
        batch=max(1, BATCH_ROWS // len(x)),
        vectorized=True,
        paired=True,
        method=method,
        rng=np.random.default_rng(1),
    ).confidence_interval
    return float(limits.low), float(limits.high)


def by_loop(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    lower, upper = np.quantile(loop(x, y, REPLICATES), (0.025, 0.975))
    return float(lower), float(upper)


def pair(n: int) -> tuple[np.ndarray, np.ndarray]:
    u, v = np.random.default_rng(n).standard_normal((2, n))
    return u, RHO * u + np.sqrt(1 - RHO**2) * v


def best(interval, x: np.ndarray, y: np.ndarray) -> float:
    interval(*pair(100))
    times = []
    while len(times) < 2 or (sum(times) < 1 and len(times) < 30):
        start = time.perf_counter()
        lower, upper = interval(x, y)
        times.append(time.perf_counter() - start)
        assert lower < coupling(x, y) < upper
    return min(times) * 1e3


def best_of_r(x: np.ndarray, y: np.ndarray) -> float:
    """Measured inside R, so that its start and its reading do not count."""
    script = pathlib.Path(__file__).with_name("bootstrap.R")
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder) / "pair.bin"
        np.concatenate([x, y]).tofile(data)
        answer = subprocess.run(
            ["Rscript", str(script), str(data), str(len(x)), str(REPLICATES)], check=True, capture_output=True, text=True
        )
    seconds, lower, upper = map(float, answer.stdout.split())
    assert lower < coupling(x, y) < upper
    return seconds * 1e3


def r_versions() -> str:
    code = 'cat(paste0("R ", getRversion(), ", boot ", packageVersion("boot")))'
    return subprocess.run(["Rscript", "-e", code], check=True, capture_output=True, text=True).stdout


def main() -> None:
    sizes = [int(n) for n in sys.argv[1:]] or SIZES
    versions = ", ".join(f"{m.__name__} {m.__version__}" for m in (np, scipy, arch, numba))
    print(f"{versions}, {r_versions()}")
    print("| rows | by | method | ms for 1000 replicates | ns a draw |")
    print("|---|---|---|---|---|")
    for n in sizes:
        x, y = pair(n)
        times = {
            ("R, boot", "percentile"): best_of_r(x, y),
            ("arch", "percentile"): best(by_arch, x, y),
            ("SciPy", "percentile"): best(by_scipy, x, y),
            ("loop compiled by Numba", "percentile"): best(by_loop, x, y),
        }
        if n == LARGEST_BCA:
            times["arch", "bca"] = best(lambda x, y: by_arch(x, y, "bca"), x, y)
            times["SciPy", "bca"] = best(lambda x, y: by_scipy(x, y, "BCa"), x, y)
        for (name, method), ms in times.items():
            print(f"| {n} | {name} | {method} | {ms:.1f} | {ms * 1e6 / (n * REPLICATES):.2f} |", flush=True)


if __name__ == "__main__":
    main()
