//! What can be wrong with the input of a metric, and where.

use std::fmt;

use crate::instruction_set::InstructionSet;
use crate::pair::Side;

/// Why a coupling could not be computed.
///
/// Each variant carries what was expected, what was found and where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CoreError {
    /// The two series differ in length.
    #[error(
        "the series differ in length: x has {x} observations, y has {y}; both need one value for each observation"
    )]
    LengthMismatch {
        /// Length of the first series.
        x: usize,
        /// Length of the second series.
        y: usize,
    },
    /// There are too few observations for the quantity asked for.
    #[error("too few observations: at least {needed} are needed, got {got}")]
    TooShort {
        /// The least number of observations.
        needed: usize,
        /// The number found.
        got: usize,
    },
    /// A series holds NaN or infinite values.
    #[error(
        "{side} holds {count} value(s) that are NaN or infinite, the first ({value}) at index {index}; remove or fill them first"
    )]
    NonFinite {
        /// Which series.
        side: Side,
        /// Index of the first such value, counted from 0.
        index: usize,
        /// That value.
        value: f64,
        /// How many there are.
        count: usize,
    },
    /// A series never varies, so that no correlation with it is defined.
    #[error("{side} is constant: each observation is {value}; a correlation with it is undefined")]
    Constant {
        /// Which series.
        side: Side,
        /// Its one value.
        value: f64,
    },
    /// More than the robust estimator can bear of a series has one and the same value.
    #[error(
        "the percentage-bend scale of {side} is 0: at least {percent} % of its observations equal their median"
    )]
    ZeroScale {
        /// Which series.
        side: Side,
        /// The share of observations, in per cent, whose equality makes the scale 0.
        percent: f64,
    },
    /// The largest lag leaves too few overlapping observations.
    #[error(
        "a lag of {max_lag} is too long for {n} observations: at most {longest} leaves an overlap of 3"
    )]
    LagTooLong {
        /// The lag asked for.
        max_lag: usize,
        /// The number of observations.
        n: usize,
        /// The longest lag that would do.
        longest: usize,
    },
    /// At no lag is the correlation defined.
    #[error(
        "the correlation is undefined at every lag from -{max_lag} to {max_lag}: one of the overlapping parts is always constant"
    )]
    NoLagDefined {
        /// The largest lag tried.
        max_lag: usize,
    },
    /// A number lies outside the range it must lie in.
    #[error("{name} must lie {range}, got {value}")]
    OutOfRange {
        /// What the number is.
        name: &'static str,
        /// The range in words.
        range: &'static str,
        /// The number found.
        value: f64,
    },
    /// The observations of a vector-valued series have no component.
    #[error("{side} has rows of length 0: each observation needs at least one component")]
    NoComponents {
        /// Which series.
        side: Side,
    },
    /// The correlation is exactly 1 or -1, so that the information of a normal pair has no bound.
    #[error(
        "the correlation is exactly {r}: the mutual information of such a normal pair is infinite"
    )]
    InfiniteInformation {
        /// 1 or -1.
        r: f64,
    },
    /// There are not as many neighbours as are asked for.
    #[error(
        "{neighbours} nearest neighbours among {n} observations: the number must lie between 1 and {}",
        .n.saturating_sub(1)
    )]
    Neighbours {
        /// The number asked for.
        neighbours: usize,
        /// The number of observations.
        n: usize,
    },
    /// Neighbours are at distance 0, so that the data are no sample of a continuous law.
    #[error(
        "observation {row} equals another, or shares its x or its y with all of its {neighbours} nearest neighbours: tied or rounded data have distances of 0; jitter them, or use a histogram"
    )]
    TiedRows {
        /// Index of one such observation, counted from 0.
        row: usize,
        /// The number of neighbours.
        neighbours: usize,
    },
    /// A measure needs whole columns in memory, and the source may not lend as much.
    #[error(
        "whole columns are needed in memory: {needed} bytes for {n} observations, of {budget} that may be used; take fewer rows, or a measure of one pass"
    )]
    NeedsMemory {
        /// The number of observations.
        n: usize,
        /// What holding the columns and working on them takes, in bytes.
        needed: u64,
        /// What may be used, in bytes.
        budget: u64,
    },
    /// The processor lacks the instruction set asked for.
    #[error(
        "this processor does not have the instruction set {0}; leave the choice to the default"
    )]
    InstructionSet(InstructionSet),
    /// A window is longer than the series.
    #[error("a window of {window} observations is longer than the series, which has {n}")]
    WindowTooLong {
        /// The window asked for.
        window: usize,
        /// The number of observations.
        n: usize,
    },
    /// Partial states do not belong together.
    #[error("these states cannot be merged: {reason}")]
    NotMergeable {
        /// Why not.
        reason: &'static str,
    },
    /// A matrix of couplings needs at least two series.
    #[error("a matrix of couplings needs at least two series, got {got}")]
    TooFewSeries {
        /// The number found.
        got: usize,
    },
    /// The series of a matrix differ in length.
    #[error(
        "series {series} has {got} observations and series 0 has {expected}; all need one value for each observation"
    )]
    SeriesLength {
        /// The first series that differs, counted from 0.
        series: usize,
        /// The length of series 0.
        expected: usize,
        /// Its length.
        got: usize,
    },
    /// A series of a matrix holds NaN or infinite values.
    #[error(
        "series {series} holds {count} value(s) that are NaN or infinite, the first ({value}) at index {index}; remove or fill them first, or choose how missing values (NaN) are dealt with"
    )]
    NonFiniteSeries {
        /// The first such series, counted from 0.
        series: usize,
        /// Index of its first such value, counted from 0.
        index: usize,
        /// That value.
        value: f64,
        /// How many there are in it.
        count: usize,
    },
    /// A control series cannot serve.
    #[error("control {control} (counted from 0) {problem}")]
    Control {
        /// Which of the controls, counted from 0.
        control: usize,
        /// What is wrong with it.
        problem: ControlProblem,
    },
    /// So many controls leave no degree of freedom.
    #[error(
        "{controls} controls leave no degree of freedom: {n} observations allow at most {most} (n - 2 - controls must be at least 1)"
    )]
    TooManyControls {
        /// The number of controls.
        controls: usize,
        /// The number of observations.
        n: usize,
        /// The largest number of controls that would do.
        most: usize,
    },
    /// The controls leave nothing of a series, so that no correlation with the rest of it is defined.
    #[error(
        "{side} is a linear function of the controls: what is left of it is rounding, and a correlation with that is undefined"
    )]
    Explained {
        /// Which series.
        side: Side,
    },
    /// A correlation of 1 or -1, for which the formula has no error to work with.
    #[error("{name} is {value}: a perfect correlation has no sampling error to compare with")]
    PerfectCorrelation {
        /// Which correlation.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// Two of the series of a comparison are unfit.
    #[error(
        "{first} and {second} of the comparison cannot be correlated: {source} (here x is {first}, y is {second})"
    )]
    Compared {
        /// Name of the first of the two.
        first: &'static str,
        /// Name of the second.
        second: &'static str,
        /// What is wrong; its sides X and Y are the first and the second.
        source: Box<CoreError>,
    },
    /// Correlations that no data can have together, or only data in which one series is a function of the others.
    #[error(
        "the correlations do not form a regular correlation matrix (smallest pivot {pivot}): one series is a linear function of the others, or they were rounded or come from different rows"
    )]
    SingularCorrelations {
        /// The smallest pivot of the Cholesky decomposition of their matrix, 1 at best.
        pivot: f64,
    },
    /// The source of the data failed.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// What is wrong with a control series.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlProblem {
    /// It has another length than the series.
    #[error("has {got} observations, {needed} are needed: one for each row")]
    Length {
        /// The number of rows.
        needed: usize,
        /// The number found.
        got: usize,
    },
    /// It holds NaN or infinite values.
    #[error(
        "holds {count} value(s) that are NaN or infinite, the first ({value}) at index {index}; remove or fill them first"
    )]
    NonFinite {
        /// Index of the first such value, counted from 0.
        index: usize,
        /// That value.
        value: f64,
        /// How many there are.
        count: usize,
    },
    /// It never varies, so that it controls for nothing.
    #[error("is constant: each observation is {value}; leave it out")]
    Constant {
        /// Its one value.
        value: f64,
    },
    /// It is a linear function of the controls before it.
    #[error("is a linear function of the controls before it; leave it out")]
    Collinear,
}

/// A failure of a [`PairSource`](crate::PairSource): the file vanished, was cut short, holds what cannot be read.
#[derive(Debug)]
pub struct SourceError(Box<dyn std::error::Error + Send + Sync>);

impl SourceError {
    /// Wraps the outside cause.
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the source of the data failed: {}", self.0)
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.0.as_ref())
    }
}
