//! How rows are resampled: schemes by name, with the options that belong to one.

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use kosmic_parallel::Scheme;

use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct SchemeArguments {
    /// How rows are resampled. Default: iid, or what the options below ask for.
    #[arg(long, value_enum)]
    scheme: Option<SchemeName>,
    /// The column that says to which stratum a row belongs, for `--scheme stratified`.
    #[arg(
        long,
        value_name = "COLUMN",
        required_if_eq("scheme", "stratified"),
        allow_negative_numbers = true
    )]
    pub(crate) strata: Option<String>,
    /// The column that says to which cluster a row belongs, for `--scheme cluster`.
    #[arg(
        long,
        value_name = "COLUMN",
        required_if_eq("scheme", "cluster"),
        allow_negative_numbers = true
    )]
    pub(crate) clusters: Option<String>,
    /// Shape of the gamma weights of `--scheme dirichlet`. Default: 1, the Bayesian bootstrap.
    #[arg(long, value_name = "A", allow_negative_numbers = true)]
    pub(crate) concentration: Option<f64>,
}

impl SchemeArguments {
    /// The scheme asked for by name, or by an option that belongs to one.
    ///
    /// # Errors
    /// Usage, where an option belongs to another scheme.
    pub(crate) fn scheme(&self) -> Result<SchemeName, Failure> {
        let options: [(&str, bool, &[SchemeName]); 3] = [
            ("--strata", self.strata.is_some(), &[SchemeName::Stratified]),
            (
                "--clusters",
                self.clusters.is_some(),
                &[SchemeName::Cluster],
            ),
            (
                "--concentration",
                self.concentration.is_some(),
                &[SchemeName::Dirichlet],
            ),
        ];
        let mut scheme = self.scheme;
        for (option, _, of) in options.into_iter().filter(|(_, given, _)| *given) {
            let scheme = *scheme.get_or_insert(of[0]);
            if !of.contains(&scheme) {
                let (scheme, of) = (Scheme::from(scheme).name(), Scheme::from(of[0]).name());
                let message = format!("{option} belongs to the {of} scheme, not to {scheme}");
                return Err(Failure::usage(anyhow!(message)));
            }
        }
        Ok(scheme.unwrap_or(SchemeName::Iid))
    }
}

/// The schemes as they are written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemeName {
    /// Rows drawn independently: right for independent rows only.
    Iid,
    /// As iid, each row equally often over all replicates together.
    Balanced,
    /// Each row with an independent Poisson weight.
    Poisson,
    /// The Bayesian bootstrap: credible limits by exponential weights.
    Dirichlet,
    /// Rows drawn within strata, from each as many as it has.
    Stratified,
    /// Whole clusters drawn: right where clusters are independent, whatever their rows.
    Cluster,
}

impl From<SchemeName> for Scheme {
    fn from(name: SchemeName) -> Self {
        match name {
            SchemeName::Iid => Self::Iid,
            SchemeName::Balanced => Self::Balanced,
            SchemeName::Poisson => Self::Poisson,
            SchemeName::Dirichlet => Self::Dirichlet,
            SchemeName::Stratified => Self::Stratified,
            SchemeName::Cluster => Self::Cluster,
        }
    }
}
