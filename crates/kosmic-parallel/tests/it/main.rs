//! The bootstrap against peers, a naive reference, its own laws, threads, bad input, and simulation.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod degenerate;
mod determinism;
mod golden;
mod map;
mod observers;
mod oracle;
#[cfg(feature = "progress")]
mod progress_bar;
mod property;
mod samples;
mod schemes;
#[cfg(feature = "serde")]
mod serialisation;
mod spearman;
mod statistical;
mod threads;
mod warnings;
