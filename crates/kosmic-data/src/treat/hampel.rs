//! Medians and median absolute deviations of a window that moves.

use kosmic_core::quantile_between;

/// The standard deviation of normal values in units of their median absolute deviation.
const NORMAL_SD: f64 = 1.4826;

/// m ± 1.4826 threshold MAD of the known values in the window around each row; NaN where there is none. Cost: O(n w).
pub(super) fn moving_fences(values: &[f64], half: usize, threshold: f64) -> Vec<[f64; 2]> {
    let mut window = SortedWindow(Vec::new());
    let n = values.len();
    values[..half.min(n)].iter().for_each(|x| window.insert(*x));
    let fences = (0..n).map(|row| {
        if let Some(value) = row.checked_add(half).and_then(|last| values.get(last)) {
            window.insert(*value);
        }
        if let Some(gone) = row.checked_sub(half).and_then(|far| far.checked_sub(1)) {
            window.remove(values[gone]);
        }
        let Some(median) = window.median() else {
            return [f64::NAN; 2];
        };
        let reach = NORMAL_SD * threshold * window.median_distance(median);
        [median - reach, median + reach]
    });
    fences.collect()
}

/// Values in ascending order.
struct SortedWindow(Vec<f64>);

impl SortedWindow {
    fn place(&self, value: f64) -> usize {
        let before = |other: &f64| other.total_cmp(&value).is_lt();
        self.0.partition_point(before)
    }

    fn insert(&mut self, value: f64) {
        if !value.is_nan() {
            self.0.insert(self.place(value), value);
        }
    }

    /// Takes out a value that is there.
    fn remove(&mut self, value: f64) {
        if !value.is_nan() {
            self.0.remove(self.place(value));
        }
    }

    fn median(&self) -> Option<f64> {
        kosmic_core::quantile(&self.0, 0.5)
    }

    /// The median of the distances from a value: those to either side ascend, so that they are merged up to the middle.
    fn median_distance(&self, centre: f64) -> f64 {
        let last = self.0.len() - 1;
        let (below, above) = self.0.split_at(self.0.partition_point(|x| *x < centre));
        let (mut below, mut above) = (below.iter().rev().peekable(), above.iter().peekable());
        let mut next = || {
            let down = below.peek().map(|x| centre - **x);
            let up = above.peek().map(|x| **x - centre);
            match (down, up) {
                (Some(down), Some(up)) if down <= up => below.next().map(|_| down),
                (_, Some(up)) => above.next().map(|_| up),
                (down, None) => below.next().and(down),
            }
        };
        let (mut lower, mut upper) = (0.0, 0.0);
        for _ in 0..=last / 2 {
            lower = next().unwrap_or(lower);
        }
        if last % 2 == 1 {
            upper = next().unwrap_or(lower);
        }
        quantile_between([lower, upper], last, 0.5)
    }
}
