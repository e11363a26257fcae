//! The ways from replicates to limits.

use kosmic_core::Limits;

use crate::error::ParallelError;
use crate::scheme::Scheme;

/// How replicates θ* of an estimate θ become limits at a level 1 - α. q(p) is the quantile of the replicates by linear
/// interpolation (type 7 of Hyndman and Fan 1996).
///
/// # Sources
/// B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapters 12 to 14 and 22; each method's file names
/// its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Method {
    /// [q(α/2), q(1-α/2)] (Efron 1979).
    Percentile,
    /// [2θ - q(1-α/2), 2θ - q(α/2)]: the errors of the replicates, turned around.
    Basic,
    /// θ ± z(1-α/2) s, s the standard deviation of the replicates.
    Normal,
    /// Percentile limits at probabilities corrected for the bias z0 of the replicates (Efron 1981).
    Bc,
    /// BC, corrected for the acceleration of the estimate too (Efron 1987). Needs the [`Jackknife`](super::Jackknife).
    Bca,
    /// What BCa tends to, found without replicates (DiCiccio, Efron 1992). Needs the [`Abc`](super::Abc) quantities.
    Abc,
    /// Bootstrap-t of z = atanh r, α/2 on either side: the quantiles are those of (z* - z)/s*, s* the influence error of
    /// each replicate, times the jackknife error of z. Needs both.
    Student,
    /// The same at equal distance from z, by the quantile 1-α of |z* - z|/s* (Hall 1988). The default: of all, its coverage
    /// stays nearest to the level over normal, heavy-tailed, skewed and contaminated data (`docs/CALIBRATION.md`).
    #[default]
    StudentSymmetric,
    /// Quantiles of |θ*|. For K = 2|r| this is what many programs print; it never contains 0, whatever the data. Kept
    /// for comparison only.
    LegacyPercentile,
}

impl Method {
    /// All methods: by quantiles and spread, corrected, studentised, legacy.
    pub const ALL: [Self; 9] = [
        Self::Percentile,
        Self::Basic,
        Self::Normal,
        Self::Bc,
        Self::Bca,
        Self::Abc,
        Self::Student,
        Self::StudentSymmetric,
        Self::LegacyPercentile,
    ];

    /// The name as users write it.
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::Method;
    ///
    /// assert_eq!(Method::LegacyPercentile.name(), "legacy-percentile");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
            Self::Basic => "basic",
            Self::Normal => "normal",
            Self::Bc => "bc",
            Self::Bca => "bca",
            Self::Abc => "abc",
            Self::Student => "student",
            Self::StudentSymmetric => "student-symmetric",
            Self::LegacyPercentile => "legacy-percentile",
        }
    }

    /// What it does, in a line for people.
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::Method;
    ///
    /// assert_eq!(Method::Percentile.summary(), "quantiles of the replicates");
    /// ```
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::Percentile => "quantiles of the replicates",
            Self::Basic => "twice the estimate minus those quantiles",
            Self::Normal => "estimate plus and minus normal quantiles times the bootstrap error",
            Self::Bc => "quantiles corrected for bias",
            Self::Bca => "quantiles corrected for bias and acceleration",
            Self::Abc => "the limits that bca tends to, by formula",
            Self::Student => "bootstrap-t on Fisher's scale, equal tails",
            Self::StudentSymmetric => "bootstrap-t on Fisher's scale, at equal distance",
            Self::LegacyPercentile => "quantiles of |r|: never contains 0; for comparison only",
        }
    }

    /// What it needs besides replicates.
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::Method;
    ///
    /// assert!(Method::Bc.needs().is_nothing());
    /// assert!(Method::Bca.needs().jackknife);
    /// assert!(Method::Student.needs().replicate_errors);
    /// ```
    #[must_use]
    pub fn needs(self) -> Needs {
        Needs {
            jackknife: matches!(self, Self::Bca | Self::Student | Self::StudentSymmetric),
            abc: matches!(self, Self::Abc),
            replicate_errors: matches!(self, Self::Student | Self::StudentSymmetric),
        }
    }
}

impl Method {
    /// Whether its limits hang on replicates at all.
    pub(crate) fn uses_replicates(self) -> bool {
        self != Self::Abc
    }

    /// Checks that the scheme has the errors that the method takes, if it takes any: draws from a posterior distribution
    /// ([`Scheme::Dirichlet`]) have none, so that BCa, ABC and the bootstrap-t do not take them; nor are there ABC quantities of
    /// blocks.
    ///
    /// # Errors
    /// [`ParallelError::MethodScheme`].
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::{Method, Scheme};
    ///
    /// assert!(Method::Bca.verify_scheme(Scheme::Cluster).is_ok());
    /// assert!(Method::Bca.verify_scheme(Scheme::Dirichlet).is_err());
    /// ```
    pub fn verify_scheme(self, scheme: Scheme) -> Result<(), ParallelError> {
        let has_abc = !(self.needs().abc && scheme.draws_blocks());
        if self.needs().is_nothing() || scheme.has_errors() && has_abc {
            return Ok(());
        }
        Err(ParallelError::MethodScheme {
            method: self.name(),
            scheme: scheme.name(),
        })
    }
}

/// What a method needs besides replicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Needs {
    /// The jackknife of the data, found while they are read for the replicates.
    pub jackknife: bool,
    /// The ABC quantities of the data, found likewise.
    pub abc: bool,
    /// An error of each replicate: 14 sums for each in place of 5.
    pub replicate_errors: bool,
}

impl Needs {
    /// Whether replicates are enough.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    pub(crate) fn described(self) -> &'static str {
        match (self.jackknife, self.abc, self.replicate_errors) {
            (_, _, true) => "the error of each replicate and the jackknife of r",
            (true, ..) => "the jackknife of r",
            (_, true, _) => "the ABC quantities of r",
            _ => "nothing",
        }
    }
}

/// An interval of a statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Interval {
    /// Its limits.
    pub limits: Limits,
    /// How it was made.
    pub method: Method,
    /// The level it promises.
    pub level: f64,
}
