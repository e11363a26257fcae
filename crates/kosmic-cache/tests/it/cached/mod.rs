//! The calls of other crates, answered from a cache.

mod alike;
mod equality;
mod growth;
mod stopping;

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kosmic_core::{Pair, PairSource, Progress, SeriesPair, Side, SourceError};
use kosmic_parallel::{Bootstrap, Plan};
use serde::Serialize;

/// Two coupled series; `slow` ones depend on their past.
pub(crate) fn series(rows: usize, slow: bool) -> (Vec<f64>, Vec<f64>) {
    let mut state = 42_u64;
    let mut noise = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24) - 0.5
    };
    let (mut x, mut y) = (Vec::new(), Vec::new());
    let memory = if slow { 0.8 } else { 0.0 };
    let (mut of_x, mut of_y) = (0.0, 0.0);
    for _ in 0..rows {
        of_x = memory * of_x + noise();
        of_y = memory * of_y + noise();
        x.push(of_x);
        y.push(of_y + 0.5 * of_x);
    }
    (x, y)
}

pub(crate) fn plan(options: Bootstrap) -> Plan {
    options.plan().unwrap()
}

/// Each bit of an answer.
pub(crate) fn bits(answer: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(answer).unwrap()
}

/// A pair that lies elsewhere than in memory.
pub(crate) struct Elsewhere<'a>(pub(crate) SeriesPair<'a>);

impl PairSource for Elsewhere<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        self.0.column(side, rows, scratch)
    }
}

pub(crate) fn elsewhere<'a>(x: &'a [f64], y: &'a [f64]) -> Pair<Elsewhere<'a>> {
    Pair::from_source(Elsewhere(SeriesPair::new(x, y).unwrap())).unwrap()
}

/// Counts the work, and stops it at some point.
pub(crate) struct Observer {
    pub(crate) finished: AtomicU64,
    most: u64,
}

impl Observer {
    pub(crate) fn stopping_after(most: u64) -> Self {
        let finished = AtomicU64::new(0);
        Self { finished, most }
    }

    pub(crate) fn patient() -> Self {
        Self::stopping_after(u64::MAX)
    }

    pub(crate) fn count(&self) -> u64 {
        self.finished.load(Relaxed)
    }
}

impl Progress for Observer {
    fn advance(&self, finished: u64) {
        self.finished.fetch_add(finished, Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.count() >= self.most
    }
}
