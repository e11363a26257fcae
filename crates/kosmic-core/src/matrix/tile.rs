//! A tile of a matrix: the correlations of some octets of series with some others.

use std::borrow::Cow;
use std::ops::Range;

use super::plan::MatrixPlan;
use super::standard::{Partial, StandardSeries};
use crate::instruction_set::InstructionSet;
use crate::kernel::{LANES, Octet, OctetSums, cross_products};
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
        standard: &[StandardSeries],
        [left, right]: [&Range<usize>; 2],
    ) -> Self {
        let upper = left == right;
        let sums = Sums::of(
            set,
            &standard[left.clone()],
            &standard[right.clone()],
            upper,
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
    fn of(
        set: InstructionSet,
        left: &[StandardSeries],
        right: &[StandardSeries],
        upper: bool,
    ) -> Self {
        let complete = left.iter().chain(right).all(|octet| !octet.lacks_values());
        Self {
            products: cross_products(set, &scores(left), &scores(right), upper),
            partial: (!complete).then(|| PartialSums::of(set, left, right, upper)),
        }
    }

    /// The rows that two series share; `None` if that is all rows.
    fn rows(&self, place: usize, k: usize, l: usize) -> Option<u64> {
        let partial = self.partial.as_ref()?;
        Some(partial.rows[place][k][l] as u64)
    }

    /// r, unless it must be computed from the pair alone.
    fn correlation(&self, place: usize, k: usize, l: usize) -> Option<f64> {
        let product = self.products[place][k][l];
        let r = match &self.partial {
            None => product,
            Some(partial) => partial.correlation(product, place, k, l)?,
        };
        (1.0 - r.abs() > NEARLY_PERFECT).then_some(r)
    }
}

impl PartialSums {
    fn of(
        set: InstructionSet,
        left: &[StandardSeries],
        right: &[StandardSeries],
        upper: bool,
    ) -> Self {
        let (z, w) = (scores(left), scores(right));
        let (a, b) = (partials(left), partials(right));
        let m: Vec<&Octet> = a.iter().map(|part| &part.presence[..]).collect();
        let n: Vec<&Octet> = b.iter().map(|part| &part.presence[..]).collect();
        let zz: Vec<&Octet> = a.iter().map(|part| &part.squares[..]).collect();
        let ww: Vec<&Octet> = b.iter().map(|part| &part.squares[..]).collect();
        let products = |a: &[&Octet], b: &[&Octet]| cross_products(set, a, b, upper);
        Self {
            rows: products(&m, &n),
            scores: [products(&z, &n), products(&m, &w)],
            squares: [products(&zz, &n), products(&m, &ww)],
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

fn scores(octets: &[StandardSeries]) -> Vec<&Octet> {
    octets.iter().map(|octet| &octet.scores[..]).collect()
}

fn partials(octets: &[StandardSeries]) -> Vec<Cow<'_, Partial>> {
    octets.iter().map(StandardSeries::partial).collect()
}
