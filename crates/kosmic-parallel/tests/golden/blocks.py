"""Resamples of blocks by arch, and r of each: writes blocks.json.

    pip install numpy arch && python blocks.py

For each scheme of arch: the rows of twenty resamples of 60 rows with blocks of (mean) length 7, and NumPy's correlation of
arch's own resampled data. Blocks that go on over the end of the circle go on with the first row.
"""

import json
import pathlib
import sys

import arch
import numpy as np
from arch.bootstrap import CircularBlockBootstrap, MovingBlockBootstrap, StationaryBootstrap

ROWS, LENGTH, RESAMPLES = 60, 7, 20
SCHEMES = {
    "moving": MovingBlockBootstrap,
    "circular": CircularBlockBootstrap,
    "stationary": StationaryBootstrap,
}


def main() -> None:
    noise = np.random.default_rng(20261126).standard_normal((2, ROWS))
    x = np.zeros(ROWS)
    for t in range(ROWS):
        x[t] = (0.6 * x[t - 1] if t else 0.0) + noise[0, t]
    y = 0.5 * x + noise[1]
    found = {}
    for name, scheme in SCHEMES.items():
        bootstrap = scheme(LENGTH, x, y, seed=1)
        resamples = []
        for (drawn_x, drawn_y), _ in bootstrap.bootstrap(RESAMPLES):
            rows = np.asarray(bootstrap.index)
            assert np.array_equal(x[rows], drawn_x) and len(rows) == ROWS
            r = float(np.corrcoef(drawn_x, drawn_y)[0, 1])
            resamples.append({"rows": rows.tolist(), "r": r})
        found[name] = resamples
    versions = {"python": sys.version.split()[0], "numpy": np.__version__, "arch": arch.__version__}
    record = {"versions": versions, "length": LENGTH, "x": x.tolist(), "y": y.tolist(), "schemes": found}
    pathlib.Path(__file__).with_name("blocks.json").write_text(json.dumps(record) + "\n")


if __name__ == "__main__":
    main()
