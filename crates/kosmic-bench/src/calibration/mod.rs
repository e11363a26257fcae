//! Promises put to the test: how often intervals and bands contain what they should, simulated cell by cell.

mod bands;
mod blocks;
mod cell;
mod chart;
mod double;
mod intervals;
mod law;
mod record;
mod report;
mod study;
mod tests;

pub use cell::{Cell, Finding, Tally};
pub use chart::chart;
pub use law::Law;
pub use record::{Record, Terms};
pub use report::report;
pub use study::Study;
