//! What intervals ask of the bootstrap distribution, drawn or enumerated.

/// The bootstrap distribution of a statistic: replicates, or all resamples with their probabilities.
pub(crate) trait Distribution {
    /// The quantile at p in [0, 1].
    fn quantile(&self, p: f64) -> f64;

    /// P(θ* < value) + P(θ* = value) / 2; equal is what differs by rounding only.
    fn mid_probability(&self, value: f64) -> f64;

    /// The standard deviation of θ*.
    fn standard_deviation(&self) -> f64;

    /// The distribution of |θ*|.
    fn of_sizes(&self) -> Self;
}

/// Values that differ by less than this share of the range of a distribution are one value: a resample that reorders the
/// sample has its estimate up to rounding.
pub(crate) const TIE: f64 = 1e-12;
