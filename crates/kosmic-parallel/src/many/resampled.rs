//! What the sums of a resampled pair say: r with the error of its atanh, and how far that is from the data's.

use kosmic_core::{CoreError, InstructionSet, Moments, Pair, PairSource};

use crate::error::ParallelError;
use crate::fourth_moments::FourthMoments;
use crate::interval::{Jackknife, StudentisedReplicate, studentised};
use crate::kernel::{self, CHUNK, FOURTH};
use crate::resample::{Frame, Planes};
use crate::scheme::Design;

/// Of squared deviations from the centre, the least share that must be left about the mean: then they have at least
/// twelve digits.
const LEAST_SHARE: f64 = 1e-3;

/// What resampled correlations are studentised about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    /// r of the data, strictly between -1 and 1.
    pub(super) r: f64,
    /// The jackknife error of its atanh.
    pub(super) error: f64,
}

impl Target {
    /// `None` for |r| = 1, and where the jackknife has no error.
    pub(super) fn of<S: PairSource>(pair: &Pair<S>) -> Result<Option<Self>, ParallelError> {
        Self::of_design(pair, &Design::iid())
    }

    /// The same by what a design draws.
    pub(super) fn of_design<S: PairSource>(
        pair: &Pair<S>,
        design: &Design,
    ) -> Result<Option<Self>, ParallelError> {
        let r = pair.r();
        match Jackknife::of_design(pair, design) {
            Ok(jackknife) => Ok(jackknife.error_of_z.map(|error| Self { r, error })),
            Err(ParallelError::PerfectCorrelation { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A resampled pair.
#[derive(Clone, Copy, Debug)]
pub(super) enum Resampled {
    Found(StudentisedReplicate),
    /// A series is constant.
    Undefined,
    /// The sums have lost digits.
    Lost,
}

impl Resampled {
    /// From the sums of `rows` drawn pairs about a centre, in the order of [`FourthMoments`].
    pub(super) fn of_sums(rows: f64, sums: &[f64; FOURTH]) -> Self {
        let [x, y, xx, xy, yy, ..] = *sums;
        if xx == 0.0 || yy == 0.0 {
            // Nothing was drawn, or the centre itself only.
            return Self::Undefined;
        }
        let (vx, vy) = (xx - x * x / rows, yy - y * y / rows);
        let sound = vx > LEAST_SHARE * xx && vy > LEAST_SHARE * yy;
        if !sound || sums.iter().any(|sum| !sum.is_finite()) {
            return Self::Lost;
        }
        let axis = |squares| (0.0, squares, 0);
        let moments = Moments::from_central(rows as u64, axis(vx), axis(vy), xy - x * y / rows);
        Self::of_moments(&moments, &FourthMoments::of_sums(rows, sums))
    }

    /// From the rows as drawn, about their own means and in units of their own standard deviations.
    pub(super) fn of_drawn(set: InstructionSet, x: &[f64], y: &[f64]) -> Result<Self, CoreError> {
        let moments = Moments::of_slices(x, y)?;
        let mut planes = Planes::default();
        planes.fill(x, y, &Frame::about(&moments));
        let ones = vec![1_u8; x.len().next_multiple_of(CHUNK)];
        let [sums] = kernel::weighted_sums(set, planes.products(), [&ones]);
        let fourth = FourthMoments::of_sums(x.len() as f64, &sums);
        Ok(Self::of_moments(&moments, &fourth))
    }

    fn of_moments(moments: &Moments, fourth: &FourthMoments) -> Self {
        match moments.correlation() {
            None => Self::Undefined,
            Some(r) => Self::Found(StudentisedReplicate {
                r,
                error: fourth.influence_error_of_z(),
            }),
        }
    }
}

/// The largest studentised error of a replicate so far.
#[derive(Default)]
pub(super) struct Largest(Option<f64>);

impl Largest {
    /// Takes in a correlation if it has something to be studentised about, and returns r*; NaN where undefined.
    pub(super) fn take(&mut self, target: Option<&Target>, found: Resampled) -> f64 {
        let Resampled::Found(replicate) = found else {
            return f64::NAN;
        };
        if let Some(target) = target {
            let error = studentised(target.r, replicate).abs();
            self.0 = Some(self.0.map_or(error, |largest| largest.max(error)));
        }
        replicate.r
    }

    /// NaN where there was none.
    pub(super) fn value(&self) -> f64 {
        self.0.unwrap_or(f64::NAN)
    }
}
