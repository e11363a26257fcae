#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod coverage;
mod data;
mod host;

pub use coverage::{Coverage, Grid, Law, simulate};
pub use data::coupled_pair;
pub use host::host;
pub use kosmic_plot::Figure;
