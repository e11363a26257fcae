//! Intervals that hold one by one, and bands that hold for all correlations at once.

use kosmic_core::{Limits, normal_quantile, verify_level};

use super::groups::each_on_threads;
use super::joint::Joint;
use crate::error::ParallelError;
use crate::interval::{Distribution, SortedReplicates, quantile};
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
    /// The part of the simultaneous band; `None` as before, and where the replicates do not spread.
    pub simultaneous: Option<BandLimits>,
    /// Replicates in which this coupling is undefined, left out.
    pub undefined: usize,
}

/// Many couplings with pointwise intervals and simultaneous bands from the same replicates.
///
/// *Pointwise*: [q(α/2), q(1-α/2)] of the replicates r*, each interval at the level on its own. *Simultaneous*, for
/// whoever looks for the largest or for any that excludes 0: on the scale z = atanh r, with
/// s_j = (z*_j(0.75) - z*_j(0.25)) / 1.349 the bootstrap standard error by the quartiles of the replicates, and c the
/// quantile of max_j |z*_j - z_j| / s_j over replicates at the level, the band is tanh(z_j ± c s_j). All r_j lie in it
/// together with about that probability. Both are found on the signed r and folded to K last.
///
/// z makes the errors nearly normal and of one size and keeps limits within ±1; quartiles, unlike a standard deviation,
/// bear replicates with |r*| = 1, whose z* is infinite.
///
/// # Source
/// J. P. Romano, M. Wolf, Exact and approximate stepdown methods for multiple hypothesis testing, JASA 100 (2005)
/// 94-108; V. Chernozhukov, I. Fernández-Val, B. Melly, Inference on counterfactual distributions, Econometrica 81
/// (2013) 2205-2268, whose algorithm 3 takes the error from quartiles.
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
    /// c, the standard errors that the band reaches to either side; `None` where it is infinite or no coupling spreads.
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

/// What the replicates say of one coupling.
struct Spread {
    percentile: Limits,
    z: f64,
    /// The bootstrap standard error of z; above 0, perhaps infinite.
    error: Option<f64>,
}

impl SimultaneousBands {
    pub(super) fn of(joint: &Joint, level: f64) -> Result<Self, ParallelError> {
        verify_level(level)?;
        joint.verify_count()?;
        let spread = |place| Spread::of(joint, place, level);
        let spreads = each_on_threads(joint.threads, joint.width(), spread)?;
        let largest = largest_errors(joint, &spreads)?;
        let critical = quantile(&largest, level);
        let couplings = joint.estimates.iter().zip(&spreads);
        let couplings = couplings.map(|(r, (spread, undefined))| {
            r.map(|r| CouplingBand::of(r, spread.as_ref(), critical, *undefined))
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

impl Spread {
    /// With the number of undefined replicates.
    fn of(joint: &Joint, place: usize, level: f64) -> (Option<Self>, usize) {
        let defined = joint.column(place);
        let undefined = joint.count() - defined.len();
        let estimate = joint.estimates[place].filter(|r| r.abs() < 1.0);
        let Some(r) = estimate.filter(|_| defined.len() >= 2) else {
            return (None, undefined);
        };
        let sorted = SortedReplicates::new(defined);
        let tail = 0.5 - 0.5 * level;
        let percentile = Limits {
            lower: sorted.quantile(tail),
            upper: sorted.quantile(1.0 - tail),
        };
        let [low, high] = [0.25, 0.75].map(|p| libm::atanh(sorted.quantile(p)));
        let error = (high - low) / (-2.0 * normal_quantile(0.25));
        let spread = Self {
            percentile,
            z: libm::atanh(r),
            error: Some(error).filter(|error| *error > 0.0),
        };
        (Some(spread), undefined)
    }

    /// |z* - z| / s of a replicate; nothing where it is undefined or bound to be 0.
    fn studentised(&self, replicate: f64) -> Option<f64> {
        let error = self.error.filter(|error| error.is_finite())?;
        let deviation = (libm::atanh(replicate) - self.z).abs() / error;
        (!deviation.is_nan()).then_some(deviation)
    }

    /// tanh(z ± c s).
    fn band(&self, critical: f64) -> Option<Limits> {
        let reach = self.error? * critical;
        if !reach.is_finite() {
            let (lower, upper) = (-1.0, 1.0);
            return Some(Limits { lower, upper });
        }
        Some(Limits {
            lower: libm::tanh(self.z - reach),
            upper: libm::tanh(self.z + reach),
        })
    }
}

/// For each replicate the largest studentised error of all its defined correlations, ascending.
fn largest_errors(
    joint: &Joint,
    spreads: &[(Option<Spread>, usize)],
) -> Result<Vec<f64>, ParallelError> {
    let largest = |replicate| {
        let values = joint.replicate(replicate).iter().zip(spreads);
        let errors = values.filter_map(|(value, (spread, _))| spread.as_ref()?.studentised(*value));
        errors.reduce(f64::max)
    };
    let largest = each_on_threads(joint.threads, joint.count(), largest)?;
    let mut errors: Vec<f64> = largest.into_iter().flatten().collect();
    errors.sort_unstable_by(f64::total_cmp);
    Ok(errors)
}

impl CouplingBand {
    fn of(r: f64, spread: Option<&Spread>, critical: Option<f64>, undefined: usize) -> Self {
        let folded = |limits: Limits| BandLimits {
            r: limits,
            k: limits.folded(),
        };
        let band = spread.zip(critical).and_then(|(spread, c)| spread.band(c));
        Self {
            r,
            k: 2.0 * r.abs(),
            pointwise: spread.map(|spread| folded(spread.percentile)),
            simultaneous: band.map(folded),
            undefined,
        }
    }
}

fn cautions(joint: &Joint, level: f64, critical: Option<f64>) -> Vec<Warning> {
    let partial = |replicate: &usize| {
        let mut values = joint.replicate(*replicate).iter().zip(&joint.estimates);
        values.any(|(value, r)| r.is_some() && value.is_nan())
    };
    let count = (0..joint.count()).filter(partial).count();
    let in_tail = joint.count() as f64 * (0.5 - 0.5 * level);
    let stopped = joint.count() < joint.requested;
    [
        joint.dependence,
        stopped.then_some(Warning::StoppedEarly {
            requested: joint.requested,
        }),
        (count > 0).then_some(Warning::Undefined { count }),
        (in_tail < STEADY_TAIL).then_some(Warning::FewReplicates { in_tail }),
        critical
            .is_some_and(f64::is_infinite)
            .then_some(Warning::InfiniteQuantile),
    ]
    .into_iter()
    .flatten()
    .collect()
}
