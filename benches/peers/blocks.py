"""The time of a percentile interval of K from circular blocks, by arch and by the `kosmic` command, in one run.

    pip install numpy arch
    cargo build --release -p kosmic-cli
    python benches/peers/blocks.py target/release/kosmic [rows]

1000 replicates of K = 2|r| of two autoregressive series with coefficient 0.5, blocks of the automatic length of the pair (as
`kosmic ci --scheme circular` chooses it, the same for both). One thread, the best of several interleaved runs, in ms, from
arrays in memory to the limits: ours is what `kosmic ci --json` calls `seconds`, length and jackknife included.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[threads] = "1"

import json
import pathlib
import subprocess
import sys
import tempfile
import time

import arch
import numpy as np
from arch.bootstrap import CircularBlockBootstrap

PHI, RHO, REPLICATES, RUNS = 0.5, 0.5, 1000, 3
METHODS = "percentile", "student-symmetric"


def coupling(x: np.ndarray, y: np.ndarray) -> float:
    return 2 * abs(np.corrcoef(x, y)[0, 1])


def series(n: int) -> tuple[np.ndarray, np.ndarray]:
    u, v = np.random.default_rng(n).standard_normal((2, n))
    v = RHO * u + np.sqrt(1 - RHO**2) * v
    x, y = np.empty(n), np.empty(n)
    a = b = 0.0
    for t in range(n):
        a, b = PHI * a + u[t], PHI * b + v[t]
        x[t], y[t] = a, b
    return x, y


def by_arch(x: np.ndarray, y: np.ndarray, length: int) -> tuple[float, float, float]:
    start = time.perf_counter()
    bootstrap = CircularBlockBootstrap(length, x, y, seed=1)
    limits = bootstrap.conf_int(coupling, REPLICATES, method="percentile", size=0.95)
    return time.perf_counter() - start, float(limits[0, 0]), float(limits[1, 0])


def by_kosmic(kosmic: str, data: str, method: str) -> dict:
    words = [kosmic, "ci", data, "--x", "x", "--y", "y", "--json", "--scheme", "circular"]
    words += ["--replicates", str(REPLICATES), "--method", method]
    return json.loads(subprocess.run(words, check=True, capture_output=True).stdout)


def main() -> None:
    kosmic, n = sys.argv[1], int((sys.argv[2:] or ["100000"])[0])
    x, y = series(n)
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder) / "series.csv"
        np.savetxt(data, np.column_stack([x, y]), "%.17g", ",", header="x,y", comments="")
        best = dict.fromkeys(("arch", *METHODS), float("inf"))
        for _ in range(RUNS):
            for method in METHODS:
                ours = by_kosmic(kosmic, str(data), method)
                assert abs(ours["estimate"] - coupling(x, y)) < 1e-9
                best[method] = min(best[method], ours["seconds"])
            length = by_kosmic(kosmic, str(data), "percentile")["block_length"]
            seconds, lower, upper = by_arch(x, y, length)
            assert lower < ours["estimate"] < upper
            best["arch"] = min(best["arch"], seconds)
    versions = f"arch {arch.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}"
    print(f"{n} rows, blocks of {length}, {versions}")
    print("| by | method | ms for 1000 replicates | arch takes |\n|---|---|---|---|")
    print(f"| arch | percentile | {best['arch'] * 1e3:.1f} | |")
    for method in METHODS:
        print(f"| kosmic | {method} | {best[method] * 1e3:.1f} | {best['arch'] / best[method]:.0f} times as long |")


if __name__ == "__main__":
    main()
