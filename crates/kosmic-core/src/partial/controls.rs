//! The controls as an orthonormal basis, and what they leave of a series.
//!
//! Each control, centred and scaled, is made orthogonal to those before it by modified Gram-Schmidt, twice: then the
//! basis is orthogonal to rounding for any controls that are not collinear. The normal equations would square their
//! condition.

use ndarray::Array1;

use crate::error::{ControlProblem, CoreError};
use crate::pair::{LEAST_OBSERVATIONS, Pair, Side, verify_rows};
use crate::series::Series;
use crate::source::{PairSource, SeriesPair};

/// What is left of a series after projection, relative to the series itself, is rounding below this.
const NOTHING_LEFT: f64 = 1e-10;

/// Series to hold fixed, checked: equally long, finite, none constant, none a linear function of the others.
///
/// A control counts as a linear function of those before it where less than 1e-10 of its deviations (or eight times the
/// rounding of its values, where that is more) is left after projection on them. One degree of freedom is lost with each
/// control, so that none is dropped in silence.
///
/// Cost: O(n k²) time and O(n k) memory for k controls of n observations.
///
/// # Example
/// ```
/// use kosmic_core::Controls;
///
/// let season = [0.0, 1.0, 0.0, -1.0, 0.0, 1.0, 0.0, -1.0];
/// let trend = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
/// let controls = Controls::new([&season, &trend])?;
/// assert_eq!(controls.count(), 2);
/// let left = controls.residuals(&[1.0, 3.0, 2.0, 4.0, 5.0, 4.0, 7.0, 8.0])?;
/// assert!(left.iter().sum::<f64>().abs() < 1e-14);
/// let with_trend: f64 = left.iter().zip(&trend).map(|(a, b)| a * b).sum();
/// assert!(with_trend.abs() < 1e-13);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// L. Giraud, J. Langou, M. Rozložník, The loss of orthogonality in the Gram-Schmidt orthogonalization process,
/// Computers and Mathematics with Applications 50 (2005) 1069-1075.
#[derive(Clone, Debug)]
pub struct Controls {
    basis: Vec<Array1<f64>>,
}

impl Controls {
    /// Checks the controls; none at all is allowed.
    ///
    /// # Errors
    /// [`CoreError::Control`] with the first that cannot serve and why; [`CoreError::TooShort`] below three
    /// observations; [`CoreError::TooManyControls`] where n - 2 - k is below 1.
    pub fn new<'a, S: Into<Series<'a>>>(
        controls: impl IntoIterator<Item = S>,
    ) -> Result<Self, CoreError> {
        let controls: Vec<Series<'a>> = controls.into_iter().map(Into::into).collect();
        let mut basis = Self { basis: Vec::new() };
        let Some(n) = controls.first().map(Series::len) else {
            return Ok(basis);
        };
        verify_freedom(n, controls.len())?;
        for (control, series) in controls.into_iter().enumerate() {
            let refuse = |problem| CoreError::Control { control, problem };
            let got = series.len();
            if got != n {
                return Err(refuse(ControlProblem::Length { needed: n, got }));
            }
            let pair = Pair::new(series, series).map_err(|error| name_control(control, error))?;
            let left = basis.remove_from(Deviations::of(&pair, Side::X)?);
            let direction = left.direction().ok_or(refuse(ControlProblem::Collinear))?;
            basis.basis.push(direction);
        }
        Ok(basis)
    }

    /// How many there are: the degrees of freedom they take.
    #[must_use]
    pub fn count(&self) -> usize {
        self.basis.len()
    }

    /// What the controls leave of a series: its least-squares residuals on them and a constant, in its own units.
    ///
    /// Cost: O(n k).
    ///
    /// # Errors
    /// As [`k_index`](crate::k_index) of the series with itself; [`CoreError::Control`] where the controls have another
    /// length; [`CoreError::Explained`] where nothing is left.
    pub fn residuals<'a>(&self, x: impl Into<Series<'a>>) -> Result<Vec<f64>, CoreError> {
        let x = x.into();
        let left = self.left_of(&Pair::new(x, x)?, Side::X)?;
        Ok(left.in_units_of_the_series())
    }

    /// What is left of both series of a pair.
    pub(super) fn residual_pair(
        &self,
        pair: &Pair<SeriesPair<'_>>,
    ) -> Result<[Deviations; 2], CoreError> {
        verify_freedom(pair.len(), self.count())?;
        Ok([self.left_of(pair, Side::X)?, self.left_of(pair, Side::Y)?])
    }

    fn left_of<S: PairSource>(&self, pair: &Pair<S>, side: Side) -> Result<Deviations, CoreError> {
        if let Some(got) = self
            .basis
            .first()
            .map(Array1::len)
            .filter(|&got| got != pair.len())
        {
            let needed = pair.len();
            return Err(CoreError::Control {
                control: 0,
                problem: ControlProblem::Length { needed, got },
            });
        }
        let left = self.remove_from(Deviations::of(pair, side)?);
        if left.is_rounding() {
            return Err(CoreError::Explained { side });
        }
        Ok(left)
    }

    fn remove_from(&self, mut deviations: Deviations) -> Deviations {
        for _ in 0..2 {
            for direction in &self.basis {
                let share = direction.dot(&deviations.values);
                deviations.values.scaled_add(-share, direction);
            }
        }
        deviations
    }
}

/// The deviations of a series from its mean, and what is left of them.
pub(super) struct Deviations {
    pub(super) values: Array1<f64>,
    /// Their sum of squares before anything was removed.
    squares: f64,
    /// What share of them is rounding.
    rounding: f64,
    units: [f64; 2],
}

impl Deviations {
    fn of<S: PairSource>(pair: &Pair<S>, side: Side) -> Result<Self, CoreError> {
        let centring = pair.moments().centring(side);
        let [a, b] = centring.units;
        let mut values = Array1::from(pair.column(side)?);
        values.mapv_inplace(|value| value * a * b - centring.mean);
        let rest = values.sum() / pair.len() as f64;
        values -= rest;
        let squares = values.dot(&values);
        let spread = (squares / pair.len() as f64).sqrt();
        Ok(Self {
            values,
            squares,
            rounding: NOTHING_LEFT.max(8.0 * f64::EPSILON * centring.mean.abs() / spread),
            units: centring.units,
        })
    }

    /// The share of the sum of squares that was removed, in [0, 1].
    pub(super) fn explained(&self) -> f64 {
        (1.0 - self.values.dot(&self.values) / self.squares).max(0.0)
    }

    fn is_rounding(&self) -> bool {
        self.values.dot(&self.values).sqrt() <= self.rounding * self.squares.sqrt()
    }

    /// What is left at unit length; `None` where that is rounding.
    fn direction(self) -> Option<Array1<f64>> {
        if self.is_rounding() {
            return None;
        }
        let length = self.values.dot(&self.values).sqrt();
        Some(self.values / length)
    }

    /// A deviation beyond the largest double is returned as that.
    fn in_units_of_the_series(&self) -> Vec<f64> {
        let [a, b] = self.units;
        let in_range = |value: f64| value.clamp(-f64::MAX, f64::MAX);
        self.values
            .iter()
            .map(|value| in_range(value / a / b))
            .collect()
    }
}

fn verify_freedom(n: usize, controls: usize) -> Result<(), CoreError> {
    verify_rows(n)?;
    let most = n - LEAST_OBSERVATIONS;
    if controls > most {
        return Err(CoreError::TooManyControls { controls, n, most });
    }
    Ok(())
}

fn name_control(control: usize, error: CoreError) -> CoreError {
    let problem = match error {
        CoreError::NonFinite {
            index,
            value,
            count,
            ..
        } => ControlProblem::NonFinite {
            index,
            value,
            count,
        },
        CoreError::Constant { value, .. } => ControlProblem::Constant { value },
        other => return other,
    };
    CoreError::Control { control, problem }
}
