"""The paired series: those of kosmic-core's golden values, read from there."""

import csv
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent
ROOT = FOLDER.parents[3]
CORE = ROOT / "crates/kosmic-core/tests/golden/metrics.json"


def pair(name: str) -> tuple[np.ndarray, np.ndarray]:
    case = json.loads(CORE.read_text())["cases"][name]
    if "file" not in case:
        return np.array(case["x"]), np.array(case["y"])
    with open(ROOT / case["file"], newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(np.array([float(r[c]) for r in rows]) for c in ("gas_rate", "co2_percent"))


def described(name: str) -> dict:
    """The inputs as they stand in the JSON: a file is named, not copied."""
    x, y = pair(name)
    return {"file": "examples/data/gas_furnace.csv"} if name == "gas_furnace" else {"x": x.tolist(), "y": y.tolist()}


def write(name: str, value: dict) -> None:
    """JSON with one line for each leaf or list."""
    (FOLDER / name).write_text(_layout(value, 0) + "\n")


def _layout(value, depth: int) -> str:
    if not isinstance(value, dict):
        return json.dumps(value, allow_nan=False)
    pad, end = "\n" + " " * (depth + 1), "\n" + " " * depth
    return "{" + pad + f",{pad}".join(f"{json.dumps(k)}: {_layout(v, depth + 1)}" for k, v in value.items()) + end + "}"
