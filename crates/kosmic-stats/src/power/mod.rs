//! How probable it is that a study finds what there is, and how large it must be.

mod correlation;
mod exact;
mod precision;
mod solve;
mod t_test;

pub use correlation::{CorrelationMethod, CorrelationPower, SampleSize};
pub use precision::{rows_for_k_width, rows_for_r_width};
pub use t_test::{TDesign, TTestPower};
