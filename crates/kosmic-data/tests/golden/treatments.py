"""Writes treatments.json: outliers, scales, trends and joins by SciPy, scikit-learn, pandas and R. See README.md."""

import json
import platform
import subprocess

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import signal, stats
from sklearn.preprocessing import MinMaxScaler, RobustScaler

rng = np.random.default_rng(20260402)


def cell(value):
    return None if np.isnan(value) else float(value)


def cells(values):
    return [cell(value) for value in values]


def hampel(series, half, threshold):
    window = pd.Series(series).rolling(2 * half + 1, center=True, min_periods=1)
    median = window.median().to_numpy()
    mad = window.apply(lambda values: np.nanmedian(np.abs(values - np.nanmedian(values))), raw=True).to_numpy()
    reach = 1.4826 * threshold * mad
    return median - reach, median + reach


def tukey(series, factor):
    """Fences by R's quantile of type 7."""
    known = ", ".join(repr(float(value)) for value in series[~np.isnan(series)])
    code = f"x <- c({known}); q <- quantile(x, c(.25, .75), names = FALSE); cat(sprintf('%.17g', q))"
    lower, upper = map(float, subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True).stdout.split())
    return lower - factor * (upper - lower), upper + factor * (upper - lower)


def modified_z(series, threshold):
    median = np.nanmedian(series)
    mad = stats.median_abs_deviation(series, nan_policy="omit")
    return median - threshold * mad / 0.6745, median + threshold * mad / 0.6745


def z_fences(series, threshold):
    mean, sd = np.nanmean(series), np.nanstd(series, ddof=1)
    z = stats.zscore(series, ddof=1, nan_policy="omit")
    flags = np.abs(z) > threshold
    lower, upper = mean - threshold * sd, mean + threshold * sd
    assert (flags == ((series < lower) | (series > upper))).all()
    return lower, upper


def outliers(series):
    found = {}
    for name, rule, thresholds in [("z-score", z_fences, (2.0, 3.0)), ("modified-z", modified_z, (2.5, 3.5)),
                                   ("iqr", tukey, (1.5, 3.0))]:
        for threshold in thresholds:
            lower, upper = rule(series, threshold)
            flags = (series < lower) | (series > upper)
            inside = series[~flags & ~np.isnan(series)]
            winsorised = np.where(series > upper, inside.max(), np.where(series < lower, inside.min(), series))
            found[f"{name} {threshold:g}"] = {
                "fences": [float(lower), float(upper)], "flagged": np.flatnonzero(flags).tolist(),
                "clip": cells(np.clip(series, lower, upper)), "winsorise": cells(winsorised)}
    for half, threshold in (3, 3.0), (7, 2.0):
        lower, upper = hampel(series, half, threshold)
        flags = (series < lower) | (series > upper)
        found[f"hampel {half} {threshold:g}"] = {"lower": cells(lower), "upper": cells(upper),
                                                 "flagged": np.flatnonzero(flags).tolist(),
                                                 "clip": cells(np.where(np.isnan(series), np.nan, np.clip(series, lower, upper)))}
    return found


def transforms(series):
    column = series.reshape(-1, 1)
    known = ~np.isnan(series)
    detrended = np.full(len(series), np.nan)
    if known.all():
        detrended = signal.detrend(series)
    else:
        rows = np.flatnonzero(known)
        fit = stats.linregress(rows, series[rows])
        detrended[rows] = series[rows] - fit.intercept - fit.slope * rows
    positive = np.abs(series) + 0.5
    return {
        "z-score": cells((series - np.nanmean(series)) / np.nanstd(series, ddof=1)),
        "min-max": cells(MinMaxScaler((-1, 2)).fit_transform(column)[:, 0]),
        "robust": cells(RobustScaler().fit_transform(column)[:, 0]),
        "centre": cells(series - np.nanmean(series)),
        "detrend": cells(detrended),
        "difference": cells(pd.Series(series).diff().to_numpy()[1:]),
        "log-returns": cells(np.log(pd.Series(positive)).diff().to_numpy()[1:]),
        "positive": cells(positive),
    }


def joins():
    left = pd.DataFrame({"t": np.sort(rng.integers(0, 200, 60)).astype(float), "a": rng.standard_normal(60)})
    right = pd.DataFrame({"t": np.sort(rng.integers(-20, 220, 50)).astype(float), "b": rng.standard_normal(50)})
    cases = []
    for direction in "backward", "forward", "nearest":
        for tolerance in None, 0.0, 2.0:
            if tolerance is None:
                frame = pd.merge_asof(left, right, on="t", direction=direction)
            else:
                frame = pd.merge_asof(left, right, on="t", direction=direction, tolerance=tolerance)
            cases.append({"direction": direction, "tolerance": tolerance, "b": cells(frame["b"].to_numpy())})
    strict_left, strict_right = (frame.drop_duplicates("t") for frame in (left, right))
    exact = strict_left.merge(strict_right, on="t")
    table = lambda frame: {name: frame[name].tolist() for name in frame.columns}
    return {"left": table(left), "right": table(right), "as_of": cases, "strict_left": table(strict_left),
            "strict_right": table(strict_right), "exact": table(exact)}


furnace = pd.read_csv("../../../../examples/data/gas_furnace.csv")["co2_percent"].to_numpy(float)
heavy = rng.standard_t(2, 301)
gaps = heavy + np.linspace(0, 4, 301)
gaps[rng.random(301) < 0.15] = np.nan
inputs = {"co2_percent": furnace, "heavy": heavy, "gaps": gaps, "short": np.array([3.0, 1.0, 2.0, 2.5, 40.0, 1.5])}
versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "pandas": pd.__version__,
            "scikit-learn": sklearn.__version__,
            "R": subprocess.run(["Rscript", "-e", "cat(R.version.string)"], capture_output=True, text=True, check=True).stdout}
with open("treatments.json", "w") as file:
    json.dump({"versions": versions, "series": {name: cells(series) for name, series in inputs.items()},
               "outliers": {name: outliers(series) for name, series in inputs.items()},
               "transforms": {name: transforms(series) for name, series in inputs.items()}, "joins": joins()},
              file, separators=(",", ":"))
    file.write("\n")
print(versions)
