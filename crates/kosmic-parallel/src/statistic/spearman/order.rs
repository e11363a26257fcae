//! Rows in the order of a series, and their ranks in one resample with weights of any kind.

use crate::kernel::Ascending;

/// Items in ascending order of a series.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) items: Vec<u32>,
    /// Where runs of equal values end; empty where no two values are equal.
    ends: Vec<u32>,
}

/// Ranks taken together, so that their sums of weights do not wait for each other.
pub(super) const TOGETHER: usize = 4;

impl Order {
    pub(super) fn of(values: &[f64]) -> Self {
        let mut items: Vec<u32> = (0..values.len() as u32).collect();
        // -0 and 0 are one value.
        let key = |item: u32| values[item as usize] + 0.0;
        items.sort_unstable_by(|&a, &b| key(a).total_cmp(&key(b)));
        let mut ends = Vec::new();
        let mut end = 0;
        for run in items.chunk_by(|&a, &b| key(a) == key(b)) {
            end += run.len() as u32;
            ends.push(end);
        }
        if ends.len() == items.len() {
            ends = Vec::new();
        }
        Self { items, ends }
    }

    /// For kernels.
    pub(super) fn as_ascending(&self) -> Ascending<'_> {
        Ascending {
            items: &self.items,
            ends: &self.ends,
        }
    }

    pub(super) fn ascends(&self, value: impl Fn(usize) -> f64) -> bool {
        let pairs = self.items.windows(2);
        pairs
            .map(|pair| [value(pair[0] as usize), value(pair[1] as usize)])
            .all(|[a, b]| a <= b)
    }

    /// Calls `take` with (lane, place in the order, item, weight, twice the mid-rank about the middle) of each item.
    #[inline(always)]
    pub(super) fn rank(
        &self,
        total: f64,
        weight: impl Fn(usize) -> f64,
        mut take: impl FnMut(usize, usize, usize, f64, f64),
    ) {
        // Twice the weight before, less that of all: 2 C - W.
        let mut before = -total;
        let mut start = 0;
        for &end in &self.ends {
            let run = start..end as usize;
            let tied: f64 = self.items[run.clone()]
                .iter()
                .map(|&item| weight(item as usize))
                .sum();
            for place in run {
                let item = self.items[place] as usize;
                take(0, place, item, weight(item), before + tied);
            }
            before += 2.0 * tied;
            start = end as usize;
        }
        let (together, apart) = self.items[start..].as_chunks::<TOGETHER>();
        for items in together {
            let weights = items.map(|item| weight(item as usize));
            let mut behind = 0.0;
            for (lane, (item, weight)) in items.iter().zip(weights).enumerate() {
                take(
                    lane,
                    start,
                    *item as usize,
                    weight,
                    before + (behind + weight),
                );
                behind += 2.0 * weight;
                start += 1;
            }
            before += behind;
        }
        for &item in apart {
            let weight = weight(item as usize);
            take(0, start, item as usize, weight, before + weight);
            before += 2.0 * weight;
            start += 1;
        }
    }
}

/// The sum of values, lane by lane.
pub(super) fn sum(values: &[f64]) -> f64 {
    let (together, apart) = values.as_chunks::<TOGETHER>();
    let mut lanes = [0.0; TOGETHER];
    for values in together {
        lanes
            .iter_mut()
            .zip(values)
            .for_each(|(lane, value)| *lane += value);
    }
    folded(lanes) + apart.iter().sum::<f64>()
}

pub(super) fn folded([a, b, c, d]: [f64; TOGETHER]) -> f64 {
    (a + c) + (b + d)
}
