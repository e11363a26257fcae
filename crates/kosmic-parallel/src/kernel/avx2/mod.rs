//! AVX2 with FMA.

mod counts;
mod digits;
mod many;
mod sums;

pub(super) use counts::draw_counts;
pub(super) use digits::{digit_sums, write_digits};
pub(super) use many::{add_cross_products, add_lagged_sums};
pub(super) use sums::weighted_sums;
