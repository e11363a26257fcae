//! Drawn counts against the multinomial law, and wrong counts that must not pass for it.
//!
//! Each test gives a p-value. Right counts must give none below [`ODDS`]; some 300 are looked at, so that chance fails
//! with probability 3e-4 had the seed not been fixed. Wrong counts must give one below [`CAUGHT`].

mod features;
mod p_values;

use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, Discrete};

use self::features::{Products, subsets};
use self::p_values::p_of_cells;
use crate::kernel::CHUNK;

pub(super) use self::p_values::{Histogram, p_of_frequencies};

/// The least p-value that right numbers may have.
const ODDS: f64 = 1e-6;

/// The largest p-value that wrong numbers may have.
const CAUGHT: f64 = 1e-12;

/// Multinomial(draws; 1/rows, …, 1/rows), looked at in so many replicates.
#[derive(Clone, Copy, Debug)]
struct Law {
    rows: usize,
    draws: u64,
    replicates: u64,
}

impl Law {
    /// The p-values of all tests of counts, by name.
    fn p_values(self, mut draw: impl FnMut(u64, &mut Vec<u8>)) -> Vec<(String, f64)> {
        let rows = self.rows;
        let mut subsets = subsets(rows);
        let lags = [0, 1, 2, 8, 63, 64, 65, 127, 128]
            .into_iter()
            .filter(|lag| *lag < rows);
        let mut products: Vec<Products> = lags
            .map(|lag| Products::at("lag", lag, rows, |_| true))
            .collect();
        products.push(Products::at("pairs at", CHUNK / 2, rows, |row| {
            row % CHUNK < CHUNK / 2
        }));
        let (mut frequencies, mut totals) = ([0_u64; 256], vec![0_u64; rows]);
        let mut counts = Vec::new();
        for replicate in 0..self.replicates {
            draw(replicate, &mut counts);
            assert!(
                counts.len() == rows
                    && counts.iter().map(|count| u64::from(*count)).sum::<u64>() == self.draws
            );
            for (total, count) in totals.iter_mut().zip(&counts) {
                *total += u64::from(*count);
                frequencies[usize::from(*count)] += 1;
            }
            products
                .iter_mut()
                .for_each(|products| products.add(&counts));
            subsets.iter_mut().for_each(|subset| subset.add(&counts));
        }
        let mut found = vec![
            ("frequencies".to_string(), self.p_of_counts(&frequencies)),
            ("totals".to_string(), self.p_of_totals(&totals)),
        ];
        found.extend(
            products
                .iter()
                .map(|products| (products.name.clone(), products.p(self))),
        );
        found.extend(
            subsets
                .iter()
                .map(|subset| (subset.name.to_string(), subset.p(self))),
        );
        found
    }

    /// Counts of all rows together. Those of one replicate hang together: the covariance of their frequencies has
    /// eigenvalues of at most m / (m - 1) times those of independent counts.
    fn p_of_counts(self, frequencies: &[u64; 256]) -> f64 {
        let law = Binomial::new(1.0 / self.rows as f64, self.draws).unwrap();
        let count = self.replicates as f64 * self.rows as f64;
        let drawn: Histogram = (0..).zip(frequencies.iter().copied()).collect();
        let shrink = 1.0 - 1.0 / self.rows as f64;
        p_of_cells(
            &drawn,
            0..=self.draws.min(255),
            |k| count * law.pmf(k),
            shrink,
        )
    }

    /// What all replicates drew of each row is multinomial too.
    fn p_of_totals(self, totals: &[u64]) -> f64 {
        let expected = self.replicates as f64 * self.draws as f64 / self.rows as f64;
        let terms = totals
            .iter()
            .map(|total| (*total as f64 - expected).powi(2) / expected);
        ChiSquared::new((self.rows - 1) as f64)
            .unwrap()
            .sf(terms.sum())
    }

    #[track_caller]
    fn assert_holds(self, draw: impl FnMut(u64, &mut Vec<u8>)) {
        for (name, p) in self.p_values(draw) {
            assert!(p > ODDS, "{self:?}: {name} has p-value {p}");
        }
    }

    #[track_caller]
    fn assert_caught(self, draw: impl FnMut(u64, &mut Vec<u8>)) {
        let p_values = self.p_values(draw);
        let least = p_values.iter().map(|(_, p)| *p).fold(1.0, f64::min);
        assert!(least < CAUGHT, "{self:?} passes: {p_values:?}");
    }
}

#[cfg(test)]
mod tests;
