//! Replicates of many correlations from the same resamples.

use kosmic_core::LEAST_OBSERVATIONS;

use super::resampled::Target;
use crate::bootstrap::Plan;
use crate::error::ParallelError;
use crate::scheme::Scheme;
use crate::threads::Threads;
use crate::warning::Warning;

/// Signed correlations on the data and on each resample.
#[derive(Clone, Debug)]
pub(super) struct Joint {
    /// On the data; `None` where undefined.
    pub(super) estimates: Vec<Option<f64>>,
    /// What the replicates are studentised about.
    pub(super) targets: Vec<Option<Target>>,
    /// Replicate by replicate, the correlations and then the largest studentised error of all; NaN, which never leaves this
    /// module, where undefined.
    values: Vec<f64>,
    pub(super) rows: usize,
    pub(super) requested: usize,
    pub(super) seed: u64,
    pub(super) scheme: Scheme,
    pub(super) threads: Threads,
    /// What the draw cautions of.
    pub(super) warnings: Vec<Warning>,
}

/// What a draw has brought.
pub(super) struct JointDraw {
    pub(super) rows: usize,
    /// The scheme drawn by.
    pub(super) scheme: Scheme,
    pub(super) estimates: Vec<Option<f64>>,
    pub(super) targets: Vec<Option<Target>>,
    /// As those of [`Joint`].
    pub(super) values: Vec<f64>,
    pub(super) warnings: Vec<Warning>,
}

impl Plan {
    /// Why couplings are not resampled together by the scheme of this plan.
    pub(super) fn serves_single_pairs_only(&self) -> ParallelError {
        ParallelError::SinglePairsOnly {
            scheme: self.scheme.name(),
        }
    }
}

impl Joint {
    pub(super) fn new(plan: &Plan, drawn: JointDraw) -> Self {
        debug_assert!(drawn.rows >= LEAST_OBSERVATIONS);
        Self {
            estimates: drawn.estimates,
            targets: drawn.targets,
            values: drawn.values,
            rows: drawn.rows,
            requested: plan.replicates,
            seed: plan.seed,
            scheme: drawn.scheme,
            threads: plan.threads,
            warnings: drawn.warnings,
        }
    }

    /// The number of correlations.
    pub(super) fn width(&self) -> usize {
        self.estimates.len()
    }

    /// The number of replicates.
    pub(super) fn count(&self) -> usize {
        self.values.len() / self.stride()
    }

    /// The values of one replicate.
    pub(super) fn replicate(&self, replicate: usize) -> &[f64] {
        &self.values[replicate * self.stride()..][..self.width()]
    }

    /// The largest studentised errors of the replicates that have one.
    pub(super) fn largest_errors(&self) -> Vec<f64> {
        let largest = self.values.iter().skip(self.width()).step_by(self.stride());
        largest.copied().filter(|error| !error.is_nan()).collect()
    }

    /// Places of a replicate.
    fn stride(&self) -> usize {
        self.width() + 1
    }

    /// One value; `None` where undefined or beyond what there is.
    pub(super) fn value(&self, replicate: usize, place: usize) -> Option<f64> {
        if replicate >= self.count() {
            return None;
        }
        let value = self.replicate(replicate).get(place).copied();
        value.filter(|value| !value.is_nan())
    }

    /// The defined values of one correlation.
    pub(super) fn column(&self, place: usize) -> Vec<f64> {
        let column = self.values.iter().skip(place).step_by(self.stride());
        column.copied().filter(|value| !value.is_nan()).collect()
    }

    /// Checks that there are enough replicates to infer from.
    pub(super) fn verify_count(&self) -> Result<(), ParallelError> {
        let needed = Plan::LEAST_REPLICATES;
        if self.count() >= needed {
            return Ok(());
        }
        Err(ParallelError::Stopped {
            finished: self.count(),
            replicates: self.requested,
            needed,
        })
    }
}
