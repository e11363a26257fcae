//! What can be asked of data before they are compared.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kosmic_data::{AsOf, Detector, Handling, Treatment};

use super::many::at_least;
use super::{FileArguments, MissingArguments};

#[derive(Args)]
pub(crate) struct CleanArguments {
    #[command(flatten)]
    pub(crate) file: FileArguments,
    /// The file to write: `.csv`, `.tsv`, `.npy`, `.npz` or `.parquet`.
    #[arg(long, value_name = "OUT")]
    pub(crate) out: PathBuf,
    /// The columns to treat, given by repetition or separated by commas; the others are written as they are. Default: all columns of
    /// numbers but those of `--on` and `--mask`.
    #[arg(long, value_name = "COLUMN", allow_negative_numbers = true)]
    pub(crate) columns: Vec<String>,
    #[command(flatten)]
    pub(crate) join: JoinArguments,
    /// A number that stands for a missing value, such as -999; given by repetition or separated by commas.
    #[arg(
        long,
        value_name = "NUMBER",
        value_delimiter = ',',
        allow_negative_numbers = true
    )]
    pub(crate) sentinel: Vec<f64>,
    /// Values are missing where this column is not 0; it is not written.
    #[arg(long, value_name = "COLUMN", allow_negative_numbers = true)]
    pub(crate) mask: Option<String>,
    #[command(flatten)]
    pub(crate) outliers: OutlierArguments,
    #[command(flatten)]
    pub(crate) missing: MissingArguments,
    /// One more column: the norms of the rows that some columns form, as `speed=u,v,w`.
    #[arg(long, value_name = "NAME=COLUMNS", value_parser = named)]
    pub(crate) norm: Vec<(String, String)>,
    /// What moves slowly is taken off.
    #[arg(long, value_enum)]
    pub(crate) trend: Option<TrendName>,
    /// The residuals of an autoregression by Burg's method, of the order that AIC chooses.
    #[arg(long)]
    pub(crate) whiten: bool,
    /// Bring the values to a common scale.
    #[arg(long, value_enum)]
    pub(crate) scale: Option<ScaleName>,
    /// Move a column up by so many rows, as `demand=3`: each value stands beside what came 3 rows before.
    #[arg(long, value_name = "COLUMN=ROWS", value_parser = lagged)]
    pub(crate) lag: Vec<(String, i64)>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct JoinArguments {
    /// Put the columns of another file beside those of FILE, by their time stamps.
    #[arg(long, value_name = "FILE", requires = "on")]
    pub(crate) join: Option<PathBuf>,
    /// The column of time stamps in both files: numbers that ascend.
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "join",
        allow_negative_numbers = true
    )]
    pub(crate) on: Option<String>,
    /// All rows of FILE, each with this row of the other file. Default: only rows with equal time stamps.
    #[arg(long, value_enum, value_name = "RULE", requires = "join")]
    pub(crate) as_of: Option<AsOfName>,
    /// Rows further apart than this do not belong together.
    #[arg(
        long,
        value_name = "T",
        requires = "as_of",
        allow_negative_numbers = true
    )]
    pub(crate) tolerance: Option<f64>,
}

#[derive(Args)]
pub(crate) struct OutlierArguments {
    /// Look for values that lie far from the others.
    #[arg(long, value_enum, value_name = "RULE")]
    pub(crate) outliers: Option<DetectorName>,
    /// How far. Default: 3 standard deviations, a modified z of 3.5, 1.5 interquartile ranges, 3 for hampel.
    #[arg(
        long,
        value_name = "T",
        requires = "outliers",
        allow_negative_numbers = true
    )]
    pub(crate) threshold: Option<f64>,
    /// Of hampel: rows to either side of the one in question.
    #[arg(long, value_name = "ROWS", value_parser = at_least(1), requires = "outliers", allow_negative_numbers = true)]
    pub(crate) half_window: Option<usize>,
    /// What becomes of them. Default: they are named in the record.
    #[arg(long, value_enum, value_name = "WHAT", requires = "outliers")]
    pub(crate) then: Option<HandlingName>,
}

impl OutlierArguments {
    /// How outliers are found, and what becomes of them.
    pub(crate) fn treatment(&self) -> Result<Option<Treatment>, String> {
        let Some(name) = self.outliers else {
            return Ok(None);
        };
        if self.half_window.is_some() && name != DetectorName::Hampel {
            return Err("--half-window belongs to --outliers hampel".into());
        }
        let or = |usual: f64| self.threshold.unwrap_or(usual);
        let detector = match name {
            DetectorName::ZScore => Detector::ZScore { threshold: or(3.0) },
            DetectorName::ModifiedZ => Detector::ModifiedZ { threshold: or(3.5) },
            DetectorName::Iqr => Detector::Iqr { factor: or(1.5) },
            DetectorName::Hampel => Detector::Hampel {
                half_window: self.half_window.unwrap_or(5),
                threshold: or(3.0),
            },
        };
        let handling = match self.then {
            None | Some(HandlingName::Flag) => Handling::Flag,
            Some(HandlingName::Empty) => Handling::Empty,
            Some(HandlingName::Drop) => Handling::Drop,
            Some(HandlingName::Winsorise) => Handling::Winsorise,
            Some(HandlingName::Clip) => Handling::Clip,
        };
        Ok(Some(Treatment::Outliers(detector, handling)))
    }
}

/// The rules for outliers as they are written on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DetectorName {
    /// Beyond so many standard deviations from the mean.
    ZScore,
    /// Beyond a modified z by the median absolute deviation.
    ModifiedZ,
    /// Beyond Tukey's fences, by the interquartile range.
    Iqr,
    /// Beyond the median of a window that moves along.
    Hampel,
}

/// What becomes of outliers, as it is written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum HandlingName {
    /// Nothing: the record names their rows.
    Flag,
    /// They become missing values.
    Empty,
    /// Their rows are dropped.
    Drop,
    /// They become the nearest value that is none.
    Winsorise,
    /// They become the fence that they lie beyond.
    Clip,
}

/// The ways to free a column of what moves slowly.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TrendName {
    /// The mean is taken off.
    Centre,
    /// The line of least squares is taken off.
    Detrend,
    /// From each value the one before is taken off.
    Difference,
    /// The logarithm of each value over the one before.
    LogReturns,
}

impl From<TrendName> for Treatment {
    fn from(name: TrendName) -> Self {
        match name {
            TrendName::Centre => Self::Centre,
            TrendName::Detrend => Self::Detrend,
            TrendName::Difference => Self::Difference,
            TrendName::LogReturns => Self::LogReturns,
        }
    }
}

/// The common scales.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ScaleName {
    /// Mean 0, standard deviation 1.
    ZScore,
    /// From 0 to 1.
    MinMax,
    /// Median 0, interquartile range 1.
    Robust,
}

impl From<ScaleName> for Treatment {
    fn from(name: ScaleName) -> Self {
        match name {
            ScaleName::ZScore => Self::ZScore,
            ScaleName::MinMax => Self::MinMax {
                low: 0.0,
                high: 1.0,
            },
            ScaleName::Robust => Self::Robust,
        }
    }
}

/// Which row of the other file belongs to a time stamp that it does not have.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum AsOfName {
    /// The last one at or before it.
    Backward,
    /// The first one at or after it.
    Forward,
    /// The nearer of the two.
    Nearest,
}

impl From<AsOfName> for AsOf {
    fn from(name: AsOfName) -> Self {
        match name {
            AsOfName::Backward => Self::Backward,
            AsOfName::Forward => Self::Forward,
            AsOfName::Nearest => Self::Nearest,
        }
    }
}

fn named(text: &str) -> Result<(String, String), String> {
    let parts = text.rsplit_once('=');
    let (name, value) = parts.ok_or("a name, `=` and what it stands for")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn lagged(text: &str) -> Result<(String, i64), String> {
    let (name, rows) = named(text)?;
    let rows = rows
        .parse()
        .map_err(|_| "a column, `=` and a number of rows")?;
    Ok((name, rows))
}
