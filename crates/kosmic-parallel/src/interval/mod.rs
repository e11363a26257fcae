//! From replicates to intervals.

mod method;
mod sorted;

pub use method::{Interval, Method};
pub(crate) use sorted::SortedReplicates;
pub use sorted::quantile;
