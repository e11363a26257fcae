//! From a seed to how often each row is drawn: blocks of rows, draws split over them, exactly multinomial counts.

mod alias;
mod binomial;
mod blocks;
mod counts;
mod fixed_point;
mod frame;
#[cfg(test)]
mod laws;
mod multinomial;
mod planes;
mod poisson;
mod split;

pub(crate) use blocks::Blocks;
pub(crate) use counts::{CountPlace, Counter, PoissonTables};
pub(crate) use fixed_point::FixedPoint;
pub(crate) use frame::Frame;
pub(crate) use multinomial::CountTask;
pub(crate) use planes::Planes;
pub(crate) use poisson::{ESCAPE, PoissonTable};
pub(crate) use split::split_draws;
