//! The bootstrap of a matrix of couplings.

use kosmic_core::{CoreError, Progress, Series, Side, Silent};

use super::bands::{CouplingBand, SimultaneousBands};
use super::columns::Columns;
use super::dependence::{dependence, influences, standardised};
use super::groups::{draw_by_group, verify_memory};
use super::joint::{Joint, JointDraw};
use super::matrix_draw::Panel;
use super::resampled::Target;
use crate::bootstrap::{Bootstrap, Plan};
use crate::error::ParallelError;
use crate::resample::Resampler;
use crate::scheme::Scheme;
use crate::warning::Warning;

/// Replicates of the correlations between all columns, each replicate from one resample of whole rows.
///
/// # Example
/// ```
/// use kosmic_core::Silent;
/// use kosmic_parallel::{Bootstrap, Columns};
///
/// let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let b = [2.0, 1.0, 4.0, 3.0, 6.0, 5.0];
/// let c = [1.0, -1.0, 1.0, 1.0, -1.0, 1.0];
/// let plan = Bootstrap::default().replicates(99).plan()?;
/// let replicates = plan.matrix_replicates(&Columns::new([&a, &b, &c])?, &Silent)?;
/// assert_eq!(replicates.value(7, 0, 2), replicates.value(7, 2, 0));
/// assert_eq!(replicates.count(), 99);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Debug)]
pub struct MatrixReplicates {
    columns: usize,
    joint: Joint,
}

/// The place of a pair among those i < j, row by row.
fn place(columns: usize, i: usize, j: usize) -> Option<usize> {
    let (i, j) = (i.min(j), i.max(j));
    (i < j && j < columns).then(|| i * (2 * columns - 1 - i) / 2 + j - i - 1)
}

impl MatrixReplicates {
    /// The number of replicates drawn.
    #[must_use]
    pub fn count(&self) -> usize {
        self.joint.count()
    }

    /// The signed correlation of two columns on the data; `None` for one column or one that is not there.
    #[must_use]
    pub fn estimate(&self, i: usize, j: usize) -> Option<f64> {
        self.joint.estimates[place(self.columns, i, j)?]
    }

    /// The signed correlation of two columns in one replicate; `None` where it is undefined or not there.
    #[must_use]
    pub fn value(&self, replicate: usize, i: usize, j: usize) -> Option<f64> {
        self.joint.value(replicate, place(self.columns, i, j)?)
    }

    /// Pointwise intervals and simultaneous bands at a level.
    ///
    /// Cost: O(B P log B) for P pairs.
    ///
    /// # Errors
    /// A level outside (0, 1); [`ParallelError::Stopped`] with fewer than two replicates.
    pub fn bands(&self, level: f64) -> Result<KMatrix, ParallelError> {
        Ok(KMatrix {
            columns: self.columns,
            bands: SimultaneousBands::of(&self.joint, level)?,
        })
    }
}

/// The couplings between all columns with pointwise intervals and simultaneous bands.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct KMatrix {
    /// The number of columns.
    pub columns: usize,
    /// The pairs i < j, row by row.
    pub bands: SimultaneousBands,
}

impl KMatrix {
    /// The coupling of two columns in either order; `None` for one column or one that is not there.
    #[must_use]
    pub fn pair(&self, i: usize, j: usize) -> Option<&CouplingBand> {
        let place = place(self.columns, i, j)?;
        self.bands.couplings.get(place)?.as_ref()
    }
}

impl Plan {
    /// Draws the replicates of all correlations between columns. Level, method and sides of the plan play no part.
    ///
    /// Replicate b resamples the rows that it does for a single pair with the same seed, so that the values agree with
    /// those of [`Correlation`](crate::Correlation) to 1e-12; they are the same bits for any number of threads and any
    /// instruction set.
    ///
    /// Cost: O(n M² B) time, for the products of the columns, their squares and their cubes, which the error of each
    /// replicate takes. Memory: the values (8 bytes for each pair and replicate) and three copies of the columns.
    ///
    /// # Errors
    /// [`ParallelError::OutOfMemory`] before the start, [`ParallelError::Threads`], [`ParallelError::SinglePairsOnly`].
    pub fn matrix_replicates(
        &self,
        columns: &Columns<'_>,
        progress: &dyn Progress,
    ) -> Result<MatrixReplicates, ParallelError> {
        let _span = tracing::debug_span!("bootstrap_matrix", n = columns.rows()).entered();
        if self.scheme != Scheme::Iid {
            return Err(self.serves_single_pairs_only());
        }
        let pairs = columns.count() * (columns.count() - 1) / 2;
        verify_memory(self, pairs + 1, Panel::bytes(columns))?;
        let resampler = Resampler::new(self.instruction_set, self.seed, columns.rows());
        let estimates = estimates(columns)?;
        let targets = self.targets(columns)?;
        // Before the panel, so that its copy of the columns is gone when that is made.
        let dependence = dependent(columns, &estimates)?;
        let panel = Panel::new(columns, &resampler, &targets)?;
        let values = draw_by_group(
            self,
            estimates.len() + 1,
            progress,
            || panel.worker(),
            |worker, group, places| panel.draw(worker, group, places),
        )?;
        let drawn = JointDraw {
            rows: columns.rows(),
            scheme: self.scheme,
            estimates,
            targets,
            values,
            warnings: dependence.into_iter().collect(),
        };
        Ok(MatrixReplicates {
            columns: columns.count(),
            joint: Joint::new(self, drawn),
        })
    }

    fn targets(&self, columns: &Columns<'_>) -> Result<Vec<Option<Target>>, ParallelError> {
        let pairs: Vec<(usize, usize)> = columns.pairs().collect();
        let target = |place: usize| {
            let (i, j) = pairs[place];
            Target::of(&columns.pair(i, j)?)
        };
        let targets = self.threads.each(pairs.len(), target)?;
        targets.into_iter().collect()
    }
}

fn estimates(columns: &Columns<'_>) -> Result<Vec<Option<f64>>, CoreError> {
    let r = columns
        .pairs()
        .map(|(i, j)| columns.pair(i, j).map(|pair| Some(pair.r())));
    r.collect()
}

fn dependent(
    columns: &Columns<'_>,
    estimates: &[Option<f64>],
) -> Result<Option<Warning>, CoreError> {
    let side = Side::X;
    let standard = (0..columns.count()).map(|column| {
        let pair = columns.checked(column);
        let moments = pair.moments();
        let sd = moments.sd(side).unwrap_or(1.0);
        Ok(standardised(&pair.column(side)?, moments.mean(side), sd))
    });
    let standard: Vec<Vec<f64>> = standard.collect::<Result<_, CoreError>>()?;
    let series = columns.pairs().zip(estimates).filter_map(|((i, j), r)| {
        let imperfect = r.filter(|r| r.abs() < 1.0)?;
        Some(influences(&standard[i], &standard[j], imperfect))
    });
    Ok(dependence(series, columns.rows(), estimates.len()))
}

/// The couplings K_ij = 2|r_ij| between all columns with pointwise bootstrap intervals and simultaneous bands.
///
/// Whole rows are resampled: one set of counts serves all M(M-1)/2 pairs. Formulas stand at [`SimultaneousBands`]; the
/// level of the options is promised by each pointwise interval alone, and by the band for all pairs together.
///
/// Assumes independent rows; a warning says where they do not look it. Cost: see [`Plan::matrix_replicates`].
///
/// # Errors
/// As [`Columns::new`], [`Bootstrap::plan`] and [`Plan::matrix_replicates`].
///
/// # Example
/// ```
/// use kosmic_parallel::{Bootstrap, bootstrap_k_matrix};
///
/// let a: Vec<f64> = (0..40).map(|t| f64::from(t * 7 % 40)).collect();
/// let b: Vec<f64> = (0..40).map(|t| f64::from(t * 7 % 40 + t * 11 % 23)).collect();
/// let c: Vec<f64> = (0..40).map(|t| f64::from(t * 13 % 37)).collect();
/// let matrix = bootstrap_k_matrix([&a, &b, &c], Bootstrap::default())?;
/// let coupled = matrix.pair(0, 1).unwrap();
/// let (alone, together) = (coupled.pointwise.unwrap().k, coupled.simultaneous.unwrap().k);
/// assert!(together.lower > 0.0 && together.contains(coupled.k));
/// assert!(together.upper - together.lower > alone.upper - alone.lower);
/// assert!(matrix.bands.critical.unwrap() > 1.96); // three couplings need more than one
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// As [`SimultaneousBands`].
pub fn bootstrap_k_matrix<'a, S: Into<Series<'a>>>(
    columns: impl IntoIterator<Item = S>,
    options: Bootstrap,
) -> Result<KMatrix, ParallelError> {
    let plan = options.plan()?;
    let columns = Columns::new(columns)?;
    plan.matrix_replicates(&columns, &Silent)?.bands(plan.level)
}
