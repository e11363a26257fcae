//! What kosmic-core promises, checked against naive references, published values, laws and hard input.

mod degenerate;
mod determinism;
mod golden;
mod oracle;
mod property;
#[cfg(feature = "serde")]
mod serialised;
mod series;
mod tolerance;
