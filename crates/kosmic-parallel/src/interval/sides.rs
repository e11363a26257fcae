//! Two-sided intervals and one-sided limits of K.

use kosmic_core::{CoreError, Limits};

/// Which limits of K are asked for.
///
/// A one-sided limit at 1 - α is that of a two-sided interval at another level. Folding lets r of either sign count
/// against a *lower* limit of K, so that it comes from the interval of r at 1 - α; the *upper* limit comes from that at
/// 1 - 2α.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Sides {
    /// Both: K lies between them.
    #[default]
    Two,
    /// The lower limit: K is at least this; the upper end is 2.
    Lower,
    /// The upper limit: K is at most this; the lower end is 0. Needs a level above 0.5.
    Upper,
}

impl Sides {
    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Two => "two",
            Self::Lower => "lower",
            Self::Upper => "upper",
        }
    }

    /// The level of the two-sided interval of r whose fold has the limits asked for at `level`.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a level outside (0, 1), and of an upper limit outside (0.5, 1).
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::Sides;
    ///
    /// assert_eq!(Sides::Lower.two_sided_level(0.95)?, 0.95);
    /// assert!((Sides::Upper.two_sided_level(0.95)? - 0.9).abs() < 1e-15);
    /// assert!(Sides::Upper.two_sided_level(0.5).is_err());
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn two_sided_level(self, level: f64) -> Result<f64, CoreError> {
        kosmic_core::verify_level(level)?;
        match self {
            Self::Two | Self::Lower => Ok(level),
            Self::Upper if level > 0.5 => Ok(2.0 * level - 1.0),
            Self::Upper => Err(CoreError::OutOfRange {
                name: "the level of an upper limit",
                range: "in (0.5, 1)",
                value: level,
            }),
        }
    }

    /// The limits of K asked for: the end that was not becomes 0 or 2.
    pub(crate) fn of(self, folded: Limits) -> Limits {
        match self {
            Self::Two => folded,
            Self::Lower => Limits {
                upper: 2.0,
                ..folded
            },
            Self::Upper => Limits {
                lower: 0.0,
                ..folded
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_not_asked_for_is_that_of_the_range_of_k() {
        let folded = Limits {
            lower: 0.4,
            upper: 1.1,
        };
        assert_eq!(Sides::Two.of(folded), folded);
        assert_eq!(Sides::Lower.of(folded).upper, 2.0);
        assert_eq!(Sides::Upper.of(folded).lower, 0.0);
        assert_eq!(Sides::Upper.of(folded).upper, 1.1);
    }

    #[test]
    fn an_upper_limit_at_a_level_of_one_half_or_less_is_refused() {
        for level in [0.5, 0.1, 0.0, f64::NAN] {
            let error = Sides::Upper.two_sided_level(level).unwrap_err();
            assert!(matches!(error, CoreError::OutOfRange { .. }));
        }
        assert!(Sides::Lower.two_sided_level(0.1).is_ok());
    }
}
