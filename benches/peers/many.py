"""The times of pandas and NumPy for what benches/windows.rs and benches/many.rs measure. Prints the same tables.

    OPENBLAS_NUM_THREADS=1 python benches/peers/many.py

Needs numpy and pandas; versions are printed. A figure is the best of several runs.
"""

import os
import platform
import time

import numpy as np
import pandas as pd


def best(work, seconds: float = 1.5, least: int = 3) -> float:
    """The shortest of some runs, in ms."""
    times, begun = [], time.perf_counter()
    while len(times) < least or (time.perf_counter() - begun < seconds and len(times) < 200):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def windows() -> None:
    print("| what | rows | ms | ns a row |\n|---|---|---|---|")
    rng = np.random.default_rng(1)
    for n in (10_000, 1_000_000, 10_000_000):
        x, e = rng.normal(size=(2, n))
        x, y = pd.Series(x), pd.Series(0.5 * x + 0.75**0.5 * e)
        works = {f"rolling, w = {w}": lambda w=w: x.rolling(w).corr(y) for w in (100,)}
        works["expanding"] = lambda: x.expanding(3).corr(y)
        works["rolling norms, w = 100"] = lambda: (x * x).rolling(100).sum() ** 0.5
        works["ewm, half-life 1000"] = lambda: x.ewm(halflife=1000).corr(y)
        for what, work in works.items():
            ms = best(work, least=1 if n > 1_000_000 else 3)
            print(f"| pandas {what} | {n} | {ms:.3f} | {ms * 1e6 / n:.2f} |", flush=True)


def matrices() -> None:
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "all")
    n = 10_000
    print(f"| what | series | threads | ms for {n} rows | multiply-adds a ns |\n|---|---|---|---|---|")
    rng = np.random.default_rng(1)
    for series in (10, 100, 500):
        table = rng.normal(size=(series, n))
        ms = best(lambda: np.corrcoef(table))
        pairs = series * (series + 1) / 2
        print(f"| numpy.corrcoef | {series} | {threads} | {ms:.3f} | {pairs * n / ms / 1e6:.1f} |", flush=True)
        if series <= 100:
            table[0, 7] = np.nan
            frame = pd.DataFrame(table.T)
            ms = best(frame.corr, least=1)
            print(f"| pandas corr, one value missing | {series} | 1 | {ms:.3f} | {pairs * n / ms / 1e6:.1f} |", flush=True)


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, pandas {pd.__version__}\n")
    if os.environ.get("OPENBLAS_NUM_THREADS", "1") == "1":
        windows()
    matrices()
