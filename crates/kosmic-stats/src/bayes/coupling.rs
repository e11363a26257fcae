//! The posterior distribution of a coupling: of the signed r, folded to K last.

use kosmic_core::Limits;

use super::posterior::{Posterior, PracticalEquivalence};
use crate::error::StatsError;

/// Draws from the posterior distribution of a correlation r, and what they say of K = 2|r|.
///
/// K is never read from draws of |r|: their quantiles stay above 0 for any two series. Limits of r are folded, and "no
/// coupling" is the probability that |r| lies within a margin.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, Silent};
/// use kosmic_stats::BayesianBootstrap;
///
/// let x: Vec<f64> = (0..60).map(|t| f64::from(t * 37 % 101)).collect();
/// let y: Vec<f64> = (0..60).map(|t| f64::from(t * 37 % 101 + t * 53 % 89)).collect();
/// let pair = Pair::new(&x, &y)?;
/// let posterior = BayesianBootstrap::new().correlation(&pair, &Silent)?;
/// assert!((posterior.r().mean() - pair.r()).abs() < 0.02);
/// let limits = posterior.k_credible(0.95)?;
/// assert!(limits.lower > 0.5 && limits.contains(pair.k()));
/// assert!(posterior.probability_k_above(1.0) > 0.9);
/// assert_eq!(posterior.no_coupling(0.1, 0.95)?.probability, 0.0);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CouplingPosterior {
    r: Posterior,
}

impl CouplingPosterior {
    /// Of draws of a signed correlation.
    ///
    /// # Errors
    /// As [`Posterior::new`]; [`StatsError::OutOfRangeAt`] for a draw outside [-1, 1].
    pub fn new(draws: Vec<f64>) -> Result<Self, StatsError> {
        let r = Posterior::new(draws)?;
        match r.draws().iter().position(|draw| draw.abs() > 1.0) {
            None => Ok(Self { r }),
            Some(index) => Err(StatsError::OutOfRangeAt {
                name: "draws of a correlation",
                range: "between -1 and 1",
                index,
                value: r.draws()[index],
            }),
        }
    }

    /// The posterior distribution of the signed r.
    #[must_use]
    pub fn r(&self) -> &Posterior {
        &self.r
    }

    /// The credible interval of r with (1 - level)/2 on either side, folded to K.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn k_credible(&self, level: f64) -> Result<Limits, StatsError> {
        Ok(self.r.credible(level)?.folded())
    }

    /// The highest-density interval of r, folded to K.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn k_highest_density(&self, level: f64) -> Result<Limits, StatsError> {
        Ok(self.r.highest_density(level)?.folded())
    }

    /// P(K > threshold); 1 for a threshold below 0.
    #[must_use]
    pub fn probability_k_above(&self, threshold: f64) -> f64 {
        if threshold < 0.0 {
            return 1.0;
        }
        let below = self.r.sorted().partition_point(|r| *r < -0.5 * threshold);
        self.r.probability_above(0.5 * threshold) + below as f64 / self.r.count() as f64
    }

    /// P(K > K'), K' the coupling of other, independent data: over all pairs of draws, equal ones counted half.
    ///
    /// For couplings in the same rows draws belong together: see [`LagPosterior`](super::LagPosterior) and
    /// [`BayesianBootstrap::statistic`](super::BayesianBootstrap::statistic).
    ///
    /// Cost: O(B log B).
    #[must_use]
    pub fn probability_k_above_that_of(&self, other: &Self) -> f64 {
        let (own, others) = (self.sizes(), other.sizes());
        let (mut below, mut up_to, mut wins) = (0, 0, 0.0);
        for size in &own {
            while below < others.len() && others[below] < *size {
                below += 1;
            }
            while up_to < others.len() && others[up_to] <= *size {
                up_to += 1;
            }
            wins += 0.5 * (below + up_to) as f64;
        }
        wins / (own.len() as f64 * others.len() as f64)
    }

    /// |r|, ascending.
    fn sizes(&self) -> Vec<f64> {
        let mut sizes: Vec<f64> = self.r.draws().iter().map(|r| r.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        sizes
    }

    /// Whether there is as good as no coupling, K < 2 · margin of r: the probability, and the verdict by the highest-density
    /// interval of r.
    ///
    /// # Errors
    /// A level outside (0, 1); [`StatsError::OutOfRange`] unless the margin, on the scale of r, is positive and finite.
    pub fn no_coupling(&self, margin: f64, level: f64) -> Result<PracticalEquivalence, StatsError> {
        self.r.equivalence(margin, level)
    }
}
