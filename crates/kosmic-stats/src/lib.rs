#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod bayes;
mod condition;
mod distribution;
mod effect;
mod error;
mod multiple;
mod power;
mod root;
mod sample;

pub use bayes::{
    BayesianBootstrap, CouplingPosterior, LagPosterior, Posterior, PracticalEquivalence, Verdict,
};
pub use condition::{
    ConditionDesign, ConditionTest, Correction, CouplingScale, PairwiseDifference, Resampling,
    TestedConditions, TestedDifference, TestedEquivalence, couplings_of,
};
pub use effect::{
    EffectSize, Magnitude, OneWay, PairedSamples, TwoGroups, cohen_q, cohen_q_from_k, d_from_r,
    d_from_t, eta_squared_from_f, f_from_eta_squared, k_from_r, r_from_d, r_from_f, r_from_k,
    r_from_t, t_from_r,
};
pub use error::StatsError;
pub use multiple::{
    Adjusted, Adjustment, CombinedP, MaxT, MissingP, NullShare, QValues, adjust_p, combine_fisher,
    combine_stouffer, q_values,
};
pub use power::{
    CorrelationMethod, CorrelationPower, CoupledProcess, PowerCurve, PowerSimulation, SampleSize,
    SimulatedPower, SimulatedRows, TDesign, TTestPower, rows_for_k_width, rows_for_r_width,
};
