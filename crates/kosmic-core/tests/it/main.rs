//! What kosmic-core promises, checked against naive references, published values, laws and hard input.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall fail")]

mod bayes_factors;
mod degenerate;
mod determinism;
mod filling;
mod golden;
mod golden_many;
mod inference;
mod inference_chance;
mod inference_laws;
mod inference_refusals;
mod instruction_sets;
mod lags;
mod matrix;
mod measure_chance;
mod measure_laws;
mod measure_refusals;
mod measures;
mod oracle;
mod property;
#[cfg(feature = "serde")]
mod serialised;
mod series;
mod streaming;
mod tolerance;
mod whitening;
mod windows;
