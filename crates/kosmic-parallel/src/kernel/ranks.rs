//! Mid-ranks of drawn rows, sixteen resamples side by side: plain code on integers, as wide as the vectors that it is
//! compiled for.

use std::array;
use std::slice::IterMut;

/// Resamples side by side.
pub(crate) const BATCH: usize = 16;

/// A number for each resample.
pub(crate) type Batched<T> = [T; BATCH];

/// Items in ascending order of a series.
#[derive(Clone, Copy)]
pub(crate) struct Ascending<'a> {
    pub(crate) items: &'a [u32],
    /// Where runs of equal values end; empty where no two values are equal.
    pub(crate) ends: &'a [u32],
}

/// Bits that hold a count behind a rank.
const COUNT_BITS: u32 = 8;

/// Items that are fetched before they are ranked, so that memory answers for many of them at once, and whose cubes are
/// summed in 32 bits.
const STRETCH: usize = 64;

/// What follows from the sums of counts in the order of a series.
pub(crate) struct Ranking {
    /// W, the draws of each resample.
    pub(crate) draws: Batched<u64>,
    /// Σ g³ over the runs of equal drawn values, g the draws of a run; modulo 2^64.
    pub(crate) cubes: Batched<u64>,
}

/// See [`kernel::rank_rows`](super::rank_rows).
#[inline(always)]
pub(super) fn rank_rows(
    order: Ascending<'_>,
    counts: &[Batched<u8>],
    ranked: &mut [Batched<u32>],
) -> Ranking {
    let mut rows = Rows(ranked.iter_mut());
    walk(order, counts, &mut rows)
}

/// See [`kernel::rank_places`](super::rank_places).
#[inline(always)]
pub(super) fn rank_places(
    order: Ascending<'_>,
    ranked: &[Batched<u32>],
) -> (Ranking, Batched<u64>) {
    let mut places = Places([0; BATCH]);
    let ranking = walk(order, ranked, &mut places);
    (ranking, places.0)
}

/// What is done with items as they are ranked.
trait Visit {
    type Item: Copy + Default;

    fn counts(item: &Self::Item) -> Batched<u32>;

    /// Takes the next item with its ranks.
    fn visit(&mut self, item: &Self::Item, ranks: &Batched<u32>);
}

/// Writes ranks with the counts behind them.
struct Rows<'a>(IterMut<'a, Batched<u32>>);

impl Visit for Rows<'_> {
    type Item = Batched<u8>;

    #[inline(always)]
    fn counts(item: &Batched<u8>) -> Batched<u32> {
        item.map(u32::from)
    }

    #[inline(always)]
    fn visit(&mut self, item: &Batched<u8>, ranks: &Batched<u32>) {
        if let Some(place) = self.0.next() {
            *place = array::from_fn(|k| (ranks[k] << COUNT_BITS) | u32::from(item[k]));
        }
    }
}

/// Sums the products of counts, ranks by the first series and ranks by the second.
struct Places(Batched<u64>);

impl Visit for Places {
    type Item = Batched<u32>;

    #[inline(always)]
    fn counts(item: &Batched<u32>) -> Batched<u32> {
        item.map(|ranked| ranked & ((1 << COUNT_BITS) - 1))
    }

    #[inline(always)]
    fn visit(&mut self, item: &Batched<u32>, ranks: &Batched<u32>) {
        let counts = Self::counts(item);
        for k in 0..BATCH {
            let weighted = counts[k].wrapping_mul(item[k] >> COUNT_BITS);
            let product = u64::from(weighted).wrapping_mul(u64::from(ranks[k]));
            self.0[k] = self.0[k].wrapping_add(product);
        }
    }
}

/// Visits items in their order.
#[inline(always)]
fn walk<V: Visit>(order: Ascending<'_>, source: &[V::Item], visit: &mut V) -> Ranking {
    let mut before = [0_u32; BATCH];
    let mut cubes = [0_u64; BATCH];
    if order.ends.is_empty() {
        let mut fetched = [V::Item::default(); STRETCH];
        for items in order.items.chunks(STRETCH) {
            for (place, &item) in fetched.iter_mut().zip(items) {
                *place = source[item as usize];
            }
            let mut sums = [0_u32; BATCH];
            for item in &fetched[..items.len()] {
                let counts = V::counts(item);
                let ranks = array::from_fn(|k| before[k].wrapping_add(counts[k]));
                visit.visit(item, &ranks);
                for k in 0..BATCH {
                    before[k] = ranks[k].wrapping_add(counts[k]);
                    sums[k] += counts[k] * counts[k] * counts[k];
                }
            }
            for k in 0..BATCH {
                cubes[k] += u64::from(sums[k]);
            }
        }
    }
    let mut start = 0;
    for &end in order.ends {
        let run = &order.items[start..end as usize];
        let mut tied = [0_u32; BATCH];
        for &item in run {
            let counts = V::counts(&source[item as usize]);
            for k in 0..BATCH {
                tied[k] += counts[k];
            }
        }
        let ranks = array::from_fn(|k| before[k].wrapping_add(tied[k]));
        for &item in run {
            visit.visit(&source[item as usize], &ranks);
        }
        for k in 0..BATCH {
            before[k] = ranks[k].wrapping_add(tied[k]);
            let draws = u64::from(tied[k]);
            cubes[k] = cubes[k].wrapping_add(draws.wrapping_mul(draws).wrapping_mul(draws));
        }
        start = end as usize;
    }
    Ranking {
        draws: before.map(|before| u64::from(before / 2)),
        cubes,
    }
}

/// Puts the counts of some resamples, at most sixteen, side by side from lane `first` on.
#[inline(always)]
pub(super) fn put_side_by_side<const R: usize>(
    counts: [&[u8]; R],
    first: usize,
    batch: &mut [Batched<u8>],
) {
    let counts = counts.map(|counts| &counts[..batch.len()]);
    for (row, batch) in batch.iter_mut().enumerate() {
        let lanes = array::from_fn::<u8, R, _>(|k| counts[k][row]);
        if let Some(places) = batch[first..].first_chunk_mut() {
            *places = lanes;
        }
    }
}
