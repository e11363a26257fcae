//! Mutual information of two series by three estimators, each with its inference.

mod amount;
mod gaussian;
mod histogram;
mod ksg;

pub use amount::MutualInformation;
pub use gaussian::{GaussianInformation, gaussian_information};
pub use histogram::{Binning, Histogram, HistogramInformation, histogram_information};
pub use ksg::{
    Ksg, KsgInformation, KsgPlan, KsgTest, KsgVariant, ksg_information, ksg_permutation_test,
    ksg_standard_error,
};
