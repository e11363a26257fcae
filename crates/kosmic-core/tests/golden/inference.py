"""Write inference.json: see README.md."""

import json
import pathlib

import mpmath
import numpy as np
import pandas as pd
import pingouin
from mpmath import mpf
from scipy import optimize

import effective
import exact
from generate import agree, layout, versions

HERE = pathlib.Path(__file__).parent
LEVELS = mpf("0.95"), mpf("0.99")
DISTRIBUTION = [
    # r, rho, n
    (0.5, 0.3, 3), (-0.9, 0.2, 4), (0.5, 0.5, 5), (0.2, -0.4, 10), (0.9, 0.95, 12), (0.0, 0.6, 20), (0.35, 0.3, 50), (0.1, 0.3, 200),
    (0.62, 0.6, 1000), (0.999, 0.99, 8), (-0.3, 0.0, 30), (0.01, 0.0, 5000),
]
LIMITS = [(0.0, 3), (0.5, 3), (0.9, 4), (-0.7, 6), (0.3, 10), (0.99, 15), (0.6, 28), (-0.2, 100), (0.05, 1000)]
BIAS = [(r, n) for n in (3, 4, 5, 6, 7, 10, 11, 25, 60, 63, 100, 10_000) for r in (0.0, 1e-12, 0.01, -0.3, 0.7, 0.95, 1.0)]
CHANCE = 3, 4, 5, 10, 50, 41, 100, 1000, 10**6


def residuals(x, controls):
    """x and each control less its mean, then x without its projection on the controls; 60 digits."""
    def centre(v):
        v = [mpf(value) for value in v]
        mean = mpmath.fsum(v) / len(v)
        return [value - mean for value in v]

    basis = []
    for z in map(centre, controls):
        basis.append(project_out(z, basis))
    x = centre(x)
    return x, project_out(x, basis)


def project_out(v, basis):
    for b in basis:
        share = mpmath.fdot(v, b) / mpmath.fdot(b, b)
        v = [value - share * other for value, other in zip(v, b)]
    return v


def r_of(a, b):
    return mpmath.fdot(a, b) / mpmath.sqrt(mpmath.fdot(a, a) * mpmath.fdot(b, b))


def partial(case: dict, name: str) -> dict:
    x, y, controls = case["x"], case["y"], case["controls"]
    (x_whole, x_left), (y_whole, y_left) = residuals(x, controls), residuals(y, controls)
    r, rows = r_of(x_left, y_left), len(x) - len(controls)
    frame = pd.DataFrame({"x": x, "y": y, **{f"z{i}": z for i, z in enumerate(controls)}})
    names = list(frame.columns[2:])
    theirs = pingouin.partial_corr(frame, "x", "y", covar=names)
    if name != "calendar":
        agree(float(r), theirs["r"].iloc[0], f"{name} pingouin r")
        agree(float(exact.t_test_p(r, rows)), theirs["p_val"].iloc[0], f"{name} pingouin p")
    return {
        "r": float(r),
        "p": float(exact.t_test_p(r, rows)),
        "interval_95": exact.fisher_interval(r, rows, 0.95),
        "x_cleared": float(r_of(x_left, y_whole)),
        "y_cleared": float(r_of(x_whole, y_left)),
        "explained_x": float(1 - mpmath.fdot(x_left, x_left) / mpmath.fdot(x_whole, x_whole)),
        "explained_y": float(1 - mpmath.fdot(y_left, y_left) / mpmath.fdot(y_whole, y_whole)),
        "pingouin_r": theirs["r"].iloc[0],
        "pingouin_interval_95": theirs["CI95"].iloc[0].tolist(),
    }


def density(z, rho, n):
    """Hotelling's density of r, on the scale z = atanh r."""
    r, rho = mpmath.tanh(z), mpf(rho)
    constant = (n - 2) * mpmath.gamma(n - 1) / (mpmath.sqrt(2 * mpmath.pi) * mpmath.gamma(n - mpf(1) / 2))
    shape = (1 - rho**2) ** (mpf(n - 1) / 2) * (1 - r**2) ** (mpf(n - 2) / 2) / (1 - rho * r) ** (n - mpf(3) / 2)
    return constant * shape * mpmath.hyp2f1(mpf(1) / 2, mpf(1) / 2, n - mpf(1) / 2, (1 + rho * r) / 2)


def distribution(r, rho, n):
    """P(R <= r)."""
    z, centre = mpmath.atanh(mpf(r)), mpmath.atanh(mpf(rho))
    step = 1 / mpmath.sqrt(n)
    points = {z - step * k for k in (0, 1, 2, 4, 7, 11, 16, 30, 60, 120)}
    points |= {centre + step * k for k in (-10, -6, -3, -1, 0, 1, 3, 6, 10) if centre + step * k < z}
    return mpmath.quad(lambda t: density(t, rho, n), sorted(points))


def exact_limits(r, n, level):
    """The rho at which r is the upper or the lower quantile, found on the scale atanh rho."""
    start, reach = float(mpmath.atanh(mpf(r))), 12 / max(n - 2, 1) ** 0.5
    tail = float((1 - level) / 2)

    def limit(target):
        excess = lambda t: float(distribution(r, mpmath.tanh(mpf(t)), n)) - target
        return float(np.tanh(optimize.brentq(excess, start - reach, start + reach, xtol=1e-15, rtol=1e-15)))

    return [limit(1 - tail), limit(tail)]


def olkin_pratt(r, n):
    r = mpf(r)
    if r == 0:
        return mpf(0)
    return r * mpmath.hyp2f1(mpf(1) / 2, mpf(1) / 2, mpf(n - 2) / 2, (1 - r) * (1 + r))


def chance(n):
    return 2 * mpmath.gamma(mpf(n - 1) / 2) / (mpmath.sqrt(mpmath.pi) * mpmath.gamma(mpf(n) / 2))


def main() -> None:
    inputs = json.loads((HERE / "inference_cases.json").read_text())
    mpmath.mp.dps = 60
    golden = {"versions": {**versions(), "pandas": pd.__version__}}
    golden["partial"] = {name: partial(case, name) for name, case in inputs["partial"].items()}
    golden["bias_corrected"] = [{"r": r, "n": n, "value": float(olkin_pratt(r, n))} for r, n in BIAS]
    golden["chance"] = [{"n": n, "k": float(chance(n))} for n in CHANCE]
    mpmath.mp.dps = 20
    golden["distribution"] = [{"r": r, "rho": rho, "n": n, "p": float(distribution(r, rho, n))} for r, rho, n in DISTRIBUTION]
    golden["exact_limits"] = [
        {"r": r, "n": n, "interval_95": exact_limits(r, n, LEVELS[0]), "interval_99": exact_limits(r, n, LEVELS[1])} for r, n in LIMITS
    ]
    golden["effective"] = effective.golden()
    (HERE / "inference.json").write_text(layout(golden) + "\n")


if __name__ == "__main__":
    main()
