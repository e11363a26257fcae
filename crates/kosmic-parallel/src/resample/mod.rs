//! From a seed to how often each row is drawn: blocks of rows, draws split over them, exactly multinomial counts; and the
//! weights of other schemes.

mod alias;
mod binomial;
mod blocks;
mod counts;
mod fixed_point;
mod frame;
mod gamma;
mod multinomial;
mod permutation;
mod planes;
mod poisson;
mod resampler;
mod split;
mod whole;

pub(crate) use blocks::Blocks;
pub(crate) use counts::POISSON_CELL;
pub(crate) use fixed_point::FixedPoint;
pub(crate) use frame::Frame;
pub(crate) use multinomial::CountTask;
pub(crate) use permutation::LARGEST_TABLE;
pub(crate) use planes::Planes;
pub(crate) use poisson::{ESCAPE, PoissonTable};
pub(crate) use resampler::{CountWeigher, Law, RealWeigher, Resampler, Weighed, Weigher};
