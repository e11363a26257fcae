//! Ranks of sixteen resamples.

use crate::kernel::ranks::{self, Ascending, Batched, Ranking};

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(in crate::kernel) fn rank_rows(
    order: Ascending<'_>,
    counts: &[Batched<u8>],
    ranked: &mut [Batched<u32>],
) -> Ranking {
    ranks::rank_rows(order, counts, ranked)
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(in crate::kernel) fn rank_places(
    order: Ascending<'_>,
    ranked: &[Batched<u32>],
) -> (Ranking, Batched<u64>) {
    ranks::rank_places(order, ranked)
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(in crate::kernel) fn put_side_by_side<const R: usize>(
    counts: [&[u8]; R],
    first: usize,
    batch: &mut [Batched<u8>],
) {
    ranks::put_side_by_side(counts, first, batch);
}
