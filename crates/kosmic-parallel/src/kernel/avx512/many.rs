//! Sums of many columns and of many lags.

use super::sums::Eight;
use crate::kernel::cross_products::{self, CrossSums, Quad};
use crate::kernel::lagged_sums::{self, DrawnRow, LagSums};
use crate::kernel::sums::Counts;

/// Sixteen sums, one register each.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(in crate::kernel) fn add_cross_products<const R: usize>(
    panel: &[Quad],
    counts: [Counts<'_>; R],
    sums: &mut [CrossSums; R],
) {
    cross_products::add_cross_products::<Eight, 4, R>(panel, counts, sums);
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(in crate::kernel) fn add_lagged_sums(drawn: &[DrawnRow], y: &[f64], sums: &mut [LagSums]) {
    lagged_sums::add_lagged_sums::<Eight, 2>(drawn, y, sums);
}
