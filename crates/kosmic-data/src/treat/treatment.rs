//! What can be done to the values of a column.

use kosmic_core::{Autoregression, Fill};

use super::known::complete;
use super::outliers::{Detector, Handling};
use super::{Step, TreatmentProblem, scale, trend};

/// Something to be done to the values of columns by [`Table::treat`](crate::Table::treat). Missing values are NaN, and stay missing
/// unless a treatment is for them; infinite values are refused where something is estimated.
///
/// # Example
/// ```
/// use kosmic_data::{Detector, Handling, Treatment, read_csv};
///
/// let text = "flow\n1.0\n1.2\n0.9\n1.1\n-99\n1.0\n88\n1.1\n0.8\n";
/// let table = read_csv(text.as_bytes(), &Default::default())?;
/// let known = table.treat(&["flow"], &Treatment::Sentinels(vec![-99.0]))?;
/// let clean = known.treat(&["flow"], &Treatment::Outliers(Detector::iqr(), Handling::Drop))?;
/// assert_eq!(clean.n_rows(), 8);
/// assert_eq!(clean.column("flow")?.history()[1].flagged, [6]);
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Treatment {
    /// These numbers stand for missing values, such as -999.
    Sentinels(Vec<f64>),
    /// Values in the rows of this mask that are true become missing.
    Mask(Vec<bool>),
    /// Missing values are an error, with their number and the first place; otherwise nothing is done.
    Refuse,
    /// Rows in which one of the treated columns lacks its value are dropped from the table. For two columns that is the same as
    /// pairwise.
    Listwise,
    /// Other values stand in for missing ones.
    Fill(Fill),
    /// What becomes of values that lie far from the others.
    Outliers(Detector, Handling),
    /// (x - mean) / s, with s by n - 1.
    ZScore,
    /// Linearly to the range from `low` to `high`.
    MinMax {
        /// What the least value becomes.
        low: f64,
        /// What the largest value becomes.
        high: f64,
    },
    /// (x - median) / (q(0.75) - q(0.25)), quantiles of type 7.
    Robust,
    /// x - mean.
    Centre,
    /// x - (a + b t), the line of least squares over the rows t.
    Detrend,
    /// x(t) - x(t-1); the first row is dropped from the table. Of what has a missing value in it, the difference is missing.
    Difference,
    /// ln(x(t) / x(t-1)); the first row is dropped from the table.
    LogReturns,
    /// x(t + L) in row t, so that it stands beside what it follows by L rows; |L| rows are dropped from the table.
    Lag(i64),
    /// The residuals of an autoregression by Burg's method, of the order that AIC chooses; the first rows are dropped from the table.
    Whiten,
}

/// What a treatment makes of a column.
pub(super) struct Outcome {
    /// One for each row, also of those that are dropped.
    pub(super) values: Vec<f64>,
    /// Which rows are dropped; nothing where none is.
    pub(super) dropped: Vec<bool>,
    /// What was done, without the counts of rows.
    pub(super) step: Step,
}

impl Outcome {
    pub(super) fn new(values: Vec<f64>, step: Step) -> Self {
        Self {
            values,
            dropped: Vec::new(),
            step,
        }
    }

    pub(super) fn dropping(mut self, is_dropped: impl Fn(usize) -> bool) -> Self {
        self.dropped = (0..self.values.len()).map(is_dropped).collect();
        self
    }
}

impl Treatment {
    /// The name and the parameters.
    pub(super) fn step(&self) -> Step {
        match self {
            Self::Sentinels(values) => {
                let list: Vec<String> = values.iter().map(f64::to_string).collect();
                Step::new("sentinels").with("values", &list.join(" ")[..])
            }
            Self::Mask(mask) => {
                let count = mask.iter().filter(|masked| **masked).count();
                Step::new("mask").with("rows", count)
            }
            Self::Refuse => Step::new("refuse"),
            Self::Listwise => Step::new("listwise"),
            Self::Fill(fill) => {
                let step = Step::new("fill").with("method", &fill.method.to_string()[..]);
                match fill.max_gap {
                    Some(most) => step.with("max_gap", most),
                    None => step,
                }
            }
            Self::Outliers(detector, handling) => detector.step().with("then", handling.name()),
            Self::ZScore => Step::new("z-score"),
            Self::MinMax { low, high } => {
                Step::new("min-max").with("low", *low).with("high", *high)
            }
            Self::Robust => Step::new("robust"),
            Self::Centre => Step::new("centre"),
            Self::Detrend => Step::new("detrend"),
            Self::Difference => Step::new("difference"),
            Self::LogReturns => Step::new("log-returns"),
            Self::Lag(rows) => Step::new("lag").with("rows", *rows as f64),
            Self::Whiten => Step::new("whiten"),
        }
    }

    /// The values of one column, treated.
    pub(super) fn apply(&self, values: &[f64]) -> Result<Outcome, TreatmentProblem> {
        let step = self.step();
        match self {
            Self::Sentinels(sentinels) => {
                let is_missing = |value: &f64| sentinels.contains(value);
                Ok(emptied(values, |_, value| is_missing(value), step))
            }
            Self::Mask(mask) if mask.len() != values.len() => Err(TreatmentProblem::MaskLength {
                expected: values.len(),
                found: mask.len(),
            }),
            Self::Mask(mask) => Ok(emptied(values, |row, _| mask[row], step)),
            Self::Refuse => {
                complete(values)?;
                Ok(Outcome::new(values.to_vec(), step))
            }
            Self::Listwise => {
                Ok(Outcome::new(values.to_vec(), step).dropping(|row| values[row].is_nan()))
            }
            Self::Fill(fill) => filled(*fill, values, step),
            Self::Outliers(detector, handling) => handling.apply(detector, values, step),
            Self::ZScore => scale::z_score(values, step),
            Self::MinMax { low, high } => scale::min_max(values, [*low, *high], step),
            Self::Robust => scale::robust(values, step),
            Self::Centre => trend::centre(values, step),
            Self::Detrend => trend::detrend(values, step),
            Self::Difference => trend::difference(values, step),
            Self::LogReturns => trend::log_returns(values, step),
            Self::Lag(rows) => lagged(values, *rows, step),
            Self::Whiten => whitened(values, step),
        }
    }
}

fn emptied(values: &[f64], is_missing: impl Fn(usize, &f64) -> bool, step: Step) -> Outcome {
    let value = |(row, value): (usize, &f64)| {
        if is_missing(row, value) {
            f64::NAN
        } else {
            *value
        }
    };
    Outcome::new(values.iter().enumerate().map(value).collect(), step)
}

fn filled(fill: Fill, values: &[f64], mut step: Step) -> Result<Outcome, TreatmentProblem> {
    let filled = fill.apply(values)?;
    let report = filled.report;
    step.estimate([
        ("gaps", report.gaps as f64),
        ("longest_gap", report.longest_gap as f64),
    ]);
    step.warning = report.warning();
    Ok(Outcome::new(filled.values, step))
}

fn lagged(values: &[f64], rows: i64, step: Step) -> Result<Outcome, TreatmentProblem> {
    let (n, size) = (values.len(), rows.unsigned_abs());
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if size >= n {
        let needed = size.saturating_add(1);
        return Err(TreatmentProblem::TooFew { needed, found: n });
    }
    let gap = std::iter::repeat_n(f64::NAN, size);
    if rows >= 0 {
        let values = values[size..].iter().copied().chain(gap).collect();
        return Ok(Outcome::new(values, step).dropping(|row| row >= n - size));
    }
    let values = gap.chain(values[..n - size].iter().copied()).collect();
    Ok(Outcome::new(values, step).dropping(|row| row < size))
}

fn whitened(values: &[f64], mut step: Step) -> Result<Outcome, TreatmentProblem> {
    complete(values)?;
    let model = Autoregression::best(values, None)?;
    let order = model.order();
    let residuals = model.residuals(values)?;
    let gap = std::iter::repeat_n(f64::NAN, order);
    let values = gap.chain(residuals).collect();
    step.estimate([
        ("order", order as f64),
        ("mean", model.mean),
        ("unexplained", model.unexplained),
    ]);
    Ok(Outcome::new(values, step).dropping(|row| row < order))
}
