"""Write many.json: a correlation matrix and a lag profile by NumPy, with bands from NumPy's own resamples."""

import platform
from concurrent.futures import ProcessPoolExecutor

import numpy as np

import inputs

RUNS = range(1, 21)
RESAMPLES = 20_000
BATCH = 2000
LEVELS = 0.9, 0.95
MAX_LAG = 3
LONG_LAG = 12


def columns() -> np.ndarray:
    """Four columns of 40 rows, two of them skewed, with correlations from about 0 to 0.8."""
    rng = np.random.default_rng(20240611)
    a, b, c, d = rng.standard_normal((4, 40))
    return np.round(np.array([a, 0.8 * a + 0.6 * b, np.exp(0.5 * b + 0.3 * c), d**2 + 0.5 * c]), 6)


def upper(matrix: np.ndarray) -> np.ndarray:
    i, j = np.triu_indices(matrix.shape[-1], 1)
    return matrix[..., i, j]


def weighted_correlations(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """One r for each row of weights w."""
    total = w.sum(1, keepdims=True)
    dx, dy = x - w @ x[:, None] / total, y - w @ y[:, None] / total
    return (w * dx * dy).sum(1) / np.sqrt((w * dx * dx).sum(1) * (w * dy * dy).sum(1))


def of_matrix(data: np.ndarray, w: np.ndarray) -> np.ndarray:
    i, j = np.triu_indices(len(data), 1)
    return np.stack([weighted_correlations(data[a], data[b], w) for a, b in zip(i, j)], 1)


def of_lags(data: np.ndarray, w: np.ndarray) -> np.ndarray:
    """One weight for each time t, whatever the lag."""
    x, y = data
    n = len(x)
    parts = []
    for lag in range(-MAX_LAG, MAX_LAG + 1):
        t = np.arange(max(0, -lag), min(n, n - lag))
        parts.append(weighted_correlations(x[t], y[t + lag], w[:, t]))
    return np.stack(parts, 1)


def profile(data: np.ndarray, longest: int) -> np.ndarray:
    x, y = data
    n = len(x)
    t = [np.arange(max(0, -lag), min(n, n - lag)) for lag in range(-longest, longest + 1)]
    return np.array([np.corrcoef(x[s], y[s + lag])[0, 1] for lag, s in zip(range(-longest, longest + 1), t)])


def bands(estimates: np.ndarray, r: np.ndarray) -> np.ndarray:
    """For each level the critical value, then of each coupling both percentile and both simultaneous limits of r."""
    low, high = np.arctanh(np.quantile(r, [0.25, 0.75], axis=0))
    error = (high - low) / 1.3489795003921634
    z = np.arctanh(estimates)
    largest = np.max(np.abs(np.arctanh(r) - z) / error, axis=1)
    out = []
    for level in LEVELS:
        tail = (1 - level) / 2
        critical = np.quantile(largest, level)
        percentile = np.quantile(r, [tail, 1 - tail], axis=0)
        out.append(np.concatenate([[critical], *percentile, np.tanh(z - critical * error), np.tanh(z + critical * error)]))
    return np.array(out)


def run(case: str, seed: int) -> np.ndarray:
    data, statistic, estimates = cases()[case]
    rng = np.random.default_rng([seed, len(case)])
    n = data.shape[1]
    batches = [statistic(data, rng.multinomial(n, [1 / n] * n, size=BATCH)) for _ in range(RESAMPLES // BATCH)]
    return bands(estimates, np.concatenate(batches))


def cases() -> dict:
    table, furnace = columns(), np.array(inputs.pair("gas_furnace"))
    return {
        "matrix": (table, of_matrix, upper(np.corrcoef(table))),
        "lag": (furnace, of_lags, profile(furnace, MAX_LAG)),
    }


def main():
    result = {"versions": {"python": platform.python_version(), "numpy": np.__version__}, "runs": len(RUNS)}
    result["columns"] = {str(k): column.tolist() for k, column in enumerate(columns())}
    furnace = np.array(inputs.pair("gas_furnace"))
    result["gas_furnace_profile"] = profile(furnace, LONG_LAG).tolist()
    with ProcessPoolExecutor() as pool:
        for case, (_, _, estimates) in cases().items():
            runs = np.array(list(pool.map(run, [case] * len(RUNS), RUNS)))
            mean, deviation = runs.mean(0), runs.std(0, ddof=1)
            result[case] = {"r": estimates.tolist()}
            for k, level in enumerate(LEVELS):
                result[case][f"{level}"] = {"mean": mean[k].tolist(), "sd_of_a_run": deviation[k].tolist()}
    inputs.write("many.json", result)


if __name__ == "__main__":
    main()
