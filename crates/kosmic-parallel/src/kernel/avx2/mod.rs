//! AVX2 with FMA.

mod counts;
mod digits;
mod many;
mod ranks;
mod sums;

pub(super) use counts::draw_counts;
pub(super) use digits::{digit_sums, write_digits};
pub(super) use many::{add_cross_products, add_lagged_sums};
pub(super) use ranks::{put_side_by_side, rank_places, rank_rows};
pub(super) use sums::weighted_sums;
