//! Many couplings at once, resampled together: matrices, lag profiles, settings.
//!
//! One resample serves all of them, so that their errors keep the dependence they have and bands can hold for all at
//! once.

mod bands;
mod columns;
mod dependence;
mod groups;
mod joint;
mod lag_draw;
mod lag_profile;
mod matrix;
mod matrix_draw;
mod resampled;
mod sweep;

pub use bands::{BandLimits, CouplingBand, SimultaneousBands};
pub use columns::Columns;
pub(crate) use dependence::{dependence, influences};
pub use lag_profile::{KLagBands, LagReplicates, bootstrap_k_lag};
pub use matrix::{KMatrix, MatrixReplicates, bootstrap_k_matrix};
pub use sweep::{Sweep, parameter_sweep};
