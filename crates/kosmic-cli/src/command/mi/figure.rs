//! The rows as points, and how much information permutations have.

use std::path::Path;

use kosmic_core::{KsgTest, MutualInformation, Pair, PairSource, Side};
use kosmic_plot::{Figure, LineFigure, Panels, PointFigure};

use super::Found;
use crate::failure::Failure;
use crate::input::Inputs;
use crate::output::fixed;

/// More points than this hide each other and swell the file.
const MOST_POINTS: usize = 10_000;

pub(super) fn draw<S: PairSource>(
    pair: &Pair<S>,
    inputs: &Inputs<'_>,
    found: &Found,
    path: &Path,
) -> Result<(), Failure> {
    let points = points(pair, inputs)?;
    match found {
        Found::Neighbours(found) => match &found.test {
            None => points.save(path),
            Some(test) => {
                let panels = Panels::in_columns(2).panel(points);
                panels.panel(distribution(&found.permuted, test)).save(path)
            }
        },
        _ => points.save(path),
    }
    .map_err(Failure::data)
}

fn points<S: PairSource>(pair: &Pair<S>, inputs: &Inputs<'_>) -> Result<PointFigure, Failure> {
    let step = pair.len().div_ceil(MOST_POINTS);
    let column = |side| pair.column(side).map_err(Failure::data);
    let some = |column: Vec<f64>| column.into_iter().step_by(step).collect::<Vec<f64>>();
    let (x, y) = (some(column(Side::X)?), some(column(Side::Y)?));
    let label = match step {
        1 => inputs.x_name.clone(),
        _ => format!("{} (one row in {step})", inputs.x_name),
    };
    Ok(PointFigure::new(&x, &y)
        .x_label(label)
        .y_label(&inputs.y_name))
}

/// Which share of the permutations have no more than so much information.
fn distribution(permuted: &[MutualInformation], test: &KsgTest) -> LineFigure {
    let mut nats: Vec<f64> = permuted.iter().map(|amount| amount.nats).collect();
    nats.sort_by(f64::total_cmp);
    let count = nats.len() as f64;
    let shares: Vec<Option<f64>> = (1..=nats.len())
        .map(|below| Some(below as f64 / count))
        .collect();
    let observed = test.observed.nats;
    LineFigure::new()
        .x_label("information (nats)")
        .y_label("share of permutations with no more")
        .y_from(0.0)
        .line("permutations", &nats, &shares)
        .vertical(observed, format!("data: {}", fixed(observed)))
}
