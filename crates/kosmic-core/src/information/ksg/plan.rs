//! A pair made ready for nearest neighbours: what estimate, error and test share.

use std::convert::Infallible;

use super::estimate::{estimate, verify_apart};
use super::jitter::{self, step};
use super::margin::Margin;
use super::neighbours::Tree;
use super::{Ksg, KsgInformation};
use crate::error::CoreError;
use crate::information::MutualInformation;
use crate::moments::Centring;
use crate::pair::{Pair, Side};
use crate::source::PairSource;
use crate::stream::{Purpose, Stream};

/// The columns of a pair made ready for the KSG estimators, with choices that were checked once.
///
/// Estimate, error and permutations are asked of it. Each [`permuted`](Self::permuted) stands for itself, so that any number of
/// threads may share them; [`ksg_permutation_test`](crate::ksg_permutation_test) is the same on one.
///
/// Cost: O(n log n) time; the whole columns are held, about 50 bytes a row, and another 50 during an estimate.
///
/// # Example
/// ```
/// use kosmic_core::{Ksg, KsgPlan, KsgTest, Pair};
///
/// let x: Vec<f64> = (0..60).map(|t| (f64::from(t) * 0.7).sin()).collect();
/// let y: Vec<f64> = (0..60).map(|t| (f64::from(t) * 1.4 + 0.3).cos()).collect();
/// let plan = KsgPlan::new(&Pair::new(&x, &y)?, Ksg::new())?;
/// let permuted: Vec<_> = (0..99).map(|index| plan.permuted(0, index)).collect();
/// let test = KsgTest::new(plan.information()?.information, &permuted)?;
/// assert_eq!((test.as_large, test.p_value), (0, 0.01));
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Debug)]
pub struct KsgPlan {
    pub(super) options: Ksg,
    /// Both series around their means in units of their standard deviations.
    pub(super) columns: [Vec<f64>; 2],
    margins: [Margin; 2],
}

impl KsgPlan {
    /// Checks the choices, reads the columns, and jitters them if asked to.
    ///
    /// # Errors
    /// [`CoreError::Neighbours`]; [`CoreError::NeedsMemory`] where the source's columns do not fit into its budget; its failure.
    pub fn new<S: PairSource>(pair: &Pair<S>, options: Ksg) -> Result<Self, CoreError> {
        options.verify(pair.len())?;
        let column = |side| standardised(pair, side, options.jitter);
        let columns = [column(Side::X)?, column(Side::Y)?];
        Ok(Self {
            options,
            margins: columns.each_ref().map(|column| Margin::new(column)),
            columns,
        })
    }

    /// The estimate, as [`ksg_information`](crate::ksg_information).
    ///
    /// # Errors
    /// [`CoreError::TiedRows`].
    pub fn information(&self) -> Result<KsgInformation, CoreError> {
        let [x, y] = &self.columns;
        let k = self.options.neighbours;
        let nats = estimate(
            &Tree::new(x, y),
            &self.margins,
            self.options,
            |point, reach| verify_apart(point, reach, k),
        )?;
        Ok(KsgInformation {
            n: x.len(),
            variant: self.options.variant,
            neighbours: k,
            jitter: self.options.jitter,
            information: MutualInformation { nats },
        })
    }

    /// The estimate after y was put in random order, number `index` of those by this seed: what independence looks like.
    ///
    /// The order may bring tied values of x and of y together, which the data kept apart. That is no error here: a neighbour at
    /// distance 0 has no other nearer, and a permutation test is right for whatever statistic.
    #[must_use]
    pub fn permuted(&self, seed: u64, index: u64) -> MutualInformation {
        let [x, y] = &self.columns;
        let order = Stream::new(seed, Purpose::Reorder, index).order(x.len());
        let y: Vec<f64> = order.into_iter().map(|row| y[row]).collect();
        let tree = Tree::new(x, &y);
        let Ok(nats) = estimate(&tree, &self.margins, self.options, |_, _| {
            Ok::<_, Infallible>(())
        });
        MutualInformation { nats }
    }
}

/// A series around its mean in units of its standard deviation. Noise is added to deviations, where its digits are not lost.
fn standardised<S: PairSource>(
    pair: &Pair<S>,
    side: Side,
    jitter_seed: Option<u64>,
) -> Result<Vec<f64>, CoreError> {
    let Centring {
        mean,
        units,
        squares,
    } = pair.moments().centring(side);
    let mut values = pair.column(side)?;
    for value in &mut values {
        *value = *value * units[0] * units[1];
    }
    let noise = jitter_seed.and_then(|seed| Some((seed, step(&values)?)));
    for value in &mut values {
        *value -= mean;
    }
    if let Some((seed, step)) = noise {
        jitter::add(&mut values, step, side, seed);
    }
    let scale = (values.len() as f64 / squares).sqrt();
    for value in &mut values {
        *value *= scale;
    }
    Ok(values)
}
