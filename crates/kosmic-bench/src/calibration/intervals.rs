//! Intervals of r, one pair at a time.

use kosmic_core::{Pair, fisher_limits};
use kosmic_parallel::{Method, ParallelError, StudentisedCorrelation};

use super::cell::{Cell, LEVEL, Verdict};

/// The methods compared; Fisher's z stands before them.
const METHODS: [Method; 8] = [
    Method::Percentile,
    Method::Basic,
    Method::Normal,
    Method::Bc,
    Method::Bca,
    Method::Abc,
    Method::Student,
    Method::StudentSymmetric,
];

pub(super) fn procedures() -> Vec<&'static str> {
    let mut names = vec!["fisher"];
    names.extend(METHODS.map(Method::name));
    names
}

/// One sample, one set of replicates, all methods.
pub(super) fn trial(cell: &Cell, trial: u64) -> Result<Vec<Verdict>, ParallelError> {
    let (x, y) = cell.sample(trial);
    let (pair, truth) = (Pair::new(&x, &y)?, cell.truth());
    let plan = cell.bootstrap(trial).plan()?;
    let mut drawn = plan.run(&pair, &StudentisedCorrelation)?;
    for method in METHODS {
        drawn = drawn.accompanied(&pair, method.needs())?;
    }
    let fisher = fisher_limits(pair.r(), pair.len(), LEVEL)?;
    let mut verdicts = vec![Verdict::of(fisher, truth)];
    verdicts.extend(METHODS.map(|method| {
        let interval = drawn.interval(method, LEVEL).ok();
        Verdict::of(interval.map(|interval| interval.limits), truth)
    }));
    Ok(verdicts)
}
