//! A tile of a matrix: the correlations of some octets of series with some others.

use std::ops::Range;

use super::plan::MatrixPlan;
use super::standard::{Panel, StandardSeries};
use crate::instruction_set::InstructionSet;
use crate::kernel::{LANES, Octet, OctetSums, PRODUCT_BLOCK, add_cross_products};
use crate::moments::{Moments, coefficient};
use crate::pair::LEAST_OBSERVATIONS;

/// An r as near to ±1 as this is computed again from the pair alone.
const NEARLY_PERFECT: f64 = 1e-12;

/// Below this share of the sum of squares about a mean of other rows, too few digits are left of that about the own mean.
const SAFE_SHARE: f64 = 1e-2;

/// One entry.
pub(super) struct Entry {
    pub(super) i: usize,
    pub(super) j: usize,
    /// NaN where undefined.
    pub(super) r: f64,
    pub(super) rows: u64,
}

/// The entries i ≤ j of a tile.
pub(super) struct Tile {
    pub(super) entries: Vec<Entry>,
}

impl Tile {
    pub(super) fn of(
        plan: &MatrixPlan<'_>,
        set: InstructionSet,
        kept: Option<&[usize]>,
        standard: &[StandardSeries<'_>],
        [left, right]: [&Range<usize>; 2],
    ) -> Self {
        let upper = left == right;
        let sums = Sums::of(
            set,
            &standard[left.clone()],
            &standard[right.clone()],
            upper,
            kept.map_or(plan.rows(), <[usize]>::len),
        );
        let mut entries = Vec::with_capacity(left.len() * right.len() * LANES * LANES);
        for (a, octet_a) in left.clone().enumerate() {
            for (b, octet_b) in right.clone().enumerate() {
                let place = a * right.len() + b;
                for (k, l) in (0..LANES).flat_map(|k| (0..LANES).map(move |l| (k, l))) {
                    let (i, j) = (octet_a * LANES + k, octet_b * LANES + l);
                    if i > j || j >= plan.count() {
                        continue;
                    }
                    let varies = standard[octet_a].varies[k] && standard[octet_b].varies[l];
                    let all = standard[octet_a].present[k];
                    let rows = sums.rows(place, k, l).unwrap_or(all);
                    let r = if !varies || rows < LEAST_OBSERVATIONS as u64 {
                        f64::NAN
                    } else if i == j {
                        1.0
                    } else {
                        let alone = || plan.pair(i, j, kept);
                        sums.correlation(place, k, l)
                            .unwrap_or_else(|| r_of(&alone()))
                    };
                    entries.push(Entry { i, j, r, rows });
                }
            }
        }
        Self { entries }
    }
}

fn r_of(moments: &Moments) -> f64 {
    moments.correlation().unwrap_or(f64::NAN)
}

/// Sums of products of the scores of a tile.
struct Sums {
    /// Rows of the tile.
    all: usize,
    products: Vec<OctetSums>,
    /// Where values are missing.
    partial: Option<PartialSums>,
}

/// Sums over the rows that both series have.
struct PartialSums {
    rows: Vec<OctetSums>,
    /// Of the scores of the left and of the right series.
    scores: [Vec<OctetSums>; 2],
    /// Of their squares.
    squares: [Vec<OctetSums>; 2],
}

impl Sums {
    /// Over panels of as many rows as are summed up in one chain.
    fn of(
        set: InstructionSet,
        left: &[StandardSeries<'_>],
        right: &[StandardSeries<'_>],
        upper: bool,
        rows: usize,
    ) -> Self {
        let partial = left.iter().chain(right).any(|octet| octet.lacks_values);
        let zeros = vec![[[0.0; LANES]; LANES]; left.len() * right.len()];
        let mut sums = Self {
            all: rows,
            partial: partial.then(|| PartialSums::of(&zeros)),
            products: zeros,
        };
        let octets: Vec<_> = match upper {
            true => left.iter().collect(),
            false => left.iter().chain(right).collect(),
        };
        let mut panels = vec![Panel::default(); octets.len()];
        for start in (0..rows).step_by(PRODUCT_BLOCK) {
            let rows = start..rows.min(start + PRODUCT_BLOCK);
            for (octet, panel) in octets.iter().zip(&mut panels) {
                octet.panel(set, rows.clone(), partial, panel);
            }
            let right = if upper { 0 } else { left.len() };
            sums.add(set, [&panels[..left.len()], &panels[right..]], upper);
        }
        sums
    }

    fn add(&mut self, set: InstructionSet, sides: [&[Panel]; 2], upper: bool) {
        let [z, w] = sides.map(|panels| octets(panels, |panel| &panel.scores));
        add_cross_products(set, &z, &w, upper, &mut self.products);
        let Some(sums) = &mut self.partial else {
            return;
        };
        let [m, n] = sides.map(|panels| octets(panels, |panel| &panel.presence));
        let [zz, ww] = sides.map(|panels| octets(panels, |panel| &panel.squares));
        let add = |left: &[&Octet], right: &[&Octet], to: &mut [OctetSums]| {
            add_cross_products(set, left, right, upper, to);
        };
        add(&m, &n, &mut sums.rows);
        add(&z, &n, &mut sums.scores[0]);
        add(&m, &w, &mut sums.scores[1]);
        add(&zz, &n, &mut sums.squares[0]);
        add(&m, &ww, &mut sums.squares[1]);
    }

    /// The rows that two series share; `None` if that is all rows.
    fn rows(&self, place: usize, k: usize, l: usize) -> Option<u64> {
        let partial = self.partial.as_ref()?;
        Some(partial.rows[place][k][l] as u64)
    }

    /// r, unless it must be computed from the pair alone.
    fn correlation(&self, place: usize, k: usize, l: usize) -> Option<f64> {
        let product = self.products[place][k][l];
        // What a pair is does not depend on the tile it stands in.
        let r = match &self.partial {
            Some(partial) if partial.rows[place][k][l] < self.all as f64 => {
                partial.correlation(product, place, k, l)?
            }
            _ => product,
        };
        (1.0 - r.abs() > NEARLY_PERFECT).then_some(r)
    }
}

impl PartialSums {
    fn of(zeros: &[OctetSums]) -> Self {
        let both = || [zeros.to_vec(), zeros.to_vec()];
        Self {
            rows: zeros.to_vec(),
            scores: both(),
            squares: both(),
        }
    }

    fn correlation(&self, product: f64, place: usize, k: usize, l: usize) -> Option<f64> {
        let rows = self.rows[place][k][l];
        let [a, b] = self.scores.each_ref().map(|sums| sums[place][k][l]);
        let raw = self.squares.each_ref().map(|sums| sums[place][k][l]);
        let squares = [raw[0] - a * a / rows, raw[1] - b * b / rows];
        let safe = |(squares, raw): (f64, f64)| squares > SAFE_SHARE * raw;
        let digits = safe((squares[0], raw[0])) && safe((squares[1], raw[1]));
        digits.then(|| coefficient(product - a * b / rows, squares[0], squares[1]))
    }
}

fn octets(panels: &[Panel], of: fn(&Panel) -> &Octet) -> Vec<&Octet> {
    panels.iter().map(of).collect()
}
