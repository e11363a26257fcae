//! Two tables side by side, by their time stamps.

use super::table::missing;
use super::{Step, TreatmentProblem};
use crate::column::Values;
use crate::{Column, DataError, Table};

/// Which row of the other table belongs to a time stamp that it does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AsOf {
    /// The last one at or before it: nothing of the future.
    #[default]
    Backward,
    /// The first one at or after it.
    Forward,
    /// The nearer of the two; the one before where both are as near.
    Nearest,
}

/// How two tables are joined by [`Table::join`].
///
/// # Example
/// ```
/// use kosmic_data::{AsOf, Join, read_csv};
///
/// let flow = read_csv("t,flow\n1,10\n2,20\n5,50\n".as_bytes(), &Default::default())?;
/// let rain = read_csv("t,rain\n1,0.1\n4,0.4\n".as_bytes(), &Default::default())?;
/// let exact = flow.join(&rain, &Join::exact("t"))?;
/// assert_eq!(exact.n_rows(), 1);
/// let as_of = flow.join(&rain, &Join::as_of("t", AsOf::Backward).tolerance(1.0))?;
/// assert_eq!(as_of.column("rain")?.series()?.as_slice(), Some(&[0.1, 0.1, 0.4][..]));
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    on: String,
    as_of: Option<AsOf>,
    tolerance: Option<f64>,
}

impl Join {
    /// The rows whose time stamps, in the column `on` of both tables, are equal.
    #[must_use]
    pub fn exact(on: impl Into<String>) -> Self {
        Self {
            on: on.into(),
            as_of: None,
            tolerance: None,
        }
    }

    /// All rows of the first table, each with the row of the second that stands nearest by the rule; missing values where there is none.
    #[must_use]
    pub fn as_of(on: impl Into<String>, rule: AsOf) -> Self {
        Self {
            on: on.into(),
            as_of: Some(rule),
            tolerance: None,
        }
    }

    /// Rows further apart than this do not belong together, in the unit of the time stamps.
    #[must_use]
    pub fn tolerance(mut self, most: f64) -> Self {
        self.tolerance = Some(most);
        self
    }

    fn step(&self) -> Step {
        let step = Step::new("join").with("on", &self.on[..]);
        let rule = match self.as_of {
            None => "exact",
            Some(AsOf::Backward) => "backward",
            Some(AsOf::Forward) => "forward",
            Some(AsOf::Nearest) => "nearest",
        };
        let step = step.with("rule", rule);
        match self.tolerance {
            Some(most) => step.with("tolerance", most),
            None => step,
        }
    }

    /// For each row of the first table, where the time stamp has a place among those of the second.
    fn matches(&self, here: &[f64], there: &[f64]) -> Vec<Option<usize>> {
        let within = |stamp: f64, place: &usize| {
            let distance = (there[*place] - stamp).abs();
            self.tolerance.is_none_or(|most| distance <= most)
        };
        let place = |stamp: &f64| {
            let begin = there.partition_point(|other| other < stamp);
            let end = there.partition_point(|other| other <= stamp);
            let before = end.checked_sub(1);
            let after = (begin < there.len()).then_some(begin);
            let place = match self.as_of {
                None => after.filter(|&after| there[after] == *stamp),
                Some(AsOf::Backward) => before,
                Some(AsOf::Forward) => after,
                Some(AsOf::Nearest) => match (before, after) {
                    (Some(low), Some(high)) if stamp - there[low] <= there[high] - stamp => {
                        Some(low)
                    }
                    (low, high) => high.or(low),
                },
            };
            place.filter(|place| within(*stamp, place))
        };
        here.iter().map(place).collect()
    }
}

impl Table {
    /// This table with the columns of another beside its own, row by row of the same time. Time stamps are numbers that ascend, for an
    /// exact join without repetition, in a column of that name in both tables; units must be equal (Parquet time stamps are
    /// read as integers in the unit of the file). A column whose name is taken gets `_right` behind it. What was joined is in the
    /// history of each column that moved. Cost: O(n log m).
    ///
    /// # Errors
    /// Those of [`column`](Self::column) and of [`Column::series`]; [`DataError::TimeStamps`] where they do not ascend;
    /// [`DataError::Treatment`] for a tolerance below 0.
    pub fn join(&self, other: &Self, how: &Join) -> Result<Self, DataError> {
        let (left, right) = (self.column(&how.on)?, other.column(&how.on)?);
        if let Some(found) = how.tolerance.filter(|most| most.is_nan() || *most < 0.0) {
            let problem = TreatmentProblem::Parameter {
                name: "tolerance",
                expected: "at least 0",
                found,
            };
            return Err(left.untreatable(&how.step(), problem));
        }
        let is_strict = how.as_of.is_none();
        let (here, there) = (left.stamps(is_strict)?, right.stamps(is_strict)?);
        let matches = how.matches(&here, &there);
        let is_kept = |row: &usize| how.as_of.is_some() || matches[*row].is_some();
        let kept: Vec<usize> = (0..here.len()).filter(is_kept).collect();
        let mut columns = Vec::new();
        for column in self.columns().iter().filter(|column| column.is_numeric()) {
            columns.push(column.picked(kept.iter().copied())?);
        }
        for column in other.columns().iter().filter(|column| column.is_numeric()) {
            if column.name() == how.on {
                continue;
            }
            let mut joined = column.joined(&matches, &kept, how.step())?;
            joined.position = columns.len();
            if columns.iter().any(|own| own.name() == joined.name()) {
                joined.name.push_str("_right");
            }
            columns.push(joined);
        }
        Ok(self.with_columns(columns))
    }
}

impl Column {
    /// Time stamps, which ascend.
    fn stamps(&self, is_strict: bool) -> Result<Vec<f64>, DataError> {
        let stamps = self.numbers()?;
        let ascends = |row: usize| match row.checked_sub(1) {
            None => !stamps[row].is_nan(),
            Some(before) if is_strict => stamps[before] < stamps[row],
            Some(before) => stamps[before] <= stamps[row],
        };
        match (0..stamps.len()).find(|&row| !ascends(row)) {
            None => Ok(stamps),
            Some(row) => Err(DataError::TimeStamps {
                path: self.path.to_path_buf(),
                column: self.name.clone(),
                row,
                found: stamps[row],
            }),
        }
    }

    fn joined(
        &self,
        matches: &[Option<usize>],
        kept: &[usize],
        mut step: Step,
    ) -> Result<Self, DataError> {
        let own = self.numbers()?;
        let value = |row: &usize| matches[*row].map_or(f64::NAN, |place| own[place]);
        let values: Vec<f64> = kept.iter().map(value).collect();
        (step.rows_before, step.rows_after) = (own.len(), values.len());
        (step.missing_before, step.missing_after) = (missing(&own), missing(&values));
        let unmatched = kept.iter().filter(|row| matches[**row].is_none()).count();
        step.estimate([("unmatched", unmatched as f64)]);
        Ok(self.with_values(Values::Double(values), Some(step)))
    }
}
