#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod block_length;
mod bootstrap;
mod coupling_test;
mod effective;
mod error;
mod fourth_moments;
mod influence;
mod interval;
#[expect(unsafe_code, reason = "vector intrinsics")]
mod kernel;
mod lag_test;
mod many;
mod map;
mod matrix;
mod memory;
#[cfg(feature = "progress")]
mod progress_bar;
mod resample;
mod scheme;
mod statistic;
mod threads;
mod warning;

pub use block_length::{
    BlockLength, Dependence, Dependent, JointBlockLength, block_length, joint_block_length,
};
#[cfg(feature = "serde")]
pub use bootstrap::SavedReplicates;
pub use bootstrap::{
    Bootstrap, Choices, ExactBootstrap, KInterval, MonteCarloError, Plan, ReplicateCount,
    Replicates, bootstrap_k_ci,
};
pub use coupling_test::{CouplingTest, NullScheme, TestStatistic, TestedCoupling, test_coupling};
pub use effective::{EffectiveInterval, effective_k_interval};
pub use error::ParallelError;
pub use fourth_moments::FourthMoments;
pub use interval::{Abc, Interval, Jackknife, Method, Needs, Sides, quantile};
pub use lag_test::{LagTest, TestedLagPeak, test_lag_peak};
pub use many::{
    BandLimits, Columns, CouplingBand, KLagBands, KMatrix, LagReplicates, LagVerdict,
    MatrixReplicates, PeakSet, SimultaneousBands, Sweep, bootstrap_k_lag, bootstrap_k_matrix,
    parameter_sweep,
};
pub use map::{parallel_map, parallel_map_partial, try_parallel_map};
pub use matrix::{LagMatrix, k_lag_matrix, parallel_k_matrix};
pub use memory::{MemoryEstimate, Workload, available_memory};
#[cfg(feature = "progress")]
pub use progress_bar::ProgressBar;
pub use scheme::{Design, Scheme, SchemeChoice};
pub use statistic::{
    Batch, Correlation, DrawnBlocks, Resample, SpearmanCorrelation, Statistic,
    StudentisedCorrelation, Values, View, of_moments, of_sample, of_weights,
};
pub use threads::Threads;
pub use warning::Warning;
