//! `kosmic test`: whether two columns are coupled at all.

use std::time::Instant;

use kosmic_core::{Progress, Silent};
use kosmic_parallel::{ParallelError, ProgressBar, TestedCoupling};
use serde::Serialize;

use crate::arguments::TestArguments;
use crate::failure::Failure;
use crate::input::Inputs;
use crate::interrupt::{self, Interruptible};
use crate::output::{Sheet, counted, fixed};
use crate::prepared::{print_json, print_lines};

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report {
    n: usize,
    k: f64,
    r: f64,
    statistic: &'static str,
    value: f64,
    alternative: &'static str,
    scheme: &'static str,
    block_length: Option<usize>,
    p_value: f64,
    exceeding: usize,
    surrogates: usize,
    exhaustive: bool,
    seed: u64,
    threads: usize,
    warnings: Vec<String>,
    seconds: f64,
}

pub(super) fn run(arguments: &TestArguments) -> Result<(), Failure> {
    let test = arguments.test()?;
    interrupt::listen()?;
    let table = arguments.input.read()?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let pair = inputs.pair()?;
    let bar: Box<dyn Progress> = if arguments.progress {
        Box::new(ProgressBar::new("surrogates"))
    } else {
        Box::new(Silent)
    };
    let start = Instant::now();
    let tested = test.run(&pair, &Interruptible::new(bar.as_ref()));
    let report = Report::new(&tested.map_err(failed)?, start.elapsed().as_secs_f64());
    if arguments.json {
        print_json(&report, [&table])?;
    } else {
        print_lines(&sheet(&report, &inputs).lines(), [&table])?;
    }
    if interrupt::was_pressed() {
        return Err(Failure::Interrupted(None));
    }
    Ok(())
}

fn failed(error: ParallelError) -> Failure {
    match error {
        ParallelError::Stopped { .. } => Failure::Interrupted(Some(error.into())),
        error => Failure::data(error),
    }
}

impl Report {
    fn new(tested: &TestedCoupling, seconds: f64) -> Self {
        Self {
            n: tested.n,
            k: tested.k,
            r: tested.r,
            statistic: tested.statistic.name(),
            value: tested.value,
            alternative: tested.alternative.name(),
            scheme: tested.scheme.name(),
            block_length: tested.block_length,
            p_value: tested.p_value,
            exceeding: tested.exceeding,
            surrogates: tested.surrogates,
            exhaustive: tested.is_exhaustive,
            seed: tested.seed,
            threads: tested.threads,
            warnings: tested.warnings.iter().map(ToString::to_string).collect(),
            seconds,
        }
    }
}

/// The same for people.
fn sheet(report: &Report, inputs: &Inputs<'_>) -> Sheet {
    let counts = format!("{} of {}", report.exceeding, report.surrogates);
    let made = if report.exhaustive {
        format!("{counts} at least as extreme, the data among them: all there are")
    } else {
        format!("{counts} at least as extreme, seed {}", report.seed)
    };
    let blocks = report.block_length.map(|rows| counted(rows, "row"));
    let scheme =
        report.scheme.to_owned() + &blocks.map_or_else(String::new, |b| format!(" of {b}"));
    let sheet = Sheet::default()
        .row(
            "series",
            format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
        )
        .row("n", report.n.to_string())
        .row(
            "K",
            format!("{}  (r = {})", fixed(report.k), fixed(report.r)),
        )
        .row(
            "p-value",
            format!("{:.4}, {}", report.p_value, report.alternative),
        )
        .row(
            "statistic",
            format!("{} {}", report.statistic, fixed(report.value)),
        )
        .row("scheme", scheme)
        .row("surrogates", made)
        .row(
            "time",
            format!(
                "{:.3} s, {}",
                report.seconds,
                counted(report.threads, "thread")
            ),
        );
    let warnings = report.warnings.iter();
    warnings.fold(sheet, |sheet, warning| {
        sheet.row("warning", warning.clone())
    })
}
