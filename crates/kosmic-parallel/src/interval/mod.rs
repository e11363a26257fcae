//! From replicates to intervals: one file for each method, `ingredients.rs` puts them together.

mod abc;
mod bca;
mod designed;
mod deviations;
mod distribution;
mod ingredients;
mod jackknife;
mod method;
mod sides;
mod sorted;
mod student;
mod survey;

pub use abc::Abc;
pub(crate) use designed::DesignedCorrelation;
pub(crate) use deviations::for_each_block;
pub(crate) use distribution::{Distribution, TIE};
pub(crate) use ingredients::{Found, Ingredients};
pub use jackknife::Jackknife;
pub use method::{Interval, Method, Needs};
pub use sides::Sides;
pub use sorted::quantile;
pub(crate) use sorted::{ReplicateValues, ascending};
pub(crate) use student::{StudentisedErrors, StudentisedReplicate, studentised};
pub(crate) use survey::{Survey, Surveyed};
