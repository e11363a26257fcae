//! The correlation of the overlap at each lag, from sums of lagged products and what the ends of the series take away.

use super::centred::Centred;
use super::options::LagOptions;
use super::products::lagged_products;
use crate::error::CoreError;
use crate::moments::{self, Moments, coefficient};
use crate::pair::Side;
use crate::source::PairSource;

/// Below this share of the whole sum of squares, that of an overlap is taken afresh: its difference from the whole
/// would have lost more than two digits, and a constant overlap must be seen as one.
const SAFE_SHARE: f64 = 1e-2;

/// How often the lags from such an overlap on are taken afresh together, as lags of that overlap with its means and
/// products. What is left then is taken one by one.
const DEEPEST: usize = 8;

/// The pairs (x_t, y_{t+lag}) of a source.
struct Overlap<'s, S: ?Sized> {
    source: &'s S,
    lag: i64,
    moments: Moments,
    options: LagOptions,
    depth: usize,
}

/// The correlations of a source with such moments at the lags -L..=L; `None` where an overlap is constant.
pub(super) fn correlations<S: PairSource + ?Sized>(
    source: &S,
    moments: &Moments,
    options: LagOptions,
) -> Result<Vec<Option<f64>>, CoreError> {
    let longest = options.max_lag as i64;
    let whole = Overlap {
        source,
        lag: 0,
        moments: *moments,
        options,
        depth: 0,
    };
    whole.correlations(longest, longest)
}

impl<S: PairSource + ?Sized> Overlap<'_, S> {
    /// The correlations at the lags from -`before` to `after` more.
    fn correlations(&self, before: i64, after: i64) -> Result<Vec<Option<f64>>, CoreError> {
        let Some(r) = self.moments.correlation() else {
            // What is constant here is so in each part.
            return Ok(vec![None; (before + 1 + after) as usize]);
        };
        if self.depth > DEEPEST {
            let one_by_one = (-before..=after).map(|more| self.moments_at(more));
            return one_by_one
                .map(|moments| Ok(moments?.correlation()))
                .collect();
        }
        let mut correlations = self.by_products(before, after)?;
        let zero = before as usize;
        correlations[zero] = Some(r);
        let (negative, positive) = correlations.split_at_mut(zero);
        if let Some(at) = positive.iter().position(Option::is_none) {
            let rest = self.at(at as i64)?.correlations(0, after - at as i64)?;
            positive[at..].copy_from_slice(&rest);
        }
        if let Some(at) = negative.iter().rposition(Option::is_none) {
            let rest = self.at(at as i64 - before)?.correlations(at as i64, 0)?;
            negative[..=at].copy_from_slice(&rest);
        }
        Ok(correlations)
    }

    /// `None` where an overlap keeps too little.
    fn by_products(&self, before: i64, after: i64) -> Result<Vec<Option<f64>>, CoreError> {
        let LagOptions { method, set, .. } = self.options;
        let shift = self.lag.unsigned_abs() as usize;
        let (from_x, from_y) = if self.lag >= 0 {
            (0, shift)
        } else {
            (shift, 0)
        };
        let x = Centred::new(self.source, Side::X, from_x, &self.moments, set);
        let y = Centred::new(self.source, Side::Y, from_y, &self.moments, set);
        let products = lagged_products(&x, &y, &(-before..=after), method, set)?;
        // A positive lag takes the tail of x and the head of y away, a negative one the others.
        let ends_x = Ends::of(&x, before as usize, after as usize)?;
        let ends_y = Ends::of(&y, after as usize, before as usize)?;
        let correlation = |(more, product): (i64, f64)| {
            let cut = more.unsigned_abs() as usize;
            let pairs = (x.len() - cut) as f64;
            let (x, y) = if more >= 0 {
                (
                    ends_x.without_tail(cut, pairs)?,
                    ends_y.without_head(cut, pairs)?,
                )
            } else {
                (
                    ends_x.without_head(cut, pairs)?,
                    ends_y.without_tail(cut, pairs)?,
                )
            };
            let cross = product - x.sum * y.sum / pairs;
            Some(coefficient(cross, x.squares, y.squares))
        };
        Ok((-before..=after).zip(products).map(correlation).collect())
    }

    fn at(&self, more: i64) -> Result<Self, CoreError> {
        Ok(Self {
            lag: self.lag + more,
            moments: self.moments_at(more)?,
            depth: self.depth + 1,
            ..*self
        })
    }

    fn moments_at(&self, more: i64) -> Result<Moments, CoreError> {
        moments::of_source(self.source, self.lag + more, self.options.set)
    }
}

/// Sums of the centred values of one series: of its first and of its last few.
struct Ends {
    /// The squares of the whole; its sum is 0.
    squares: f64,
    heads: Vec<Part>,
    tails: Vec<Part>,
}

/// Sum and sum of squares over a part of a series.
#[derive(Clone, Copy, Default)]
struct Part {
    sum: f64,
    squares: f64,
}

impl Ends {
    fn of<S: PairSource + ?Sized>(
        series: &Centred<'_, S>,
        head: usize,
        tail: usize,
    ) -> Result<Self, CoreError> {
        let (mut values, mut scratch) = (vec![0.0; head], Vec::new());
        series.read(0, &mut values, &mut scratch)?;
        let heads = running_parts(values.iter());
        values.resize(tail, 0.0);
        series.read((series.len() - tail) as i64, &mut values, &mut scratch)?;
        let tails = running_parts(values.iter().rev());
        Ok(Self {
            squares: series.squares(),
            heads,
            tails,
        })
    }

    fn without_head(&self, cut: usize, left: f64) -> Option<Part> {
        self.without(self.heads[cut], left)
    }

    fn without_tail(&self, cut: usize, left: f64) -> Option<Part> {
        self.without(self.tails[cut], left)
    }

    /// What is left without a part, its squares about its own mean; `None` where too little of them is left to trust.
    fn without(&self, part: Part, left: f64) -> Option<Part> {
        let squares = self.squares - part.squares - part.sum * part.sum / left;
        (squares > SAFE_SHARE * self.squares).then_some(Part {
            sum: -part.sum,
            squares,
        })
    }
}

/// The sums over the first 0, 1, 2, … values.
fn running_parts<'v>(values: impl Iterator<Item = &'v f64>) -> Vec<Part> {
    let add = |part: &mut Part, value: &f64| {
        part.sum += value;
        part.squares += value * value;
        Some(*part)
    };
    std::iter::once(Part::default())
        .chain(values.scan(Part::default(), add))
        .collect()
}
