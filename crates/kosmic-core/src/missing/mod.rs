//! Missing values: rows that are left out, and values that stand in.

mod fill;
mod policy;
mod report;
mod spline;

pub use fill::{Fill, FillMethod};
pub use policy::Missing;
pub use report::{FillReport, FillWarning, Filled};
