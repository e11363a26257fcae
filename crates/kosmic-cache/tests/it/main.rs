//! The tests of kosmic-cache, by kind.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod cost;
mod disk;
mod files;
mod forgetting;
mod keys;
mod memory;
mod support;
