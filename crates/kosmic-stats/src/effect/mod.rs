//! How large an effect is, apart from whether it is there.

mod convert;
mod correlation;
mod groups;
mod magnitude;
mod noncentral;
mod one_way;
mod ordinal;
mod paired;

use kosmic_core::Limits;

pub use convert::{
    d_from_r, d_from_t, eta_squared_from_f, f_from_eta_squared, k_from_r, r_from_d, r_from_f,
    r_from_k, r_from_t, t_from_r,
};
pub use correlation::{cohen_q, cohen_q_from_k};
pub use groups::TwoGroups;
pub use magnitude::Magnitude;
pub use one_way::OneWay;
pub use paired::PairedSamples;

/// An effect size with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EffectSize {
    /// The estimate.
    pub estimate: f64,
    /// The confidence limits.
    pub limits: Limits,
}

impl EffectSize {
    /// Estimate and limits times a number above 0.
    fn scaled(self, factor: f64) -> Self {
        Self {
            estimate: factor * self.estimate,
            limits: Limits {
                lower: factor * self.limits.lower,
                upper: factor * self.limits.upper,
            },
        }
    }
}
