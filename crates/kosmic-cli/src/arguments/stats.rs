//! What can be asked about studies, effects and families of tests.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use kosmic_stats::{CorrelationMethod, MissingP};

use super::{AlternativeName, InputArguments};

#[derive(Args)]
pub(crate) struct PowerArguments {
    #[command(subcommand)]
    pub(crate) test: PowerTest,
}

#[derive(Subcommand)]
pub(crate) enum PowerTest {
    /// The test of a correlation
    #[command(after_help = "Examples:
  kosmic power corr --r 0.3 --n 84
  kosmic power corr --r 0.3 --power 0.8                        (how many rows?)
  kosmic power corr --n 50 --power 0.8 --alternative greater   (which correlation is found?)
  kosmic power corr --k 0.6 --power 0.9 --method fisher --json")]
    Corr(CorrArguments),
    /// A t test of means
    #[command(after_help = "Examples:
  kosmic power ttest --d 0.5 --n 64
  kosmic power ttest --d 0.5 --power 0.8 --design paired
  kosmic power ttest --n 30 --power 0.9 --ratio 2 --alternative greater --json")]
    Ttest(TtestArguments),
}

#[derive(Args)]
pub(crate) struct CorrArguments {
    /// The correlation to be found.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) r: Option<f64>,
    /// The same as K = 2|r|.
    #[arg(long, allow_negative_numbers = true, conflicts_with = "r")]
    pub(crate) k: Option<f64>,
    /// The correlation under the null hypothesis.
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    pub(crate) null: f64,
    /// How power is found.
    #[arg(long, value_enum, default_value_t = CorrMethod::Exact)]
    pub(crate) method: CorrMethod,
    #[command(flatten)]
    pub(crate) study: StudyArguments,
}

#[derive(Args)]
pub(crate) struct TtestArguments {
    /// The effect to be found, in standard deviations.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) d: Option<f64>,
    /// What is compared.
    #[arg(long, value_enum, default_value_t = DesignName::TwoSample)]
    pub(crate) design: DesignName,
    /// Values in the second group for each in the first.
    #[arg(long, default_value_t = 1.0, allow_negative_numbers = true)]
    pub(crate) ratio: f64,
    #[command(flatten)]
    pub(crate) study: StudyArguments,
}

/// Of effect, n, power and alpha three are given and the fourth is found; alpha is 0.05 where it is not what is wanted.
#[derive(Args)]
pub(crate) struct StudyArguments {
    /// The number of rows (of values in the first group).
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) n: Option<f64>,
    /// The power.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) power: Option<f64>,
    /// The level of the test. Default: 0.05, or what is found where all else is given.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) alpha: Option<f64>,
    /// What the test looks for.
    #[arg(long, value_enum, default_value_t = AlternativeName::TwoSided)]
    pub(crate) alternative: AlternativeName,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The names of the ways to power of a correlation.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CorrMethod {
    /// By the exact distribution of r.
    Exact,
    /// By Fisher's z.
    Fisher,
}

/// The names of the designs of t tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DesignName {
    /// The mean of one sample.
    OneSample,
    /// The means of pairs.
    Paired,
    /// The means of two groups.
    TwoSample,
}

#[derive(Args)]
pub(crate) struct EffectArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// The rows are pairs, as of one subject under two conditions.
    #[arg(long)]
    pub(crate) paired: bool,
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// Say in words how large the effects are by the customary bounds.
    #[arg(long)]
    pub(crate) words: bool,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct AdjustArguments {
    /// p-values, one a line; `-` reads standard input. An empty line, `NA` or `NaN` is a missing one.
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
    /// The procedure.
    #[arg(long, value_enum, default_value_t = AdjustMethod::Holm)]
    pub(crate) method: AdjustMethod,
    /// The level at which hypotheses are rejected, and that `bky` is made for.
    #[arg(long, default_value_t = 0.05, allow_negative_numbers = true)]
    pub(crate) alpha: f64,
    /// What becomes of missing p-values.
    #[arg(long, value_enum, default_value_t = MissingName::Refuse)]
    pub(crate) missing: MissingName,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The names of the procedures.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AdjustMethod {
    /// Family-wise, whatever the dependence.
    Bonferroni,
    /// Family-wise, independent tests.
    Sidak,
    /// Family-wise, whatever the dependence.
    Holm,
    /// Family-wise, independent tests.
    HolmSidak,
    /// Family-wise, positively dependent tests.
    Hochberg,
    /// Family-wise, positively dependent tests.
    Hommel,
    /// False discovery rate (Benjamini, Hochberg), positively dependent tests.
    Bh,
    /// False discovery rate (Benjamini, Yekutieli), whatever the dependence.
    By,
    /// False discovery rate in two stages (Benjamini, Krieger, Yekutieli), independent tests.
    Bky,
    /// q-values (Storey), weakly dependent tests.
    Storey,
}

/// The names of the policies for missing p-values.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MissingName {
    /// They are an error.
    Refuse,
    /// They stay missing and do not count among the tests.
    LeaveOut,
    /// They stay missing and count as tests that found nothing.
    CountAsOne,
}

impl From<CorrMethod> for CorrelationMethod {
    fn from(name: CorrMethod) -> Self {
        match name {
            CorrMethod::Exact => Self::Exact,
            CorrMethod::Fisher => Self::Fisher,
        }
    }
}

impl From<MissingName> for MissingP {
    fn from(name: MissingName) -> Self {
        match name {
            MissingName::Refuse => Self::Refuse,
            MissingName::LeaveOut => Self::LeaveOut,
            MissingName::CountAsOne => Self::CountAsOne,
        }
    }
}

/// A choice as it is written on the command line.
pub(crate) fn name_of(choice: &impl ValueEnum) -> String {
    let value = choice.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}
