//! How often intervals of r contain the truth: the promise of a level, put to the test.

mod law;

use std::fmt;

use kosmic_core::{Pair, Progress, Purpose, Silent, Stream, fisher_limits};
use kosmic_parallel::{
    Bootstrap, Method, ParallelError, ProgressBar, StudentisedCorrelation, Threads, parallel_map,
};
use kosmic_plot::HeatMap;

pub use law::Law;

/// What is simulated: all laws, these numbers of rows and correlations of the normal pairs.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Numbers of rows.
    pub rows: Vec<usize>,
    /// Correlations of the normal pairs that the laws are made of.
    pub rho: Vec<f64>,
    /// Samples for each cell.
    pub trials: usize,
    /// Replicates of each sample.
    pub replicates: usize,
}

/// The level of the intervals.
const LEVEL: f64 = 0.95;

/// The methods compared; Fisher's z stands before them.
const METHODS: [Method; 8] = [
    Method::Percentile,
    Method::Basic,
    Method::Normal,
    Method::Bc,
    Method::Bca,
    Method::Abc,
    Method::Student,
    Method::StudentSymmetric,
];

/// Of one cell: which method covered the truth how often.
struct Cell {
    law: Law,
    rows: usize,
    rho: f64,
    covered: [usize; METHODS.len() + 1],
}

/// The recorded coverage; its `Display` is a table in Markdown.
pub struct Coverage {
    grid: Grid,
    cells: Vec<Cell>,
}

/// Simulates all cells of a grid on all threads, with a progress bar on a terminal.
///
/// # Errors
/// [`ParallelError`] where a bootstrap could not be run.
pub fn simulate(grid: Grid) -> Result<Coverage, ParallelError> {
    let mut cells = Vec::new();
    for law in Law::ALL {
        for &rows in &grid.rows {
            cells.extend(grid.rho.iter().map(|&rho| Cell {
                law,
                rows,
                rho,
                covered: [0; METHODS.len() + 1],
            }));
        }
    }
    let progress = ProgressBar::new("cells");
    progress.begin(cells.len() as u64);
    for (number, cell) in cells.iter_mut().enumerate() {
        let trials: Vec<u64> = (0..grid.trials as u64).collect();
        let covers = parallel_map(&trials, Threads::All, &Silent, |trial| {
            cell.trial(number as u64 * grid.trials as u64 + trial, grid.replicates)
        })?;
        for covers in covers {
            let covers = covers?;
            cell.covered
                .iter_mut()
                .zip(covers)
                .for_each(|(count, covers)| *count += usize::from(covers));
        }
        progress.advance(1);
    }
    progress.end();
    Ok(Coverage { grid, cells })
}

impl Cell {
    /// Which intervals of one sample contain the truth. One that cannot be had does not.
    fn trial(
        &self,
        number: u64,
        replicates: usize,
    ) -> Result<[bool; METHODS.len() + 1], ParallelError> {
        let mut stream = Stream::new(0, Purpose::Simulate, number);
        let (x, y) = self.law.draw(&mut stream, self.rows, self.rho);
        let pair = Pair::new(&x, &y)?;
        let truth = self.law.correlation(self.rho);
        let needs = METHODS.map(Method::needs);
        let plan = Bootstrap::new()
            .replicates(replicates)
            .seed(number)
            .plan()?;
        let mut drawn = plan.run(&pair, &StudentisedCorrelation)?;
        for needs in needs {
            drawn = drawn.accompanied(&pair, needs)?;
        }
        let mut covers = [false; METHODS.len() + 1];
        covers[0] = fisher_limits(pair.r(), pair.len(), LEVEL)?
            .is_some_and(|limits| limits.contains(truth));
        for (covers, method) in covers[1..].iter_mut().zip(METHODS) {
            *covers = drawn
                .interval(method, LEVEL)
                .is_ok_and(|interval| interval.limits.contains(truth));
        }
        Ok(covers)
    }
}

impl Coverage {
    /// The coverage of each method (columns) in each cell (rows) as colours.
    #[must_use]
    pub fn figure(&self) -> HeatMap {
        let share = |count: usize| count as f64 / self.grid.trials as f64;
        let shares: Vec<Vec<f64>> = self
            .cells
            .iter()
            .map(|cell| cell.covered.map(share).to_vec())
            .collect();
        let names: Vec<String> = self.cells.iter().map(Cell::name).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut methods = vec!["fisher"];
        methods.extend(METHODS.map(Method::name));
        HeatMap::new(&shares, &names, &methods).legend("coverage")
    }
}

impl Cell {
    fn name(&self) -> String {
        format!("{}, n = {}, \u{3c1} = {}", self.law, self.rows, self.rho)
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = (LEVEL * (1.0 - LEVEL) / self.grid.trials as f64).sqrt();
        writeln!(
            f,
            "Coverage of {:.0} % intervals of r, {} samples a cell (Monte Carlo error {error:.4} at the nominal level), {} \
             replicates.\n",
            100.0 * LEVEL,
            self.grid.trials,
            self.grid.replicates
        )?;
        let names = METHODS.map(Method::name).join(" | ");
        writeln!(f, "| law | rows | ρ | true r | fisher | {names} |")?;
        writeln!(f, "|{}", "---|".repeat(METHODS.len() + 5))?;
        for cell in &self.cells {
            let Cell { law, rows, rho, .. } = cell;
            write!(
                f,
                "| {law} | {rows} | {rho} | {:.4} |",
                law.correlation(*rho)
            )?;
            for count in cell.covered {
                write!(f, " {:.3} |", count as f64 / self.grid.trials as f64)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
