//! From a seed to how often each row is drawn: blocks of rows, draws split over them, exactly multinomial counts; and the
//! weights of other schemes.

mod alias;
mod binomial;
mod blocks;
mod counts;
mod drawn;
mod fixed_point;
mod frame;
mod gamma;
#[cfg(test)]
mod laws;
mod multinomial;
mod permutation;
mod planes;
mod poisson;
mod resampler;
mod segments;
mod shuffle;
mod split;
mod weigher;
mod whole;

pub(crate) use blocks::Blocks;
pub(crate) use counts::{Counter, POISSON_CELL};
pub(crate) use drawn::{append_drawn, expand};
pub(crate) use fixed_point::FixedPoint;
pub(crate) use frame::Frame;
pub(crate) use multinomial::{CountTask, draw_together};
pub(crate) use permutation::LARGEST_TABLE;
pub(crate) use planes::Planes;
pub(crate) use poisson::{ESCAPE, PoissonTable};
pub(crate) use resampler::Resampler;
pub(crate) use segments::{BlockDraw, BlockLaw};
pub(crate) use shuffle::{Scattering, shuffle};
#[cfg(test)]
pub(crate) use split::split_draws;
pub(crate) use weigher::{CountWeigher, Law, RealWeigher, Weighed, Weigher};
