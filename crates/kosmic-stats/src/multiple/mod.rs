//! Many p-values: adjustment for their number, the share of true nulls, combination into one.

mod adjust;
mod combine;
mod hommel;
mod max_t;
mod storey;

pub use adjust::{Adjusted, Adjustment, MissingP, adjust_p};
pub use combine::{CombinedP, combine_fisher, combine_stouffer};
pub use max_t::MaxT;
pub(crate) use max_t::reaches;
pub use storey::{NullShare, QValues, q_values};
