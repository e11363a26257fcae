"""Write many.json: windows, weights and matrices by pandas and NumPy. See README.md."""

import json
import pathlib
import platform

import numpy as np
import pandas as pd

import cases

HERE = pathlib.Path(__file__).parent


def nullable(values) -> list[float | None]:
    return [None if not np.isfinite(value) else float(value) for value in np.ravel(values)]


def direct(x, y) -> float:
    """Two passes, NaN rows left out; NaN where undefined."""
    both = np.isfinite(x) & np.isfinite(y)
    a, b = x[both], y[both]
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return np.nan
    a, b = a - a.mean(), b - b.mean()
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


def agree(ours, theirs) -> None:
    """pandas updates sums, hence the loose tolerance: it says only that both mean the same."""
    ours, theirs = np.array(ours, dtype=float), np.array(theirs, dtype=float)
    assert (np.isnan(ours) == np.isnan(theirs)).all()
    assert np.allclose(ours, theirs, rtol=0, atol=1e-9, equal_nan=True), np.nanmax(abs(ours - theirs))


def rolling(x, y, window: int, minimum: int, center: bool) -> dict:
    theirs = pd.Series(x).rolling(window, min_periods=minimum, center=center).corr(pd.Series(y)).to_numpy()
    after = (window - 1) // 2 if center else 0
    ours = []
    for t in range(len(x)):
        rows = slice(max(t + after + 1 - window, 0), t + after + 1)
        a, b = x[rows], y[rows]
        enough = (np.isfinite(a) & np.isfinite(b)).sum() >= minimum
        ours.append(direct(a, b) if enough else np.nan)
    agree(ours, theirs)
    return {"window": window, "minimum": minimum, "centred": center, "r": nullable(ours)}


def expanding(x, y, minimum: int) -> dict:
    theirs = pd.Series(x).expanding(min_periods=minimum).corr(pd.Series(y)).to_numpy()
    ours = [direct(x[: t + 1], y[: t + 1]) if t + 1 >= minimum else np.nan for t in range(len(x))]
    agree(ours, theirs)
    return {"minimum": minimum, "r": nullable(ours)}


def exponential(x, y, half_life: float) -> dict:
    """adjust=True: the weight of a pair is 2^(-age/half_life)."""
    theirs = pd.Series(x).ewm(halflife=half_life).corr(pd.Series(y)).to_numpy()
    ours, effective = [], []
    for t in range(len(x)):
        w = 0.5 ** (np.arange(t, -1, -1) / half_life)
        a, b = x[: t + 1] - np.average(x[: t + 1], weights=w), y[: t + 1] - np.average(y[: t + 1], weights=w)
        ours.append(np.nan if t == 0 else float((w * a) @ b / np.sqrt(((w * a) @ a) * ((w * b) @ b))))
        effective.append(float(w.sum() ** 2 / (w @ w)))
    agree(ours, theirs)
    return {"half_life": half_life, "r": nullable(ours), "effective": effective}


def matrix(table, missing: str) -> dict:
    frame = pd.DataFrame(table)
    if missing == "listwise":
        frame = frame.dropna()
    theirs = frame.corr().to_numpy()
    columns = frame.to_numpy().T
    ours = [[direct(a, b) for b in columns] for a in columns]
    agree(ours, theirs)
    if missing == "refuse":
        agree(ours, np.corrcoef(columns))
    rows = [[int((np.isfinite(a) & np.isfinite(b)).sum()) for b in columns] for a in columns]
    return {"missing": missing, "r": nullable(ours), "rows": np.ravel(rows).tolist()}


def main() -> None:
    gas = [np.array(series) for series in cases.all_cases()["gas_furnace"][:2]]
    rng = np.random.default_rng(20)
    holes = [series[:60].copy() for series in gas]
    for series in holes:
        series[rng.random(60) < 0.2] = np.nan
    holes[0][20:26] = 0.5
    table = np.round(rng.normal(size=(41, 11)) @ rng.normal(size=(11, 11)), 6)
    table[:, 7] += 1e6
    gaps = table.copy()
    gaps[rng.random(table.shape) < 0.06] = np.nan
    golden = {
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "pandas": pd.__version__},
        "rolling": [rolling(*gas, 20, 20, False), rolling(*gas, 7, 4, False), rolling(*gas, 12, 5, True), rolling(*gas, 13, 13, True)],
        "expanding": expanding(*gas, 3),
        "exponential": [exponential(*gas, half_life) for half_life in (2.5, 30.0)],
        "holes": {"x": nullable(holes[0]), "y": nullable(holes[1]), "rolling": [rolling(*holes, 9, 5, False)]},
        "matrix": {"columns": table.T.tolist(), "result": matrix(table, "refuse")},
        "gaps": {
            "columns": [nullable(column) for column in gaps.T],
            "results": [matrix(gaps, missing) for missing in ("pairwise", "listwise")],
        },
    }
    lines = ",\n".join(f' "{key}": {json.dumps(value, allow_nan=False)}' for key, value in golden.items())
    (HERE / "many.json").write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
