//! Replicates of several statistics apart, and the difference of two.

use super::replicates::Replicates;

impl Replicates {
    /// Those of each of several statistics that were drawn as one, given how many values each has and whether these are
    /// studentised.
    pub(crate) fn split(&self, parts: impl Iterator<Item = (usize, bool)>) -> Vec<Self> {
        let total = self.estimates.len();
        let mut first = 0;
        let mut part = |(width, studentised)| {
            let places = first..first + width;
            first += width;
            let values = self.values.chunks(total);
            let values = values.flat_map(|replicate| &replicate[places.clone()]);
            Self {
                estimates: self.estimates[places.clone()].to_vec(),
                values: values.copied().collect(),
                studentised,
                jackknife: None,
                abc: None,
                ..*self
            }
        };
        parts.map(&mut part).collect()
    }

    /// The differences of values that were drawn together, those of `other` taken away; `None` for another number of
    /// values.
    pub(crate) fn minus(&self, other: &Self) -> Option<Self> {
        let same = self.estimates.len() == other.estimates.len()
            && self.values.len() == other.values.len();
        let estimates = self.estimates.iter().zip(&other.estimates);
        let values = self.values.iter().zip(&other.values);
        same.then(|| Self {
            estimates: estimates.map(|(a, b)| a - b).collect(),
            values: values.map(|(a, b)| Some((*a)? - (*b)?)).collect(),
            studentised: false,
            jackknife: None,
            abc: None,
            ..*self
        })
    }
}
