//! From measured columns to columns that can be compared: what is done to values, and the record of it.

mod column;
mod hampel;
mod join;
mod known;
mod outliers;
mod problem;
mod scale;
mod step;
mod table;
mod treatment;
mod trend;

pub use join::{AsOf, Join};
pub use outliers::{Detector, Handling, Outliers};
pub use problem::TreatmentProblem;
pub use step::{Parameter, Step};
pub use treatment::Treatment;
