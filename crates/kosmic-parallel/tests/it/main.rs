//! The bootstrap against peers, a naive reference, its own laws, threads, bad input, and simulation.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod accuracy;
mod degenerate;
mod determinism;
mod double_double;
mod golden;
mod golden_many;
mod intervals;
mod lag;
mod map;
mod matrix;
mod observers;
mod oracle;
mod passes;
#[cfg(feature = "progress")]
mod progress_bar;
mod property;
mod samples;
#[cfg(feature = "serde")]
mod serialisation;
mod statistical;
mod sweep;
mod threads;
mod warnings;
