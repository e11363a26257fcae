//! AVX-512 with F, BW, DQ, VL, VBMI and VNNI.

mod counts;
mod digits;
mod sums;

pub(super) use counts::draw_counts;
pub(super) use digits::{digit_sums, write_digits};
pub(super) use sums::weighted_sums;
