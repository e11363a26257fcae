//! Alias tables: a choice among weighted outcomes by one look-up and one comparison.
//!
//! M. D. Vose, A linear algorithm for generating random numbers with a given distribution, IEEE Transactions on
//! Software Engineering 17 (1991) 972-975.

/// Cells of a table; a power of two, so that bits choose one.
const CELLS: usize = 512;

/// Bits that decide within a cell.
const DECIDING: u32 = 55;

/// An alias table for up to 512 outcomes, read with 64 random bits.
pub(crate) struct Alias {
    /// A cell gives its own outcome if the deciding bits are below this.
    threshold: Vec<u64>,
    other: Vec<u16>,
}

impl Alias {
    /// The table of outcomes 0, 1, … with probabilities proportional to `weights` (at most 512, not all 0).
    pub(crate) fn new(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let mut share = vec![0.0; CELLS];
        for (share, weight) in share.iter_mut().zip(weights) {
            *share = weight / total * CELLS as f64;
        }
        let mut other: Vec<u16> = (0..CELLS as u16).collect();
        // Two stacks in one array: cells with less than their share from the left, all others from the right.
        let (mut cells, mut small, mut large) = ([0; CELLS], 0, CELLS);
        for (cell, share) in share.iter().enumerate() {
            if *share < 1.0 {
                cells[small] = cell;
                small += 1;
            } else {
                large -= 1;
                cells[large] = cell;
            }
        }
        while small > 0 && large < CELLS {
            let (poor, rich) = (cells[small - 1], cells[large]);
            other[poor] = rich as u16;
            share[rich] -= 1.0 - share[poor];
            small -= 1;
            if share[rich] < 1.0 {
                cells[small] = rich;
                (small, large) = (small + 1, large + 1);
            }
        }
        // What is left over differs from 1 by rounding only, and is its own alias.
        let scale = (1_u64 << DECIDING) as f64;
        let threshold = share.iter().map(|share| (share * scale) as u64).collect();
        Self { threshold, other }
    }

    /// The outcome that 64 random bits choose.
    #[inline(always)]
    pub(crate) fn outcome(&self, bits: u64) -> usize {
        let cell = (bits >> DECIDING) as usize;
        let deciding = bits & ((1 << DECIDING) - 1);
        if deciding < self.threshold[cell] {
            cell
        } else {
            usize::from(self.other[cell])
        }
    }

    /// The probability of an outcome, as the table has it.
    #[cfg(test)]
    pub(crate) fn probability(&self, outcome: usize) -> f64 {
        let scale = (1_u64 << DECIDING) as f64;
        let own = |cell: usize| self.threshold[cell] as f64 / scale;
        let lent = (0..CELLS)
            .filter(|&cell| usize::from(self.other[cell]) == outcome)
            .map(|cell| 1.0 - own(cell));
        (own(outcome) + lent.sum::<f64>()) / CELLS as f64
    }
}

/// The alias table of 64 cells for outcomes whose integer weights sum to 64 · 256: thresholds (a cell gives its primary
/// outcome if a byte is at most this), primary outcomes, aliases.
pub(crate) fn integer_alias(outcomes: &[(u32, u8)]) -> ([u8; 64], [u8; 64], [u8; 64]) {
    const FULL: u32 = 256;
    let mut weights = [0; 64];
    let mut primary = [0; 64];
    for (cell, (weight, outcome)) in outcomes.iter().enumerate() {
        (weights[cell], primary[cell]) = (*weight, *outcome);
    }
    let mut alias = primary;
    let (mut large, mut small): (Vec<usize>, Vec<usize>) =
        (0..64).partition(|&cell| weights[cell] > FULL);
    while let (Some(&rich), Some(poor)) = (large.last(), small.pop()) {
        let lent = FULL - weights[poor];
        alias[poor] = primary[rich];
        if weights[poor] == 0 {
            // A threshold cannot say "never": the cell gives the alias either way.
            (primary[poor], weights[poor]) = (primary[rich], FULL);
        }
        weights[rich] -= lent;
        if weights[rich] <= FULL {
            large.pop();
            small.push(rich);
        }
    }
    debug_assert!(weights.iter().all(|weight| (1..=FULL).contains(weight)));
    (weights.map(|weight| (weight - 1) as u8), primary, alias)
}
