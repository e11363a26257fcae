"""What tests/it/formula.rs expects of `kosmic partial` and `kosmic compare`, by the formulas of the papers.

    python tests/golden/formula.py ../../examples/data/eu_stock_markets.csv

Made with NumPy 2.4.6, SciPy 1.17.1, pandas 3.1.1.
"""

import sys

import numpy as np
import pandas as pd
from scipy import stats

Q = stats.norm.ppf(0.975)


def residuals(y, controls):
    design = np.column_stack([np.ones(len(y)), controls])
    return y - design @ np.linalg.lstsq(design, y, rcond=None)[0]


def fisher(r, rows):
    z, reach = np.arctanh(r), Q / np.sqrt(rows - 3)
    return np.tanh(z - reach), np.tanh(z + reach)


def zou(first, second, dependence):
    """Zou (2007); first and second are r and its number of rows."""
    (a, n), (b, m) = first, second
    (l1, u1), (l2, u2), c = fisher(a, n), fisher(b, m), dependence
    lower = a - b - np.sqrt((a - l1) ** 2 + (u2 - b) ** 2 - 2 * c * (a - l1) * (u2 - b))
    upper = a - b + np.sqrt((u1 - a) ** 2 + (b - l2) ** 2 - 2 * c * (u1 - a) * (b - l2))
    return float(lower), float(upper)


def partial(dax, smi, others):
    n, x, y = len(dax), residuals(dax, others), residuals(smi, others)
    r, freedom = np.corrcoef(x, y)[0, 1], n - 2 - others.shape[1]
    t = r * np.sqrt(freedom / (1 - r * r))
    print("partial", float(r), float(2 * stats.t.sf(abs(t), freedom)), fisher(r, n - others.shape[1]))
    left = 1 - y @ y / ((smi - smi.mean()) @ (smi - smi.mean()))
    print("part", float(np.corrcoef(x, smi)[0, 1]), float(left))


def overlapping(table):
    n, r = len(table), np.corrcoef(table.T)
    a, b, c = r[0, 1], r[0, 2], r[1, 2]
    determinant, mean = 1 + 2 * a * b * c - a * a - b * b - c * c, (a + b) / 2
    noise = 2 * (n - 1) / (n - 3) * determinant + mean**2 * (1 - c) ** 3
    t = (a - b) * np.sqrt((n - 1) * (1 + c) / noise)
    print("Williams", float(t), float(2 * stats.t.sf(abs(t), n - 3)))
    covariance = c * (1 - 2 * mean**2) - 0.5 * mean**2 * (1 - 2 * mean**2 - c * c)
    z = (np.arctanh(a) - np.arctanh(b)) * np.sqrt((n - 3) / (2 - 2 * covariance / (1 - mean**2) ** 2))
    print("Steiger", float(z), float(2 * stats.norm.sf(abs(z))))
    dependence = ((c - a * b / 2) * (1 - a * a - b * b - c * c) + c**3) / ((1 - a * a) * (1 - b * b))
    print("Zou", float(a), float(b), zou((a, n), (b, n), dependence))


def independent(first, second):
    (a, n), (b, m) = [(np.corrcoef(t[:, 0], t[:, 1])[0, 1], len(t)) for t in (first, second)]
    z = (np.arctanh(a) - np.arctanh(b)) / np.sqrt(1 / (n - 3) + 1 / (m - 3))
    print("Fisher", float(z), float(2 * stats.norm.sf(abs(z))))
    print("Zou", float(a), float(b), zou((a, n), (b, m), 0))


if __name__ == "__main__":
    all_rows = pd.read_csv(sys.argv[1])[["DAX", "SMI", "CAC", "FTSE"]].to_numpy()
    partial(all_rows[:, 0], all_rows[:, 1], all_rows[:, 2:])
    overlapping(all_rows[:60])
    independent(all_rows[:60], all_rows[60:160])
