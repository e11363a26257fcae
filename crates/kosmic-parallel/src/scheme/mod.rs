//! How rows are weighted in each replicate: the schemes by name, and what they need besides a name.

mod blocks;
mod choice;
mod design;
mod fitness;
mod labels;

pub(crate) use blocks::{BlockDesign, BlockKind};
pub use choice::SchemeChoice;
pub use design::Design;
pub(crate) use design::Parts;
pub(crate) use fitness::Grouping;
pub(crate) use labels::Labels;

use crate::interval::Method;

/// How rows are resampled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Scheme {
    /// Rows are drawn independently with replacement. Right for independent rows only: with autocorrelated series the
    /// intervals are far too narrow.
    #[default]
    Iid,
    /// Rows are drawn with replacement within strata, from each as many as it has. Needs labels: see
    /// [`Design::stratified`].
    Stratified,
    /// Whole clusters of rows are drawn with replacement, as many as there are; the number of rows varies. Needs labels:
    /// see [`Design::clustered`].
    Cluster,
    /// As [`Scheme::Iid`], but over all replicates together each row is drawn equally often: the bias estimate has no
    /// Monte Carlo error of first order. See [`Design::balanced`].
    Balanced,
    /// Each row gets a Poisson(1) weight of its own; the number of rows varies. See [`Design::poisson`].
    Poisson,
    /// The Bayesian bootstrap: each row gets an exponential weight, of which the shares are uniform on the simplex. See
    /// [`Design::dirichlet`].
    Dirichlet,
    /// Overlapping blocks of consecutive rows are drawn with replacement. See [`Design::moving`].
    Moving,
    /// As [`Scheme::Moving`], on rows that close to a circle. See [`Design::circular`].
    Circular,
    /// As [`Scheme::Circular`], blocks being of random length. See [`Design::stationary`].
    Stationary,
    /// Chosen by what a pair shows: [`Scheme::Iid`] or [`Scheme::Circular`]. See [`SchemeChoice`].
    Auto,
}

impl Scheme {
    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Iid => "iid",
            Self::Stratified => "stratified",
            Self::Cluster => "cluster",
            Self::Balanced => "balanced",
            Self::Poisson => "poisson",
            Self::Dirichlet => "dirichlet",
            Self::Moving => "moving",
            Self::Circular => "circular",
            Self::Stationary => "stationary",
            Self::Auto => "auto",
        }
    }

    /// What a reader must believe of the data for the interval to keep its promise.
    #[must_use]
    pub fn assumption(self) -> &'static str {
        match self {
            Self::Iid | Self::Balanced | Self::Poisson => "independent rows",
            Self::Stratified => "rows independent within strata, strata sampled in fixed numbers",
            Self::Cluster => {
                "independent clusters, rows of one cluster as dependent as they may be"
            }
            Self::Dirichlet => "exchangeable rows and no prior knowledge of their distribution",
            Self::Moving | Self::Circular | Self::Stationary | Self::Auto => {
                "a stationary series whose rows are as good as independent a few blocks apart"
            }
        }
    }

    /// Whether a replicate depends on its number alone, so that more replicates leave the first ones as they are. Not so
    /// for [`Scheme::Balanced`], where all replicates share the copies of the rows.
    #[must_use]
    pub fn is_extendable(self) -> bool {
        self != Self::Balanced
    }

    /// The method taken where none is asked for: the symmetric bootstrap-t, and for [`Scheme::Dirichlet`] the percentile
    /// interval, which is that of the posterior distribution.
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::{Method, Scheme};
    ///
    /// assert_eq!(Scheme::Cluster.default_method(), Method::StudentSymmetric);
    /// assert_eq!(Scheme::Dirichlet.default_method(), Method::Percentile);
    /// ```
    #[must_use]
    pub fn default_method(self) -> Method {
        match self {
            Self::Dirichlet => Method::Percentile,
            _ => Method::default(),
        }
    }

    /// Whether replicates are those of an estimate over samples, which has errors, and no draws from a posterior
    /// distribution, which is known.
    pub(crate) fn has_errors(self) -> bool {
        self != Self::Dirichlet
    }

    /// Whether blocks of consecutive rows are drawn.
    #[must_use]
    pub fn draws_blocks(self) -> bool {
        matches!(self, Self::Moving | Self::Circular | Self::Stationary)
    }

    /// Whether rows belong together by labels.
    pub(crate) fn needs_labels(self) -> bool {
        matches!(self, Self::Stratified | Self::Cluster)
    }

    /// Whether the counts of a replicate are had for all rows at once only.
    pub(crate) fn draws_whole_replicates(self) -> bool {
        matches!(self, Self::Stratified | Self::Cluster | Self::Balanced)
    }
}
