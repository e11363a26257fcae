//! The permutation test of independence by nearest neighbours.

use super::{Ksg, KsgPlan};
use crate::error::CoreError;
use crate::information::MutualInformation;
use crate::pair::Pair;
use crate::series::Series;

/// The outcome of a permutation test of independence. Made by [`ksg_permutation_test`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct KsgTest {
    /// The estimate of the data as they are.
    pub observed: MutualInformation,
    /// The number of random orders of y.
    pub permutations: usize,
    /// How many of them gave as large an estimate.
    pub as_large: usize,
    /// (as large + 1)/(permutations + 1).
    pub p_value: f64,
}

impl KsgTest {
    /// From an estimate and those after y was put in random orders ([`KsgPlan::permuted`]).
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] without any.
    pub fn new(
        observed: MutualInformation,
        permuted: &[MutualInformation],
    ) -> Result<Self, CoreError> {
        verify(permuted.len())?;
        let as_large = permuted.iter().filter(|other| **other >= observed).count();
        Ok(Self {
            observed,
            permutations: permuted.len(),
            as_large,
            p_value: (as_large as f64 + 1.0) / (permuted.len() as f64 + 1.0),
        })
    }
}

fn verify(permutations: usize) -> Result<(), CoreError> {
    if permutations > 0 {
        return Ok(());
    }
    Err(CoreError::OutOfRange {
        name: "the number of permutations",
        range: "at 1 or above",
        value: 0.0,
    })
}

/// The permutation test of independence by [`ksg_information`](crate::ksg_information): how often information as large arises when y is
/// put in random order.
///
/// p = (b + 1)/(m + 1), b of m orders giving as large an estimate; in [1/(m + 1), 1]. One-sided: independence is what has least
/// information. For independent rows the chance of p ≤ α is at most α, for any law and any number of rows; with 999 orders p moves by
/// less than 0.015 with the seed near 0.05. Autocorrelated series are no such rows: their orders are not equally likely.
///
/// Cost: m + 1 estimates, the columns sorted once. [`KsgPlan::permuted`] spreads them over threads.
///
/// # Errors
/// As [`ksg_information`](crate::ksg_information); [`CoreError::OutOfRange`] for no permutations.
///
/// # Example
/// ```
/// use kosmic_core::{Ksg, ksg_permutation_test};
///
/// // A parabola has no correlation, and much information.
/// let x: Vec<f64> = (0..41).map(|t| f64::from(t) / 20.0 - 1.0).collect();
/// let y: Vec<f64> = x.iter().zip(0..).map(|(x, t)| x * x + 0.05 * f64::from(t * t % 7)).collect();
/// let test = ksg_permutation_test(&x, &y, Ksg::new().jitter(0), 199, 0)?;
/// assert_eq!((test.as_large, test.p_value), (0, 0.005));
/// assert!(kosmic_core::k_index(&x, &y)? < 0.2);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// B. Phipson, G. K. Smyth, Permutation p-values should never be zero, Statistical Applications in Genetics and Molecular Biology 9
/// (2010) 39.
pub fn ksg_permutation_test<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    options: Ksg,
    permutations: usize,
    seed: u64,
) -> Result<KsgTest, CoreError> {
    verify(permutations)?;
    let plan = KsgPlan::new(&Pair::new(x, y)?, options)?;
    let observed = plan.information()?.information;
    let permuted: Vec<MutualInformation> = (0..permutations as u64)
        .map(|index| plan.permuted(seed, index))
        .collect();
    KsgTest::new(observed, &permuted)
}
