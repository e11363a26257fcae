"""Write block_length.json: optimal block lengths by arch for autoregressive series, a moving average and the gas furnace."""

import platform

import arch
import numpy as np
from arch.bootstrap import optimal_block_length

import inputs

SEED = 20_261_126


def autoregressive(rng: np.random.Generator, phi: float, rows: int) -> np.ndarray:
    values = np.zeros(rows + 200)
    for t, noise in enumerate(rng.normal(size=rows + 200)):
        values[t] = phi * values[t - 1] + noise
    return values[200:]


def by_the_paper(x: np.ndarray, own_stretch: bool) -> dict:
    """The rule in NumPy; arch divides each autocovariance by the squares of its own stretch, the paper by the variance."""
    n, e = len(x), x - x.mean()
    run = max(5, int(np.ceil(np.log10(n))))
    longest = int(np.ceil(np.sqrt(n))) + run
    products = np.array([e[k:] @ e[: n - k] for k in range(longest + 1)])
    norms = [np.sqrt((e[k + 1 :] @ e[k + 1 :]) * (e[: -k - 1] @ e[: -k - 1])) for k in range(longest + 1)]
    rho = np.abs(products / (norms if own_stretch else products[0]))
    within = rho < 2 * np.sqrt(np.log10(n) / n)
    cut = next((k for k in range(1, longest - run + 2) if within[k : k + run].all()), longest)
    window = min(2 * cut, longest)
    lags = np.arange(1, window + 1)
    weights = 2 * np.minimum(1, 2 * (1 - lags / window)) * products[1 : window + 1] / products[0]
    ratio = (weights @ lags / (1 + weights.sum())) ** 2 * n
    cap = np.ceil(min(3 * np.sqrt(n), n / 3))
    return {"stationary": float(min(np.cbrt(ratio), cap)), "circular": float(min(np.cbrt(1.5 * ratio), cap))}


def case(x: np.ndarray) -> dict:
    x = np.round(x, 4)
    found = optimal_block_length(x).iloc[0]
    arch_lengths = {key: float(found[key]) for key in ("stationary", "circular")}
    as_arch = by_the_paper(x, own_stretch=True)
    assert all(np.isclose(as_arch[key], arch_lengths[key], rtol=1e-10) for key in as_arch), (as_arch, arch_lengths)
    return {"x": x.tolist(), "arch": arch_lengths, "paper": by_the_paper(x, own_stretch=False)}


def main() -> None:
    rng = np.random.default_rng(SEED)
    noise = rng.normal(size=301)
    series = {
        "white_200": rng.normal(size=200),
        "ar_0.5_300": autoregressive(rng, 0.5, 300),
        "ar_0.9_500": autoregressive(rng, 0.9, 500),
        "ar_-0.6_250": autoregressive(rng, -0.6, 250),
        "moving_average_300": noise[1:] + 0.8 * noise[:-1],
        "random_walk_60": np.cumsum(rng.normal(size=60)),
        "short_12": autoregressive(rng, 0.5, 12),
        "gas_rate": inputs.pair("gas_furnace")[0],
        "co2_percent": inputs.pair("gas_furnace")[1],
    }
    versions = {"python": platform.python_version(), "numpy": np.__version__, "arch": arch.__version__}
    cases = {name: case(np.asarray(x)) for name, x in series.items()}
    inputs.write("block_length.json", {"versions": versions, "seed": SEED, "cases": cases})


if __name__ == "__main__":
    main()
