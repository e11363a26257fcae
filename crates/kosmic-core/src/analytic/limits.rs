//! Limits of an interval, and how limits of r become limits of K.

/// The two limits of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Limits {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Limits {
    /// The limits of K = 2|r| that belong to limits [l, u] of the signed r.
    ///
    /// An interval around 0 becomes [0, 2 max(|l|, |u|)], any other [2 min, 2 max] of the absolute values. K lies in the
    /// folded interval whenever r lies in the other, so that the coverage is at least that of the interval for r; and
    /// 0 is in it whenever the data do not rule r = 0 out, which quantiles of |r*| never let happen.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Limits;
    ///
    /// assert_eq!(Limits { lower: -0.1, upper: 0.3 }.folded(), Limits { lower: 0.0, upper: 0.6 });
    /// assert_eq!(Limits { lower: -0.8, upper: -0.2 }.folded(), Limits { lower: 0.4, upper: 1.6 });
    /// ```
    #[must_use]
    pub fn folded(self) -> Self {
        let (a, b) = (self.lower.abs(), self.upper.abs());
        let around_zero = self.lower <= 0.0 && self.upper >= 0.0;
        let lower = if around_zero { 0.0 } else { 2.0 * a.min(b) };
        Self {
            lower,
            upper: 2.0 * a.max(b),
        }
    }

    /// The same limits kept within [-1, 1], where every correlation lies, and whether that moved one.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Limits;
    ///
    /// let (limits, moved) = Limits { lower: 0.8, upper: 1.1 }.clipped_to_correlation();
    /// assert_eq!((limits.upper, moved), (1.0, true));
    /// ```
    #[must_use]
    pub fn clipped_to_correlation(self) -> (Self, bool) {
        let clipped = Self {
            lower: self.lower.clamp(-1.0, 1.0),
            upper: self.upper.clamp(-1.0, 1.0),
        };
        (clipped, clipped != self)
    }

    /// Whether `value` lies between the limits, both included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.lower..=self.upper).contains(&value)
    }
}
