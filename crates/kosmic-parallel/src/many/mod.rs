//! Many couplings at once, resampled together: matrices, lag profiles, settings.
//!
//! One resample serves all of them, so that their errors keep the dependence they have and bands can hold for all at
//! once.

mod bands;
mod block_sums;
mod columns;
mod dependence;
mod groups;
mod joint;
mod lag_blocks;
mod lag_draw;
mod lag_profile;
mod lag_replicates;
mod matrix;
mod matrix_draw;
mod peak_set;
mod resampled;
mod sweep;

pub use bands::{BandLimits, CouplingBand, SimultaneousBands};
pub use columns::Columns;
pub use lag_profile::bootstrap_k_lag;
pub use lag_replicates::{KLagBands, LagReplicates};
pub use matrix::{KMatrix, MatrixReplicates, bootstrap_k_matrix};
pub use peak_set::{LagVerdict, PeakSet};
pub use sweep::{Sweep, parameter_sweep};
