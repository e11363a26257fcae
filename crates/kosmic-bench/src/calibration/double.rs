//! What else could be done where the default falls short: the bootstrap-t without Fisher's z, and the double bootstrap.

use kosmic_core::{Limits, Pair, SeriesPair};
use kosmic_parallel::{
    Bootstrap, Jackknife, Method, ParallelError, Replicates, StudentisedCorrelation, of_sample,
};

use super::cell::{Cell, LEVEL, Verdict};

/// The default; the same on the scale of r, whose error is that of z times 1 - r²; the default at a level that is
/// corrected by a bootstrap of each resample.
pub(super) const PROCEDURES: [&str; 3] = ["student-symmetric", "on r", "double"];

/// Replicates of each resample.
const INNER: usize = 199;

/// An estimate on some scale with its error, of the data or of a replicate.
#[derive(Clone, Copy)]
struct Estimate {
    value: f64,
    error: f64,
}

impl Estimate {
    /// How many errors it is away from a value.
    fn t_about(self, value: f64) -> f64 {
        ((self.value - value) / self.error).abs()
    }
}

/// One sample, all procedures.
pub(super) fn trial(cell: &Cell, trial: u64) -> Result<Vec<Verdict>, ParallelError> {
    let (x, y) = cell.sample(trial);
    let (pair, truth) = (Pair::new(&x, &y)?, cell.truth());
    let plan = cell.bootstrap(trial).plan()?;
    let drawn = plan
        .run(&pair, &StudentisedCorrelation)?
        .accompanied(&pair, Method::StudentSymmetric.needs())?;
    let default = drawn.interval(Method::StudentSymmetric, LEVEL).ok();
    let mut limits = vec![default.map(|interval| interval.limits)];
    if let Some(data) = on_z(&pair) {
        let replicates = on_z_of(&drawn);
        limits.push(on_r(data, &replicates));
        let statistic = of_sample(|x, y| inner_share(x, y, data.value, cell.key(trial)));
        let shares = plan.run(&pair, &statistic)?;
        limits.push(double(data, &replicates, &shares));
    } else {
        limits.extend([None, None]);
    }
    let verdicts = limits.into_iter();
    Ok(verdicts.map(|limits| Verdict::of(limits, truth)).collect())
}

/// Fisher's z of a pair with its jackknife error; `None` where there is none.
fn on_z(pair: &Pair<SeriesPair<'_>>) -> Option<Estimate> {
    let error = Jackknife::of_pair(pair).ok()?.error_of_z?;
    let value = pair.r().atanh();
    Some(Estimate { value, error })
}

/// Those of the replicates that have an error.
fn on_z_of(drawn: &Replicates) -> Vec<Estimate> {
    let both = drawn.column(0).zip(drawn.column(1));
    let defined = both.filter_map(|(r, error)| Some((r?, error?)));
    defined
        .map(|(r, error)| Estimate {
            value: r.atanh(),
            error,
        })
        .collect()
}

/// Symmetric limits about an estimate, from replicates and the level.
fn quantile_of_t(data: Estimate, replicates: &[Estimate], level: f64) -> Option<f64> {
    let t = replicates
        .iter()
        .map(|replicate| replicate.t_about(data.value));
    quantile(t.collect(), level)
}

/// The order statistic at ⌈p (B + 1)⌉; the largest where that is beyond.
fn quantile(mut values: Vec<f64>, p: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let place = (p * (values.len() + 1) as f64).ceil() as usize;
    values.get(place.clamp(1, values.len().max(1)) - 1).copied()
}

fn on_r(data: Estimate, replicates: &[Estimate]) -> Option<Limits> {
    let of_r = |on_z: Estimate| {
        let value = on_z.value.tanh();
        let error = on_z.error * (1.0 - value * value);
        Estimate { value, error }
    };
    let (data, replicates) = (of_r(data), replicates.iter().map(|z| of_r(*z)));
    let critical = quantile_of_t(data, &replicates.collect::<Vec<_>>(), LEVEL)?;
    let reach = critical * data.error;
    Some(Limits {
        lower: (data.value - reach).max(-1.0),
        upper: (data.value + reach).min(1.0),
    })
}

/// The share of the replicates of a resample whose |t| is at most that of the sample: the level at which the resample's
/// interval would just reach the sample's z.
fn inner_share(x: &[f64], y: &[f64], z: f64, key: u64) -> Option<f64> {
    let pair = Pair::new(x, y).ok()?;
    let resample = on_z(&pair)?;
    let of_rows = x
        .iter()
        .chain(y)
        .fold(0, |hash: u64, value| hash.rotate_left(5) ^ value.to_bits());
    let plan = Bootstrap::new().replicates(INNER).seed(key ^ of_rows);
    let drawn = plan.plan().ok()?.run(&pair, &StudentisedCorrelation).ok()?;
    let reached = resample.t_about(z);
    let replicates = on_z_of(&drawn);
    let ts = replicates.iter().map(|z| z.t_about(resample.value));
    let below = ts.filter(|t| *t <= reached);
    Some(below.count() as f64 / (replicates.len() + 1) as f64)
}

/// The symmetric interval at the level at which the intervals of resamples contain the sample's z as often as wanted.
fn double(data: Estimate, replicates: &[Estimate], shares: &Replicates) -> Option<Limits> {
    let level = quantile(shares.column(0).flatten().collect(), LEVEL)?;
    let reach = quantile_of_t(data, replicates, level)? * data.error;
    Some(Limits {
        lower: (data.value - reach).tanh(),
        upper: (data.value + reach).tanh(),
    })
}
