//! The bootstrap against peers, a naive reference, its own laws, threads, bad input, and simulation.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod degenerate;
mod determinism;
mod golden;
mod golden_many;
mod lag;
mod matrix;
mod observers;
mod oracle;
mod property;
mod samples;
#[cfg(feature = "serde")]
mod serialisation;
mod statistical;
mod sweep;
mod warnings;
