//! Spearman's rank correlation of weighted rows: sorted once, then two passes for each resample.

use std::sync::Mutex;

use kosmic_core::{CoreError, Moments, Pair, PairSource, Side};

use super::{Resample, Statistic, View};
use crate::error::ParallelError;

/// Spearman's rank correlation: signed, for intervals of monotone coupling.
///
/// A resample in which row i stands w_i times has mid-ranks C + (G + 1)/2, C the weight of all smaller values and G that of
/// the values equal to it. Both series are sorted when the statistic is made; a resample then takes its ranks by summing
/// weights in these orders, and their correlation from ranks about the middle (W + 1)/2, W = Σ w, which is their exact
/// mean. Weights need not be whole: those of the Bayesian bootstrap give the correlation of the weighted mid-distribution
/// functions.
///
/// Cost: O(n log n) once, then O(n) for each resample, two passes in the orders of x and y; 8 n bytes, and 16 n for each thread.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, spearman_correlation};
/// use kosmic_parallel::{Bootstrap, Method, SpearmanCorrelation};
///
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
/// let y = [1.0, 0.5, 8.0, 9.0, 7.0, 40.0, 35.0, 300.0];
/// let pair = Pair::new(&x, &y)?;
/// let replicates = Bootstrap::default().plan()?.run(&pair, &SpearmanCorrelation::of(&pair)?)?;
/// assert!((replicates.estimate() - spearman_correlation(&pair)?).abs() < 1e-12);
/// assert!(replicates.interval(Method::Percentile, 0.95)?.limits.lower > 0.0);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// C. Spearman, The proof and measurement of association between two things, American Journal of Psychology 15 (1904)
/// 72-101; M. G. Kendall, Rank Correlation Methods (1948), chapter 3 (ties).
#[derive(Debug)]
pub struct SpearmanCorrelation {
    /// Rows by x.
    by_x: Order,
    /// Places among the rows by x, by y.
    by_y: Order,
    /// Space of resamples that are finished.
    spare: Mutex<Vec<Vec<Ranked>>>,
}

/// A row on its way to both ranks.
#[derive(Clone, Copy, Debug, Default)]
struct Ranked {
    weight: f64,
    /// Twice the rank by x about the middle.
    x: f64,
}

/// Items in ascending order of a series.
#[derive(Debug)]
struct Order {
    items: Vec<u32>,
    /// Where runs of equal values end; empty where no two values are equal.
    ends: Vec<u32>,
}

impl SpearmanCorrelation {
    /// The statistic for a pair: to be resampled with this pair only; with another one it is undefined.
    ///
    /// # Errors
    /// The failure of the pair's source; [`CoreError::OutOfRange`] from 2^32 rows on.
    pub fn of<S: PairSource>(pair: &Pair<S>) -> Result<Self, ParallelError> {
        if u32::try_from(pair.len()).is_err() {
            return Err(ParallelError::Core(CoreError::OutOfRange {
                name: "the number of rows of a rank correlation",
                range: "below 2^32",
                value: pair.len() as f64,
            }));
        }
        let by_x = Order::of(&pair.column(Side::X)?);
        let mut places = vec![0; pair.len()];
        for (place, &row) in (0..).zip(&by_x.items) {
            places[row as usize] = place;
        }
        let mut by_y = Order::of(&pair.column(Side::Y)?);
        for row in &mut by_y.items {
            *row = places[*row as usize];
        }
        Ok(Self {
            by_x,
            by_y,
            spare: Mutex::default(),
        })
    }

    /// Whether the orders are those of these series.
    fn fits(&self, x: &[f64], y: &[f64]) -> bool {
        let rows = &self.by_x.items;
        rows.len() == x.len()
            && self.by_x.ascends(|row| x[row])
            && self.by_y.ascends(|place| y[rows[place] as usize])
    }

    fn correlation(&self, weights: &[f64], ranked: &mut [Ranked]) -> Option<f64> {
        let total = sum(weights);
        let mut squares_x = [0.0; TOGETHER];
        self.by_x.rank(
            total,
            |row| weights[row],
            |lane, place, _, weight, x| {
                ranked[place] = Ranked { weight, x };
                squares_x[lane] += weight * x * x;
            },
        );
        let (mut squares_y, mut cross) = ([0.0; TOGETHER], [0.0; TOGETHER]);
        self.by_y.rank(
            total,
            |place| ranked[place].weight,
            |lane, _, place, weight, y| {
                squares_y[lane] += weight * y * y;
                cross[lane] += weight * ranked[place].x * y;
            },
        );
        let [squares_x, squares_y, cross] = [squares_x, squares_y, cross].map(folded);
        let axis = |squares| (0.0, squares, 0);
        let moments = Moments::from_central(total as u64, axis(squares_x), axis(squares_y), cross);
        moments.correlation()
    }
}

/// Ranks taken together, so that their sums of weights do not wait for each other.
const TOGETHER: usize = 4;

impl Order {
    fn of(values: &[f64]) -> Self {
        let mut items: Vec<u32> = (0..values.len() as u32).collect();
        // -0 and 0 are one value.
        let key = |item: u32| values[item as usize] + 0.0;
        items.sort_unstable_by(|&a, &b| key(a).total_cmp(&key(b)));
        let mut ends = Vec::new();
        let mut end = 0;
        for run in items.chunk_by(|&a, &b| key(a) == key(b)) {
            end += run.len() as u32;
            ends.push(end);
        }
        if ends.len() == items.len() {
            ends = Vec::new();
        }
        Self { items, ends }
    }

    fn ascends(&self, value: impl Fn(usize) -> f64) -> bool {
        let pairs = self.items.windows(2);
        pairs
            .map(|pair| [value(pair[0] as usize), value(pair[1] as usize)])
            .all(|[a, b]| a <= b)
    }

    /// Calls `take` with (lane, place in the order, item, weight, twice the mid-rank about the middle) of each item.
    #[inline(always)]
    fn rank(
        &self,
        total: f64,
        weight: impl Fn(usize) -> f64,
        mut take: impl FnMut(usize, usize, usize, f64, f64),
    ) {
        // Twice the weight before, less that of all: 2 C - W.
        let mut before = -total;
        let mut start = 0;
        for &end in &self.ends {
            let run = start..end as usize;
            let tied: f64 = self.items[run.clone()]
                .iter()
                .map(|&item| weight(item as usize))
                .sum();
            for place in run {
                let item = self.items[place] as usize;
                take(0, place, item, weight(item), before + tied);
            }
            before += 2.0 * tied;
            start = end as usize;
        }
        let (together, apart) = self.items[start..].as_chunks::<TOGETHER>();
        for items in together {
            let weights = items.map(|item| weight(item as usize));
            let mut behind = 0.0;
            for (lane, (item, weight)) in items.iter().zip(weights).enumerate() {
                take(
                    lane,
                    start,
                    *item as usize,
                    weight,
                    before + (behind + weight),
                );
                behind += 2.0 * weight;
                start += 1;
            }
            before += behind;
        }
        for &item in apart {
            let weight = weight(item as usize);
            take(0, start, item as usize, weight, before + weight);
            before += 2.0 * weight;
            start += 1;
        }
    }
}

/// The sum of values, lane by lane.
fn sum(values: &[f64]) -> f64 {
    let (together, apart) = values.as_chunks::<TOGETHER>();
    let mut lanes = [0.0; TOGETHER];
    for values in together {
        lanes
            .iter_mut()
            .zip(values)
            .for_each(|(lane, value)| *lane += value);
    }
    folded(lanes) + apart.iter().sum::<f64>()
}

fn folded([a, b, c, d]: [f64; TOGETHER]) -> f64 {
    (a + c) + (b + d)
}

impl Statistic for SpearmanCorrelation {
    const VIEW: View = View::Weights;

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        let Resample::Weights { x, y, weights } = resample else {
            return;
        };
        // All weights are 1 on the data themselves: the time to see whether they are those that were sorted.
        if weights.iter().all(|weight| *weight == 1.0) && !self.fits(x, y) {
            return;
        }
        let lock = || {
            self.spare
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        let mut ranked = lock().pop().unwrap_or_default();
        ranked.resize(weights.len(), Ranked::default());
        values[0] = self.correlation(weights, &mut ranked);
        lock().push(ranked);
    }
}
