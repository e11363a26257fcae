//! Columns with a record of what was done to them.

use super::{Detector, Outliers, Step, TreatmentProblem};
use crate::column::Values;
use crate::{Column, DataError};

impl Column {
    /// What was done to the column since it was read, in order.
    #[must_use]
    pub fn history(&self) -> &[Step] {
        &self.history
    }

    /// The values that lie far from the others. Cost: a sort; O(n w) for a window.
    ///
    /// # Errors
    /// Those of [`series`](Self::series); [`DataError::Treatment`] with what the rule needs and does not find.
    ///
    /// # Example
    /// ```
    /// use kosmic_data::{Detector, read_csv};
    ///
    /// let table = read_csv("x\n1\n2\n3\n4\n50\n".as_bytes(), &Default::default())?;
    /// let outliers = table.column("x")?.outliers(&Detector::iqr())?;
    /// assert_eq!(outliers.fences(0), [-1.0, 7.0]);
    /// assert_eq!(outliers.count(), 1);
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn outliers(&self, detector: &Detector) -> Result<Outliers, DataError> {
        let found = detector.detect(&self.numbers()?);
        found.map_err(|source| self.untreatable(&detector.step(), source))
    }

    /// A copy of the numbers.
    pub(super) fn numbers(&self) -> Result<Vec<f64>, DataError> {
        let series = self.series()?;
        Ok(series.read(0..series.len(), &mut Vec::new()).to_vec())
    }

    /// Whether there are numbers, in memory or in a file.
    pub(super) fn is_numeric(&self) -> bool {
        matches!(
            self.values,
            Values::Double(_) | Values::Single(_) | Values::Stored(_)
        )
    }

    pub(super) fn untreatable(&self, step: &Step, source: TreatmentProblem) -> DataError {
        DataError::Treatment {
            path: self.path.to_path_buf(),
            column: self.name.clone(),
            treatment: step.title(),
            source: Box::new(source),
        }
    }

    /// The column with other values.
    pub(super) fn with_values(&self, values: Values, step: Option<Step>) -> Self {
        let len = match &values {
            Values::Double(values) => values.len(),
            Values::Single(values) => values.len(),
            _ => self.len,
        };
        let mut history = self.history.clone();
        history.extend(step);
        Self {
            len,
            values,
            history,
            ..self.clone()
        }
    }

    /// The column with some of its rows; singles stay singles.
    pub(super) fn picked(&self, rows: impl Iterator<Item = usize>) -> Result<Self, DataError> {
        let values = match &self.values {
            Values::Single(values) => Values::Single(rows.map(|row| values[row]).collect()),
            _ => {
                let values = self.numbers()?;
                Values::Double(rows.map(|row| values[row]).collect())
            }
        };
        Ok(self.with_values(values, None))
    }
}
