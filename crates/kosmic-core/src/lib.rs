//! kosmic-core

mod series;

pub use series::Series;
