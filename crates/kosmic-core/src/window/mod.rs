//! Coupling and norms in windows that move along the series.

mod layout;
mod merging;
mod norms;
mod rolling;
mod rolling_k;
mod stretches;

pub use layout::{Alignment, Windows};
pub use norms::{RollingNorms, rolling_norms};
pub use rolling::Rolling;
pub use rolling_k::{RollingK, expanding_k, rolling_k};
