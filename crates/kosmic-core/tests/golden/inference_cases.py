"""Inputs of inference.py and inference.R: writes inference_cases.json."""

import json
import pathlib

import numpy as np

import cases

HERE = pathlib.Path(__file__).parent


def controlled(n: int, controls: int, seed: int) -> dict:
    """Two series that share controls and a little more, rounded to six decimals."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((controls, n)).cumsum(axis=1)
    shared, u, v = rng.standard_normal((3, n))
    x = z.sum(axis=0) + 0.6 * shared + u
    y = z.T @ rng.standard_normal(controls) - 0.6 * shared + v
    return {name: np.round(value, 6).tolist() for name, value in [("x", x), ("y", y), ("controls", z)]}


def calendar() -> dict:
    """Powers of the year as controls: correlations of .9999 and more among them."""
    year = np.arange(1950.0, 1990.0)
    rng = np.random.default_rng(1950)
    u, v = rng.standard_normal((2, year.size))
    x, y = 0.01 * (year - 1960) ** 2 + u, 0.3 * year - 0.5 * u + v
    return {"x": np.round(x, 6).tolist(), "y": np.round(y, 6).tolist(), "controls": [list(year**p) for p in (1, 2, 3)]}


def gas_furnace() -> dict:
    """Gas rate and CO2 with the two past values of CO2 held fixed."""
    x, y = cases.gas_furnace()
    return {"x": x[2:], "y": y[2:], "controls": [y[1:-1], y[:-2]]}


def all_cases() -> dict:
    return {
        "partial": {
            "one_control": controlled(25, 1, 1),
            "three_controls": controlled(40, 3, 2),
            "ten_controls": controlled(30, 10, 3),
            "one_degree_of_freedom": controlled(8, 5, 4),
            "calendar": calendar(),
            "gas_furnace": gas_furnace(),
        },
        # r1, n1, r2, n2
        "independent": [[0.49, 145, 0.36, 87], [0.5, 30, -0.5, 40], [0.0, 4, 0.0, 5], [0.99, 12, 0.95, 200], [-0.3, 1000, -0.31, 50]],
        # r_xy, r_xz, r_yz, n
        "overlapping": [
            [0.396, 0.179, 0.088, 66], [0.3, 0.4, 0.5, 100], [0.4, 0.5, 0.1, 103], [0.5, -0.5, 0.2, 20],
            [0.0, 0.0, 0.9, 10], [0.95, 0.9, 0.97, 50], [-0.2, 0.1, -0.6, 4],
        ],
        # r_xy, r_uv, r_xu, r_xv, r_yu, r_yv, n
        "non_overlapping": [
            [0.396, 0.189, 0.208, 0.143, 0.023, 0.423, 66], [0.5, 0.6, 0.8, 0.5, 0.5, 0.7, 103],
            [0.38, 0.25, 0.45, 0.53, 0.31, 0.55, 603], [0.6, -0.4, 0.1, 0.2, -0.3, 0.3, 25], [0.1, 0.1, 0.0, 0.0, 0.0, 0.0, 9],
        ],
    }


def main() -> None:
    text = json.dumps(all_cases(), allow_nan=False)
    for key in ("independent", "overlapping", "non_overlapping"):
        text = text.replace(f' "{key}"', f'\n "{key}"')
    (HERE / "inference_cases.json").write_text(text.replace('}, "', '},\n "') + "\n")


if __name__ == "__main__":
    main()
