//! Mutual information of two series by three estimators, each with its inference.

mod amount;
mod gaussian;
mod histogram;
mod jitter;
mod ksg;
mod margin;
mod neighbours;

pub use amount::MutualInformation;
pub use gaussian::{GaussianInformation, gaussian_information};
pub use histogram::{Binning, Histogram, HistogramInformation, histogram_information};
pub use ksg::{Ksg, KsgInformation, KsgVariant, ksg_information, ksg_standard_error};
