//! How rows are resampled: schemes by name, with the options that belong to one.

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use kosmic_parallel::Scheme;

use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct SchemeArguments {
    /// How rows are resampled. Default: auto, or what the options below ask for; iid with --exact.
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
    /// Rows of a block, or their mean number for `--scheme stationary`. Default: auto, the length that the two series call for.
    #[arg(long, value_name = "auto|N", value_parser = block_length, allow_negative_numbers = true)]
    block_length: Option<BlockLength>,
}

/// Rows of a block.
#[derive(Clone, Copy)]
enum BlockLength {
    Auto,
    Rows(usize),
}

fn block_length(text: &str) -> Result<BlockLength, String> {
    match text.parse() {
        _ if text == "auto" => Ok(BlockLength::Auto),
        Ok(rows) if rows > 0 => Ok(BlockLength::Rows(rows)),
        _ => Err("auto or a number of rows from 1 on is expected".into()),
    }
}

impl SchemeArguments {
    /// The scheme asked for by name, or by an option that belongs to one.
    ///
    /// # Errors
    /// Usage, where an option belongs to another scheme.
    pub(crate) fn scheme(&self) -> Result<SchemeName, Failure> {
        let options: [(&str, bool, &[SchemeName]); 4] = [
            (
                "--block-length",
                self.block_length.is_some(),
                &SchemeName::OF_BLOCKS,
            ),
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
        Ok(scheme.unwrap_or(SchemeName::Auto))
    }

    /// The length of blocks, if one was given.
    pub(crate) fn rows_of_a_block(&self) -> Option<usize> {
        match self.block_length? {
            BlockLength::Auto => None,
            BlockLength::Rows(rows) => Some(rows),
        }
    }
}

/// The schemes as they are written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemeName {
    /// Independent rows where these look so, else circular blocks.
    Auto,
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
    /// Blocks of consecutive rows.
    Moving,
    /// The same on rows that close to a circle: right for series whose rows depend on each other over short times.
    Circular,
    /// The same with random lengths.
    Stationary,
}

impl SchemeName {
    /// Those that may draw blocks.
    const OF_BLOCKS: [Self; 4] = [Self::Auto, Self::Moving, Self::Circular, Self::Stationary];
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
            SchemeName::Auto => Self::Auto,
            SchemeName::Moving => Self::Moving,
            SchemeName::Circular => Self::Circular,
            SchemeName::Stationary => Self::Stationary,
        }
    }
}
