//! The kernels of the bootstrap, one file for each instruction set behind one front door. They differ in speed only: the
//! scalar path defines what the others give, bit by bit.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod cross_products;
mod digits;
mod escapes;
mod lagged_sums;
mod lanes;
mod ranks;
mod scalar;
mod sums;

use kosmic_core::InstructionSet;

use crate::resample::{CountTask, draw_together};

pub(crate) use cross_products::{CrossSums, Quad, SIDE};
pub(crate) use digits::{DIGIT_ROWS, DIGITS_TOGETHER, DigitChunk, Integers, digit_chunks};
pub(crate) use escapes::Escapes;
pub(crate) use lagged_sums::{DrawnRow, LAG_SUMS, LagSums};
pub(crate) use lanes::{LANES, Lanes, Range32, Words};
pub(crate) use ranks::{Ascending, BATCH, Batched, Ranking};
pub(crate) use sums::{FOURTH, SECOND, Weight};

/// Counts made at a time: two for each byte of a step of the generator.
pub(crate) const CHUNK: usize = 128;

/// Draws the counts of `R` blocks, whole chunks of them.
///
/// Poisson counts come from two steps of the generator a chunk: byte p of the first step chooses a cell of the table by
/// its lower six bits, byte p of the second decides between the cell's outcomes, whose halves are the counts at p and
/// p + 64 of the chunk. Where the outcome is an escape, both counts stay 0 until the escapes are settled.
pub(crate) fn draw_counts<const R: usize>(
    set: InstructionSet,
    tasks: [CountTask<'_>; R],
    counts: &mut [&mut [u8]; R],
    escapes: &mut [Escapes; R],
) {
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::draw_counts(tasks, counts, escapes) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx2 => unsafe { avx2::draw_counts(tasks, counts, escapes) },
        _ => draw_together(tasks, counts, escapes, scalar::poisson_counts),
    }
}

/// The most sets of weights whose sums are taken together, so that x and y are loaded once for all of them.
pub(crate) const TOGETHER: usize = 4;

/// The weighted sums of products of x and y up to order two ([`SECOND`] of them) or four ([`FOURTH`]), for each of `R`
/// sets of weights.
///
/// `rows` are x, y, x², x y and y², equally long, a multiple of [`LANES`]; there are at least as many weights. Eight
/// partial sums stand side by side, row i in lane i mod 8, and are added by halves at the end.
pub(crate) fn weighted_sums<W: Weight, const ORDER: usize, const R: usize>(
    set: InstructionSet,
    rows: [&[f64]; SECOND],
    weights: [&[W]; R],
) -> [[f64; ORDER]; R] {
    debug_assert!(rows.iter().all(|row| row.len().is_multiple_of(LANES)));
    let rows = rows.map(|rows| rows.as_chunks().0);
    let weights = weights.map(|weights| weights.as_chunks().0);
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::weighted_sums(rows, weights) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        InstructionSet::Avx2 => unsafe { avx2::weighted_sums(rows, weights) },
        _ => scalar::weighted_sums(rows, weights),
    }
}

/// Writes the digits of 64 rows into a block's [`digit_chunks`].
pub(crate) fn write_digits(
    set: InstructionSet,
    integers: &Integers,
    chunk: usize,
    block: &mut [DigitChunk],
) {
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::write_digits(integers, chunk, block) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        InstructionSet::Avx2 => unsafe { avx2::write_digits(integers, chunk, block) },
        _ => digits::write_digits(integers, chunk, block),
    }
}

/// The integers of a block, 64 rows at a time.
#[derive(Clone, Copy)]
pub(crate) enum BlockIntegers<'a> {
    /// As they are, for plain code.
    Whole(&'a [Integers]),
    /// In digits, for vectors.
    Digits(&'a [DigitChunk]),
}

/// The weighted sums of a block's integers, for each of `R` sets of counts. Exact, hence the same on every instruction
/// set.
pub(crate) fn integer_sums<const R: usize>(
    set: InstructionSet,
    block: BlockIntegers<'_>,
    counts: [&[u8]; R],
) -> [[i64; SECOND]; R] {
    let counts = counts.map(|counts| counts.as_chunks().0);
    let digits = match block {
        BlockIntegers::Whole(whole) => {
            return counts.map(|counts| digits::whole_sums(whole, counts));
        }
        BlockIntegers::Digits(digits) => digits,
    };
    let sums = match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::digit_sums(digits, counts) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        InstructionSet::Avx2 => counts.map(|counts| unsafe { avx2::digit_sums(digits, counts) }),
        _ => counts.map(|counts| digits::digit_sums(digits, counts)),
    };
    sums.map(|sums| digits::from_digits(&sums))
}

/// Adds the weighted rows of a panel of columns, whole chunks of them, to the sums of each of `R` sets of counts.
pub(crate) fn add_cross_products<const R: usize>(
    set: InstructionSet,
    panel: &[Quad],
    counts: [&[u8]; R],
    sums: &mut [CrossSums; R],
) {
    let counts = counts.map(|counts| counts.as_chunks().0.as_chunks().0);
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::add_cross_products(panel, counts, sums) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        InstructionSet::Avx2 => unsafe { avx2::add_cross_products(panel, counts, sums) },
        _ => scalar::add_cross_products(panel, counts, sums),
    }
}

/// Adds drawn rows to the sums of all lags: lag k pairs row t with the values at t + k. As many values must follow the
/// last row as there are lags in `sums`.
pub(crate) fn add_lagged_sums(
    set: InstructionSet,
    drawn: &[DrawnRow],
    y: &[f64],
    sums: &mut [LagSums],
) {
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::add_lagged_sums(drawn, y, sums) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        InstructionSet::Avx2 => unsafe { avx2::add_lagged_sums(drawn, y, sums) },
        _ => scalar::add_lagged_sums(drawn, y, sums),
    }
}

/// Ranks the rows of sixteen resamples: writes for each place in the order of a series their rank with their count behind
/// it. A rank is here twice the draws of smaller values and once those of equal ones: twice the mid-rank, less 1.
pub(crate) fn rank_rows(
    set: InstructionSet,
    order: Ascending<'_>,
    counts: &[Batched<u8>],
    ranked: &mut [Batched<u32>],
) -> Ranking {
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::rank_rows(order, counts, ranked) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        InstructionSet::Avx2 => unsafe { avx2::rank_rows(order, counts, ranked) },
        _ => ranks::rank_rows(order, counts, ranked),
    }
}

/// Ranks the places of [`rank_rows`] by another series: with the sums, modulo 2^64, of count times rank times rank.
pub(crate) fn rank_places(
    set: InstructionSet,
    order: Ascending<'_>,
    ranked: &[Batched<u32>],
) -> (Ranking, Batched<u64>) {
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::rank_places(order, ranked) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        InstructionSet::Avx2 => unsafe { avx2::rank_places(order, ranked) },
        _ => ranks::rank_places(order, ranked),
    }
}

/// Puts the counts of `R` resamples side by side from lane `first` on.
pub(crate) fn put_side_by_side<const R: usize>(
    set: InstructionSet,
    counts: [&[u8]; R],
    first: usize,
    batch: &mut [Batched<u8>],
) {
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the plan has checked that the processor has the set.
        InstructionSet::Avx512 => unsafe { avx512::put_side_by_side(counts, first, batch) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        InstructionSet::Avx2 => unsafe { avx2::put_side_by_side(counts, first, batch) },
        _ => ranks::put_side_by_side(counts, first, batch),
    }
}
