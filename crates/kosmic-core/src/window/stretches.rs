//! Windows one row apart by vectors: eight stretches of rows at a time, each with what its windows have in common.

use std::array;

use crate::instruction_set::InstructionSet;
use crate::kernel::{LANES, Seeds, Space, Stretch, grow, slide};
use crate::moments::{MergeTree, Moments};
use crate::online::Sliding;

/// The longest stretch: parts of eight of them stay in the second-level cache.
const LONGEST: usize = 512;

/// r of each whole window of rows; NaN where undefined or not sure. The series are equally long and finite.
pub(super) fn sliding(set: InstructionSet, x: &[f64], y: &[f64], window: usize) -> Vec<f64> {
    // At least half of each window is common to those of a stretch, so that a value from there is near all of them.
    let mut length = (window / 2).clamp(1, LONGEST);
    if !has_chunks(window) {
        length = length.min((x.len() - window + 1).div_ceil(LANES));
    }
    let mut common = Common::new(x, y, window, length);
    let mut space = Space::default();
    by_groups(x, y, window - 1, length, |stretch, r| {
        let seeds = common.next(&stretch);
        slide(set, stretch, window, &seeds, &mut space, r);
    })
}

/// Whether what windows have in common is summed up chunk by chunk; a single row of it does for short ones.
fn has_chunks(window: usize) -> bool {
    window > 2 * LONGEST
}

/// r of the rows up to each row; NaN where undefined or not sure. The series are equally long and finite.
pub(super) fn growing(set: InstructionSet, x: &[f64], y: &[f64]) -> Vec<f64> {
    let mut tree = MergeTree::default();
    let mut space = Space::default();
    let length = LONGEST.min(x.len().div_ceil(LANES)).max(1);
    by_groups(x, y, 0, length, |stretch, r| {
        let mut whole = tree.total();
        let mut group = Moments::default();
        let seeds: [Moments; LANES] = array::from_fn(|lane| {
            let seed = whole;
            let rows = rows_of(&stretch, stretch.first + lane * length, length);
            whole.merge(&rows);
            group.merge(&rows);
            seed
        });
        tree.push(group);
        grow(set, stretch, &of_moments(&seeds, &stretch), &mut space, r);
    })
}

/// Calls `work` for groups of eight stretches from row `first` on, and gathers what it writes for each row. The last
/// group is padded with copies of the last row.
fn by_groups(
    x: &[f64],
    y: &[f64],
    first: usize,
    length: usize,
    mut work: impl FnMut(Stretch<'_>, &mut [f64]),
) -> Vec<f64> {
    let group = LANES * length;
    let mut r = vec![0.0; x.len() - first];
    let mut start = first;
    let mut groups = r.chunks_exact_mut(group);
    for r in &mut groups {
        let stretch = Stretch {
            x,
            y,
            first: start,
            length,
        };
        work(stretch, r);
        start += group;
    }
    let rest = groups.into_remainder();
    if !rest.is_empty() {
        let behind = start - first;
        let padded = [x, y].map(|values| padded(&values[behind..], first + group));
        let stretch = Stretch {
            x: &padded[0],
            y: &padded[1],
            first,
            length,
        };
        let mut all = vec![0.0; group];
        work(stretch, &mut all);
        rest.copy_from_slice(&all[..rest.len()]);
    }
    r
}

fn padded(values: &[f64], length: usize) -> Vec<f64> {
    let mut padded = values.to_vec();
    padded.resize(length, values.last().copied().unwrap_or_default());
    padded
}

fn rows_of(stretch: &Stretch<'_>, start: usize, length: usize) -> Moments {
    let (x, y) = (
        &stretch.x[start..start + length],
        &stretch.y[start..start + length],
    );
    Moments::of_slices(x, y).expect("equally long and finite")
}

/// What the windows of a stretch have in common, whole chunks as long as a stretch.
struct Common {
    length: usize,
    /// The last few of them.
    chunks: Option<Sliding<Moments, Moments>>,
}

impl Common {
    fn new(x: &[f64], y: &[f64], window: usize, length: usize) -> Self {
        let chunks = has_chunks(window).then(|| {
            let mut chunks = Sliding::new();
            let whole = window / length - 1;
            let first = window - 1;
            let before = Stretch {
                x,
                y,
                first,
                length,
            };
            for back in (1..=whole).rev() {
                chunks.push(rows_of(&before, first - back * length, length));
            }
            chunks
        });
        Self { length, chunks }
    }

    fn next(&mut self, stretch: &Stretch<'_>) -> Seeds {
        let at = |lane: usize| stretch.first + lane * self.length;
        let Some(chunks) = &mut self.chunks else {
            let before = |values: &[f64]| array::from_fn(|lane| values[at(lane) - 1]);
            return Seeds {
                rows: [1.0; LANES],
                reference: [before(stretch.x), before(stretch.y)],
                ..Seeds::default()
            };
        };
        let moments: [Moments; LANES] = array::from_fn(|lane| {
            let seed = chunks.total();
            chunks.push(rows_of(stretch, at(lane), self.length));
            chunks.pop();
            seed
        });
        of_moments(&moments, stretch)
    }
}

/// Seeds from moments; the reference of an empty one is the first row behind it.
fn of_moments(moments: &[Moments; LANES], stretch: &Stretch<'_>) -> Seeds {
    let mut seeds = Seeds::default();
    for (lane, moments) in moments.iter().enumerate() {
        let plain = moments.plain();
        seeds.rows[lane] = moments.count() as f64;
        let empty = moments.count() == 0;
        for (side, values) in [stretch.x, stretch.y].into_iter().enumerate() {
            let mean = plain.mean[side];
            seeds.reference[side][lane] = if empty { values[stretch.first] } else { mean };
            seeds.mean[side][lane] = plain.rest[side];
        }
        for (sums, sum) in seeds.sums.iter_mut().zip(plain.sums) {
            sums[lane] = sum;
        }
    }
    seeds
}
