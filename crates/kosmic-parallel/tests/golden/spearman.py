"""Write spearman.json: scipy.stats.spearmanr of resamples, given as rows and how often each was drawn."""

import platform

import numpy as np
import scipy
from scipy import stats

import inputs

SEED = 20_240_611


def case(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> dict:
    counts = rng.multinomial(len(x), np.full(len(x), 1 / len(x)))
    found = stats.spearmanr(np.repeat(x, counts), np.repeat(y, counts)).statistic
    return {"x": x.tolist(), "y": y.tolist(), "counts": counts.tolist(), "spearmanr": float(found)}


def main() -> None:
    rng = np.random.default_rng(SEED)
    x = rng.normal(size=60)
    y = 0.7 * x + rng.normal(size=60)
    pairs = {
        "law_school": inputs.pair("law_school"),
        "law_school_again": inputs.pair("law_school"),
        "distinct": (x, y),
        "tied": (np.round(x * 2), np.round(y * 2)),
        "tied_in_x": (np.round(x), y),
        "two_values": ((x > 0).astype(float), (y > 0.2).astype(float)),
    }
    cases = {name: case(*map(np.asarray, pair), rng) for name, pair in pairs.items()}
    versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__}
    inputs.write("spearman.json", {"versions": versions, "seed": SEED, "cases": cases})


if __name__ == "__main__":
    main()
