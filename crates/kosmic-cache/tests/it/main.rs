//! The tests of kosmic-cache, by kind.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[cfg(feature = "bootstrap")]
mod cached;
mod cost;
mod disk;
mod files;
mod forgetting;
mod keys;
mod memory;
mod support;
#[cfg(feature = "data")]
mod tables;
