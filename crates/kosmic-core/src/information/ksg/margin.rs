//! How many values of a series lie near a value.

use crate::order;

/// A series in ascending order, with a table of where equally wide stretches of its range begin: one step finds the
/// stretch of a value, and a search the place in it. Outliers make the stretches wide and the search long, but never
/// longer than one of the whole.
#[derive(Debug)]
pub(super) struct Margin {
    ascending: Vec<f64>,
    /// Where each stretch begins; one more than there are stretches.
    starts: Vec<usize>,
    least: f64,
    stretches_a_unit: f64,
}

impl Margin {
    /// Of a series that is not constant.
    pub(super) fn new(values: &[f64]) -> Self {
        let order = order::ascending(values);
        let ascending: Vec<f64> = order.iter().map(|entry| order::value(entry.key)).collect();
        let (least, greatest) = (ascending[0], ascending[ascending.len() - 1]);
        let mut margin = Self {
            starts: vec![0; ascending.len() + 1],
            stretches_a_unit: ascending.len() as f64 / (greatest - least),
            least,
            ascending,
        };
        for at in 0..margin.ascending.len() {
            let stretch = margin.stretch(margin.ascending[at]);
            margin.starts[stretch + 1] = at + 1;
        }
        let mut last = 0;
        for start in &mut margin.starts {
            last = last.max(*start);
            *start = last;
        }
        margin
    }

    /// How many others are less than `distance` away from a value of the series; none at distance 0.
    pub(super) fn nearer(&self, value: f64, distance: f64) -> usize {
        if distance <= 0.0 {
            return 0;
        }
        self.count(value, distance, |apart| apart < distance)
    }

    /// How many others are at most `distance` away from a value of the series.
    pub(super) fn no_farther(&self, value: f64, distance: f64) -> usize {
        self.count(value, distance, |apart| apart <= distance)
    }

    fn count(&self, value: f64, distance: f64, near: impl Fn(f64) -> bool) -> usize {
        let first = self.first(value - distance, |other| near(value - other));
        let end = self.first(value + distance, |other| !near(other - value));
        end - first - 1
    }

    /// The first place whose value fulfils a condition that all greater ones fulfil; it is near `guess`.
    fn first(&self, guess: f64, fulfils: impl Fn(f64) -> bool) -> usize {
        let stretch = self.stretch(guess);
        let (start, end) = (self.starts[stretch], self.starts[stretch + 1]);
        let within = &self.ascending[start..end];
        let mut place = start + within.partition_point(|&other| !fulfils(other));
        // The guess is rounded: the place may lie just outside.
        while place > 0 && fulfils(self.ascending[place - 1]) {
            place -= 1;
        }
        while place < self.ascending.len() && !fulfils(self.ascending[place]) {
            place += 1;
        }
        place
    }

    fn stretch(&self, value: f64) -> usize {
        // A cast saturates: what lies below is in the first.
        let stretch = ((value - self.least) * self.stretches_a_unit) as usize;
        stretch.min(self.ascending.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, Stream};

    #[test]
    fn counts_are_those_of_a_loop() {
        let mut stream = Stream::new(9, Purpose::Simulate, 0);
        for (n, outlier, step) in [
            (2, 1.0, 0.0),
            (300, 1.0, 0.0),
            (300, 1e6, 0.0),
            (300, 1.0, 0.125),
        ] {
            let mut draw = || match stream.uniform() {
                u if step > 0.0 => (u / step).floor() * step,
                u => u,
            };
            let mut values: Vec<f64> = (0..n).map(|_| draw()).collect();
            values[n / 2] = outlier;
            let margin = Margin::new(&values);
            for &value in &values {
                for distance in [0.0, 1e-3, draw(), 2.0, 1e7] {
                    let count = |near: &dyn Fn(f64) -> bool| {
                        values
                            .iter()
                            .filter(|other| near((value - **other).abs()))
                            .count()
                    };
                    let nearer = count(&|apart| apart < distance).saturating_sub(1);
                    assert_eq!(margin.nearer(value, distance), nearer);
                    let no_farther = count(&|apart| apart <= distance) - 1;
                    assert_eq!(margin.no_farther(value, distance), no_farther);
                }
            }
        }
    }
}
