#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod calibration;
mod data;
mod host;
mod reference;

pub use calibration::{Cell, Finding, Law, Record, Study, Tally, Terms, chart, report};
pub use data::coupled_pair;
pub use host::host;
pub use kosmic_core::Silent;
pub use kosmic_parallel::ProgressBar;
pub use kosmic_plot::Figure;
pub use reference::{plain_loop, read_both};
