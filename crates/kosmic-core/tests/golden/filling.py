"""Writes filling.json: gaps filled by pandas and SciPy. See README.md."""

import json
import platform

import numpy as np
import pandas as pd
import scipy
from scipy.interpolate import CubicSpline, interp1d

rng = np.random.default_rng(20260401)


def cell(value):
    return None if np.isnan(value) else float(value)


def known(series):
    rows = np.flatnonzero(~np.isnan(series))
    return rows, series[rows]


def inside(series, values):
    rows, _ = known(series)
    out = np.full(len(series), np.nan)
    out[rows[0] : rows[-1] + 1] = values[rows[0] : rows[-1] + 1]
    return np.where(np.isnan(series), out, series)


def spline(series, ends):
    rows, values = known(series)
    return inside(series, CubicSpline(rows, values, bc_type=ends)(np.arange(len(series))))


def nearest(series):
    rows, values = known(series)
    place = interp1d(rows, values, kind="nearest", bounds_error=False)
    return inside(series, place(np.arange(len(series))))


def limited(series, filled, most):
    missing = pd.Series(np.isnan(series))
    run = (missing != missing.shift()).cumsum()
    length = missing.groupby(run).transform("sum").to_numpy()
    return np.where(missing & (length > most), np.nan, filled)


def fills(series):
    frame = pd.Series(series)
    return {
        "linear": frame.interpolate("linear", limit_area="inside").to_numpy(),
        "spline": spline(series, "not-a-knot"),
        "natural-spline": spline(series, "natural"),
        "nearest": nearest(series),
        "carry": frame.ffill().to_numpy(),
        "mean": frame.fillna(frame.mean()).to_numpy(),
    }


def gappy(n, share, run):
    series = np.cumsum(rng.standard_normal(n))
    for start in np.flatnonzero(rng.random(n) < share):
        series[start : start + rng.integers(1, run + 1)] = np.nan
    return series


furnace = pd.read_csv("../../../../examples/data/gas_furnace.csv")["gas_rate"].to_numpy(float).copy()
furnace[rng.random(len(furnace)) < 0.3] = np.nan
furnace[100:112] = np.nan
two, three, four = np.full(9, np.nan), np.full(9, np.nan), np.full(9, np.nan)
two[[2, 6]] = 1.5, -2.25
three[[1, 4, 6]] = 0.5, 3.0, -1.0
four[[0, 3, 4, 8]] = 1.0, 2.0, -1.0, 0.25
inputs = {"gas_rate": furnace, "walk": gappy(200, 0.1, 5), "two": two, "three": three, "four": four,
          "ends": np.array([np.nan, np.nan, 1.0, np.nan, 4.0, 9.0, np.nan, 16.5, np.nan])}
cases = []
for name, series in inputs.items():
    for method, filled in fills(series).items():
        for most in None, 1, 3:
            values = filled if most is None else limited(series, filled, most)
            cases.append({"series": name, "method": method, "max_gap": most, "values": [cell(value) for value in values]})
versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "pandas": pd.__version__}
with open("filling.json", "w") as file:
    json.dump({"versions": versions, "series": {name: [cell(value) for value in series] for name, series in inputs.items()},
               "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
print(versions, len(cases))
