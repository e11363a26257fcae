//! Coupling over time lags: τ > 0 pairs x_t with y_{t+τ}, so that a peak there means that x leads.

pub(crate) mod autocorrelation;
mod centred;
mod cross_correlation;
mod direction;
mod options;
mod overlaps;
mod products;
mod profile;
mod spectrum;

pub use autocorrelation::autocorrelation;
pub use cross_correlation::cross_correlation;
pub use direction::{CausalDirection, Lead, verify_causal_direction};
pub use options::LagOptions;
pub use products::LagMethod;
pub use profile::{LagPeak, LagProfile, k_lag};

use crate::error::CoreError;

/// Refuses lags at which fewer than `overlap` of n pairs overlap.
fn verify_max_lag(max_lag: usize, n: usize, overlap: usize) -> Result<(), CoreError> {
    let longest = n - overlap;
    if max_lag > longest {
        return Err(CoreError::LagTooLong {
            max_lag,
            n,
            longest,
        });
    }
    Ok(())
}
