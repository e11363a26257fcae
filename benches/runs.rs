//! Whole runs of all that is bootstrapped, one thread: schemes, intervals, statistics, matrices, lag profiles, an adaptive
//! number of replicates, BCa of two million rows: `cargo bench -p kosmic-bench --bench runs`. Prints a table with the
//! facts of the host.
//!
//! A figure is the best of a few interleaved windows. Times are from data in memory to the result, limits included.

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use kosmic_bench::coupled_pair;
use kosmic_core::{Moments, Pair, SeriesPair, Side, Silent};
use kosmic_parallel::{
    Bootstrap, Correlation, Design, Method, ParallelError, ReplicateCount, SpearmanCorrelation,
    Statistic, bootstrap_k_ci, bootstrap_k_lag, bootstrap_k_matrix, of_moments, of_sample,
    of_weights,
};

const REPLICATES: usize = 1000;

/// A run: how many replicates it took.
type Run<'a> = Box<dyn Fn() -> Result<usize, ParallelError> + 'a>;

/// One row of the table.
struct Case<'a> {
    what: String,
    rows: usize,
    run: Run<'a>,
    windows: usize,
    replicates: usize,
    wall: Duration,
    processor: Duration,
}

/// Series with their checked pair.
struct Data {
    n: usize,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Data {
    fn of(n: usize) -> Self {
        let (x, y) = coupled_pair(n, 0.5);
        Self { n, x, y }
    }

    fn pair(&self) -> Pair<SeriesPair<'_>> {
        Pair::new(&self.x, &self.y).expect("a fit pair")
    }
}

fn main() {
    // `cargo bench` says so; `cargo test` says nothing.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let sizes = if quick {
        [200; 4]
    } else {
        [10_000, 100_000, 1_000_000, 2_000_000]
    };
    let [small, middle, large, largest] = sizes.map(Data::of);
    let columns: Vec<Vec<f64>> = (0..20).map(|i| coupled_pair(small.n + i, 0.5).1).collect();
    let columns: Vec<&[f64]> = columns.iter().map(|column| &column[..small.n]).collect();
    let mut cases = Vec::new();
    add_schemes(&mut cases, &small);
    add_methods(&mut cases, &small);
    add_statistics(&mut cases, &small);
    for (data, replicates, windows) in [(&small, 1000, 9), (&middle, 1000, 3), (&large, 100, 2)] {
        let statistic = SpearmanCorrelation::of(&data.pair()).expect("fewer than 2^32 rows");
        let run = move || run_of(data, replicates, &Design::iid(), &statistic);
        add(&mut cases, "Spearman's correlation", data, windows, run);
    }
    add_many(&mut cases, &columns, &small, &middle);
    add(&mut cases, "adaptive, tolerance 0.02", &small, 3, || {
        let count = ReplicateCount::Adaptive {
            tolerance: 0.02,
            min: 1000,
            max: 100_000,
        };
        let options = Bootstrap::new().replicates(count);
        Ok(bootstrap_k_ci(&small.x, &small.y, options)?.replicates_used)
    });
    add(&mut cases, "bca", &largest, 2, || {
        let options = Bootstrap::new().replicates(2000).method(Method::Bca);
        Ok(bootstrap_k_ci(&largest.x, &largest.y, options)?.replicates_used)
    });
    let windows = cases.iter().map(|case| case.windows).max().unwrap_or(0);
    for window in 0..if quick { 1 } else { windows } {
        let due = cases.iter_mut().filter(|case| window < case.windows);
        due.for_each(Case::time);
    }
    print(&cases);
}

fn add<'a>(
    cases: &mut Vec<Case<'a>>,
    what: impl Into<String>,
    data: &Data,
    windows: usize,
    run: impl Fn() -> Result<usize, ParallelError> + 'a,
) {
    cases.push(Case {
        what: what.into(),
        rows: data.n,
        run: Box::new(run),
        windows,
        replicates: 0,
        wall: Duration::MAX,
        processor: Duration::MAX,
    });
}

fn run_of(
    data: &Data,
    replicates: usize,
    design: &Design,
    statistic: &impl Statistic,
) -> Result<usize, ParallelError> {
    let plan = Bootstrap::new().replicates(replicates).plan()?;
    let replicates = plan.run_designed(&data.pair(), statistic, design, &Silent)?;
    let interval = replicates.interval(Method::Percentile, 0.95)?;
    assert!(interval.limits.lower < replicates.estimate());
    Ok(replicates.count())
}

/// Percentile intervals of r, by ten strata, by clusters of ten rows and by blocks of twenty.
fn add_schemes<'a>(cases: &mut Vec<Case<'a>>, data: &'a Data) {
    let designs = [
        Design::iid(),
        Design::stratified((0..data.n).map(|row| row % 10)).expect("strata of many rows"),
        Design::clustered((0..data.n).map(|row| row / 10)).expect("many clusters"),
        Design::balanced(),
        Design::poisson(),
        Design::dirichlet(1.0).expect("a positive concentration"),
        Design::moving(20).expect("blocks have rows"),
        Design::circular(20).expect("blocks have rows"),
        Design::stationary(20).expect("blocks have rows"),
    ];
    for design in designs {
        let name = format!("scheme {}", design.scheme().name());
        let run = move || run_of(data, REPLICATES, &design, &Correlation);
        add(cases, name, data, 5, run);
    }
}

fn add_methods<'a>(cases: &mut Vec<Case<'a>>, data: &'a Data) {
    for method in Method::ALL {
        let options = Bootstrap::new().replicates(REPLICATES).method(method);
        add(cases, method.name(), data, 9, move || {
            let interval = bootstrap_k_ci(&data.x, &data.y, options)?;
            assert!(interval.lower < interval.estimate && interval.estimate < interval.upper);
            Ok(interval.replicates_used)
        });
    }
}

fn add_statistics<'a>(cases: &mut Vec<Case<'a>>, data: &'a Data) {
    let slope = of_moments(|moments: &Moments| {
        Some(moments.correlation()? * moments.sd(Side::Y)? / moments.sd(Side::X)?)
    });
    let weighted_mean = of_weights(|x: &[f64], _: &[f64], weights: &[f64]| {
        let sum: f64 = x.iter().zip(weights).map(|(x, weight)| x * weight).sum();
        sum / weights.iter().sum::<f64>()
    });
    let mean_difference = of_sample(|x: &[f64], y: &[f64]| {
        let differences = x.iter().zip(y).map(|(x, y)| y - x);
        differences.sum::<f64>() / x.len() as f64
    });
    let iid = |statistic| move || run_of(data, REPLICATES, &Design::iid(), &statistic);
    add(cases, "closure of moments: slope", data, 9, iid(slope));
    let iid = |statistic| move || run_of(data, REPLICATES, &Design::iid(), &statistic);
    add(
        cases,
        "closure of weights: mean",
        data,
        5,
        iid(weighted_mean),
    );
    let iid = |statistic| move || run_of(data, REPLICATES, &Design::iid(), &statistic);
    add(
        cases,
        "closure of samples: mean",
        data,
        5,
        iid(mean_difference),
    );
}

fn add_many<'a>(
    cases: &mut Vec<Case<'a>>,
    columns: &'a [&'a [f64]],
    small: &'a Data,
    middle: &'a Data,
) {
    let options = Bootstrap::new().replicates(REPLICATES);
    add(cases, "K matrix of 20 columns", small, 3, move || {
        let matrix = bootstrap_k_matrix(columns.iter().copied(), options)?;
        assert!(matrix.pair(0, 1).is_some());
        Ok(REPLICATES)
    });
    add(cases, "lag profile of 41 lags", middle, 2, move || {
        let profile = bootstrap_k_lag(&middle.x, &middle.y, 20, options)?;
        assert!(profile.at(20).is_some());
        Ok(REPLICATES)
    });
}

impl Case<'_> {
    fn time(&mut self) {
        let (wall, processor) = (Instant::now(), ProcessTime::now());
        self.replicates = (self.run)().expect("a fit pair");
        self.wall = self.wall.min(wall.elapsed());
        self.processor = self.processor.min(processor.elapsed());
    }
}

fn print(cases: &[Case<'_>]) {
    println!("{}", kosmic_bench::host());
    println!("| run | rows | replicates | ms | ns a draw | CPU ms |");
    println!("|---|---|---|---|---|---|");
    for case in cases {
        let [wall, processor] = [case.wall, case.processor].map(|time| time.as_secs_f64() * 1e3);
        let Case {
            what,
            rows,
            replicates,
            ..
        } = case;
        let draw = wall * 1e6 / (rows * replicates) as f64;
        println!("| {what} | {rows} | {replicates} | {wall:.2} | {draw:.3} | {processor:.2} |");
    }
}
