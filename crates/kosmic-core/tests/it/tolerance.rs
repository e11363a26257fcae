//! How near results must come to their references. Relative unless said otherwise.

/// r against exact arithmetic or another two-pass algorithm.
pub(crate) const R: f64 = 1e-13;
/// r of a lag profile against the plain definition, absolute.
pub(crate) const LAGGED: f64 = 1e-12;
/// r of windows, streams and matrices against the pair alone, absolute.
pub(crate) const WINDOW: f64 = 1e-12;
/// Tail probabilities, however small.
pub(crate) const P_VALUE: f64 = 1e-12;
/// Limits of r by Fisher's z, absolute.
pub(crate) const LIMIT: f64 = 1e-12;
/// Tail probabilities of normal, t and χ² laws as SciPy has them.
pub(crate) const TAIL: f64 = 1e-9;
/// Distance correlations: differences of sums that are larger by the square root of n and more.
pub(crate) const DISTANCE: f64 = 1e-9;
/// Information in nats, absolute.
pub(crate) const INFORMATION: f64 = 1e-11;
/// Partial and part correlations against 60 digits, absolute: controls may be all but collinear.
pub(crate) const PARTIAL: f64 = 1e-12;
/// Tests and limits of differences as R's cocor and psych have them.
pub(crate) const COMPARED: f64 = 1e-12;
/// Gauss's hypergeometric function and ratios of gamma functions.
pub(crate) const SPECIAL: f64 = 2e-14;
/// The exact distribution of r, however small the tail.
pub(crate) const DISTRIBUTION: f64 = 1e-12;
/// The variance of r under autocorrelation, a sum over lags.
pub(crate) const INFLATION: f64 = 1e-12;
/// Quantiles of the normal distribution.
pub(crate) const QUANTILE: f64 = 1e-13;
/// Moments merged at any split against those of the whole.
pub(crate) const MERGED: f64 = 1e-13;
/// r after scaling and shifting by numbers of ordinary size, absolute: the shifted data are rounded themselves.
pub(crate) const AFFINE: f64 = 1e-9;

/// Asserts |got - expected| <= tolerance · max(|expected|, floor).
#[track_caller]
pub(crate) fn assert_near(got: f64, expected: f64, tolerance: f64, floor: f64, what: &str) {
    let error = (got - expected).abs();
    assert!(
        error <= tolerance * expected.abs().max(floor),
        "{what}: got {got:e}, expected {expected:e}, off by {error:e}"
    );
}
