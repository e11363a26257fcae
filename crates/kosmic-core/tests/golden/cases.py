"""The pairs of series that the metrics are checked on: name -> (x, y, origin)."""

import csv
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).parents[4]
GAS_FURNACE = "examples/data/gas_furnace.csv"

LSAT = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594]
GPA = [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96]

ANSCOMBE_X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
ANSCOMBE = {
    "I": (ANSCOMBE_X, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]),
    "II": (ANSCOMBE_X, [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74]),
    "III": (ANSCOMBE_X, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]),
    "IV": ([8] * 7 + [19] + [8] * 3, [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89]),
}


def gas_furnace() -> tuple[list[float], list[float]]:
    """Gas rate and CO2 percentage of Box and Jenkins's series J, in that order."""
    with open(ROOT / GAS_FURNACE, newline="") as file:
        rows = list(csv.DictReader(file))
    return [float(r["gas_rate"]) for r in rows], [float(r["co2_percent"]) for r in rows]


def normal(n: int, rho: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """n pairs of correlated standard normals, rounded to six decimals to keep the file short."""
    u, v = np.random.default_rng(seed).standard_normal((2, n))
    return np.round(u, 6), np.round(rho * u + np.sqrt(1 - rho * rho) * v, 6)


def ties() -> tuple[np.ndarray, np.ndarray]:
    """Integers 0 to 4, n = 60, where y follows x half of the time."""
    rng = np.random.default_rng(60)
    x, noise = rng.integers(0, 5, (2, 60))
    return x, np.where(rng.random(60) < 0.5, x, noise)


def cauchy() -> tuple[np.ndarray, np.ndarray]:
    u, v = np.random.default_rng(101).standard_cauchy((2, 101))
    return np.round(u, 6), np.round(0.5 * u + v, 6)


def offset() -> tuple[np.ndarray, np.ndarray]:
    """Unit variance on 1e9: the doubles as they come, 2^-23 apart."""
    u, v = np.random.default_rng(1_000_000_000).standard_normal((2, 500))
    return 1e9 + u, 1e9 + 0.6 * u + 0.8 * v


def all_cases() -> dict[str, tuple]:
    law = "Efron and Tibshirani (1993), table 3.1: LSAT and GPA of 15 law schools"
    made = "made by cases.py"
    small, other = normal(20, 0.7, 300)
    cases = {
        "law_school": (LSAT, GPA, law),
        "gas_furnace": (*gas_furnace(), GAS_FURNACE),
    }
    for numeral, pair in ANSCOMBE.items():
        cases[f"anscombe_{numeral}"] = (*pair, "Anscombe (1973)")
    for n, rho in ((5, 0.5), (30, 0.5), (200, 0.5)):
        cases[f"normal_{n}"] = (*normal(n, rho, n), made)
    cases |= {
        "ties_60": (*ties(), made),
        "cauchy_101": (*cauchy(), made),
        "n_4": (*normal(4, 0.5, 4), made),
        "n_3": (*normal(3, 0.5, 3), made),
        "negative_50": (*normal(50, -0.8, 50), made),
        "offset_1e9": (*offset(), made),
        "magnitude_1e-300": (small * 1e-300, other * 1e-300, made),
        "magnitude_1e300": (small * 1e300, other * 1e300, made),
        "magnitude_1e-300_and_1e300": (small * 1e-300, other * 1e300, made),
    }
    return {name: (list(map(float, x)), list(map(float, y)), origin) for name, (x, y, origin) in cases.items()}


def rows() -> tuple[np.ndarray, np.ndarray]:
    """T x D and T x E matrices, T = 40, D = 3, E = 2, whose row lengths share a factor."""
    rng = np.random.default_rng(40)
    scale = rng.uniform(0.5, 2, (40, 1))
    x = scale * rng.standard_normal((40, 3))
    y = scale * rng.standard_normal((40, 2))
    return np.round(x, 6), np.round(y, 6)
