//! Kendall's tau-b in O(n log n), with its inference.

use super::exact::inversions_probability;
use super::limits_by_z;
use crate::analytic::{Limits, two_sided_normal_p};
use crate::error::CoreError;
use crate::order::{self, Tagged};
use crate::pair::{Pair, Side};
use crate::series::Series;
use crate::source::PairSource;

/// Below this many rows without ties the p-value is exact.
const EXACT_BELOW: usize = 50;
/// Stretches this short are counted pair by pair.
const FEW: usize = 32;

/// Kendall's τ_b of a pair, with its p-value. Made by [`kendall`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Kendall {
    /// The number of rows.
    pub n: usize,
    /// τ_b, in [-1, 1].
    pub tau: f64,
    /// Concordant less discordant pairs of rows.
    pub score: i64,
    /// The two-sided p-value of independence.
    pub p_value: f64,
    /// Whether the p-value is exact, from all permutations (n < 50, no ties), and not normal.
    pub exact: bool,
}

/// Kendall's rank correlation τ_b of two series, in [-1, 1], with its p-value.
///
/// τ_b = (C - D)/sqrt((N - T_x)(N - T_y)): C and D count the concordant and discordant pairs of rows, T_x and T_y those tied
/// in x and in y, N = n(n-1)/2. Without ties it is the probability of concordance less that of discordance, as seen in
/// the sample. ±1 for strictly monotone coupling. The same for x and y exchanged, and for any increasing function of
/// either. For a bivariate normal pair τ = (2/π) asin ρ: a |τ| is smaller than the |ρ| of the same coupling.
///
/// The p-value is two-sided and assumes independent rows. Below 50 rows without ties it is exact; otherwise C - D is
/// taken as normal with its variance under independence given the ties, without a correction for continuity. For the
/// limits see [`Kendall::limits`].
///
/// Cost: O(n log n) time; the whole columns are held, about 50 bytes a row.
///
/// # Errors
/// As [`k_index`](crate::k_index).
///
/// # Example
/// ```
/// let judge = [1.0, 2.0, 3.0, 4.0, 5.0];
/// let other = [2.0, 1.0, 4.0, 3.0, 5.0];
/// let kendall = kosmic_core::kendall(&judge, &other)?;
/// assert_eq!((kendall.score, kendall.tau), (6, 0.6));
/// // 14 of the 120 orders have at most two inversions, and as many at least eight.
/// assert!((kendall.p_value - 28.0 / 120.0).abs() < 1e-15);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// M. G. Kendall, A new measure of rank correlation, Biometrika 30 (1938) 81-93, and The treatment of ties in ranking
/// problems, Biometrika 33 (1945) 239-251; W. R. Knight, A computer method for calculating Kendall's tau with ungrouped
/// data, Journal of the American Statistical Association 61 (1966) 436-439.
pub fn kendall<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
) -> Result<Kendall, CoreError> {
    Kendall::of_pair(&Pair::new(x, y)?)
}

impl Kendall {
    /// τ_b of a checked pair, as [`kendall`].
    ///
    /// # Errors
    /// [`CoreError::NeedsMemory`] where the source's columns do not fit into its budget; its failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>) -> Result<Self, CoreError> {
        Ok(Self::of_counts(&Counts::of(
            &pair.column(Side::X)?,
            &pair.column(Side::Y)?,
        )))
    }

    fn of_counts(counts: &Counts) -> Self {
        let untied = |ties: &Ties| (counts.pairs - ties.pairs) as f64;
        let (x, y) = (untied(&counts.x), untied(&counts.y));
        let score = counts.score();
        let exact = counts.n < EXACT_BELOW && counts.x.pairs == 0 && counts.y.pairs == 0;
        let p_value = if exact {
            let fewer = counts.discordant.min(counts.pairs - counts.discordant);
            (2.0 * inversions_probability(counts.n, fewer as usize)).min(1.0)
        } else {
            two_sided_normal_p(score as f64 / counts.variance().sqrt())
        };
        Self {
            n: counts.n,
            tau: (score as f64 / (x * y).sqrt()).clamp(-1.0, 1.0),
            score,
            p_value,
            exact,
        }
    }

    /// 2|τ_b|, on the scale of K. It is not the K of a normal pair with this τ, which is 2|sin(π τ/2)|.
    #[must_use]
    pub fn k(&self) -> f64 {
        2.0 * self.tau.abs()
    }

    /// Confidence limits of τ: tanh(atanh τ ± q sqrt(0.437/(n - 4))), q the normal quantile at (1 + level)/2.
    ///
    /// `None` below five rows and for |τ| = 1. An approximation for independent rows of a bivariate normal pair, good for
    /// |τ| up to 0.8; ties are not accounted for. Folded by [`Limits::folded`] they are limits of [`k`](Self::k).
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a level outside (0, 1).
    ///
    /// # Source
    /// E. C. Fieller, H. O. Hartley, E. S. Pearson, Tests for rank correlation coefficients I, Biometrika 44 (1957)
    /// 470-481; D. G. Bonett, T. A. Wright, Psychometrika 65 (2000) 23-28.
    pub fn limits(&self, level: f64) -> Result<Option<Limits>, CoreError> {
        limits_by_z(self.tau, 0.437 / (self.n as f64 - 4.0), level)
    }
}

/// How many pairs of rows there are of each kind.
struct Counts {
    n: usize,
    pairs: u64,
    x: Ties,
    y: Ties,
    tied_in_both: u64,
    discordant: u64,
}

impl Counts {
    fn of(x: &[f64], y: &[f64]) -> Self {
        let by_y = order::ascending(y);
        let y_ties = Ties::of(&by_y, |a, b| a.key == b.key);
        // Rows in the order of y, tagged by the rank of their y: a stable sort by x orders them by (x, y).
        let mut rank = 0;
        let mut rows = Vec::with_capacity(x.len());
        for (at, entry) in by_y.iter().enumerate() {
            rank += usize::from(at > 0 && by_y[at - 1].key != entry.key);
            rows.push(Tagged {
                key: order::key(x[entry.tag]),
                tag: rank,
            });
        }
        drop(by_y);
        let by_x = order::sorted(rows);
        let both = |a: &Tagged, b: &Tagged| a.key == b.key && a.tag == b.tag;
        let (x_ties, both) = (
            Ties::of(&by_x, |a, b| a.key == b.key),
            Ties::of(&by_x, both),
        );
        let mut ranks: Vec<usize> = by_x.iter().map(|entry| entry.tag).collect();
        let mut space = vec![0; ranks.len()];
        Self {
            n: x.len(),
            pairs: pairs_of(x.len() as u64),
            x: x_ties,
            y: y_ties,
            tied_in_both: both.pairs,
            discordant: inversions(&mut ranks, &mut space, usize::BITS - rank.leading_zeros()),
        }
    }

    /// Concordant less discordant pairs.
    fn score(&self) -> i64 {
        let untied = self.pairs + self.tied_in_both - self.x.pairs - self.y.pairs;
        untied as i64 - 2 * self.discordant as i64
    }

    /// The variance of the score under independence, given the ties.
    fn variance(&self) -> f64 {
        let (n, x, y) = (self.n as f64, &self.x, &self.y);
        let ordered = n * (n - 1.0);
        (ordered * (2.0 * n + 5.0) - x.spread - y.spread) / 18.0
            + 2.0 * x.pairs as f64 * y.pairs as f64 / ordered
            + x.triples * y.triples / (9.0 * ordered * (n - 2.0))
    }
}

/// Sums over groups of t tied values.
struct Ties {
    /// Σ t(t-1)/2.
    pairs: u64,
    /// Σ t(t-1)(t-2).
    triples: f64,
    /// Σ t(t-1)(2t+5).
    spread: f64,
}

impl Ties {
    fn of(entries: &[Tagged], tied: impl Fn(&Tagged, &Tagged) -> bool) -> Self {
        let mut ties = Self {
            pairs: 0,
            triples: 0.0,
            spread: 0.0,
        };
        for group in entries.chunk_by(tied).filter(|group| group.len() > 1) {
            let t = group.len() as f64;
            ties.pairs += pairs_of(group.len() as u64);
            ties.triples += t * (t - 1.0) * (t - 2.0);
            ties.spread += t * (t - 1.0) * (2.0 * t + 5.0);
        }
        ties
    }
}

fn pairs_of(n: u64) -> u64 {
    if n.is_multiple_of(2) {
        (n / 2) * n.saturating_sub(1)
    } else {
        n * (n / 2)
    }
}

/// The number of pairs i < j with values\[i\] > values\[j\], all values below 2^bits. Reorders the values.
///
/// By the highest bit the values fall into two halves: a pair across them is an inversion if the one of the upper half
/// comes first. The halves follow, each in its order. No step branches on a value, so that none is mispredicted.
fn inversions(values: &mut [usize], space: &mut [usize], bits: u32) -> u64 {
    if values.len() <= FEW {
        return inversions_of_few(values);
    }
    let Some(bit) = bits.checked_sub(1) else {
        return 0;
    };
    let (mut lower, mut upper, mut count) = (0, 0, 0);
    for at in 0..values.len() {
        let value = values[at];
        let is_upper = value >> bit & 1;
        values[lower] = value;
        space[upper] = value;
        count += upper & is_upper.wrapping_sub(1);
        upper += is_upper;
        lower += 1 - is_upper;
    }
    values[lower..].copy_from_slice(&space[..upper]);
    let (low, high) = values.split_at_mut(lower);
    count as u64 + inversions(low, space, bit) + inversions(high, space, bit)
}

fn inversions_of_few(values: &[usize]) -> u64 {
    let mut count = 0;
    for (at, later) in values.iter().enumerate() {
        count += values[..at]
            .iter()
            .map(|value| u64::from(value > later))
            .sum::<u64>();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, Stream};

    #[test]
    fn inversions_are_those_of_the_double_loop() {
        let mut stream = Stream::new(5, Purpose::Simulate, 0);
        for (n, below) in [(0, 1), (1, 1), (32, 9), (33, 1), (500, 3), (700, 1 << 20)] {
            let mut values: Vec<usize> = (0..n).map(|_| stream.below(below) as usize).collect();
            let expected = inversions_of_few(&values);
            let bits = u64::BITS - below.leading_zeros();
            let got = inversions(&mut values, &mut vec![0; n], bits);
            assert_eq!(got, expected, "{n} values below {below}");
        }
    }
}
