//! `kosmic compare`: whether two couplings differ, or are as good as equal.

mod report;

use std::path::Path;

use kosmic_core::{Comparison, CoreError, Pair, Series, verify_level};
use kosmic_data::Table;

use crate::arguments::{CompareArguments, FileArguments, InputArguments, WholeRows};
use crate::failure::Failure;
use crate::input::{Inputs, Selection, kept_of, read_columns, whole_rows};
use crate::prepared::{print_json, print_lines};
use report::Report;

/// How the rows and series of the two couplings hang together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// Different rows.
    Independent,
    /// The same rows, one series in common.
    Overlapping,
    /// The same rows, no series in common.
    NonOverlapping,
}

/// The two couplings with what they were made from.
struct Compared {
    relation: Relation,
    comparison: Comparison,
    /// The rows behind each.
    n: [usize; 2],
    /// The names of the series of each.
    names: [[String; 2]; 2],
}

pub(super) fn run(arguments: &CompareArguments) -> Result<(), Failure> {
    let second = verified(arguments)?;
    let own = second.names().filter(|_| arguments.with.is_none());
    let names: Vec<&String> = arguments.input.names().chain(own).collect();
    let table = read_columns(&arguments.input.file, names.iter().copied())?;
    let table = arguments.input.missing.filled(table, names)?;
    let other = arguments.with.as_ref().map(|_| second.read_filled());
    let other = other.transpose()?;
    let compared = match &other {
        Some(other) => independent(arguments, &table, other, &second)?,
        None => from_the_same_rows(arguments, &table, &second)?,
    };
    let report = Report::new(arguments, compared).map_err(Failure::data)?;
    if let Some(path) = &arguments.formula.plot {
        report.draw(path)?;
    }
    if arguments.formula.json {
        return print_json(&report, [&table].into_iter().chain(&other));
    }
    print_lines(&report.sheet().lines(), [&table].into_iter().chain(&other))
}

/// What cannot be is no matter of the data. The file and the columns of the second coupling.
fn verified(arguments: &CompareArguments) -> Result<InputArguments, Failure> {
    let refused = |why: String| Err(Failure::usage(anyhow::anyhow!(why)));
    verify_level(arguments.formula.level).map_err(Failure::usage)?;
    arguments.input.missing.verify_same_rows()?;
    if let Some(margin) = arguments.margin
        && !(margin > 0.0 && margin <= 2.0)
    {
        return refused(format!(
            "the margin must lie above 0 and be at most 2, got {margin}"
        ));
    }
    let CompareArguments {
        input, u, v, with, ..
    } = arguments;
    let or = |own: &Vec<String>, other: &Vec<String>| {
        if own.is_empty() {
            other.clone()
        } else {
            own.clone()
        }
    };
    if with.is_none() && u.is_empty() && v.is_empty() {
        return refused(
            "a second coupling is needed: --u or --v names its series, --with its file".into(),
        );
    }
    let both_read = |path: &Path| path == Path::new("-");
    if both_read(&input.file.path) && with.as_deref().is_some_and(both_read) {
        return refused("standard input can be read once: name a file for one of the two".into());
    }
    Ok(InputArguments {
        file: FileArguments {
            path: with.as_ref().unwrap_or(&input.file.path).clone(),
            ..input.file.clone()
        },
        x: or(u, &input.x),
        y: or(v, &input.y),
        missing: input.missing.clone(),
    })
}

fn independent(
    arguments: &CompareArguments,
    first: &Table,
    second: &Table,
    of_second: &InputArguments,
) -> Result<Compared, Failure> {
    let coupling = |table: &Table, input: &InputArguments| {
        let inputs = Inputs::select(table, input)?;
        let series = vec![inputs.x.series()?, inputs.y.series()?];
        let kept = whole_rows(&series, arguments.input.missing.whole_rows());
        let series = kept_of(series, kept.as_ref());
        let pair = Pair::new(series[0], series[1]);
        let file = || format!("{}", table.path().display());
        let pair = pair.map_err(|e| Failure::data(anyhow::Error::from(e).context(file())))?;
        Ok::<_, Failure>(((pair.r(), pair.len()), [inputs.x_name, inputs.y_name]))
    };
    let (first, names) = coupling(first, &arguments.input)?;
    let (second, others) = coupling(second, of_second)?;
    Ok(Compared {
        relation: Relation::Independent,
        comparison: Comparison::independent(first, second).map_err(Failure::data)?,
        n: [first.1, second.1],
        names: [names, others],
    })
}

fn from_the_same_rows(
    arguments: &CompareArguments,
    table: &Table,
    second: &InputArguments,
) -> Result<Compared, Failure> {
    let [first, second] = [
        Inputs::select(table, &arguments.input)?,
        Inputs::select(table, second)?,
    ];
    let couplings = [[&first.x, &first.y], [&second.x, &second.y]];
    let names = [&first, &second].map(|inputs| [inputs.x_name.clone(), inputs.y_name.clone()]);
    let compared = match shared(&names)? {
        None => separate(couplings, &names, arguments.input.missing.whole_rows()),
        Some([i, j]) => {
            let [first, second] = couplings;
            let series = [first[i], first[1 - i], second[1 - j]];
            let letters = [&names[0][i], &names[0][1 - i], &names[1][1 - j]];
            overlapping(series, letters, arguments.input.missing.whole_rows())
        }
    };
    let (relation, comparison, n) = compared?;
    Ok(Compared {
        relation,
        comparison,
        n: [n; 2],
        names,
    })
}

/// Which series of either coupling is the same, by its place.
fn shared(names: &[[String; 2]; 2]) -> Result<Option<[usize; 2]>, Failure> {
    let [first, second] = names;
    let places = [[0, 0], [1, 1], [0, 1], [1, 0]];
    let same = |[i, j]: &[usize; 2]| first[*i] == second[*j];
    let Some([i, j]) = places.into_iter().find(same) else {
        return Ok(None);
    };
    if first[1 - i] == second[1 - j] {
        let [x, y] = first;
        return Err(Failure::usage(anyhow::anyhow!(
            "both couplings are that of {x} and {y}: nothing to compare"
        )));
    }
    Ok(Some([i, j]))
}

type Related = Result<(Relation, Comparison, usize), Failure>;

/// `series` are the one in common and the two others.
fn overlapping(series: [&Selection<'_>; 3], names: [&String; 3], missing: WholeRows) -> Related {
    let series: Vec<Series<'_>> = series
        .map(Selection::series)
        .into_iter()
        .collect::<Result<_, _>>()?;
    let kept = whole_rows(&series, missing);
    let series = kept_of(series, kept.as_ref());
    let comparison = Comparison::of_overlapping_series(series[0], series[1], series[2]);
    let letters = ["x", "y", "z"].into_iter().zip(names);
    let comparison = comparison.map_err(|error| named(error, letters))?;
    Ok((Relation::Overlapping, comparison, series[0].len()))
}

fn separate(
    couplings: [[&Selection<'_>; 2]; 2],
    names: &[[String; 2]; 2],
    missing: WholeRows,
) -> Related {
    let series = couplings.into_iter().flatten().map(Selection::series);
    let series: Vec<Series<'_>> = series.collect::<Result<_, _>>()?;
    let kept = whole_rows(&series, missing);
    let series = kept_of(series, kept.as_ref());
    let comparison = Comparison::of_series([series[0], series[1]], [series[2], series[3]]);
    let letters = ["x", "y", "u", "v"].into_iter().zip(names.as_flattened());
    let comparison = comparison.map_err(|error| named(error, letters))?;
    Ok((Relation::NonOverlapping, comparison, series[0].len()))
}

/// The error with the names of the series that it has letters for.
fn named<'n>(
    error: CoreError,
    letters: impl Iterator<Item = (&'static str, &'n String)>,
) -> Failure {
    let CoreError::Compared { first, second, .. } = &error else {
        return Failure::data(error);
    };
    let used = letters.filter(|(letter, _)| [first, second].contains(&letter));
    let used: Vec<String> = used
        .map(|(letter, name)| format!("{letter} = {name:?}"))
        .collect();
    Failure::data(anyhow::Error::from(error).context(used.join(", ")))
}

impl Relation {
    fn name(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Overlapping => "overlapping",
            Self::NonOverlapping => "non-overlapping",
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Independent => "from different rows",
            Self::Overlapping => "from the same rows, with a series in common",
            Self::NonOverlapping => "from the same rows, no series in common",
        }
    }

    /// Whose test of equal r it is.
    fn test(self) -> &'static str {
        match self {
            Self::Independent => "Fisher",
            _ => "Steiger",
        }
    }
}
