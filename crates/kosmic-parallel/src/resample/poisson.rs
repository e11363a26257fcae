//! Tables from which pairs of independent Poisson counts are drawn with sixteen random bits.
//!
//! The joint law of a pair is cut on a grid of 2^-14. What lies on the grid is an alias table of 64 cells: six bits
//! choose the cell, eight decide between its two outcomes. What the grid cannot carry, some 0.15 % of pairs, is one more
//! outcome, [`ESCAPE`]; such a pair is drawn from the exact remainder by another alias table and 64 more bits. So the
//! law of a pair is that of two Poisson variables to the rounding of the probabilities, short of a tail below 1e-17.

use super::alias::{Alias, integer_alias};

/// The outcome that stands for a pair to be drawn from the remainder.
pub(crate) const ESCAPE: u8 = 0xff;

/// The largest mean for which the neglected tail stays below 1e-17.
pub(crate) const LARGEST_MEAN: f64 = 1.5;

/// Pairs whose sum is at most this are outcomes; the rest is the neglected tail.
const LARGEST_SUM: u8 = 29;

/// The grid of probabilities.
const GRID: f64 = 16_384.0;

/// Cells of the table, one of which may be needed for the escape.
const CELLS: usize = 64;

/// The table for one mean. An outcome holds the first count in its lower half, the second in its upper.
#[repr(align(64))]
pub(crate) struct PoissonTable {
    /// A cell gives its primary outcome if the deciding byte is at most this.
    pub(crate) threshold: [u8; CELLS],
    pub(crate) primary: [u8; CELLS],
    pub(crate) alias: [u8; CELLS],
    /// The largest count that the cells give.
    largest: u8,
    rest: Vec<[u8; 2]>,
    rest_law: Alias,
}

impl PoissonTable {
    /// The table of pairs of mean `mean`, in (0, [`LARGEST_MEAN`]].
    pub(crate) fn new(mean: f64) -> Self {
        Self::carrying(mean, CELLS - 1)
    }

    /// As [`new`](Self::new), with no more than the `most` likeliest pairs in cells. The law is the same; the fewer there
    /// are, the more pairs escape.
    pub(super) fn carrying(mean: f64, most: usize) -> Self {
        let pairs = pairs_by_probability(mean);
        let units = |p: f64| (p * GRID) as u32;
        let on_grid = pairs.iter().take(most).filter(|(p, _)| units(*p) > 0);
        let mut outcomes: Vec<(u32, u8)> =
            on_grid.map(|(p, [a, b])| (units(*p), a | b << 4)).collect();
        let largest = outcomes
            .iter()
            .map(|(_, o)| (o & 15).max(o >> 4))
            .max()
            .unwrap_or(0);
        let carried: u32 = outcomes.iter().map(|(units, _)| units).sum();
        let kept = outcomes.len();
        outcomes.push((GRID as u32 - carried, ESCAPE));
        let (threshold, primary, alias) = integer_alias(&outcomes);
        let remainder = |(rank, (p, _)): (usize, &(f64, _))| {
            if rank < kept {
                p - f64::from(units(*p)) / GRID
            } else {
                *p
            }
        };
        let weights: Vec<f64> = pairs.iter().enumerate().map(remainder).collect();
        Self {
            threshold,
            primary,
            alias,
            largest,
            rest: pairs.iter().map(|(_, pair)| *pair).collect(),
            rest_law: Alias::new(&weights),
        }
    }

    /// The largest count that is no escape.
    pub(crate) fn largest(&self) -> u8 {
        self.largest
    }

    /// A wrong table, that gives no draw where it should give those of an escape.
    #[cfg(test)]
    pub(super) fn without_escapes(mut self) -> Self {
        self.rest.fill([0, 0]);
        self
    }

    /// The pair that an escape stands for, by 64 random bits.
    #[inline(always)]
    pub(crate) fn escaped(&self, bits: u64) -> [u8; 2] {
        self.rest[self.rest_law.outcome(bits)]
    }
}

/// All pairs up to the tail with their probabilities: first those that may have a cell, the likeliest first, then the
/// rest by their counts.
fn pairs_by_probability(mean: f64) -> Vec<(f64, [u8; 2])> {
    let mut single = vec![libm::exp(-mean)];
    for count in 1..=LARGEST_SUM {
        let before = single[usize::from(count) - 1];
        single.push(before * mean / f64::from(count));
    }
    let of = |a: u8, b: u8| single[usize::from(a)] * single[usize::from(b)];
    let most = usize::from(LARGEST_SUM) + 1;
    let mut pairs = Vec::with_capacity(most * (most + 1) / 2);
    for a in 0..=LARGEST_SUM {
        pairs.extend((0..=LARGEST_SUM - a).map(|b| (of(a, b), [a, b])));
    }
    type Pair = (f64, [u8; 2]);
    let by_probability = |(p, a): &Pair, (q, b): &Pair| q.total_cmp(p).then(a.cmp(b));
    let mut likeliest = pairs.clone();
    likeliest.select_nth_unstable_by(CELLS - 1, by_probability);
    likeliest.truncate(CELLS);
    likeliest.sort_unstable_by(by_probability);
    // The rest stands by its counts already.
    let least = likeliest[CELLS - 1];
    let rest = |pair: &&Pair| by_probability(pair, &least).is_gt();
    likeliest.reserve(pairs.len() - CELLS);
    likeliest.extend(pairs.iter().filter(rest));
    likeliest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The probability that the table as a whole gives a pair.
    fn probability(table: &PoissonTable, pair: [u8; 2]) -> f64 {
        let mut units = [0_u32; 256];
        for cell in 0..CELLS {
            let share = u32::from(table.threshold[cell]) + 1;
            units[usize::from(table.primary[cell])] += share;
            units[usize::from(table.alias[cell])] += 256 - share;
        }
        let escape = f64::from(units[usize::from(ESCAPE)]) / GRID;
        let on_grid = if pair[0] < 15 && pair[1] < 15 {
            units[usize::from(pair[0] | pair[1] << 4)]
        } else {
            0
        };
        let place = table.rest.iter().position(|other| *other == pair).unwrap();
        f64::from(on_grid) / GRID + escape * table.rest_law.probability(place)
    }

    #[test]
    fn cells_and_remainder_together_give_the_poisson_law() {
        for mean in [0.001, 0.5, 0.99, 1.0, 1.5] {
            let table = PoissonTable::new(mean);
            let pairs = pairs_by_probability(mean);
            let total: f64 = pairs
                .iter()
                .map(|(_, pair)| probability(&table, *pair))
                .sum();
            assert!((total - 1.0).abs() < 1e-12, "mean {mean}: {total}");
            for (p, pair) in pairs {
                let off = (probability(&table, pair) - p).abs();
                assert!(
                    off < 1e-16 + 1e-12 * p,
                    "mean {mean}, {pair:?}: {off} off {p}"
                );
            }
        }
    }

    #[test]
    fn the_neglected_tail_is_below_what_is_promised() {
        // P(S > 29) for S Poisson of twice the largest mean: its first term times a geometric bound.
        let mean = 2.0 * LARGEST_MEAN;
        let next = i32::from(LARGEST_SUM) + 1;
        let term = (1..=next).fold((-mean).exp(), |p, k| p * mean / f64::from(k));
        assert!(term / (1.0 - mean / f64::from(next)) < 1e-17);
    }

    #[test]
    fn few_pairs_escape_at_mean_one() {
        let table = PoissonTable::new(0.99);
        let escapes: u32 = (0..CELLS)
            .map(|cell| {
                let share = u32::from(table.threshold[cell]) + 1;
                let of = |outcome: u8, units: u32| if outcome == ESCAPE { units } else { 0 };
                of(table.primary[cell], share) + of(table.alias[cell], 256 - share)
            })
            .sum();
        assert!(f64::from(escapes) / GRID < 0.003, "{escapes}");
        assert_eq!(table.largest(), 6);
    }
}
