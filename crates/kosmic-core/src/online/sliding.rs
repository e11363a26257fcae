//! Aggregates of the last few items, without subtraction.

use crate::moments::Moments;

/// What can be merged with more of its kind.
pub(crate) trait Aggregate: Copy + Default {
    /// Adds what comes after.
    fn merge(&mut self, later: &Self);
}

impl Aggregate for Moments {
    fn merge(&mut self, later: &Self) {
        Self::merge(self, later);
    }
}

/// A queue of items that knows the aggregate of all in it: two stacks, of which the first holds the aggregates of its items
/// and all above them. What leaves is taken off, not subtracted, so that nothing of it stays behind.
///
/// Cost: amortised two merges for an item that comes and goes, one for the total.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Sliding<T, A> {
    /// Older items, the oldest on top: the aggregate of each and all below it.
    front: Vec<A>,
    /// Younger items, the youngest on top.
    back: Vec<T>,
    /// The aggregate of the younger ones.
    recent: A,
}

impl<T: Copy + Into<A>, A: Aggregate> Sliding<T, A> {
    pub(crate) fn new() -> Self {
        Self {
            front: Vec::new(),
            back: Vec::new(),
            recent: A::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.front.len() + self.back.len()
    }

    pub(crate) fn push(&mut self, item: T) {
        self.back.push(item);
        self.recent.merge(&item.into());
    }

    /// Takes off the oldest item.
    pub(crate) fn pop(&mut self) {
        if self.front.is_empty() {
            let mut together = A::default();
            while let Some(item) = self.back.pop() {
                let mut aggregate: A = item.into();
                aggregate.merge(&together);
                together = aggregate;
                self.front.push(together);
            }
            self.recent = A::default();
        }
        self.front.pop();
    }

    pub(crate) fn total(&self) -> A {
        let mut total = self.front.last().copied().unwrap_or_default();
        total.merge(&self.recent);
        total
    }
}

/// A row of two series.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Row(pub(crate) f64, pub(crate) f64);

impl From<Row> for Moments {
    /// Nothing where a value is missing.
    fn from(Row(x, y): Row) -> Self {
        if x.is_nan() || y.is_nan() {
            return Self::default();
        }
        Self::of_pair(x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_that_of_what_is_left() {
        let value = |t: u64| (t * t % 101) as f64;
        let mut sliding = Sliding::<Row, Moments>::new();
        let mut left = Vec::new();
        for t in 0..500 {
            let row = (value(t), value(t + 7) - value(t));
            sliding.push(Row(row.0, row.1));
            left.push(row);
            if t % 3 > 0 || t > 400 {
                sliding.pop();
                left.remove(0);
            }
            let (x, y): (Vec<f64>, Vec<f64>) = left.iter().copied().unzip();
            let whole = Moments::of_slices(&x, &y).unwrap();
            assert_eq!(sliding.len(), left.len());
            assert_eq!(sliding.total().count(), whole.count());
            let (got, expected) = (sliding.total().correlation(), whole.correlation());
            assert_eq!(got.is_some(), expected.is_some(), "after {t}");
            if let (Some(got), Some(expected)) = (got, expected) {
                assert!(
                    (got - expected).abs() < 1e-13,
                    "after {t}: {got} {expected}"
                );
            }
        }
    }

    #[test]
    fn an_empty_queue_gives_nothing_up() {
        let mut sliding = Sliding::<Row, Moments>::new();
        sliding.pop();
        assert_eq!((sliding.len(), sliding.total().count()), (0, 0));
    }
}
