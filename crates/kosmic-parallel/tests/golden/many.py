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


def weighted_correlations(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each row of weights w, r and the influence error of its arctanh."""
    total = w.sum(1, keepdims=True)
    u, v = x - w @ x[:, None] / total, y - w @ y[:, None] / total
    u, v = (d / np.sqrt((w * d * d).sum(1, keepdims=True) / total) for d in (u, v))
    r = (w * u * v).sum(1, keepdims=True) / total
    influence = u * v - r * (u * u + v * v) / 2
    error = np.sqrt((w * influence**2).sum(1)) / (total * (1 - r**2))[:, 0]
    return r[:, 0], error


def jackknife_error(x: np.ndarray, y: np.ndarray) -> float:
    """Of arctanh r, by leaving out each row."""
    n = len(x)
    z = np.array([np.arctanh(np.corrcoef(np.delete(x, i), np.delete(y, i))[0, 1]) for i in range(n)])
    return np.sqrt((n - 1) / n * ((z - z.mean()) ** 2).sum())


def matrix_pairs(data: np.ndarray) -> list:
    """Rows, x and y of each pair."""
    every = np.arange(data.shape[1])
    i, j = np.triu_indices(len(data), 1)
    return [(every, data[a], data[b]) for a, b in zip(i, j)]


def lag_pairs(data: np.ndarray) -> list:
    """Times t, x and y of each lag: one weight for each time, whatever the lag."""
    x, y = data
    n = len(x)
    lags = range(-MAX_LAG, MAX_LAG + 1)
    times = [np.arange(max(0, -lag), min(n, n - lag)) for lag in lags]
    return [(t, x[t], y[t + lag]) for t, lag in zip(times, lags)]


def profile(data: np.ndarray, longest: int) -> np.ndarray:
    x, y = data
    n = len(x)
    t = [np.arange(max(0, -lag), min(n, n - lag)) for lag in range(-longest, longest + 1)]
    return np.array([np.corrcoef(x[s], y[s + lag])[0, 1] for lag, s in zip(range(-longest, longest + 1), t)])


def bands(estimates: np.ndarray, outside: np.ndarray, r: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """For each level the critical value, then of each coupling both percentile and both simultaneous limits of r."""
    z = np.arctanh(estimates)
    largest = np.max(np.abs(np.arctanh(r) - z) / inside, axis=1)
    out = []
    for level in LEVELS:
        tail = (1 - level) / 2
        reach = np.quantile(largest, level) * outside
        percentile = np.quantile(r, [tail, 1 - tail], axis=0)
        critical = [np.quantile(largest, level)]
        out.append(np.concatenate([critical, *percentile, np.tanh(z - reach), np.tanh(z + reach)]))
    return np.array(out)


def run(case: str, seed: int) -> np.ndarray:
    data, pairs, estimates = cases()[case]
    rng = np.random.default_rng([seed, len(case)])
    n = data.shape[1]
    r, inside = [], []
    for _ in range(RESAMPLES // BATCH):
        w = rng.multinomial(n, [1 / n] * n, size=BATCH)
        found = np.array([weighted_correlations(x, y, w[:, rows]) for rows, x, y in pairs])
        r.append(found[:, 0].T)
        inside.append(found[:, 1].T)
    outside = np.array([jackknife_error(x, y) for _, x, y in pairs])
    return bands(estimates, outside, np.concatenate(r), np.concatenate(inside))


def cases() -> dict:
    table, furnace = columns(), np.array(inputs.pair("gas_furnace"))
    return {
        "matrix": (table, matrix_pairs(table), upper(np.corrcoef(table))),
        "lag": (furnace, lag_pairs(furnace), profile(furnace, MAX_LAG)),
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
