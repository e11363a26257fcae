//! From a seed to how often each row is drawn: blocks of rows, draws split over them, exactly multinomial counts.

mod alias;
mod binomial;
mod blocks;
mod counts;
mod drawn;
mod fixed_point;
mod frame;
#[cfg(test)]
mod laws;
mod multinomial;
mod planes;
mod poisson;
mod resampler;
mod split;

pub(crate) use blocks::Blocks;
pub(crate) use counts::{CountPlace, Counter};
pub(crate) use drawn::{append_drawn, expand};
pub(crate) use fixed_point::FixedPoint;
pub(crate) use frame::Frame;
pub(crate) use multinomial::CountTask;
pub(crate) use planes::Planes;
pub(crate) use poisson::{ESCAPE, PoissonTable};
pub(crate) use resampler::Resampler;
pub(crate) use split::split_draws;
