//! What can be asked of posterior distributions.

use clap::Args;
use kosmic_parallel::Threads;
use kosmic_stats::BayesianBootstrap;

use super::{InputArguments, threads};

#[derive(Args)]
pub(crate) struct BayesArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// Probability of the intervals.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// Half the width of the region of r that is as good as no coupling: |r| below it.
    #[arg(long, default_value_t = 0.1, allow_negative_numbers = true)]
    pub(crate) margin: f64,
    /// Print the probability that K is above this, too.
    #[arg(long, value_name = "K", allow_negative_numbers = true)]
    pub(crate) above: Option<f64>,
    /// Number of draws from the posterior distribution.
    #[arg(
        long,
        default_value_t = 4000,
        value_name = "B",
        allow_negative_numbers = true
    )]
    draws: usize,
    /// Concentration of the Dirichlet weights: 1 is Rubin's prior, more holds the draws closer to the estimate.
    #[arg(long, default_value_t = 1.0, allow_negative_numbers = true)]
    pub(crate) concentration: f64,
    /// Width of the prior of the Bayes factor: 1 is uniform on r, more expects stronger couplings.
    #[arg(long, default_value_t = 1.0, allow_negative_numbers = true)]
    pub(crate) kappa: f64,
    /// Seed of the random numbers: the same seed gives the same draws.
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) seed: u64,
    /// Number of threads, or `all`. The result does not depend on it.
    #[arg(long, default_value = "1", value_parser = threads, allow_negative_numbers = true)]
    threads: Threads,
    /// Show a progress bar on a terminal.
    #[arg(long)]
    pub(crate) progress: bool,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

impl BayesArguments {
    /// The choices, checked where they meet data.
    pub(crate) fn bootstrap(&self) -> BayesianBootstrap {
        BayesianBootstrap::new()
            .draws(self.draws)
            .seed(self.seed)
            .threads(self.threads)
            .concentration(self.concentration)
    }
}
