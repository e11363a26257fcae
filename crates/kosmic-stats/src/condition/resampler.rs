//! Resamples of conditions that do not differ, by their numbers.

use kosmic_core::{Purpose, Stream};

use super::groups::Groups;
use super::options::{ConditionDesign, Resampling};
use crate::sample::Summary;

/// Makes resamples of the values of conditions.
pub(super) struct Resampler<'g> {
    groups: &'g Groups,
    design: ConditionDesign,
    resampling: Resampling,
    seed: u64,
    /// What resamples are made of: the values, or their deviations from the means of their conditions.
    values: Vec<f64>,
    /// The number of all rearrangements, if it is no larger than what was asked for; the data are the first of them.
    pub(super) all: Option<usize>,
}

impl<'g> Resampler<'g> {
    pub(super) fn new(
        groups: &'g Groups,
        design: ConditionDesign,
        resampling: Resampling,
        seed: u64,
        most: usize,
    ) -> Self {
        let values = match resampling {
            Resampling::Permutation => groups.values.clone(),
            Resampling::Bootstrap => deviations(groups),
        };
        let all = match (resampling, design, &groups.sizes[..]) {
            (Resampling::Permutation, ConditionDesign::Independent, &[a, b]) => {
                combinations(a + b, a)
            }
            (Resampling::Permutation, ConditionDesign::Paired, &[pairs, _]) => {
                let pairs = u32::try_from(pairs).ok();
                pairs.and_then(|pairs| 1_usize.checked_shl(pairs))
            }
            _ => None,
        };
        Self {
            groups,
            design,
            resampling,
            seed,
            values,
            all: all.filter(|all| *all <= most),
        }
    }

    /// The resample with a number, laid out as the values are.
    pub(super) fn resample(&self, number: u64) -> Vec<f64> {
        match (self.all, self.design) {
            (Some(_), ConditionDesign::Independent) => self.partition(number),
            (Some(_), ConditionDesign::Paired) => self.exchanged(|pair| number >> pair & 1 == 1),
            (None, _) => self.random(&mut self.stream(number)),
        }
    }

    fn stream(&self, number: u64) -> Stream {
        let purpose = match self.resampling {
            Resampling::Permutation => Purpose::Reorder,
            Resampling::Bootstrap => Purpose::Resample,
        };
        Stream::new(self.seed, purpose, number)
    }

    fn random(&self, stream: &mut Stream) -> Vec<f64> {
        match (self.resampling, self.design) {
            (Resampling::Permutation, ConditionDesign::Independent) => {
                let mut values = self.values.clone();
                stream.shuffle(&mut values);
                values
            }
            (Resampling::Permutation, ConditionDesign::Paired) => self.within_rows(stream),
            (Resampling::Bootstrap, ConditionDesign::Independent) => {
                let parts = self.groups.parts(&self.values).into_iter();
                let drawn = parts.flat_map(|part| {
                    let places: Vec<usize> = places(part.len(), stream);
                    places.into_iter().map(|place| part[place])
                });
                drawn.collect()
            }
            (Resampling::Bootstrap, ConditionDesign::Paired) => {
                let places = places(self.groups.sizes[0], stream);
                let parts = self.groups.parts(&self.values).into_iter();
                let drawn = parts.flat_map(|part| places.iter().map(|place| part[*place]));
                drawn.collect()
            }
        }
    }

    /// The values of each row in random order.
    fn within_rows(&self, stream: &mut Stream) -> Vec<f64> {
        let rows = self.groups.sizes[0];
        let mut values = self.values.clone();
        let mut row = vec![0.0; self.groups.sizes.len()];
        for first in 0..rows {
            let places = (first..values.len()).step_by(rows);
            for (value, place) in row.iter_mut().zip(places.clone()) {
                *value = values[place];
            }
            stream.shuffle(&mut row);
            for (value, place) in row.iter().zip(places) {
                values[place] = *value;
            }
        }
        values
    }

    /// Some of the pairs with their values exchanged.
    fn exchanged(&self, is: impl Fn(usize) -> bool) -> Vec<f64> {
        let pairs = self.groups.sizes[0];
        let mut values = self.values.clone();
        for pair in (0..pairs).filter(|pair| is(*pair)) {
            values.swap(pair, pairs + pair);
        }
        values
    }

    /// The first condition as the combination of values with a number, in lexicographic order; number 0 is that of the data.
    fn partition(&self, number: u64) -> Vec<f64> {
        let (n, first) = (self.values.len(), self.groups.sizes[0]);
        let (mut chosen, mut others) = (Vec::with_capacity(n), Vec::new());
        let mut rest = number as usize;
        for (place, value) in self.values.iter().enumerate() {
            let wanted = first - chosen.len();
            // How many combinations go on with this value.
            let with = match wanted {
                0 => 0,
                _ => combinations(n - place - 1, wanted - 1).unwrap_or(usize::MAX),
            };
            if rest < with {
                chosen.push(*value);
            } else {
                rest -= with;
                others.push(*value);
            }
        }
        chosen.extend(others);
        chosen
    }
}

/// The values of each condition less their mean: conditions that do not differ, each with its own scatter.
fn deviations(groups: &Groups) -> Vec<f64> {
    let parts = groups.parts(&groups.values).into_iter();
    let centred = parts.flat_map(|part| {
        let mean = Summary::of_values(part).mean;
        part.iter().map(move |value| value - mean)
    });
    centred.collect()
}

/// Places drawn with replacement.
fn places(count: usize, stream: &mut Stream) -> Vec<usize> {
    (0..count)
        .map(|_| stream.below(count as u64) as usize)
        .collect()
}

/// The binomial coefficient, if it fits.
fn combinations(n: usize, k: usize) -> Option<usize> {
    let k = k.min(n.checked_sub(k)?);
    let product = (0..k).try_fold(1_u128, |product, i| {
        Some(product.checked_mul((n - i) as u128)? / (i as u128 + 1))
    });
    usize::try_from(product?).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_partition_has_one_number_and_the_first_is_that_of_the_data() {
        let values: Vec<f64> = (0..7).map(f64::from).collect();
        let groups =
            Groups::new(&[&values[..3], &values[3..]], ConditionDesign::Independent).unwrap();
        let resampler = Resampler::new(
            &groups,
            ConditionDesign::Independent,
            Resampling::Permutation,
            0,
            35,
        );
        assert_eq!(resampler.all, Some(35));
        assert_eq!(resampler.resample(0), groups.values);
        let firsts: BTreeSet<Vec<u64>> = (0..35)
            .map(|number| {
                let resample = resampler.resample(number);
                let mut whole: Vec<u64> =
                    resample.iter().map(|v| (v / groups.unit) as u64).collect();
                let mut first = whole[..3].to_vec();
                whole.sort_unstable();
                assert_eq!(whole, (0..7).collect::<Vec<u64>>());
                first.sort_unstable();
                first
            })
            .collect();
        assert_eq!(firsts.len(), 35);
    }

    #[test]
    fn binomial_coefficients_are_exact_or_absent() {
        assert_eq!(combinations(10, 3), Some(120));
        assert_eq!(combinations(60, 30), Some(118_264_581_564_861_424));
        assert_eq!(combinations(3, 5), None);
        assert_eq!(combinations(1000, 500), None);
    }
}
