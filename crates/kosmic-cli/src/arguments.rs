//! The command line: what can be asked, with help and examples.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use kosmic_parallel::{Method, Scheme, Threads};

/// How strongly are measured series coupled, how sure are we, and at which lag?
#[derive(Parser)]
#[command(
    name = "kosmic",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(after_help = "Examples:
  kosmic describe data.csv
  kosmic k data.csv --x temperature --y demand
  kosmic ci data.csv --x temperature --y demand --replicates 9999 --threads all
  kosmic lag data.csv --x temperature --y demand --max-lag 24 --plot profile.svg
  cut -d, -f2,5 data.csv | kosmic k - --x a --y b --json")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// K = 2|r| of two columns, with relatives, p-value and analytic interval
    #[command(after_help = "Examples:
  kosmic k data.csv --x gas_rate --y co2_percent
  kosmic k walk.npy --x 0 --y 1 --json
  kosmic k rat.csv --x px,py,pz --y speed     (K of the row norms of px, py, pz with speed)")]
    K(KArguments),
    /// Bootstrap confidence interval of K
    #[command(after_help = "Examples:
  kosmic ci data.csv --x gas_rate --y co2_percent
  kosmic ci data.csv --x a --y b --level 0.99 --replicates 9999 --method basic --seed 7
  kosmic ci data.csv --x a --y b --threads all --progress --json")]
    Ci(CiArguments),
    /// K over time lags; a positive lag means that x leads
    #[command(after_help = "Examples:
  kosmic lag data.csv --x gas_rate --y co2_percent --max-lag 20
  kosmic lag data.csv --x gas_rate --y co2_percent --max-lag 20 --plot profile.svg")]
    Lag(LagArguments),
    /// What a file holds: columns, types, missing values, range, autocorrelation
    #[command(after_help = "Examples:
  kosmic describe data.csv
  kosmic describe walk.npy --json")]
    Describe(DescribeArguments),
    /// Prints a completion script for a shell
    #[command(after_help = "Example:
  kosmic completions bash > /etc/bash_completion.d/kosmic")]
    Completions {
        /// The shell to write for.
        shell: Shell,
    },
}

#[derive(Args)]
pub(crate) struct InputArguments {
    /// A CSV or NPY file; `-` reads CSV from standard input.
    pub(crate) file: PathBuf,
    /// The first series: a column's name (or 0-based index where columns have no names). Several, given by repetition
    /// or separated by commas, stand for the norm of the row they form.
    #[arg(
        long,
        required = true,
        value_name = "COLUMN",
        allow_negative_numbers = true
    )]
    pub(crate) x: Vec<String>,
    /// The second series, in the same way.
    #[arg(
        long,
        required = true,
        value_name = "COLUMN",
        allow_negative_numbers = true
    )]
    pub(crate) y: Vec<String>,
}

#[derive(Args)]
pub(crate) struct KArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// Confidence level of the analytic interval.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct CiArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// Number of bootstrap replicates.
    #[arg(
        long,
        default_value_t = 1999,
        value_name = "B",
        allow_negative_numbers = true
    )]
    pub(crate) replicates: usize,
    /// Confidence level, strictly between 0 and 1.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// How replicates become an interval.
    #[arg(long, value_enum, default_value_t = MethodName::Percentile)]
    pub(crate) method: MethodName,
    /// How rows are resampled.
    #[arg(long, value_enum, default_value_t = SchemeName::Iid)]
    pub(crate) scheme: SchemeName,
    /// Seed of the random numbers: the same seed gives the same interval.
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) seed: u64,
    /// Number of threads, or `all`. The result does not depend on it.
    #[arg(long, default_value = "1", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Threads,
    /// Show a progress bar on a terminal.
    #[arg(long)]
    pub(crate) progress: bool,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct LagArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// The longest lag, in rows.
    #[arg(long, value_name = "L", allow_negative_numbers = true)]
    pub(crate) max_lag: usize,
    /// Draw the profile into this SVG file.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct DescribeArguments {
    /// A CSV or NPY file; `-` reads CSV from standard input.
    pub(crate) file: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The methods as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum MethodName {
    /// Quantiles of the resampled r, folded to K.
    Percentile,
    /// Twice the estimate minus those quantiles, folded to K.
    Basic,
    /// Estimate plus and minus normal quantiles times the bootstrap error, folded to K.
    Normal,
    /// Quantiles of the resampled |r|: never contains 0; for comparison with older programs only.
    LegacyPercentile,
}

impl From<MethodName> for Method {
    fn from(name: MethodName) -> Self {
        match name {
            MethodName::Percentile => Self::Percentile,
            MethodName::Basic => Self::Basic,
            MethodName::Normal => Self::Normal,
            MethodName::LegacyPercentile => Self::LegacyPercentile,
        }
    }
}

/// The schemes as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SchemeName {
    /// Rows drawn independently: right for independent rows only.
    Iid,
}

impl From<SchemeName> for Scheme {
    fn from(name: SchemeName) -> Self {
        match name {
            SchemeName::Iid => Self::Iid,
        }
    }
}

fn threads(text: &str) -> Result<Threads, String> {
    if text == "all" {
        return Ok(Threads::All);
    }
    match text.parse::<usize>() {
        Ok(count) if count > 0 => Ok(Threads::Exactly(count)),
        _ => Err("a number from 1 on, or `all`".into()),
    }
}
