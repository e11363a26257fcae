//! Sums of many columns and of many lags.

use super::sums::Halves;
use crate::kernel::cross_products::{self, CrossSums, Quad};
use crate::kernel::lagged_sums::{self, DrawnRow, LagSums};
use crate::kernel::sums::Counts;

/// Four sums, two registers each.
#[target_feature(enable = "avx2,fma")]
pub(in crate::kernel) fn add_cross_products<const R: usize>(
    panel: &[Quad],
    counts: [Counts<'_>; R],
    sums: &mut [CrossSums; R],
) {
    cross_products::add_cross_products::<Halves, 2, R>(panel, counts, sums);
}

#[target_feature(enable = "avx2,fma")]
pub(in crate::kernel) fn add_lagged_sums(drawn: &[DrawnRow], y: &[f64], sums: &mut [LagSums]) {
    lagged_sums::add_lagged_sums::<Halves, 1>(drawn, y, sums);
}
