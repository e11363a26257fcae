//! Coupling of pairs that come one after the other.

mod exponential;
mod sliding;
mod streaming;

pub(crate) use sliding::{Aggregate, Row, Sliding};
pub use streaming::{Forgetting, StreamingK};
