"""Bayes factors of a correlation by pingouin (method of Ly and others, mpmath for the directional ones): bayes.json."""

import json
import math
import platform

import mpmath
import pingouin

mpmath.mp.dps = 400  # the directional factors are differences of numbers up to 1e200

CASES = [
    (r, n, kappa)
    for n in (3, 4, 5, 10, 20, 84, 300)
    for r in (0.0, 0.05, -0.3, 0.6, 0.9, -0.99)
    for kappa in (1.0, 1.0 / 3.0, 2.0)
]

cases = []
for r, n, kappa in CASES:
    factor = {
        name: float(pingouin.bayesfactor_pearson(r, n, alternative=name, method="ly", kappa=kappa))
        for name in ("two-sided", "greater", "less")
    }
    if all(math.isfinite(value) for value in factor.values()):
        cases.append({"r": r, "n": n, "kappa": kappa, **factor})

versions = {
    "python": platform.python_version(),
    "pingouin": pingouin.__version__,
    "mpmath": mpmath.__version__,
}
with open("bayes.json", "w") as file:
    json.dump({"versions": versions, "cases": cases}, file, indent=1)
    file.write("\n")
