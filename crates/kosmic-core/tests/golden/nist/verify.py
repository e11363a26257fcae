"""Check every data set of this folder against its certified values.

All sums are exact fractions of the published decimal strings; only the square root of the variance is rounded, at 60
digits. A certified value passes when the exact one, rounded half even to as many decimals, is that very string.
"""

import csv
import pathlib
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

FOLDER = pathlib.Path(__file__).parent


def rounded(value: Fraction, published: str, root: bool = False) -> str:
    """`value` (or its square root) with the decimals of `published`."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        if root:
            exact = exact.sqrt()
        return str(exact.quantize(Decimal(published), rounding=ROUND_HALF_EVEN))


def statistics(x: list[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Mean, variance with n - 1, and autocorrelation at lag 1."""
    mean = sum(x) / len(x)
    d = [v - mean for v in x]
    squares = sum(v * v for v in d)
    return mean, squares / (len(x) - 1), sum(a * b for a, b in zip(d, d[1:])) / squares


def main() -> None:
    with open(FOLDER / "certified.csv", newline="") as file:
        for row in csv.DictReader(file):
            x = [Fraction(line) for line in (FOLDER / f"{row['name']}.txt").read_text().split()]
            assert len(x) == int(row["n"]), row["name"]
            mean, variance, lag1 = statistics(x)
            for column, value in (("mean", mean), ("sd", variance), ("lag1", lag1)):
                got = rounded(value, row[column], root=column == "sd")
                assert Decimal(got) == Decimal(row[column]), (row["name"], column, got, row[column])
            print(f"{row['name']}: n, mean, sd, lag1 verified")


if __name__ == "__main__":
    main()
