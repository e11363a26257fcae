//! What each row adds to r, whose autocorrelations tell how far rows depend on each other.

/// The influence of a row on r, for series in standard units: u v - r (u² + v²)/2.
pub(crate) fn influence(u: f64, v: f64, r: f64) -> f64 {
    u * v - 0.5 * r * (u * u + v * v)
}

/// K_n = max(5, ⌈log10 n⌉): how many autocorrelations in a row must be small for rows to count as independent (Politis,
/// White 2004).
pub(crate) fn run_of_lags(rows: usize) -> usize {
    (libm::ceil(libm::log10(rows as f64)) as usize).max(5)
}
