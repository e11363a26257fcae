//! Tables whose columns are treated together, so that rows stay rows.

use std::ops::Range;
use std::sync::Arc;

use kosmic_core::row_norms;
use ndarray::Array2;

use super::treatment::Outcome;
use super::{Step, Treatment};
use crate::column::Values;
use crate::{Column, ColumnKind, DataError, Table};

impl Table {
    /// The table with these columns treated (names or lists of names; all columns of numbers, if there is none). Each is treated
    /// by itself; rows that the treatment drops from one are dropped from all, so that rows stay rows, and columns without numbers are
    /// then left out. What was done is in the [`history`](Column::history) of each treated column.
    ///
    /// Cost: a copy of what is treated, doubles; a sort for quantiles. Columns that stay in files are read whole, if the budget allows.
    ///
    /// # Errors
    /// Those of [`column`](Self::column) and of [`Column::series`]; [`DataError::Treatment`] with what the treatment needs and does not
    /// find.
    ///
    /// # Example
    /// ```
    /// use kosmic_data::{Treatment, read_csv};
    ///
    /// let table = read_csv("x,y\n1,5\n2,NA\n4,7\n8,9\n".as_bytes(), &Default::default())?;
    /// let whole = table.treat(&["x,y"], &Treatment::Listwise)?;
    /// assert_eq!(whole.n_rows(), 3);
    /// let beside = whole.treat(&["y"], &Treatment::Lag(1))?;
    /// assert_eq!(beside.column("x")?.series()?.get(0), Some(1.0));
    /// assert_eq!(beside.column("y")?.series()?.get(0), Some(7.0));
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn treat(
        &self,
        names: &[impl AsRef<str>],
        treatment: &Treatment,
    ) -> Result<Self, DataError> {
        let treated = self.places(names)?;
        let mut outcomes: Vec<(usize, Vec<f64>, Outcome)> = Vec::new();
        for place in treated {
            let column = &self.columns()[place];
            let before = column.numbers()?;
            let outcome = treatment.apply(&before);
            let outcome =
                outcome.map_err(|source| column.untreatable(&treatment.step(), source))?;
            outcomes.push((place, before, outcome));
        }
        let kept = |row: &usize| {
            let dropped = |outcome: &Outcome| outcome.dropped.get(*row).copied().unwrap_or(false);
            !outcomes.iter().any(|(_, _, outcome)| dropped(outcome))
        };
        let kept: Vec<usize> = (0..self.n_rows()).filter(kept).collect();
        let is_shorter = kept.len() < self.n_rows();
        let mut columns = Vec::new();
        for (place, column) in self.columns().iter().enumerate() {
            let own = outcomes.iter().position(|(treated, ..)| *treated == place);
            if let Some(own) = own {
                let (_, before, outcome) = outcomes.swap_remove(own);
                columns.push(column.treated(&before, outcome, &kept));
            } else if !is_shorter {
                columns.push(column.clone());
            } else if column.is_numeric() {
                columns.push(column.picked(kept.iter().copied())?);
            }
        }
        Ok(self.with_columns(columns))
    }

    /// The table with values of these columns missing where the column `mask` is neither 0 nor missing.
    ///
    /// # Errors
    /// As [`treat`](Self::treat).
    ///
    /// # Example
    /// ```
    /// let table = kosmic_data::read_csv("x,bad\n1,0\n2,1\n".as_bytes(), &Default::default())?;
    /// assert_eq!(table.masked(&["x"], "bad")?.column("x")?.missing()?, 1);
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn masked(&self, names: &[impl AsRef<str>], mask: &str) -> Result<Self, DataError> {
        let flags = self.column(mask)?.numbers()?;
        let flags = flags.iter().map(|flag| *flag != 0.0 && !flag.is_nan());
        self.treat(names, &Treatment::Mask(flags.collect()))
    }

    /// The table of some rows, counted from 0 and cut at the end; columns without numbers are left out.
    ///
    /// # Errors
    /// Those of reading columns that stay in files.
    ///
    /// # Example
    /// ```
    /// let table = kosmic_data::read_csv("x\n1\n2\n3\n".as_bytes(), &Default::default())?;
    /// assert_eq!(table.rows(1..9)?.column("x")?.series()?.as_slice(), Some(&[2.0, 3.0][..]));
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn rows(&self, rows: Range<usize>) -> Result<Self, DataError> {
        let rows = rows.start..rows.end.min(self.n_rows());
        let numeric = self.columns().iter().filter(|column| column.is_numeric());
        let picked = numeric.map(|column| column.picked(rows.clone()));
        Ok(self.with_columns(picked.collect::<Result<_, _>>()?))
    }

    /// Tables of `length` rows each, `step` rows from one to the next; rows at the end that fill no window are left out. No window
    /// for a length or a step of 0.
    ///
    /// # Example
    /// ```
    /// let table = kosmic_data::read_csv("x\n1\n2\n3\n4\n5\n".as_bytes(), &Default::default())?;
    /// let first: Vec<_> = table
    ///     .windows(2, 2)
    ///     .map(|window| window?.column("x")?.series().map(|x| x.get(0)))
    ///     .collect::<Result<_, _>>()?;
    /// assert_eq!(first, [Some(1.0), Some(3.0)]);
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn windows(
        &self,
        length: usize,
        step: usize,
    ) -> impl Iterator<Item = Result<Self, DataError>> + '_ {
        let is_none = length == 0 || step == 0 || length > self.n_rows();
        let end = if is_none {
            0
        } else {
            self.n_rows() - length + 1
        };
        let starts = (0..end).step_by(step.max(1));
        starts.map(move |start| self.rows(start..start + length))
    }

    /// The table with one more column: the norms of the rows that these columns form, as [`row_norms`] finds them. A norm of
    /// which a part is missing is missing.
    ///
    /// # Errors
    /// Those of [`column`](Self::column) and of [`Column::series`].
    ///
    /// # Example
    /// ```
    /// let table = kosmic_data::read_csv("u,v\n3,4\n5,12\n".as_bytes(), &Default::default())?;
    /// let speed = table.with_norms(&["u,v"], "speed")?;
    /// assert_eq!(speed.column("speed")?.series()?.as_slice(), Some(&[5.0, 13.0][..]));
    /// assert_eq!(speed.column("speed")?.history()[0].name, "norm");
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn with_norms(&self, names: &[impl AsRef<str>], name: &str) -> Result<Self, DataError> {
        let places = self.places(names)?;
        let mut vectors = Array2::zeros((self.n_rows(), places.len()));
        let mut of = Vec::new();
        for (mut target, place) in vectors.columns_mut().into_iter().zip(places) {
            let column = &self.columns()[place];
            of.push(column.name().to_owned());
            target.assign(&ndarray::Array1::from(column.numbers()?));
        }
        let values = row_norms(&vectors).to_vec();
        let mut step = Step::new("norm").with("of", &of.join(", ")[..]);
        (step.rows_before, step.rows_after) = (values.len(), values.len());
        step.missing_after = missing(&values);
        step.missing_before = step.missing_after;
        let norms = Column {
            path: self.shared_path(),
            name: name.to_owned(),
            position: self.columns().len(),
            kind: ColumnKind::Float64,
            len: values.len(),
            values: Values::Double(values),
            history: vec![step],
        };
        let columns = self.columns().iter().cloned().chain([norms]);
        Ok(self.with_columns(columns.collect()))
    }

    /// The places of columns, each once; of all columns of numbers where none is named.
    fn places(&self, names: &[impl AsRef<str>]) -> Result<Vec<usize>, DataError> {
        let columns = self.columns();
        if names.is_empty() {
            let numeric = (0..columns.len()).filter(|&place| columns[place].is_numeric());
            return Ok(numeric.collect());
        }
        let mut places: Vec<usize> = Vec::new();
        for list in names {
            for column in self.select(list.as_ref())? {
                let place = columns.iter().position(|own| std::ptr::eq(own, column));
                places.extend(place.filter(|place| !places.contains(place)));
            }
        }
        Ok(places)
    }

    pub(super) fn with_columns(&self, columns: Vec<Column>) -> Self {
        Self::new(self.shared_path(), columns, self.is_named())
    }

    fn shared_path(&self) -> Arc<std::path::Path> {
        Arc::from(self.path())
    }
}

impl Column {
    /// What a treatment made of the column, in the rows that are kept.
    fn treated(&self, before: &[f64], outcome: Outcome, kept: &[usize]) -> Self {
        let mut step = outcome.step;
        let values: Vec<f64> = kept.iter().map(|&row| outcome.values[row]).collect();
        let differs = |(value, row): (&f64, &usize)| value.to_bits() != before[*row].to_bits();
        step.changed = values
            .iter()
            .zip(kept)
            .filter(|pair| differs(*pair))
            .count();
        (step.rows_before, step.rows_after) = (before.len(), kept.len());
        (step.missing_before, step.missing_after) = (missing(before), missing(&values));
        self.with_values(Values::Double(values), Some(step))
    }
}

pub(super) fn missing(values: &[f64]) -> usize {
    values.iter().filter(|value| value.is_nan()).count()
}
