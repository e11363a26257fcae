//! From FILE, `--x` and `--y` to two series.

use std::path::Path;

use kosmic_core::{Missing, Pair, Series, row_norms};
use kosmic_data::{
    Column, ColumnPair, CsvOptions, LoadOptions, Readable, Table, Treatment, load_with, read_csv,
};
use ndarray::{Array1, Array2};

use crate::arguments::{FileArguments, InputArguments, MissingArguments, WholeRows};
use crate::failure::Failure;

/// Reads the columns of these lists of names from a file, all if none is named; CSV from standard input for `-`.
pub(crate) fn read_columns<'l>(
    file: &FileArguments,
    wanted: impl IntoIterator<Item = &'l String>,
) -> Result<Table, Failure> {
    if file.path == Path::new("-") {
        if file.dataset.is_some() || file.raw.raw.is_some() {
            let why = "standard input is read as CSV, which is one table: --dataset and --raw need a file";
            return Err(Failure::usage(anyhow::anyhow!(why)));
        }
        return read_csv(std::io::stdin().lock(), &CsvOptions::default()).map_err(Failure::data);
    }
    load_with(&file.path, &load_options(file, wanted)?).map_err(Failure::data)
}

/// What is to be read of a file: the columns of these lists of names, all if none is named.
pub(crate) fn load_options<'l>(
    file: &FileArguments,
    wanted: impl IntoIterator<Item = &'l String>,
) -> Result<LoadOptions, Failure> {
    let mut options = LoadOptions::new().memory_budget(file.budget());
    if let Some(layout) = file.raw.layout().map_err(Failure::usage)? {
        options = options.raw(layout);
    }
    if let Some(dataset) = &file.dataset {
        options = options.dataset(dataset);
    }
    let wanted: Vec<&String> = wanted.into_iter().collect();
    Ok(if wanted.is_empty() {
        options
    } else {
        options.columns(wanted)
    })
}

/// The columns of lists of names, in their order.
pub(crate) fn select_columns<'t>(
    table: &'t Table,
    wanted: &[String],
) -> Result<Vec<&'t Column>, Failure> {
    let mut columns = Vec::new();
    for list in wanted {
        columns.extend(table.select(list).map_err(Failure::data)?);
    }
    Ok(columns)
}

/// Of equally long series the values of the rows in which none lacks its own, where the others are to be left out.
pub(crate) fn whole_rows(series: &[Series<'_>], missing: WholeRows) -> Option<Vec<Vec<f64>>> {
    (missing == WholeRows::Listwise).then(|| complete(series))
}

/// What is kept of the series, or all of them.
pub(crate) fn kept_of<'s>(
    series: Vec<Series<'s>>,
    kept: Option<&'s Vec<Vec<f64>>>,
) -> Vec<Series<'s>> {
    match kept {
        Some(kept) => kept.iter().map(Series::from).collect(),
        None => series,
    }
}

/// The values of the rows in which no series lacks one.
fn complete(series: &[Series<'_>]) -> Vec<Vec<f64>> {
    let values = |series: &Series<'_>| series.read(0..series.len(), &mut Vec::new()).to_vec();
    let mut columns: Vec<Vec<f64>> = series.iter().map(values).collect();
    let rows = columns.first().map_or(0, Vec::len);
    let whole = |row: usize| columns.iter().all(|column| !column[row].is_nan());
    let whole: Vec<bool> = (0..rows).map(whole).collect();
    for column in &mut columns {
        let mut whole = whole.iter();
        column.retain(|_| whole.next().is_some_and(|whole| *whole));
    }
    columns
}

/// One of the two series: a column as it is, or the norms of the rows that several columns form; of columns in a file the
/// norms are found a block at a time.
pub(crate) enum Selection<'t> {
    Column(&'t Column),
    Norms(Array1<f64>),
    StoredNorms(Vec<&'t Column>),
}

/// Both series, with the names they go by.
pub(crate) struct Inputs<'t> {
    pub(crate) x: Selection<'t>,
    pub(crate) y: Selection<'t>,
    pub(crate) x_name: String,
    pub(crate) y_name: String,
}

/// One series, with the name it goes by.
pub(crate) struct Single<'t> {
    pub(crate) series: Selection<'t>,
    pub(crate) name: String,
}

impl<'t> Single<'t> {
    pub(crate) fn select(table: &'t Table, wanted: &[String]) -> Result<Self, Failure> {
        let (series, name) = select(table, wanted)?;
        Ok(Self { series, name })
    }
}

impl InputArguments {
    /// The columns of both series.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.x.iter().chain(&self.y)
    }

    /// Reads the columns of both series; missing values are filled, or their rows left out, as was asked for.
    pub(crate) fn read(&self) -> Result<Table, Failure> {
        let table = read_columns(&self.file, self.names())?;
        self.missing.whole(table, self.names())
    }

    /// As [`read`](Self::read), but rows are left to the command.
    pub(crate) fn read_filled(&self) -> Result<Table, Failure> {
        let table = read_columns(&self.file, self.names())?;
        self.missing.filled(table, self.names())
    }

    /// As [`read`](Self::read), for series whose rows must stay as far apart as they are.
    pub(crate) fn read_in_time(&self) -> Result<Table, Failure> {
        self.missing.verify_in_time("a lag")?;
        self.read()
    }
}

impl MissingArguments {
    /// What is done about missing values of a column.
    pub(crate) fn treatment(&self) -> Treatment {
        match (self.fill(), self.whole_rows()) {
            (Some(fill), _) => Treatment::Fill(fill),
            (None, WholeRows::Listwise) => Treatment::Listwise,
            (None, WholeRows::Refuse) => Treatment::Refuse,
        }
    }

    /// The table with values in place of missing ones, where that was asked for.
    pub(crate) fn filled<'l>(
        &self,
        table: Table,
        names: impl IntoIterator<Item = &'l String>,
    ) -> Result<Table, Failure> {
        let Some(fill) = self.fill() else {
            return Ok(table);
        };
        let names: Vec<&String> = names.into_iter().collect();
        let filled = table.treat(&names, &Treatment::Fill(fill));
        filled.map_err(Failure::data)
    }

    /// The same, or without the rows in which a value is missing. What is refused is left to what reads it.
    pub(crate) fn whole<'l>(
        &self,
        table: Table,
        names: impl IntoIterator<Item = &'l String>,
    ) -> Result<Table, Failure> {
        if self.whole_rows() == WholeRows::Refuse {
            return self.filled(table, names);
        }
        let names: Vec<&String> = names.into_iter().collect();
        let whole = table.treat(&names, &Treatment::Listwise);
        whole.map_err(Failure::data)
    }

    /// Refuses what would put rows beside each other that are apart in time.
    pub(crate) fn verify_in_time(&self, asked: &str) -> Result<(), Failure> {
        if self.whole_rows() == WholeRows::Refuse {
            return Ok(());
        }
        let why = format!(
            "{asked} needs all rows, and --missing {} would leave some out; fill them, as by --missing linear",
            self.written()
        );
        Err(Failure::usage(anyhow::anyhow!(why)))
    }

    /// Refuses rows that differ from pair to pair, where there is more than one pair.
    pub(crate) fn verify_same_rows(&self) -> Result<(), Failure> {
        if self.rows() != Missing::Pairwise {
            return Ok(());
        }
        let why = "--missing pairwise would take other rows for each pair; use --missing listwise";
        Err(Failure::usage(anyhow::anyhow!(why)))
    }
}

impl<'t> Inputs<'t> {
    pub(crate) fn select(table: &'t Table, arguments: &InputArguments) -> Result<Self, Failure> {
        let (x, x_name) = select(table, &arguments.x)?;
        let (y, y_name) = select(table, &arguments.y)?;
        Ok(Self {
            x,
            y,
            x_name,
            y_name,
        })
    }
}

impl Inputs<'_> {
    /// The checked pair of both series, read a block at a time where they stay in a file.
    pub(crate) fn pair(&self) -> Result<Pair<ColumnPair<'_>>, Failure> {
        let source = ColumnPair::new(self.x.readable()?, self.y.readable()?);
        source.and_then(Pair::from_source).map_err(Failure::data)
    }
}

impl Selection<'_> {
    /// The whole series in memory.
    pub(crate) fn series(&self) -> Result<Series<'_>, Failure> {
        match self {
            Self::Column(column) => column.series().map_err(Failure::data),
            Self::Norms(norms) => Ok(Series::from(norms)),
            Self::StoredNorms(_) => Err(Failure::data(anyhow::anyhow!(
                "norms of columns larger than memory are needed in memory as a whole; allow for more by --memory"
            ))),
        }
    }

    fn readable(&self) -> Result<Readable<'_>, Failure> {
        match self {
            Self::Column(column) => column.readable().map_err(Failure::data),
            Self::Norms(norms) => Ok(Series::from(norms).into()),
            Self::StoredNorms(columns) => Readable::norms(columns).map_err(Failure::data),
        }
    }
}

fn select<'t>(table: &'t Table, wanted: &[String]) -> Result<(Selection<'t>, String), Failure> {
    let columns = select_columns(table, wanted)?;
    if let [column] = columns[..] {
        return Ok((Selection::Column(column), column.name().to_owned()));
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let name = format!("|({})|", names.join(", "));
    if columns.iter().any(|column| column.is_stored()) {
        return Ok((Selection::StoredNorms(columns), name));
    }
    let norms = norms_of_rows(table.n_rows(), &columns)?;
    Ok((Selection::Norms(norms), name))
}

fn norms_of_rows(rows: usize, columns: &[&Column]) -> Result<Array1<f64>, Failure> {
    let mut vectors = Array2::zeros((rows, columns.len()));
    let mut scratch = Vec::new();
    for (mut target, column) in vectors.columns_mut().into_iter().zip(columns) {
        let values = column.series().map_err(Failure::data)?;
        for (target, value) in target.iter_mut().zip(values.read(0..rows, &mut scratch)) {
            *target = *value;
        }
    }
    Ok(row_norms(&vectors))
}
