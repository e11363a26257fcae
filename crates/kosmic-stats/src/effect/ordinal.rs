//! Dominance of one group over another.

use kosmic_core::Limits;

use super::EffectSize;
use crate::distribution::t_quantile_above;

/// How often values of one group are above those of another: δ, and the parts of its variance.
pub(super) struct Dominance {
    sizes: [f64; 2],
    delta: f64,
    variance: f64,
}

impl Dominance {
    /// Of two groups of at least two finite values.
    pub(super) fn of(first: &[f64], second: &[f64]) -> Self {
        let [rows, columns] = [margins(first, second), margins(second, first)];
        let [m, n] = [first.len() as f64, second.len() as f64];
        let delta = rows.iter().map(|row| row.balance).sum::<f64>() / (m * n);
        let untied: f64 = rows.iter().map(|row| row.untied).sum();
        // Σ over rows of (mean of the row - δ)², times n², as whole numbers allow; columns have the other sign.
        let scatter = |margins: &[Margin], size: f64, delta: f64| {
            let deviation = |margin: &Margin| margin.balance - size * delta;
            margins
                .iter()
                .map(|margin| deviation(margin).powi(2))
                .sum::<f64>()
        };
        let whole = untied - m * n * delta * delta;
        let sum = scatter(&rows, n, delta) + scatter(&columns, m, -delta) - whole;
        let unbiased = sum / (m * n * (m - 1.0) * (n - 1.0));
        let least = (1.0 - delta * delta) / (m * n - 1.0);
        Self {
            sizes: [m, n],
            delta,
            variance: unbiased.max(least),
        }
    }

    pub(super) fn delta(&self, level: f64) -> EffectSize {
        let [m, n] = self.sizes;
        let delta = self.delta;
        let quantile = t_quantile_above(0.5 - 0.5 * level, m + n - 2.0);
        let square = quantile * quantile * self.variance;
        let rest = 1.0 - delta * delta;
        let limits = if rest == 0.0 {
            let (size, square) = (m.min(n), quantile * quantile);
            let inner = (size - square) / (size + square);
            let (lower, upper) = if delta > 0.0 {
                (inner, 1.0)
            } else {
                (-1.0, -inner)
            };
            Limits { lower, upper }
        } else {
            let (middle, reach) = (delta * rest, square.sqrt() * (rest * rest + square).sqrt());
            Limits {
                lower: ((middle - reach) / (rest + square)).max(-1.0),
                upper: ((middle + reach) / (rest + square)).min(1.0),
            }
        };
        EffectSize {
            estimate: delta,
            limits,
        }
    }
}

/// Of one value against all of the other group: how many are below less how many are above, and how many are either.
struct Margin {
    balance: f64,
    untied: f64,
}

fn margins(values: &[f64], others: &[f64]) -> Vec<Margin> {
    let mut sorted = others.to_vec();
    sorted.sort_by(f64::total_cmp);
    let of = |&value: &f64| {
        let below = sorted.partition_point(|&other| other < value);
        let above = sorted.len() - sorted.partition_point(|&other| other <= value);
        Margin {
            balance: below as f64 - above as f64,
            untied: (below + above) as f64,
        }
    };
    values.iter().map(of).collect()
}
