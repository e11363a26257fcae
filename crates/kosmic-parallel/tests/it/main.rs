//! The bootstrap against peers, a naive reference, its own laws, threads, bad input, and simulation.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod adaptive;
mod degenerate;
mod determinism;
mod golden;
mod map;
mod observers;
mod oracle;
#[cfg(feature = "progress")]
mod progress_bar;
mod property;
mod resume;
mod samples;
#[cfg(feature = "serde")]
mod serialisation;
mod spans;
mod statistical;
mod threads;
mod warnings;
