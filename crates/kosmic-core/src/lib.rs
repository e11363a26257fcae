#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod analytic;
mod dependence;
mod error;
mod information;
mod instruction_set;
mod lag;
mod metric;
mod moments;
mod order;
mod pair;
mod progress;
mod scale;
mod series;
mod source;
mod stream;

pub use analytic::{
    Limits, correlation_p_value, fisher_limits, fisher_p_value, normal_quantile, verify_level,
};
pub use dependence::{
    DistanceCorrelation, Kendall, Spearman, distance_correlation, kendall, spearman,
};
pub use error::{CoreError, SourceError};
pub use information::{
    Binning, GaussianInformation, Histogram, HistogramInformation, Ksg, KsgInformation, KsgVariant,
    MutualInformation, gaussian_information, histogram_information, ksg_information,
    ksg_standard_error,
};
pub use instruction_set::InstructionSet;
pub use lag::{
    CausalDirection, LagPeak, LagProfile, Lead, autocorrelation, k_lag, verify_causal_direction,
};
pub use metric::{
    KVariants, k_index, k_index_of_vectors, k_index_variants, mid_ranks,
    percentage_bend_correlation, row_norms, spearman_correlation, verify_k_bounds,
};
pub use moments::{Centring, Moments, read_rows};
pub use pair::{BYTES_PER_ROW, LEAST_OBSERVATIONS, Pair, Side};
pub use progress::{Progress, Silent};
pub use series::Series;
pub use source::{PairSource, Scratch, SeriesPair};
pub use stream::{Purpose, Stream};
