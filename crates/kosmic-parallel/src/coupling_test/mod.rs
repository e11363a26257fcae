//! Tests of no coupling, H0: ρ = 0, by surrogates: series that are what the second would be if it had nothing to do with the
//! first.
//!
//! p is the share of the surrogates, the data among them, whose statistic is at least as large as that of the data.

mod arrangement;
mod noise;
mod null_scheme;
mod options;
mod p_value;
mod spectral;
mod standard;
mod statistic;
mod surrogates;

pub use null_scheme::NullScheme;
pub(crate) use null_scheme::Resolved;
pub use options::{CouplingTest, test_coupling};
pub use p_value::TestedCoupling;
pub(crate) use standard::standard_units;
pub(crate) use statistic::Products;
pub use statistic::TestStatistic;
pub(crate) use surrogates::{Surrogates, TIE, Workspace};
