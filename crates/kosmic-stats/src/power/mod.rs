//! How probable it is that a study finds what there is, and how large it must be.

mod correlation;
mod curve;
mod exact;
mod precision;
mod process;
mod simulation;
mod solve;
mod t_test;

pub use correlation::{CorrelationMethod, CorrelationPower, SampleSize};
pub use curve::PowerCurve;
pub use precision::{rows_for_k_width, rows_for_r_width};
pub use process::CoupledProcess;
pub use simulation::{PowerSimulation, SimulatedPower, SimulatedRows};
pub use t_test::{TDesign, TTestPower};
