//! Draws from a posterior distribution, and what is read from them.

use kosmic_core::{Limits, verify_level};

use crate::error::{StatsError, verify_finite};

/// Draws from the posterior distribution of a quantity.
///
/// What is read from B draws has a Monte Carlo error: that of the mean is sd/sqrt(B), that of a probability p is
/// sqrt(p (1 - p)/B), at most 0.008 for 4000 draws.
///
/// # Example
/// ```
/// use kosmic_stats::Posterior;
///
/// let posterior = Posterior::new((0..1000).map(|b| f64::from(b) / 999.0).collect())?;
/// assert!((posterior.mean() - 0.5).abs() < 1e-12);
/// assert_eq!(posterior.probability_above(0.9), 0.1);
/// let limits = posterior.credible(0.9)?;
/// assert!((limits.lower - 0.05).abs() < 1e-12 && (limits.upper - 0.95).abs() < 1e-12);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    draws: Vec<f64>,
    sorted: Vec<f64>,
}

/// How a posterior distribution lies beside a region that is as good as 0.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PracticalEquivalence {
    /// Half the width of the region (-margin, margin).
    pub margin: f64,
    /// P(|θ| < margin).
    pub probability: f64,
    /// The highest-density interval that is held beside the region.
    pub highest_density: Limits,
    /// What follows.
    pub verdict: Verdict,
}

/// What follows from a highest-density interval and a region of practical equivalence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The interval lies within the region: the quantity is as good as 0.
    Equivalent,
    /// The interval and the region have nothing in common: it is not.
    Different,
    /// They overlap in part: the data do not tell.
    Undecided,
}

impl Verdict {
    /// The name in outputs: `equivalent`, `different` or `undecided`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Different => "different",
            Self::Undecided => "undecided",
        }
    }
}

impl Posterior {
    /// Of draws in any order.
    ///
    /// Cost: O(B log B).
    ///
    /// # Errors
    /// [`StatsError::TooFew`] below two; [`StatsError::OutOfRangeAt`] for a draw that is not finite.
    pub fn new(draws: Vec<f64>) -> Result<Self, StatsError> {
        if draws.len() < 2 {
            return Err(StatsError::TooFew {
                name: "draws from a posterior distribution",
                needed: 2,
                got: draws.len(),
            });
        }
        verify_finite("draws from a posterior distribution", &draws)?;
        let mut sorted = draws.clone();
        sorted.sort_by(f64::total_cmp);
        Ok(Self { draws, sorted })
    }

    /// The draws, in the order in which they were drawn.
    #[must_use]
    pub fn draws(&self) -> &[f64] {
        &self.draws
    }

    /// The draws, ascending.
    pub(super) fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// The number of draws.
    #[must_use]
    pub fn count(&self) -> usize {
        self.draws.len()
    }

    /// The posterior mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let first = self.draws[0];
        let deviations: f64 = self.draws.iter().map(|draw| draw - first).sum();
        first + deviations / self.count() as f64
    }

    /// The posterior standard deviation, by B - 1.
    #[must_use]
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.draws.iter().map(|draw| (draw - mean).powi(2)).sum();
        (squares / (self.count() - 1) as f64).sqrt()
    }

    /// The posterior median.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The quantile by linear interpolation between draws (type 7 of Hyndman and Fan).
    fn quantile(&self, p: f64) -> f64 {
        let place = p * (self.count() - 1) as f64;
        let below = (place as usize).min(self.count() - 2);
        let (low, high) = (self.sorted[below], self.sorted[below + 1]);
        low + (place - below as f64) * (high - low)
    }

    /// The credible interval with (1 - level)/2 on either side.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn credible(&self, level: f64) -> Result<Limits, StatsError> {
        verify_level(level)?;
        let tail = 0.5 - 0.5 * level;
        Ok(Limits {
            lower: self.quantile(tail),
            upper: self.quantile(1.0 - tail),
        })
    }

    /// The highest-density interval: the shortest one that holds at least the share `level` of the draws, the lowest
    /// of those that are equally short. For a distribution with one peak the densities inside are higher than all outside.
    ///
    /// # Errors
    /// A level outside (0, 1).
    ///
    /// # Example
    /// ```
    /// use kosmic_stats::Posterior;
    ///
    /// // Of a skewed distribution it lies where the draws are dense.
    /// let posterior = Posterior::new((0..400).map(|b| (f64::from(b) / 400.0).powi(4)).collect())?;
    /// let limits = posterior.highest_density(0.5)?;
    /// assert_eq!(limits.lower, 0.0);
    /// assert!(limits.upper < 0.07);
    /// # Ok::<(), kosmic_stats::StatsError>(())
    /// ```
    ///
    /// # Source
    /// M.-H. Chen, Q.-M. Shao, Monte Carlo estimation of Bayesian credible and HPD intervals, Journal of Computational and
    /// Graphical Statistics 8 (1999) 69-92.
    pub fn highest_density(&self, level: f64) -> Result<Limits, StatsError> {
        verify_level(level)?;
        let held = ((level * self.count() as f64).ceil() as usize).clamp(1, self.count());
        let mut shortest = Limits {
            lower: self.sorted[0],
            upper: self.sorted[held - 1],
        };
        for window in self.sorted.windows(held) {
            let (lower, upper) = (window[0], window[held - 1]);
            if upper - lower < shortest.upper - shortest.lower {
                shortest = Limits { lower, upper };
            }
        }
        Ok(shortest)
    }

    /// P(θ > value).
    #[must_use]
    pub fn probability_above(&self, value: f64) -> f64 {
        let not_above = self.sorted.partition_point(|draw| *draw <= value);
        (self.count() - not_above) as f64 / self.count() as f64
    }

    /// P(|θ| < margin): how probable it is that the quantity is as good as 0.
    ///
    /// # Errors
    /// [`StatsError::OutOfRange`] unless the margin is positive and finite.
    pub fn probability_within(&self, margin: f64) -> Result<f64, StatsError> {
        verify_margin(margin)?;
        let below = self.sorted.partition_point(|draw| *draw < margin);
        let too_low = self.sorted.partition_point(|draw| *draw <= -margin);
        Ok((below - too_low) as f64 / self.count() as f64)
    }

    /// Whether the quantity is as good as 0, that is within (-margin, margin): by the highest-density interval of the
    /// level.
    ///
    /// # Errors
    /// A level outside (0, 1); [`StatsError::OutOfRange`] unless the margin is positive and finite.
    ///
    /// # Source
    /// J. K. Kruschke, Rejecting or accepting parameter values in Bayesian estimation, Advances in Methods and Practices in
    /// Psychological Science 1 (2018) 270-280.
    pub fn equivalence(&self, margin: f64, level: f64) -> Result<PracticalEquivalence, StatsError> {
        let probability = self.probability_within(margin)?;
        let highest_density = self.highest_density(level)?;
        let Limits { lower, upper } = highest_density;
        let verdict = if -margin < lower && upper < margin {
            Verdict::Equivalent
        } else if upper <= -margin || margin <= lower {
            Verdict::Different
        } else {
            Verdict::Undecided
        };
        Ok(PracticalEquivalence {
            margin,
            probability,
            highest_density,
            verdict,
        })
    }
}

pub(super) fn verify_margin(margin: f64) -> Result<(), StatsError> {
    if margin > 0.0 && margin.is_finite() {
        return Ok(());
    }
    Err(StatsError::OutOfRange {
        name: "the margin of practical equivalence",
        range: "above 0 and be finite",
        value: margin,
    })
}
