//! Intervals that hold one by one, and bands that hold for all correlations at once.

use kosmic_core::{Limits, verify_level};

use super::joint::Joint;
use super::resampled::Target;
use crate::error::ParallelError;
use crate::interval::{Distribution, ReplicateValues, ascending, quantile};
use crate::scheme::Scheme;
use crate::warning::Warning;

/// Fewer replicates than this beyond a limit make it unsteady.
const STEADY_TAIL: f64 = 10.0;

/// Limits of the signed r and of K = 2|r|, folded from them (see [`Limits::folded`]).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BandLimits {
    /// Limits of r.
    pub r: Limits,
    /// Limits of K.
    pub k: Limits,
}

/// One of many couplings with its limits.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CouplingBand {
    /// The signed correlation of the data.
    pub r: f64,
    /// K = 2|r| of the data.
    pub k: f64,
    /// The percentile interval, for whoever looks at this coupling alone; `None` for |r| = 1 or fewer than two defined
    /// replicates.
    pub pointwise: Option<BandLimits>,
    /// The part of the simultaneous band; `None` as before, and where z has no jackknife error, since a row alone makes r
    /// defined or its absence perfect: such a coupling has no part in the promise.
    pub simultaneous: Option<BandLimits>,
    /// Replicates in which this coupling is undefined, left out.
    pub undefined: usize,
}

/// Many couplings with pointwise intervals and simultaneous bands from the same replicates.
///
/// *Pointwise*: [q(α/2), q(1-α/2)] of the replicates r*, each interval at the level on its own. *Simultaneous*, for
/// whoever looks for the largest or for any that excludes 0: the symmetric bootstrap-t of the largest error. On the scale
/// z = atanh r, with s_j the jackknife error of z_j, s*_j the influence error of each replicate z*_j, and c the quantile of
/// max_j |z*_j - z_j| / s*_j over replicates at the level, the band is tanh(z_j ± c s_j). All r_j lie in it together with
/// about that probability. Both are found on the signed r and folded to K last.
///
/// z makes the errors nearly normal and of one size and keeps limits within ±1. Errors that each resample finds anew bear
/// heavy tails and skewness: one error for all replicates, such as their standard deviation, leaves bands too narrow
/// (`docs/CALIBRATION.md` has the simulation).
///
/// # Source
/// J. P. Romano, M. Wolf, Exact and approximate stepdown methods for multiple hypothesis testing, JASA 100 (2005)
/// 94-108; P. Hall, On symmetric bootstrap confidence intervals, J. R. Statist. Soc. B 50 (1988) 35-45.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SimultaneousBands {
    /// The couplings in their order; `None` where r is undefined on the data.
    pub couplings: Vec<Option<CouplingBand>>,
    /// The level that each pointwise interval promises.
    pub pointwise_level: f64,
    /// The level that the band promises for all couplings together.
    pub simultaneous_level: f64,
    /// c, the standard errors that the band reaches to either side; `None` where it is infinite or no coupling has one.
    pub critical: Option<f64>,
    /// The number of rows.
    pub n: usize,
    /// The number of replicates drawn.
    pub replicates: usize,
    /// How rows were resampled.
    pub scheme: Scheme,
    /// The seed.
    pub seed: u64,
    /// The number of threads; the result does not depend on it.
    pub threads: usize,
    /// What to know before relying on it.
    pub warnings: Vec<Warning>,
}

impl SimultaneousBands {
    pub(super) fn of(joint: &Joint, level: f64) -> Result<Self, ParallelError> {
        verify_level(level)?;
        joint.verify_count()?;
        let pointwise = |place| percentile(joint, place, level);
        let pointwise = joint.threads.each(joint.width(), pointwise)?;
        let critical = quantile(&ascending(joint.largest_errors()), level);
        let couplings = joint.estimates.iter().zip(&joint.targets).zip(pointwise);
        let couplings = couplings.map(|((r, target), (pointwise, undefined))| {
            Some(CouplingBand {
                r: (*r)?,
                k: 2.0 * (*r)?.abs(),
                pointwise: pointwise.map(BandLimits::of),
                simultaneous: target.zip(critical).map(|(target, c)| band(&target, c)),
                undefined,
            })
        });
        Ok(Self {
            couplings: couplings.collect(),
            pointwise_level: level,
            simultaneous_level: level,
            critical: critical.filter(|critical| critical.is_finite()),
            n: joint.rows,
            replicates: joint.count(),
            scheme: joint.scheme,
            seed: joint.seed,
            threads: joint.threads.count(),
            warnings: cautions(joint, level, critical),
        })
    }
}

impl BandLimits {
    fn of(r: Limits) -> Self {
        Self { r, k: r.folded() }
    }
}

/// The percentile interval of one coupling, with the number of undefined replicates.
fn percentile(joint: &Joint, place: usize, level: f64) -> (Option<Limits>, usize) {
    let defined = joint.column(place);
    let undefined = joint.count() - defined.len();
    let imperfect = joint.estimates[place].is_some_and(|r| r.abs() < 1.0);
    if !imperfect || defined.len() < 2 {
        return (None, undefined);
    }
    let values = ReplicateValues::new(defined);
    let tail = 0.5 - 0.5 * level;
    let limits = Limits {
        lower: values.quantile(tail),
        upper: values.quantile(1.0 - tail),
    };
    (Some(limits), undefined)
}

/// tanh(z ± c s).
fn band(target: &Target, critical: f64) -> BandLimits {
    let (z, reach) = (libm::atanh(target.r), target.error * critical);
    BandLimits::of(Limits {
        lower: libm::tanh(z - reach),
        upper: libm::tanh(z + reach),
    })
}

fn cautions(joint: &Joint, level: f64, critical: Option<f64>) -> Vec<Warning> {
    let partial = |replicate: &usize| {
        let mut values = joint.replicate(*replicate).iter().zip(&joint.estimates);
        values.any(|(value, r)| r.is_some() && value.is_nan())
    };
    let count = (0..joint.count()).filter(partial).count();
    let in_tail = joint.count() as f64 * (0.5 - 0.5 * level);
    let stopped = joint.count() < joint.requested;
    let of_replicates = [
        stopped.then_some(Warning::StoppedEarly {
            requested: joint.requested,
        }),
        (count > 0).then_some(Warning::Undefined { count }),
        (in_tail < STEADY_TAIL).then_some(Warning::FewReplicates { in_tail }),
        critical
            .is_some_and(f64::is_infinite)
            .then_some(Warning::InfiniteQuantile),
    ];
    let mut warnings = joint.warnings.clone();
    warnings.extend(of_replicates.into_iter().flatten());
    warnings
}
