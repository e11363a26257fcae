//! What the second series might have been had it nothing to do with the first.

use kosmic_core::{Pair, PairSource};

use crate::block_length::{dependence, joint_block_length};
use crate::error::ParallelError;
use crate::warning::Warning;

/// How surrogates of the second series are made.
///
/// # Example
/// ```
/// use kosmic_parallel::NullScheme;
///
/// assert_eq!(NullScheme::default().name(), "auto");
/// assert_eq!(NullScheme::BlockPermutation { length: Some(8) }.name(), "block-permutation");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum NullScheme {
    /// [`NullScheme::CircularShift`] where rows depend on each other in time, else [`NullScheme::Permutation`]. Rows count as
    /// dependent if both series have an autocorrelation, or the influences of the rows on r have one, beyond
    /// 2 sqrt(log10 n / n) at one of the lags up to K_n = max(5, ⌈log10 n⌉): if either series has none, a permutation of it is as good
    /// as the series itself.
    #[default]
    Auto,
    /// The rows of y in random order ("shuffled"). For independent rows.
    Permutation,
    /// y turned by a random number of rows, what leaves at the end entering at the start. Keeps all of either series but the
    /// seam. For stationary series that are long beside their memory; there are no more surrogates than rows.
    CircularShift,
    /// Blocks of y in random order. For stationary series whose memory is shorter than a block. Rows behind the last
    /// whole block keep their place.
    BlockPermutation {
        /// The length of a block in rows; `None` for that of [`joint_block_length`], at most half of the rows.
        length: Option<usize>,
    },
    /// Independent normal values in place of y ("Gaussian"). For independent rows of which y is normal; then it differs from a
    /// permutation by chance only.
    Gaussian,
    /// The amplitudes of y with random phases. Keeps the autocorrelation, turns values normal: for stationary normal series.
    /// Ends that do not meet put a jump into what is kept, as in all that follow.
    Fourier,
    /// Amplitude adjusted: the values of y in the order of a Fourier surrogate of normal noise that had the order of y. For
    /// monotone functions of stationary normal series; the spectrum comes out a little flatter.
    Aaft,
    /// Iterated: the values of y, in an order whose amplitudes are those of y as nearly as up to a hundred rounds can fit. For
    /// stationary series.
    Iaaft,
}

impl NullScheme {
    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Permutation => "permutation",
            Self::CircularShift => "circular-shift",
            Self::BlockPermutation { .. } => "block-permutation",
            Self::Gaussian => "gaussian",
            Self::Fourier => "fourier",
            Self::Aaft => "aaft",
            Self::Iaaft => "iaaft",
        }
    }

    /// What a reader must believe of the data for the p-value to keep its promise.
    #[must_use]
    pub fn assumption(self) -> &'static str {
        match self {
            Self::Auto => "one of the series is white, or both are stationary",
            Self::Permutation => "independent rows",
            Self::CircularShift => "stationary series, long beside their memory",
            Self::BlockPermutation { .. } => "stationary series with a memory shorter than a block",
            Self::Gaussian => "independent rows, the second series normal",
            Self::Fourier => "stationary series, the second normal",
            Self::Aaft => "stationary series, the second a monotone function of a normal one",
            Self::Iaaft => "stationary series",
        }
    }

    /// The rows of a block, where there are blocks.
    #[must_use]
    pub fn block_length(self) -> Option<usize> {
        match self {
            Self::BlockPermutation { length } => length,
            _ => None,
        }
    }

    /// Whether rows that depend on each other make p too small.
    fn takes_independent_rows(self) -> bool {
        matches!(self, Self::Permutation | Self::Gaussian)
    }
}

/// A scheme in which nothing is left open, with what there is to say of it.
pub(crate) struct Resolved {
    pub(crate) scheme: NullScheme,
    pub(crate) warning: Option<Warning>,
}

impl Resolved {
    pub(crate) fn of<S: PairSource>(
        scheme: NullScheme,
        pair: &Pair<S>,
    ) -> Result<Self, ParallelError> {
        let asks = scheme == NullScheme::Auto || scheme.takes_independent_rows();
        let dependent = asks.then(|| dependence(pair)).transpose()?.flatten();
        let scheme = match scheme {
            NullScheme::Auto if dependent.is_some() => NullScheme::CircularShift,
            NullScheme::Auto => NullScheme::Permutation,
            NullScheme::BlockPermutation { length } => NullScheme::BlockPermutation {
                length: Some(length_of_blocks(length, pair)?),
            },
            given => given,
        };
        let dependent = dependent.filter(|_| scheme.takes_independent_rows());
        let warning = dependent.map(Warning::DependentRows);
        Ok(Self { scheme, warning })
    }
}

fn length_of_blocks<S: PairSource>(
    asked: Option<usize>,
    pair: &Pair<S>,
) -> Result<usize, ParallelError> {
    let (rows, most) = (pair.len(), pair.len() / 2);
    match asked {
        None => Ok(joint_block_length(pair)?.circular_rows().min(most)),
        Some(length) if (1..=most).contains(&length) => Ok(length),
        Some(length) => Err(ParallelError::PermutedBlockLength { length, rows, most }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kosmic_core::{Purpose, Stream};

    fn autoregressive(seed: u64, phi: f64) -> Vec<f64> {
        let mut stream = Stream::new(seed, Purpose::Simulate, 0);
        let mut last = 0.0;
        let step = |_| {
            last = phi * last + stream.uniform() - 0.5;
            last
        };
        (0..400).map(step).collect()
    }

    fn chosen(phi: [f64; 2]) -> NullScheme {
        let (x, y) = (autoregressive(1, phi[0]), autoregressive(2, phi[1]));
        let pair = Pair::new(&x, &y).unwrap();
        Resolved::of(NullScheme::Auto, &pair).unwrap().scheme
    }

    #[test]
    fn a_pair_is_shifted_only_if_both_series_are_autocorrelated() {
        assert_eq!(chosen([0.8, 0.8]), NullScheme::CircularShift);
        assert_eq!(chosen([0.8, 0.0]), NullScheme::Permutation);
        assert_eq!(chosen([0.0, 0.8]), NullScheme::Permutation);
        assert_eq!(chosen([0.0, 0.0]), NullScheme::Permutation);
    }
}
