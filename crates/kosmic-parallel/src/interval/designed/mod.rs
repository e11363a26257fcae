//! What intervals need besides replicates where rows are drawn by strata or by clusters: errors of the design, not those of
//! single rows.

mod abc;
mod blocks;
mod correlation;
mod group_sums;
mod jackknife;

pub(crate) use correlation::DesignedCorrelation;
