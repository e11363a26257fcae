//! Values of others, laws and refusals.

mod bayes;
mod conditions;
mod effects;
mod golden;
mod multiple;
mod power;
mod refusals;
mod simulated;
