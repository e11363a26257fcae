//! The two estimators on points in the plane.

use super::margin::Margin;
use super::neighbours::{Nearest, Point, Reach, Tree};
use super::{Ksg, KsgVariant};
use crate::error::CoreError;

/// ψ(1) = -γ.
const DIGAMMA_OF_ONE: f64 = -0.577_215_664_901_532_9;

/// The estimate in nats; `verify` sees each point with its neighbours and may end it.
///
/// What ψ is taken of are integers. How often each occurs is counted, so that the sum does not hang on the order of the rows:
/// equal data give equal estimates, of which a permutation test makes use.
pub(super) fn estimate<E>(
    tree: &Tree,
    margins: &[Margin; 2],
    options: Ksg,
    verify: impl Fn(&Point, &Reach) -> Result<(), E>,
) -> Result<f64, E> {
    let (k, n) = (options.neighbours, tree.points().len());
    let mut occurrences = vec![0_u64; n + 1];
    let mut found = Nearest::new(k);
    for point in tree.points() {
        let reach = tree.reach(point, &mut found);
        verify(point, &reach)?;
        for (axis, margin) in margins.iter().enumerate() {
            let of = match options.variant {
                KsgVariant::One => margin.nearer(point.at[axis], reach.distance) + 1,
                KsgVariant::Two => margin.no_farther(point.at[axis], reach.extent[axis]),
            };
            occurrences[of] += 1;
        }
    }
    let own = digamma(k) + digamma(n);
    let own = match options.variant {
        KsgVariant::One => own,
        KsgVariant::Two => own - 1.0 / k as f64,
    };
    Ok(own - sum_of_digammas(&occurrences) / n as f64)
}

/// Refuses neighbours at distance 0.
pub(super) fn verify_apart(
    point: &Point,
    reach: &Reach,
    neighbours: usize,
) -> Result<(), CoreError> {
    if reach.nearest > 0.0 && reach.extent[0] > 0.0 && reach.extent[1] > 0.0 {
        return Ok(());
    }
    Err(CoreError::TiedRows {
        row: point.row,
        neighbours,
    })
}

/// ψ(m) for m ≥ 1, by ψ(m + 1) = ψ(m) + 1/m.
fn digamma(m: usize) -> f64 {
    (1..m).fold(DIGAMMA_OF_ONE, |digamma, m| digamma + 1.0 / m as f64)
}

/// Σ ψ(m) over m ≥ 1, each as often as it occurs.
fn sum_of_digammas(occurrences: &[u64]) -> f64 {
    let mut digamma = DIGAMMA_OF_ONE;
    let mut sum = 0.0;
    for (m, &times) in occurrences.iter().enumerate().skip(1) {
        sum += times as f64 * digamma;
        digamma += 1.0 / m as f64;
    }
    sum
}
