#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod bootstrap;
mod error;
mod interval;
mod map;
mod memory;
#[cfg(feature = "progress")]
mod progress_bar;
mod resample;
mod statistic;
mod threads;
mod warning;

pub use bootstrap::{
    Bootstrap, KInterval, MonteCarloError, Plan, ReplicateCount, Replicates, Scheme, bootstrap_k_ci,
};
pub use error::ParallelError;
pub use interval::{Interval, Method, quantile};
pub use map::{parallel_map, parallel_map_partial, try_parallel_map};
pub use memory::{MemoryEstimate, Workload, available_memory};
#[cfg(feature = "progress")]
pub use progress_bar::ProgressBar;
pub use statistic::{Correlation, Resample, Statistic, View, of_moments, of_sample};
pub use threads::Threads;
pub use warning::Warning;
