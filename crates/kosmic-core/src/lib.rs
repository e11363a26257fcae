#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod analytic;
mod comparison;
mod dependence;
mod dot;
mod error;
mod information;
mod instruction_set;
#[expect(unsafe_code, reason = "vector intrinsics")]
mod kernel;
mod lag;
mod matrix;
mod metric;
mod missing;
mod moments;
mod online;
mod order;
mod pair;
mod partial;
mod progress;
mod quantile;
mod scale;
mod series;
mod source;
mod stream;
mod undefined;
mod whiten;
mod window;

pub use analytic::{
    Alternative, BayesFactor, EffectiveSample, EffectiveSampleMethod, Limits, Regularisation,
    correlation_bayes_factor, correlation_cdf, correlation_p_value, effective_sample, exact_limits,
    expected_k_by_chance, fisher_limits, fisher_p_value, normal_quantile, unbiased_correlation,
    verify_level,
};
pub use comparison::{Comparison, ComparisonTest, Equivalence, equivalence, k_equivalence};
pub use dependence::{
    DistanceCorrelation, Kendall, Spearman, distance_correlation, kendall, spearman,
};
pub use dot::dot;
pub use error::{ControlProblem, CoreError, SourceError};
pub use information::{
    Binning, GaussianInformation, Histogram, HistogramInformation, Ksg, KsgInformation, KsgPlan,
    KsgTest, KsgVariant, MutualInformation, gaussian_information, histogram_information,
    ksg_information, ksg_permutation_test, ksg_standard_error,
};
pub use instruction_set::InstructionSet;
pub use kernel::{Kernel, LANES, Vector};
pub use lag::{
    CausalDirection, LagMethod, LagOptions, LagPeak, LagProfile, Lead, autocorrelation,
    cross_correlation, k_lag, verify_causal_direction,
};
pub use matrix::{CouplingMatrix, MatrixPlan, Sequential, Workers, k_matrix};
pub use metric::{
    KVariants, k_index, k_index_of_vectors, k_index_variants, mid_ranks,
    percentage_bend_correlation, row_norms, spearman_correlation, verify_k_bounds,
};
pub use missing::{Fill, FillMethod, FillReport, FillWarning, Filled, Missing};
pub use moments::{Centring, Moments, read_rows};
pub use online::{Forgetting, StreamingK};
pub use pair::{BYTES_PER_ROW, LEAST_OBSERVATIONS, Pair, Side};
pub use partial::{
    Controls, PartCorrelation, PartialCorrelation, part_correlation, partial_correlation,
};
pub use progress::{Progress, Silent};
pub use quantile::{quantile, quantile_between};
pub use series::Series;
pub use source::{PairSource, Scratch, SeriesPair};
pub use stream::{Purpose, Stream};
pub use whiten::{Autoregression, Prewhitened, difference, prewhiten};
pub use window::{
    Alignment, Rolling, RollingK, RollingNorms, Windows, expanding_k, rolling_k, rolling_norms,
};
