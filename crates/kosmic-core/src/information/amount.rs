//! An amount of mutual information, and the coupling of a normal pair that has as much.

/// An amount of mutual information: I(X; Y) = ∫∫ p(x, y) ln(p(x, y)/(p(x) p(y))) dx dy, in nats.
///
/// In the population it is 0 if and only if x and y are independent, positive otherwise, and infinite where one is a function
/// of the other. An estimate may lie below 0, and is not clipped there: that would bias every mean of estimates.
///
/// # Example
/// ```
/// use kosmic_core::MutualInformation;
///
/// let information = MutualInformation::of_gaussian(0.6).unwrap();
/// assert!((information.nats + 0.8_f64.ln()).abs() < 1e-15);
/// assert!((information.bits() + 0.8_f64.log2()).abs() < 1e-15);
/// assert!((information.gaussian_k() - 1.2).abs() < 1e-15);
/// assert_eq!(MutualInformation { nats: -0.01 }.gaussian_r(), 0.0);
/// ```
///
/// # Source
/// C. E. Shannon, A mathematical theory of communication, Bell System Technical Journal 27 (1948) 379-423; I. M. Gel'fand,
/// A. M. Yaglom, Calculation of the amount of information about a random function contained in another such function
/// (1957), for the normal pair; E. H. Linfoot, An informational measure of correlation, Information and Control 1 (1957)
/// 85-89, for the way back to r.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MutualInformation {
    /// In natural units.
    pub nats: f64,
}

impl MutualInformation {
    /// That of a bivariate normal pair with correlation r: -ln(1 - r²)/2; `None` unless -1 < r < 1.
    #[must_use]
    pub fn of_gaussian(r: f64) -> Option<Self> {
        (r.abs() < 1.0).then(|| Self {
            // Each form where it keeps its digits.
            nats: if r * r < 0.5 {
                -0.5 * (-r * r).ln_1p()
            } else {
                -0.5 * ((1.0 - r) * (1.0 + r)).ln()
            },
        })
    }

    /// In bits: nats / ln 2.
    #[must_use]
    pub fn bits(self) -> f64 {
        self.nats / std::f64::consts::LN_2
    }

    /// The |r| of a bivariate normal pair with this much information: sqrt(1 - exp(-2 I)), in [0, 1]; 0 for a negative
    /// estimate.
    #[must_use]
    pub fn gaussian_r(self) -> f64 {
        (-(-2.0 * self.nats.max(0.0)).exp_m1()).sqrt()
    }

    /// The K-Index of that pair: 2 sqrt(1 - exp(-2 I)), in [0, 2]; 0 for a negative estimate.
    #[must_use]
    pub fn gaussian_k(self) -> f64 {
        2.0 * self.gaussian_r()
    }
}
