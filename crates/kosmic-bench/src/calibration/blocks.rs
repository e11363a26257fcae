//! Intervals of r from blocks of rows, and the choice between rows and blocks as a whole procedure.

use kosmic_core::{EffectiveSampleMethod, Limits, Pair, SeriesPair, Silent, effective_sample};
use kosmic_parallel::{Design, Method, ParallelError, Plan, SchemeChoice, joint_block_length};

use super::cell::{Cell, LEVEL, Verdict};

/// The default interval but for the last two; the lengths of all blocks are the joint ones of the pair.
pub(super) const PROCEDURES: [&str; 8] = [
    "auto",
    "rows",
    "moving",
    "stationary",
    "circular",
    "circular bca",
    "circular percentile",
    "effective n",
];

const OF_CIRCULAR: [Method; 3] = [Method::StudentSymmetric, Method::Bca, Method::Percentile];

/// One sample, all procedures.
pub(super) fn trial(cell: &Cell, trial: u64) -> Result<Vec<Verdict>, ParallelError> {
    let (x, y) = cell.sample(trial);
    let (pair, truth) = (Pair::new(&x, &y)?, cell.truth());
    let plan = cell.bootstrap(trial).plan()?;
    let lengths = joint_block_length(&pair)?;
    let by_default = [
        SchemeChoice::of_pair(&pair)?.design()?,
        Design::iid(),
        Design::moving(lengths.circular_rows())?,
        Design::stationary(lengths.stationary.round().max(1.0) as usize)?,
    ];
    let mut limits = Vec::new();
    for design in &by_default {
        limits.extend(limits_of(
            &plan,
            &pair,
            design,
            &[Method::StudentSymmetric],
        )?);
    }
    let circular = Design::circular(lengths.circular_rows())?;
    limits.extend(limits_of(&plan, &pair, &circular, &OF_CIRCULAR)?);
    let effective = effective_sample(&pair, EffectiveSampleMethod::default())?;
    limits.push(effective.limits(LEVEL)?);
    Ok(limits
        .into_iter()
        .map(|limits| Verdict::of(limits, truth))
        .collect())
}

/// Limits of r by some methods from one set of replicates.
fn limits_of(
    plan: &Plan,
    pair: &Pair<SeriesPair<'_>>,
    design: &Design,
    methods: &[Method],
) -> Result<Vec<Option<Limits>>, ParallelError> {
    let drawn = plan.k_replicates_designed(pair, design, &Silent)?;
    let limits = |method: &Method| drawn.interval(*method, LEVEL).ok();
    let intervals = methods.iter().map(limits);
    Ok(intervals
        .map(|interval| interval.map(|interval| interval.limits))
        .collect())
}
