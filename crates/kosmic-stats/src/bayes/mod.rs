//! What is believed of a coupling after the data: the Bayesian bootstrap and its posterior distributions.

mod bootstrap;
mod coupling;
mod lag_profile;
mod posterior;

pub use bootstrap::BayesianBootstrap;
pub use coupling::CouplingPosterior;
pub use lag_profile::LagPosterior;
pub use posterior::{Posterior, PracticalEquivalence, Verdict};
