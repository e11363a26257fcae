//! Whether the peak of a lag profile is more than the best of many lags.

mod maxima;
mod options;
mod peak_surrogates;
mod tested_peak;

pub use options::{LagTest, test_lag_peak};
pub use tested_peak::TestedLagPeak;
