//! Words for sizes, for those who ask.

use std::fmt;

/// How large an effect is by the customary bounds, which say nothing about how much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Magnitude {
    /// Below the bound of small ones.
    Negligible,
    /// Small.
    Small,
    /// Medium.
    Medium,
    /// Large.
    Large,
}

impl Magnitude {
    /// Of Cohen's d and its relatives: 0.2, 0.5, 0.8. NaN is negligible, as nothing is known of it.
    ///
    /// # Example
    /// ```
    /// use kosmic_stats::Magnitude;
    ///
    /// assert_eq!(Magnitude::of_d(-0.6), Magnitude::Medium);
    /// ```
    ///
    /// # Source
    /// J. Cohen, A power primer, Psychological Bulletin 112 (1992) 155-159.
    #[must_use]
    pub fn of_d(d: f64) -> Self {
        Self::by(d, [0.2, 0.5, 0.8])
    }

    /// Of a correlation, and of Cohen's q: 0.1, 0.3, 0.5. Source: as [`Magnitude::of_d`].
    #[must_use]
    pub fn of_r(r: f64) -> Self {
        Self::by(r, [0.1, 0.3, 0.5])
    }

    /// Of a K-Index: those of r = K/2.
    #[must_use]
    pub fn of_k(k: f64) -> Self {
        Self::of_r(0.5 * k)
    }

    /// Of Cohen's f: 0.1, 0.25, 0.4. Source: as [`Magnitude::of_d`].
    #[must_use]
    pub fn of_f(f: f64) -> Self {
        Self::by(f, [0.1, 0.25, 0.4])
    }

    /// Of Cliff's δ: 0.147, 0.33, 0.474, the overlaps that belong to Cohen's bounds of d.
    ///
    /// # Source
    /// J. Romano et al., Annual Meeting of the Florida Association of Institutional Research (2006).
    #[must_use]
    pub fn of_cliff_delta(delta: f64) -> Self {
        Self::by(delta, [0.147, 0.33, 0.474])
    }

    fn by(effect: f64, bounds: [f64; 3]) -> Self {
        match bounds
            .iter()
            .filter(|&&bound| effect.abs() >= bound)
            .count()
        {
            0 => Self::Negligible,
            1 => Self::Small,
            2 => Self::Medium,
            _ => Self::Large,
        }
    }
}

impl fmt::Display for Magnitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Negligible => "negligible",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        })
    }
}
