//! The bootstrap against peers, a naive reference, its own laws, threads, bad input, and simulation.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod accuracy;
mod adaptive;
mod block_length;
mod coupling_test;
mod coupling_test_size;
mod degenerate;
mod determinism;
mod double_double;
mod golden;
mod golden_designs;
mod golden_many;
mod intervals;
mod lag;
mod lag_blocks;
mod lag_test;
mod many_series;
mod map;
mod matrix;
mod observers;
mod oracle;
mod passes;
#[cfg(feature = "progress")]
mod progress_bar;
mod property;
mod resume;
mod samples;
mod schemes;
#[cfg(feature = "serde")]
mod serialisation;
mod spans;
mod spearman;
mod statistical;
mod sweep;
mod threads;
mod warnings;
