//! Mutual information from distances to nearest neighbours.

use super::MutualInformation;
use super::jitter::jitter;
use super::margin::Margin;
use super::neighbours::{Nearest, Point, Reach, Tree};
use crate::error::CoreError;
use crate::moments::Centring;
use crate::pair::{Pair, Side};
use crate::series::Series;
use crate::source::PairSource;
use crate::stream::{Purpose, Stream};

/// ψ(1) = -γ.
const DIGAMMA_OF_ONE: f64 = -0.577_215_664_901_532_9;
/// The sample is cut into 2, 3, ... up to so many parts for the standard error.
const MOST_PARTS: usize = 10;
/// A part must have so many rows for each neighbour.
const ROWS_A_NEIGHBOUR: usize = 4;

/// The two estimators of Kraskov, Stögbauer and Grassberger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum KsgVariant {
    /// A square around each row: ψ(k) + ψ(n) - mean(ψ(n_x + 1) + ψ(n_y + 1)), n_x the rows whose x is nearer than the k-th
    /// neighbour is. The lesser variance.
    #[default]
    One,
    /// A rectangle around each row: ψ(k) - 1/k + ψ(n) - mean(ψ(n_x) + ψ(n_y)), n_x the rows whose x is no farther than that of
    /// any of the k neighbours. The lesser bias for strong coupling.
    Two,
}

/// The choices of [`ksg_information`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Ksg {
    variant: KsgVariant,
    neighbours: usize,
    jitter: Option<u64>,
}

impl Default for Ksg {
    fn default() -> Self {
        Self {
            variant: KsgVariant::One,
            neighbours: 3,
            jitter: None,
        }
    }
}

impl Ksg {
    /// The first variant with three neighbours, no jitter.
    pub fn new() -> Self {
        Self::default()
    }

    /// Which of the two estimators.
    pub fn variant(self, variant: KsgVariant) -> Self {
        Self { variant, ..self }
    }

    /// The number k of neighbours, from 1 to n - 1. Few make the bias small, many the variance; 2 to 4 are usual.
    pub fn neighbours(self, neighbours: usize) -> Self {
        Self { neighbours, ..self }
    }

    /// Sets tied values apart by uniform noise from this seed, within half of the smallest gap between two values of the
    /// series on either side, so that unequal values keep their order. It gives back the continuity that rounding took away.
    pub fn jitter(self, seed: u64) -> Self {
        Self {
            jitter: Some(seed),
            ..self
        }
    }

    fn verify(&self, n: usize) -> Result<(), CoreError> {
        if (1..n).contains(&self.neighbours) {
            return Ok(());
        }
        Err(CoreError::Neighbours {
            neighbours: self.neighbours,
            n,
        })
    }
}

/// The mutual information of a pair by nearest neighbours. Made by [`ksg_information`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct KsgInformation {
    /// The number of rows.
    pub n: usize,
    /// Which estimator.
    pub variant: KsgVariant,
    /// The number of neighbours.
    pub neighbours: usize,
    /// The seed of the noise that was added to set tied values apart; `None` if none was.
    pub jitter: Option<u64>,
    /// The estimate; may be negative.
    pub information: MutualInformation,
}

/// The mutual information of two series by the distances to the k nearest neighbours of each row (KSG).
///
/// Rows are points in the plane, each series in units of its standard deviation, distances by the maximum norm. See
/// [`KsgVariant`] for the formulas; ψ is the digamma function. In nats, for any continuous law and any kind of coupling, with no bins. The
/// bias is small, and nearly none for independent series; there about half of all estimates are negative, and they are not
/// clipped. Very strong coupling is underestimated, unless n is of the order of exp(2 I).
///
/// Assumes independent rows and continuous variables. Tied or rounded data have distances of 0, for which no formula holds:
/// they are refused, or jittered on request ([`Ksg::jitter`]), which the result then says. For the error see
/// [`ksg_standard_error`].
///
/// Cost: O(n (k + log n)) time on ordinary data; the whole columns are held, about 100 bytes a row.
///
/// # Errors
/// As [`k_index`](crate::k_index); [`CoreError::Neighbours`] unless 1 ≤ k < n; [`CoreError::TiedRows`] where two rows are equal,
/// or a row shares its x or its y with all its neighbours.
///
/// # Example
/// ```
/// use kosmic_core::{Ksg, ksg_information};
///
/// // Points on a circle, evenly out of step: much information, no correlation.
/// let angle: Vec<f64> = (0..500).map(|t| f64::from(t) * 2.4).collect();
/// let x: Vec<f64> = angle.iter().map(|a| a.cos()).collect();
/// let y: Vec<f64> = angle.iter().map(|a| a.sin()).collect();
/// let ksg = ksg_information(&x, &y, Ksg::new())?;
/// assert!((ksg.information.nats - 2.2945).abs() < 1e-4);
/// assert!(ksg.information.gaussian_k() > 1.9 && kosmic_core::k_index(&x, &y)? < 0.01);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// A. Kraskov, H. Stögbauer, P. Grassberger, Estimating mutual information, Physical Review E 69 (2004) 066138; S. Gao,
/// G. Ver Steeg, A. Galstyan, Efficient estimation of mutual information for strongly dependent variables, AISTATS (2015)
/// 277-286, for the limit under strong coupling.
pub fn ksg_information<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    options: Ksg,
) -> Result<KsgInformation, CoreError> {
    KsgInformation::of_pair(&Pair::new(x, y)?, options)
}

impl KsgInformation {
    /// The information of a checked pair, as [`ksg_information`].
    ///
    /// # Errors
    /// [`CoreError::Neighbours`], [`CoreError::TiedRows`]; [`CoreError::NeedsMemory`] where the source's columns do not fit
    /// into its budget; its failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>, options: Ksg) -> Result<Self, CoreError> {
        options.verify(pair.len())?;
        let [x, y] = standardised(pair, options.jitter)?;
        Ok(Self {
            n: pair.len(),
            variant: options.variant,
            neighbours: options.neighbours,
            jitter: options.jitter,
            information: MutualInformation {
                nats: estimate(&x, &y, options)?,
            },
        })
    }
}

/// The standard error of [`ksg_information`] in nats, by subsampling.
///
/// The rows are put in random order by the seed and cut into m = 2, 3, ..., 10 equal parts; s_m² is the variance of the m
/// estimates. The variance of an estimate is inversely proportional to its number of rows, so that s_m²/m estimates that of the
/// whole; all are pooled: sqrt(Σ (m-1) s_m²/m / Σ (m-1)). Parts have at least 4k rows, which leaves fewer m for short series.
///
/// It comes out somewhat small, since the variance falls a little faster than 1/n: by 10 to 20 % for 600 rows of a normal pair.
/// The estimate ± q of these, q a normal quantile, is an approximate interval of the expectation of the estimator; bias is not in it.
/// Assumes independent rows.
///
/// Cost: some nine times that of the estimate.
///
/// # Errors
/// As [`ksg_information`]; [`CoreError::TooShort`] below 8k rows.
///
/// # Example
/// ```
/// use kosmic_core::{Ksg, ksg_information, ksg_standard_error};
///
/// let x: Vec<f64> = (0..400).map(|t| (f64::from(t) * 0.7).sin()).collect();
/// let y: Vec<f64> = (0..400).map(|t| (f64::from(t) * 0.7).sin() + (f64::from(t) * 2.9).cos()).collect();
/// let error = ksg_standard_error(&x, &y, Ksg::new(), 0)?;
/// assert!(error > 0.0 && error < 0.2);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// C. M. Holmes, I. Nemenman, Estimation of mutual information for real-valued data with error bars and controlled bias,
/// Physical Review E 100 (2019) 022404.
pub fn ksg_standard_error<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    options: Ksg,
    seed: u64,
) -> Result<f64, CoreError> {
    let pair = Pair::new(x, y)?;
    let n = pair.len();
    options.verify(n)?;
    let least = options.neighbours.saturating_mul(ROWS_A_NEIGHBOUR);
    if n / 2 < least {
        return Err(CoreError::TooShort {
            needed: least.saturating_mul(2),
            got: n,
        });
    }
    let columns = standardised(&pair, options.jitter)?;
    let (mut squares, mut freedom) = (0.0, 0.0);
    for parts in (2..=MOST_PARTS).take_while(|parts| n / parts >= least) {
        let order = shuffled(n, seed, parts as u64);
        let estimates = order.chunks_exact(n / parts).take(parts).map(|rows| {
            let part = |column: &[f64]| rows.iter().map(|&row| column[row]).collect::<Vec<f64>>();
            estimate(&part(&columns[0]), &part(&columns[1]), options)
        });
        let estimates = estimates.collect::<Result<Vec<f64>, _>>()?;
        let mean = estimates.iter().sum::<f64>() / parts as f64;
        squares += estimates.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / parts as f64;
        freedom += parts as f64 - 1.0;
    }
    Ok((squares / freedom).sqrt())
}

/// The numbers 0..n in random order.
fn shuffled(n: usize, seed: u64, index: u64) -> Vec<usize> {
    let mut stream = Stream::new(seed, Purpose::Subsample, index);
    let mut order: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last, stream.below(last as u64 + 1) as usize);
    }
    order
}

/// Both series around their means in units of their standard deviations.
fn standardised<S: PairSource>(
    pair: &Pair<S>,
    jitter_seed: Option<u64>,
) -> Result<[Vec<f64>; 2], CoreError> {
    let series = |side| -> Result<Vec<f64>, CoreError> {
        let mut values = pair.column(side)?;
        if let Some(seed) = jitter_seed {
            jitter(&mut values, side, seed);
        }
        let Centring {
            mean,
            units,
            squares,
        } = pair.moments().centring(side);
        let scale = (values.len() as f64 / squares).sqrt();
        for value in &mut values {
            *value = (*value * units[0] * units[1] - mean) * scale;
        }
        Ok(values)
    };
    Ok([series(Side::X)?, series(Side::Y)?])
}

/// The estimate of points in the plane, in nats.
fn estimate(x: &[f64], y: &[f64], options: Ksg) -> Result<f64, CoreError> {
    let (k, n) = (options.neighbours, x.len());
    let digamma = digamma_of_integers(n);
    let tree = Tree::new(x, y);
    let margins = [Margin::new(x), Margin::new(y)];
    let mut found = Nearest::new(k);
    let mut sum = 0.0;
    for point in tree.points() {
        let reach = tree.reach(point, &mut found);
        verify_apart(point, &reach, k)?;
        for (axis, margin) in margins.iter().enumerate() {
            sum += match options.variant {
                KsgVariant::One => digamma[margin.nearer(point.at[axis], reach.distance) + 1],
                KsgVariant::Two => digamma[margin.no_farther(point.at[axis], reach.extent[axis])],
            };
        }
    }
    let own = match options.variant {
        KsgVariant::One => digamma[k],
        KsgVariant::Two => digamma[k] - 1.0 / k as f64,
    };
    Ok(own + digamma[n] - sum / n as f64)
}

fn verify_apart(point: &Point, reach: &Reach, neighbours: usize) -> Result<(), CoreError> {
    if reach.nearest > 0.0 && reach.extent[0] > 0.0 && reach.extent[1] > 0.0 {
        return Ok(());
    }
    Err(CoreError::TiedRows {
        row: point.row,
        neighbours,
    })
}

/// ψ(m) for m = 1..=n, by ψ(m + 1) = ψ(m) + 1/m; place 0 is not used.
fn digamma_of_integers(n: usize) -> Vec<f64> {
    let mut values = Vec::with_capacity(n + 1);
    values.extend([f64::NEG_INFINITY, DIGAMMA_OF_ONE]);
    for m in 1..n {
        values.push(values[m] + 1.0 / m as f64);
    }
    values
}
