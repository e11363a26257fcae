//! `kosmic blocklen`: how long blocks of dependent rows should be.

use kosmic_parallel::{BlockLength, JointBlockLength, block_length, joint_block_length};
use serde::Serialize;

use crate::arguments::{BlocklenArguments, InputArguments};
use crate::failure::Failure;
use crate::input::{Inputs, Single, read_columns};
use crate::output::{Sheet, counted};
use crate::prepared::{print_json, print_lines};

/// What `--json` prints of a column; the names are a contract.
#[derive(Serialize)]
struct Report {
    n: usize,
    stationary: f64,
    circular: f64,
    #[serde(flatten)]
    diagnostics: Diagnostics,
}

/// What `--json` prints of a pair.
#[derive(Serialize)]
struct JointReport {
    n: usize,
    stationary: f64,
    circular: f64,
    joint: usize,
    x: Report,
    y: Report,
    influence: Option<Report>,
}

#[derive(Serialize)]
struct Diagnostics {
    cut: Option<usize>,
    window: usize,
    longest: usize,
    band: f64,
    cap: f64,
    capped: bool,
}

pub(super) fn run(arguments: &BlocklenArguments) -> Result<(), Failure> {
    arguments.missing.verify_in_time("a block length")?;
    let names = || arguments.x.iter().chain(&arguments.y);
    let table = read_columns(&arguments.file, names())?;
    let table = arguments.missing.filled(table, names())?;
    if arguments.y.is_empty() {
        let single = Single::select(&table, &arguments.x)?;
        let length = block_length(single.series.series()?).map_err(Failure::data)?;
        return if arguments.json {
            print_json(&Report::new(&length), [&table])
        } else {
            let sheet = Sheet::default().row("series", single.name);
            print_lines(&lengths(sheet, &length).lines(), [&table])
        };
    }
    let both = InputArguments {
        file: arguments.file.clone(),
        x: arguments.x.clone(),
        y: arguments.y.clone(),
        missing: arguments.missing.clone(),
    };
    let inputs = Inputs::select(&table, &both)?;
    let pair = inputs.pair()?;
    let length = joint_block_length(&pair).map_err(Failure::data)?;
    if arguments.json {
        return print_json(&JointReport::new(&length), [&table]);
    }
    print_lines(&joint_sheet(&length, &inputs).lines(), [&table])
}

impl Report {
    fn new(length: &BlockLength) -> Self {
        Self {
            n: length.rows,
            stationary: length.stationary,
            circular: length.circular,
            diagnostics: Diagnostics {
                cut: length.cut,
                window: length.window,
                longest: length.longest,
                band: length.band,
                cap: length.cap,
                capped: length.stationary_capped || length.circular_capped,
            },
        }
    }
}

impl JointReport {
    fn new(length: &JointBlockLength) -> Self {
        Self {
            n: length.x.rows,
            stationary: length.stationary,
            circular: length.circular,
            joint: length.circular_rows(),
            x: Report::new(&length.x),
            y: Report::new(&length.y),
            influence: length.influence.as_ref().map(Report::new),
        }
    }
}

fn lengths(sheet: Sheet, length: &BlockLength) -> Sheet {
    let cut = match length.cut {
        Some(cut) => format!(
            "autocorrelations below {:.3} from lag {cut} on",
            length.band
        ),
        None => format!("no autocorrelation stays below {:.3}", length.band),
    };
    let sheet = sheet
        .row("n", length.rows.to_string())
        .row(
            "stationary",
            format!("{:.2} rows in the mean", length.stationary),
        )
        .row("circular", format!("{:.2} rows", length.circular))
        .row("cut", format!("{cut}; window {}", length.window));
    if length.stationary_capped || length.circular_capped {
        return sheet.row(
            "caution",
            format!(
                "as long as is allowed, {} rows: a trend, or a series too short",
                length.cap
            ),
        );
    }
    sheet
}

fn joint_sheet(length: &JointBlockLength, inputs: &Inputs<'_>) -> Sheet {
    let of = |length: &BlockLength| {
        format!(
            "stationary {:.2}, circular {:.2}",
            length.stationary, length.circular
        )
    };
    Sheet::default()
        .row(
            "series",
            format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
        )
        .row("n", length.x.rows.to_string())
        .row(
            "joint",
            format!("blocks of {}", counted(length.circular_rows(), "row")),
        )
        .row("x", of(&length.x))
        .row("y", of(&length.y))
        .row(
            "influence",
            length.influence.as_ref().map_or("undefined".into(), of),
        )
}
