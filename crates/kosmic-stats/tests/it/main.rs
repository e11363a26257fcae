//! Values of others, laws and refusals.

mod effects;
mod golden;
mod multiple;
mod power;
mod refusals;
