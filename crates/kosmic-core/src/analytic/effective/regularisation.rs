//! Which lags of an estimated autocorrelation are believed, and how much.

use crate::analytic::fisher::two_sided_quantile;
use crate::error::CoreError;
use crate::lag::autocorrelation::of_side;
use crate::pair::{Pair, Side};
use crate::source::PairSource;

/// Lags computed at first in search of the first one that is small.
const FIRST_LAGS: usize = 32;

/// What is done about the noise of autocorrelations at long lags, whose sum would drown the short ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Regularisation {
    /// Each autocorrelation is cut before its first lag at which |r_k| is below 1.96 / sqrt(n - 2); cross-correlations
    /// are cut at the later of the two. All lags stay where none is small.
    #[default]
    Adaptive,
    /// Lags 1 to the given one stay.
    Truncate(usize),
    /// Lag k is weighed by (1 + cos(πk/M))/2 up to the given M, where the weight is 0; M near sqrt(n) or 2 sqrt(n).
    Tukey(usize),
}

/// The autocorrelations of both series at the lags from 1 on, regularised.
pub(super) struct Autocorrelations {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
}

impl Regularisation {
    pub(super) fn autocorrelations<S: PairSource>(
        self,
        pair: &Pair<S>,
    ) -> Result<Autocorrelations, CoreError> {
        let of = |side| match self.lags(pair.len())? {
            Some(lags) => Ok(self.weighed(&of_side(pair, side, lags)?)),
            None => up_to_the_first_small(pair, side),
        };
        Ok(Autocorrelations {
            x: of(Side::X)?,
            y: of(Side::Y)?,
        })
    }

    /// Values at lags 0, 1, ... become those at lags 1, ..., weighed.
    pub(super) fn weighed(self, values: &[f64]) -> Vec<f64> {
        let later = values.iter().enumerate().skip(1);
        later.map(|(lag, value)| self.weight(lag) * value).collect()
    }

    fn weight(self, lag: usize) -> f64 {
        match self {
            Self::Tukey(end) => 0.5 + 0.5 * (std::f64::consts::PI * lag as f64 / end as f64).cos(),
            Self::Adaptive | Self::Truncate(_) => 1.0,
        }
    }

    /// The last lag with a weight, where the data do not decide it.
    fn lags(self, n: usize) -> Result<Option<usize>, CoreError> {
        let (lags, asked) = match self {
            Self::Adaptive => return Ok(None),
            Self::Truncate(lags) => (lags, lags),
            Self::Tukey(end) => (end.saturating_sub(1), end),
        };
        if asked >= 1 && lags <= n - 2 {
            return Ok(Some(lags));
        }
        Err(CoreError::OutOfRange {
            name: "the lag at which autocorrelations are cut",
            range: "between 1 and the number of observations less 2",
            value: asked as f64,
        })
    }
}

fn up_to_the_first_small<S: PairSource>(pair: &Pair<S>, side: Side) -> Result<Vec<f64>, CoreError> {
    let all = pair.len() - 2;
    let small = two_sided_quantile(0.95) / (all as f64).sqrt();
    let mut lags = all.min(FIRST_LAGS);
    loop {
        let values = of_side(pair, side, lags)?.split_off(1);
        match values.iter().position(|value| value.abs() < small) {
            Some(first) => return Ok(values[..first].to_vec()),
            None if lags == all => return Ok(values),
            None => lags = all.min(lags.saturating_mul(4)),
        }
    }
}
