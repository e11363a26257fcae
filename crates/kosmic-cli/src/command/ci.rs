//! `kosmic ci`: a bootstrap confidence interval of K.

use std::time::Instant;

use kosmic_core::{Pair, Progress, Silent};
use kosmic_parallel::{Bootstrap, KInterval, ParallelError, Plan, ProgressBar};
use serde::Serialize;

use crate::arguments::CiArguments;
use crate::failure::Failure;
use crate::input::{Inputs, read_table};
use crate::output::{Sheet, counted, fixed, limits, percent, print_json, print_lines};

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report {
    n: usize,
    estimate: f64,
    lower: f64,
    upper: f64,
    r: f64,
    r_lower: Option<f64>,
    r_upper: Option<f64>,
    level: f64,
    method: &'static str,
    scheme: &'static str,
    replicates: usize,
    seed: u64,
    threads: usize,
    warnings: Vec<String>,
    seconds: f64,
}

pub(super) fn run(arguments: &CiArguments) -> Result<(), Failure> {
    let plan = plan(arguments).map_err(Failure::usage)?;
    let table = read_table(&arguments.input.file)?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let (x, y) = (inputs.x.series()?, inputs.y.series()?);
    let start = Instant::now();
    let pair = Pair::new(x, y).map_err(Failure::data)?;
    let interval = plan
        .k_interval(&pair, observer(arguments).as_ref())
        .map_err(Failure::data)?;
    let seconds = start.elapsed().as_secs_f64();
    if arguments.json {
        return print_json(&Report::new(&interval, seconds));
    }
    print_lines(&sheet(&interval, &inputs, seconds).lines())
}

fn plan(arguments: &CiArguments) -> Result<Plan, ParallelError> {
    Bootstrap::new()
        .level(arguments.level)
        .replicates(arguments.replicates)
        .seed(arguments.seed)
        .threads(arguments.threads)
        .method(arguments.method.into())
        .scheme(arguments.scheme.into())
        .plan()
}

fn observer(arguments: &CiArguments) -> Box<dyn Progress> {
    if arguments.progress {
        Box::new(ProgressBar::new("bootstrap"))
    } else {
        Box::new(Silent)
    }
}

impl Report {
    fn new(interval: &KInterval, seconds: f64) -> Self {
        Self {
            n: interval.n,
            estimate: interval.estimate,
            lower: interval.lower,
            upper: interval.upper,
            r: interval.r,
            r_lower: interval.r_lower,
            r_upper: interval.r_upper,
            level: interval.level,
            method: interval.method.name(),
            scheme: interval.scheme.name(),
            replicates: interval.replicates,
            seed: interval.seed,
            threads: interval.threads,
            warnings: interval.warnings.iter().map(ToString::to_string).collect(),
            seconds,
        }
    }
}

fn sheet(interval: &KInterval, inputs: &Inputs<'_>, seconds: f64) -> Sheet {
    let folded = limits(Some(interval.lower), Some(interval.upper));
    let signed = limits(interval.r_lower, interval.r_upper);
    let level = percent(interval.level);
    let sheet = Sheet::default()
        .row(
            "series",
            format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
        )
        .row("n", interval.n.to_string())
        .row(
            "K",
            format!("{}  {level} interval {folded}", fixed(interval.estimate)),
        )
        .row(
            "r",
            format!("{}  {level} interval {signed}", fixed(interval.r)),
        )
        .row("method", interval.method.name())
        .row("scheme", interval.scheme.name())
        .row("assumed", interval.scheme.assumption())
        .row(
            "replicates",
            format!("{}, seed {}", interval.replicates, interval.seed),
        )
        .row(
            "time",
            format!("{seconds:.3} s, {}", counted(interval.threads, "thread")),
        );
    interval.warnings.iter().fold(sheet, |sheet, warning| {
        sheet.row("warning", warning.to_string())
    })
}
