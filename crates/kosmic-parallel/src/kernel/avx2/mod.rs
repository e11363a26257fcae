//! AVX2 with FMA.

mod counts;
mod digits;
mod sums;

pub(super) use counts::draw_counts;
pub(super) use digits::{digit_sums, write_digits};
pub(super) use sums::weighted_sums;
