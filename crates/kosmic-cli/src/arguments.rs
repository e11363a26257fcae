//! The command line: what can be asked, with help and examples.

mod alternative;
mod bayes;
mod cache;
mod ci;
mod clean;
mod file;
mod formula;
mod lag;
mod many;
mod measures;
mod missing;
mod scheme;
mod stats;
mod test;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use kosmic_parallel::Threads;

pub(crate) use alternative::AlternativeName;
pub(crate) use bayes::BayesArguments;
pub(crate) use cache::{CacheArguments, CacheQuestion, FolderArguments};
pub(crate) use ci::CiArguments;
pub(crate) use clean::CleanArguments;
pub(crate) use file::{ConvertArguments, FileArguments};
pub(crate) use formula::{CompareArguments, PartialArguments, WholeRows};
pub(crate) use lag::LagArguments;
pub(crate) use many::{MatrixArguments, RollingArguments};
pub(crate) use measures::{EstimatorName, MeasureName, MiArguments};
pub(crate) use missing::MissingArguments;
pub(crate) use scheme::{SchemeArguments, SchemeName};
pub(crate) use stats::{
    AdjustArguments, AdjustMethod, CorrArguments, CorrMethod, DesignName, EffectArguments,
    PowerArguments, PowerTest, StudyArguments, TtestArguments, name_of,
};
pub(crate) use test::{BlocklenArguments, TestArguments};

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
  kosmic clean data.csv --out clean.csv --missing linear
  kosmic k data.csv --x temperature --y demand
  kosmic ci data.csv --x temperature --y demand --replicates 9999 --threads all
  kosmic test data.csv --x temperature --y demand
  kosmic lag data.csv --x temperature --y demand --max-lag 24 --plot profile.svg
  kosmic mi data.csv --x temperature --y demand --permutations 999
  kosmic matrix data.csv --plot matrix.svg
  kosmic rolling data.csv --x temperature --y demand --window 168 --plot rolling.svg
  kosmic partial data.csv --x temperature --y demand --controls hour,price
  kosmic compare data.csv --x temperature --y demand --v price
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
  kosmic k data.csv --x gas_rate --y co2_percent --measure kendall
  kosmic k walk.npy --x 0 --y 1 --json
  kosmic k rat.csv --x px,py,pz --y speed     (K of the row norms of px, py, pz with speed)")]
    K(KArguments),
    /// Bootstrap confidence interval of K
    #[command(after_help = "Examples:
  kosmic ci data.csv --x gas_rate --y co2_percent
  kosmic ci data.csv --x a --y b --level 0.99 --replicates 9999 --method basic --seed 7
  kosmic ci data.csv --x a --y b --threads all --progress --json
  kosmic ci data.csv --x a --y b --method bca --adaptive 0.01
  kosmic ci data.csv --x a --y b --sides lower
  kosmic ci data.csv --x a --y b --clusters school     (rows of one school stay together)
  kosmic ci data.csv --x a --y b --strata region       (each region keeps its number of rows)
  kosmic ci small.csv --x a --y b --exact
  kosmic ci data.csv --x a --y b --replicates 1000 --save run.json
  kosmic ci data.csv --x a --y b --replicates 2000 --extend run.json

Ctrl-C ends the drawing: the interval of the replicates finished by then is printed (and saved), the exit code is 130. A
second Ctrl-C ends at once.")]
    Ci(CiArguments),
    /// Test of no coupling by surrogates
    #[command(after_help = "Examples:
  kosmic test data.csv --x temperature --y demand
  kosmic test data.csv --x a --y b --method permutation --stop-after 20
  kosmic test data.csv --x a --y b --block-length 24 --surrogates 1999 --threads all --json
  kosmic test data.csv --x a --y b --method iaaft --surrogates 999

Ctrl-C ends the test: p of the surrogates finished by then is printed, the exit code is 130.")]
    Test(TestArguments),
    /// How long blocks of dependent rows should be
    #[command(after_help = "Examples:
  kosmic blocklen data.csv --x temperature
  kosmic blocklen data.csv --x temperature --y demand --json")]
    Blocklen(BlocklenArguments),
    /// K over time lags; a positive lag means that x leads
    #[command(after_help = "Examples:
  kosmic lag data.csv --x gas_rate --y co2_percent --max-lag 20
  kosmic lag data.csv --x gas_rate --y co2_percent --max-lag 20 --plot profile.svg
  kosmic lag data.csv --x gas_rate --y co2_percent --max-lag 8 --band --test --threads all --json
  kosmic lag data.csv --x a --y b --max-lag 24 --test --prewhiten

Ctrl-C during --band or --test ends the work; what is finished is printed, the exit code is 130.")]
    Lag(LagArguments),
    /// Mutual information of two columns, and the K of a normal pair with as much
    #[command(after_help = "Examples:
  kosmic mi data.csv --x gas_rate --y co2_percent --jitter
  kosmic mi data.csv --x a --y b --neighbours 5 --permutations 999 --threads all --plot mi.svg
  kosmic mi data.csv --x a --y b --estimator histogram --json

Ctrl-C ends the permutations: the p-value of those finished by then is printed, the exit code is 130. A second Ctrl-C ends at
once.")]
    Mi(MiArguments),
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
    /// K of two columns with others, the controls, held fixed
    #[command(after_help = "Examples:
  kosmic partial data.csv --x temperature --y demand --controls hour,price
  kosmic partial data.csv --x temperature --y demand --controls hour --part x     (hour is taken out of temperature only)
  kosmic partial data.csv --x temperature --y demand --controls hour --missing listwise --plot partial.svg")]
    Partial(PartialArguments),
    /// Whether two couplings differ, or are as good as equal
    #[command(after_help = "Examples:
  kosmic compare data.csv --x temperature --y demand --v price           (temperature with demand, and with price)
  kosmic compare data.csv --x temperature --y demand --u wind --v price  (no series in common)
  kosmic compare north.csv --with south.csv --x temperature --y demand   (the same series, in other rows)
  kosmic compare data.csv --x temperature --y demand --v price --margin 0.2 --plot difference.svg")]
    Compare(CompareArguments),
    /// What to believe of a coupling: posterior distribution by the Bayesian bootstrap, and the Bayes factor of r
    #[command(after_help = "Examples:
  kosmic bayes data.csv --x temperature --y demand
  kosmic bayes data.csv --x a --y b --margin 0.05 --above 0.5 --level 0.9 --json
  kosmic bayes data.csv --x a --y b --draws 20000 --threads all --seed 7

Ctrl-C ends the drawing: what the draws finished by then say is printed, the exit code is 130.")]
    Bayes(BayesArguments),
    /// How probable a study finds what there is, or what it takes
    Power(PowerArguments),
    /// How far two columns lie apart: effect sizes of groups or of pairs
    #[command(after_help = "Examples:
  kosmic effect scores.csv --x treated --y controls
  kosmic effect scores.csv --x before --y after --paired --level 0.9
  kosmic effect scores.csv --x treated --y controls --missing listwise --words --json")]
    Effect(EffectArguments),
    /// Adjusts p-values for being many
    #[command(after_help = "Examples:
  kosmic adjust p.txt --method bh
  printf '0.01\\n0.04\\n0.03\\n' | kosmic adjust --method hommel --json")]
    Adjust(AdjustArguments),
    /// Writes columns of a file into a file of another format
    #[command(after_help = "Examples:
  kosmic convert data.csv data.parquet
  kosmic convert experiment.h5 run7.npz --dataset run7
  kosmic convert data.parquet pair.npy --columns temperature,demand")]
    Convert(ConvertArguments),
    /// Makes columns of a file fit to be compared: missing values, outliers, trends, scales, lags, joins
    #[command(after_help = "Examples:
  kosmic clean data.csv --out clean.parquet --sentinel -999 --outliers iqr --then empty --missing linear --max-gap 3
  kosmic clean data.csv --out white.npz --columns temperature,demand --trend difference --whiten --scale z-score
  kosmic clean flow.csv --out both.csv --join rain.csv --on hour --as-of backward --tolerance 1 --json

In this order: --join, --sentinel, --mask, --outliers, --missing, --norm, --trend, --whiten, --scale, --lag.")]
    Clean(CleanArguments),
    /// What a file holds: columns, types, missing values, range, autocorrelation, outliers
    #[command(after_help = "Examples:
  kosmic describe data.csv
  kosmic describe walk.npy --json
  kosmic describe experiment.h5 --dataset run7/sensors")]
    Describe(DescribeArguments),
    /// The folder of kept answers: what is in it, whether it is whole, emptying it
    #[command(after_help = "Examples:
  kosmic cache stats
  kosmic cache verify --folder /data/kosmic-cache --json
  kosmic cache clear")]
    Cache(CacheArguments),
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
    #[command(flatten)]
    pub(crate) file: FileArguments,
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
    #[command(flatten)]
    pub(crate) missing: MissingArguments,
}

#[derive(Args)]
pub(crate) struct KArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// Of which correlation K is taken; of any but Pearson's, only the inference that belongs to it is printed.
    #[arg(long, value_enum, default_value_t = MeasureName::Pearson)]
    pub(crate) measure: MeasureName,
    /// Confidence level of the analytic interval.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct DescribeArguments {
    #[command(flatten)]
    pub(crate) file: FileArguments,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
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
