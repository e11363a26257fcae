//! How rows are weighted in each replicate: the schemes by name, and what they need besides a name.

mod design;
mod labels;

pub use design::Design;
pub(crate) use design::Parts;
pub(crate) use labels::Labels;

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
        }
    }

    /// Whether a replicate depends on its number alone, so that more replicates leave the first ones as they are. Not so
    /// for [`Scheme::Balanced`], where all replicates share the copies of the rows.
    #[must_use]
    pub fn is_extendable(self) -> bool {
        self != Self::Balanced
    }

    /// Whether errors found by leaving out single rows are those of the scheme.
    pub(crate) fn resamples_single_rows(self) -> bool {
        matches!(self, Self::Iid | Self::Balanced | Self::Poisson)
    }

    /// Whether the counts of a replicate are had for all rows at once only.
    pub(crate) fn draws_whole_replicates(self) -> bool {
        matches!(self, Self::Stratified | Self::Cluster | Self::Balanced)
    }
}
