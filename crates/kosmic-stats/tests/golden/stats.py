"""Values of mpmath, statsmodels, pingouin and SciPy that kosmic-stats is checked on. From the root of the repository:

    python crates/kosmic-stats/tests/golden/stats.py > crates/kosmic-stats/tests/golden/stats_py.json
"""

import json
import sys

import mpmath as mp
import numpy as np
import pingouin
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.multitest import fdrcorrection_twostage, multipletests
from statsmodels.stats.power import TTestIndPower

mp.mp.dps = 40


def correlation_tail(r, rho, n):
    """P(R > r) by integrating Hotelling's density of r with 40 digits."""
    r, rho = mp.mpf(r), mp.mpf(rho)
    front = (n - 2) * mp.gamma(n - 1) * (1 - rho**2) ** (mp.mpf(n - 1) / 2)
    front /= mp.sqrt(2 * mp.pi) * mp.gamma(n - mp.mpf(1) / 2)

    def density(x):
        series = mp.hyp2f1(0.5, 0.5, n - mp.mpf(1) / 2, (1 + rho * x) / 2)
        return front * (1 - x**2) ** (mp.mpf(n - 4) / 2) * (1 - rho * x) ** (mp.mpf(3) / 2 - n) * series

    return mp.quad(density, mp.linspace(r, 1, 9))


def t_tail(t, freedom):
    t, freedom = mp.mpf(t), mp.mpf(freedom)
    half = mp.betainc(freedom / 2, 0.5, 0, freedom / (freedom + t * t), regularized=True) / 2
    return half if t >= 0 else 1 - half


def t_quantile(tail, freedom):
    guess = stats.t.isf(float(tail), freedom)
    return mp.findroot(lambda t: mp.log(t_tail(t, freedom)) - mp.log(mp.mpf(tail)), guess)


def exact_power(rho, n, alpha, alternative):
    tail = mp.mpf(alpha) / 2 if alternative == "two-sided" else mp.mpf(alpha)
    t = t_quantile(tail, n - 2)
    r = t / mp.sqrt(t * t + n - 2)
    upper, lower = correlation_tail(r, rho, n), correlation_tail(r, -rho, n)
    return {"two-sided": upper + lower, "greater": upper, "less": lower}[alternative]


def noncentral_t(t, freedom, centre):
    """P(T > t) by quadrature over the chi distribution."""
    t, freedom, centre = map(mp.mpf, (t, freedom, centre))
    front = 2 * (freedom / 2) ** (freedom / 2) / mp.gamma(freedom / 2)

    def term(s):
        return front * s ** (freedom - 1) * mp.exp(-freedom * s * s / 2) * mp.erfc((t * s - centre) / mp.sqrt(2)) / 2

    spread = 12 / mp.sqrt(2 * freedom)
    knots = sorted({mp.mpf(0), *(mp.mpf(x) for x in np.linspace(max(0, float(1 - spread)), float(1 + spread), 24))})
    return mp.quad(term, [*knots, mp.inf])


def noncentral_f(f, freedom, centre):
    """P(F <= f), the Poisson mixture of beta distributions."""
    f, above, below, half = mp.mpf(f), mp.mpf(freedom[0]), mp.mpf(freedom[1]), mp.mpf(centre) / 2
    x = above * f / (above * f + below)
    terms = int(float(half) + 40 * float(mp.sqrt(half)) + 80)
    weight = lambda j: mp.exp(-half + j * mp.log(half) - mp.loggamma(j + 1))
    return sum(weight(j) * mp.betainc(above / 2 + j, below / 2, 0, x, regularized=True) for j in range(terms))


exact = [
    dict(r=r, n=n, alpha=a, alternative=alt, power=float(exact_power(r, n, a, alt)))
    for r, n, a, alt in [
        (0.3, 84, 0.05, "two-sided"), (0.3, 83, 0.05, "two-sided"), (0.1, 300, 0.01, "two-sided"), (0.5, 10, 0.05, "greater"),
        (-0.4, 40, 0.05, "less"), (0.2, 30, 0.05, "less"), (0.95, 5, 0.001, "two-sided"), (0.0, 17, 0.05, "two-sided"), (0.7, 3, 0.1, "two-sided"),
    ]
]
noncentral = [
    dict(t=t, freedom=v, centre=d, above=float(noncentral_t(t, v, d)))
    for t, v, d in [
        (2.0, 10, 1.5), (2.0, 10, -1.5), (-1.0, 3, 2.0), (5.0, 62, 2.83), (1.2, 1, 0.4), (8.0, 200, 1.0), (0.0, 7, 3.0), (30.0, 2.5, 10.0), (1.97, 998, 4.0),
    ]
]
f_cases = [
    dict(f=f, freedom=v, centre=c, below=float(noncentral_f(f, v, c)))
    for f, v, c in [(3.0, [2, 20], 5.0), (0.5, [1, 8], 12.0), (7.5, [4, 100], 40.0), (1.1, [10, 1000], 300.0), (25.0, [3, 9], 60.0)]
]

P = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
NAMES = {"sidak": "sidak", "holm_sidak": "holm-sidak"}
adjusted = {name: list(multipletests(P, method=method)[1]) for name, method in NAMES.items()}
two_stage = [
    dict(p=p, alpha=a, adjusted=list(fdrcorrection_twostage(p, alpha=a, method="bky")[1]))
    for p, a in [(P, 0.05), (P, 0.2), ([0.001, 0.004, 0.01], 0.05), ([0.5, 0.2, 0.9], 0.05)]
]

# Rounded measurements, so that the file holds what the test reads.
rng = np.random.default_rng(11)
one_way = [list(np.round(rng.normal(mean, 1.0, n), 3)) for mean, n in [(0.0, 9), (0.9, 12), (3.2, 7)]]
f, _ = stats.f_oneway(*one_way)
total = sum(map(len, one_way))
freedom = (len(one_way) - 1, total - len(one_way))
bounds = [optimize.brentq(lambda c: float(noncentral_f(f, freedom, c)) - q, 1e-6, 200.0, xtol=1e-12) for q in (0.975, 0.025)]
everything = np.concatenate(one_way)
between = sum(len(g) * (np.mean(g) - everything.mean()) ** 2 for g in one_way)
eta = dict(
    groups=one_way, f=float(f), p=float(stats.f.sf(f, *freedom)), eta_squared=float(between / ((everything - everything.mean()) ** 2).sum()),
    lower=bounds[0] / (bounds[0] + total), upper=bounds[1] / (bounds[1] + total),
)

first, second = [5.1, 4.9, 6.2, 7.3, 5.8, 6.6, 4.4, 7.9], [4.2, 3.9, 5.1, 4.8, 5.5, 3.1, 4.0, 4.7, 5.0, 4.9]
paired = [4.6, 4.8, 5.0, 7.1, 5.9, 5.2, 4.4, 6.9]
effects = dict(
    cles=float(pingouin.compute_effsize(first, second, eftype="CLES")),
    d_av=float(pingouin.compute_effsize(first, paired, paired=True, eftype="cohen")),
)
pingouin_power = dict(
    r=float(pingouin.power_corr(r=0.3, n=84)), n=float(pingouin.power_corr(r=0.3, power=0.8)), effect=float(pingouin.power_corr(n=40, power=0.9)),
    alpha=float(pingouin.power_corr(r=0.3, n=40, power=0.8, alpha=None)),
)
solver = TTestIndPower()
t_power = dict(
    ratio=2.0, d=0.5, n=40.0, power=float(solver.power(0.5, 40, 0.05, ratio=2.0)), n_for_08=float(solver.solve_power(0.5, power=0.8, alpha=0.05, ratio=2.0)),
    effect=float(solver.solve_power(nobs1=40, power=0.8, alpha=0.05, ratio=2.0)), alpha=float(solver.solve_power(0.5, nobs1=40, power=0.8, alpha=None, ratio=2.0)),
)

json.dump(
    dict(
        versions=dict(
            python=sys.version.split()[0], mpmath=mp.__version__, scipy=scipy.__version__, statsmodels=statsmodels.__version__, pingouin=pingouin.__version__,
            numpy=np.__version__,
        ),
        exact_power=exact, noncentral_t=noncentral, noncentral_f=f_cases, p=P, adjusted=adjusted, two_stage=two_stage, one_way=eta, effects=effects,
        pingouin_power=pingouin_power, t_power=t_power,
    ),
    sys.stdout,
    indent=1,
)
print()
