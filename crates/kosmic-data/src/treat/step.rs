//! The record of what was done to a column.

use std::borrow::Cow;
use std::fmt;

use kosmic_core::FillWarning;

/// A number or a word that a step was given.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Parameter {
    /// A number.
    Number(f64),
    /// A word.
    Text(String),
}

impl From<f64> for Parameter {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Parameter {
    fn from(number: usize) -> Self {
        Self::Number(number as f64)
    }
}

impl From<&str> for Parameter {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// Something that was done to a column: with which parameters, and to how many values. [`Column::history`](crate::Column::history)
/// has all of them in their order.
///
/// # Example
/// ```
/// use kosmic_core::{Fill, FillMethod};
/// use kosmic_data::{Treatment, read_csv};
///
/// let table = read_csv("flow\n1\nNA\n3\n".as_bytes(), &Default::default())?;
/// let table = table.treat(&["flow"], &Treatment::Fill(Fill::new(FillMethod::Linear)))?;
/// let step = &table.column("flow")?.history()[0];
/// assert_eq!(step.to_string(), "fill (method = linear): 1 value changed, 1 missing became 0");
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Step {
    /// What was done.
    pub name: Cow<'static, str>,
    /// With which choices.
    pub parameters: Vec<(Cow<'static, str>, Parameter)>,
    /// What was estimated from the values on the way, such as a mean that was taken off.
    pub estimates: Vec<(Cow<'static, str>, f64)>,
    /// The number of rows before.
    pub rows_before: usize,
    /// The number of rows after.
    pub rows_after: usize,
    /// The number of missing values before.
    pub missing_before: usize,
    /// The number of missing values after.
    pub missing_after: usize,
    /// In how many of the rows that are left the value is another than before.
    pub changed: usize,
    /// The rows that were found to be outliers, counted from 0 before any was dropped.
    pub flagged: Vec<usize>,
    /// The bias that comes with it.
    pub warning: Option<FillWarning>,
}

impl Step {
    /// A step without any count yet.
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name: name.into(),
            parameters: Vec::new(),
            estimates: Vec::new(),
            rows_before: 0,
            rows_after: 0,
            missing_before: 0,
            missing_after: 0,
            changed: 0,
            flagged: Vec::new(),
            warning: None,
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Parameter>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    pub(super) fn estimate<const N: usize>(&mut self, estimates: [(&'static str, f64); N]) {
        let named = estimates.map(|(name, value)| (name.into(), value));
        self.estimates = named.into();
    }

    /// The name and the parameters.
    pub(super) fn title(&self) -> String {
        let parameters = self.parameters.iter();
        let parameters = parameters.map(|(name, value)| format!("{name} = {value}"));
        let parameters = parameters.collect::<Vec<_>>().join(", ");
        if parameters.is_empty() {
            return self.name.clone().into_owned();
        }
        format!("{} ({parameters})", self.name)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.changed == 1 { "" } else { "s" };
        write!(
            f,
            "{}: {} value{plural} changed",
            self.title(),
            self.changed
        )?;
        if self.missing_before != self.missing_after {
            let (before, after) = (self.missing_before, self.missing_after);
            write!(f, ", {before} missing became {after}")?;
        }
        if self.rows_before != self.rows_after {
            let (before, after) = (self.rows_before, self.rows_after);
            write!(f, ", {before} rows became {after}")?;
        }
        if !self.flagged.is_empty() {
            write!(f, ", {} outlier(s)", self.flagged.len())?;
        }
        match self.warning {
            Some(warning) => write!(f, "; {warning}"),
            None => Ok(()),
        }
    }
}
