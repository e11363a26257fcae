"""Write student.json: bootstrap-t limits of r on Fisher's scale by plain NumPy, with their Monte Carlo error."""

import platform

import numpy as np

import inputs

NAMES = "law_school", "gas_furnace", "normal_30"
LEVELS = 0.90, 0.95
RESAMPLES = 100_000
SEEDS = range(1, 21)
BATCH = 10_000


def jackknife_error(x, y) -> float:
    """The standard error of atanh r by leaving rows out."""
    z = np.arctanh([np.corrcoef(np.delete(x, i), np.delete(y, i))[0, 1] for i in range(len(x))])
    return float(np.sqrt((len(z) - 1) / len(z) * ((z - z.mean()) ** 2).sum()))


def studentised(x, y, rng) -> np.ndarray:
    """(z* - z) / s* of a batch of resamples, s* from the influence of each drawn row."""
    n, z = len(x), np.arctanh(np.corrcoef(x, y)[0, 1])
    rows = rng.integers(n, size=(BATCH, n))
    u, v = x[rows], y[rows]
    u = (u - u.mean(1, keepdims=True)) / u.std(1, keepdims=True)
    v = (v - v.mean(1, keepdims=True)) / v.std(1, keepdims=True)
    r = (u * v).mean(1)
    influence = u * v - r[:, None] * (u * u + v * v) / 2
    error = np.sqrt((influence**2).sum(1)) / n / (1 - r * r)
    return (np.arctanh(r) - z) / error


def run(x, y, error: float, seed: int) -> list[list[float]]:
    rng = np.random.default_rng(seed)
    t = np.concatenate([studentised(x, y, rng) for _ in range(RESAMPLES // BATCH)])
    z, out = np.arctanh(np.corrcoef(x, y)[0, 1]), []
    for level in LEVELS:
        low, high = np.quantile(t, [(1 - level) / 2, (1 + level) / 2])
        out.append(np.tanh([z - high * error, z - low * error]))
    for level in LEVELS:
        size = np.quantile(abs(t), level)
        out.append(np.tanh([z - size * error, z + size * error]))
    return out


def case(name: str) -> dict:
    x, y = inputs.pair(name)
    error = jackknife_error(x, y)
    runs = np.array([run(x, y, error, seed) for seed in SEEDS])
    mean, sd = runs.mean(axis=0), runs.std(axis=0, ddof=1)
    keys = [f"{method} {level}" for method in ("student", "student-symmetric") for level in LEVELS]
    limits = {key: {"mean": mean[i].tolist(), "sd_of_a_run": sd[i].tolist()} for i, key in enumerate(keys)}
    return {**inputs.described(name), "jackknife_error_of_z": error, "limits": limits}


def main() -> None:
    inputs.write(
        "student.json",
        {
            "versions": {"python": platform.python_version(), "numpy": np.__version__},
            "resamples": RESAMPLES,
            "runs": len(SEEDS),
            "cases": {name: case(name) for name in NAMES},
        },
    )


if __name__ == "__main__":
    main()
