//! The command line: what can be asked, with help and examples.

mod many;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use kosmic_parallel::{Method, ReplicateCount, Scheme, Threads};

pub(crate) use many::{MatrixArguments, RollingArguments};

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
  kosmic matrix data.csv --plot matrix.svg
  kosmic rolling data.csv --x temperature --y demand --window 168 --plot rolling.svg
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
  kosmic ci data.csv --x a --y b --threads all --progress --json
  kosmic ci data.csv --x a --y b --method bca --adaptive 0.01
  kosmic ci data.csv --x a --y b --method student-symmetric --replicates 1000 --save run.json
  kosmic ci data.csv --x a --y b --method student-symmetric --replicates 2000 --extend run.json

Ctrl-C ends the drawing: the interval of the replicates finished by then is printed (and saved), the exit code is 130. A
second Ctrl-C ends at once.")]
    Ci(CiArguments),
    /// K over time lags; a positive lag means that x leads
    #[command(after_help = "Examples:
  kosmic lag data.csv --x gas_rate --y co2_percent --max-lag 20
  kosmic lag data.csv --x gas_rate --y co2_percent --max-lag 20 --plot profile.svg")]
    Lag(LagArguments),
    /// K between all of many columns
    #[command(after_help = "Examples:
  kosmic matrix data.csv --plot matrix.svg
  kosmic matrix data.csv --columns temperature,demand,price --missing pairwise --p-values
  kosmic matrix data.csv --max-lag 24 --threads all --json     (of each pair the lag with the largest K)")]
    Matrix(MatrixArguments),
    /// K in windows that move along two columns
    #[command(after_help = "Examples:
  kosmic rolling data.csv --x temperature --y demand --window 168 --step 24
  kosmic rolling data.csv --x temperature --y demand --window 168 --minimum 100 --missing pairwise --json
  kosmic rolling data.csv --x temperature --y demand --expanding --plot expanding.svg")]
    Rolling(RollingArguments),
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
    #[command(flatten)]
    pub(crate) count: CountArguments,
    /// Confidence level, strictly between 0 and 1.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// How replicates of r become limits, which are folded to K.
    #[arg(long, value_parser = method(), default_value = Method::default().name())]
    pub(crate) method: Method,
    /// How rows are resampled.
    #[arg(long, value_enum, default_value_t = SchemeName::Iid)]
    pub(crate) scheme: SchemeName,
    /// Seed of the random numbers: the same seed gives the same interval. Default: 0, or that of the replicates extended.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// Number of threads, or `all`. The result does not depend on it.
    #[arg(long, default_value = "1", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Threads,
    /// Save the replicates in this file, to be extended or read at other levels and by other methods later.
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Begin with the replicates saved in this file and draw what is missing; all are saved there again, or where
    /// `--save` says.
    #[arg(long, value_name = "FILE")]
    pub(crate) extend: Option<PathBuf>,
    /// Show a progress bar on a terminal.
    #[arg(long)]
    pub(crate) progress: bool,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct CountArguments {
    /// Number of bootstrap replicates.
    #[arg(
        long,
        default_value_t = 1999,
        value_name = "B",
        allow_negative_numbers = true
    )]
    replicates: usize,
    /// Draw until another seed would move the limits by no more than this fraction of the interval's width.
    #[arg(
        long,
        value_name = "TOLERANCE",
        conflicts_with = "replicates",
        allow_negative_numbers = true
    )]
    adaptive: Option<f64>,
    /// At least this many, if adaptive.
    #[arg(
        long,
        default_value_t = 1000,
        value_name = "B",
        requires = "adaptive",
        allow_negative_numbers = true
    )]
    min_replicates: usize,
    /// At most this many, if adaptive.
    #[arg(
        long,
        default_value_t = 100_000,
        value_name = "B",
        requires = "adaptive",
        allow_negative_numbers = true
    )]
    max_replicates: usize,
}

impl From<&CountArguments> for ReplicateCount {
    fn from(count: &CountArguments) -> Self {
        match count.adaptive {
            None => Self::Fixed(count.replicates),
            Some(tolerance) => Self::Adaptive {
                tolerance,
                min: count.min_replicates,
                max: count.max_replicates,
            },
        }
    }
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

/// The methods by their names.
fn method() -> impl TypedValueParser<Value = Method> {
    let named = Method::ALL.map(|method| PossibleValue::new(method.name()).help(method.summary()));
    PossibleValuesParser::new(named).map(|name| {
        let mut methods = Method::ALL.into_iter();
        let method = methods.find(|method| method.name() == name);
        method.expect("the parser accepts names of methods only")
    })
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
