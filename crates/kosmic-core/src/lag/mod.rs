//! Coupling over time lags: τ > 0 pairs x_t with y_{t+τ}, so that a peak there means that x leads.

pub(crate) mod autocorrelation;
mod cross_correlation;
mod direction;
mod products;
mod profile;

pub use autocorrelation::autocorrelation;
pub use cross_correlation::cross_correlation;
pub use direction::{CausalDirection, Lead, verify_causal_direction};
pub use profile::{LagPeak, LagProfile, k_lag};
