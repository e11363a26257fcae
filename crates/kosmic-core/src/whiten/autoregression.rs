//! Autoregressions fitted by Burg's method.

use crate::error::CoreError;
use crate::pair::{Pair, Side};
use crate::series::Series;

/// An autoregression x_t - μ = φ_1 (x_{t-1} - μ) + … + φ_p (x_{t-p} - μ) + e_t.
///
/// # Example
/// ```
/// use kosmic_core::Autoregression;
///
/// let mut last = 0.0;
/// let series: Vec<f64> = (0..500_u32)
///     .map(|t| {
///         last = 0.8 * last + f64::from(t * t * 7919 % 1009) - 504.0;
///         last
///     })
///     .collect();
/// let model = Autoregression::burg(&series, 1)?;
/// assert!((model.coefficients[0] - 0.8).abs() < 0.05);
/// assert_eq!(model.residuals(&series)?.len(), 499);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Autoregression {
    /// φ_1 to φ_p.
    pub coefficients: Vec<f64>,
    /// μ.
    pub mean: f64,
    /// The variance of e as a share of that of the series, Π (1 - k²) by the recursion.
    pub unexplained: f64,
    /// Akaike's criterion, n ln(unexplained) + 2 p + 2.
    pub aic: f64,
    /// The number of values it was fitted to.
    pub n: usize,
}

impl Autoregression {
    /// The autoregression of order p by Burg's method: each further reflection coefficient makes the squares of the errors
    /// forwards and backwards smallest, k = 2 Σ f_t b_{t-1} / Σ (f_t² + b_{t-1}²), and the coefficients follow by Levinson's recursion. It is
    /// stationary whatever the data.
    ///
    /// Assumes a stationary series. Cost: O(n p).
    ///
    /// # Errors
    /// [`CoreError::TooShort`] below p + 2 or 3 values, [`CoreError::NonFinite`], [`CoreError::Constant`].
    ///
    /// # Example
    /// ```
    /// let model = kosmic_core::Autoregression::burg(&[1.0, -1.0, 1.0, -1.0, 1.0, 2.0], 0)?;
    /// assert_eq!((model.order(), model.mean), (0, 0.5));
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    ///
    /// # Source
    /// J. P. Burg, Maximum Entropy Spectral Analysis (1975); P. J. Brockwell, R. A. Davis, Time Series: Theory and Methods
    /// (1991), section 8.2.
    pub fn burg<'a>(series: impl Into<Series<'a>>, order: usize) -> Result<Self, CoreError> {
        let mut burg = Burg::new(series.into(), order)?;
        for _ in 0..order {
            burg.grow();
        }
        Ok(burg.model)
    }

    /// The one with the smallest criterion of Akaike among the orders from 0 to `most`; by default
    /// min(n - 1, ⌊10 log10 n⌋), as in R's `ar`, and never more than a quarter of the values.
    ///
    /// Assumes and costs what [`Autoregression::burg`] of the largest order does.
    ///
    /// # Errors
    /// As [`Autoregression::burg`] of the largest order.
    ///
    /// # Example
    /// ```
    /// let noise: Vec<f64> = (0..200_u32).map(|t| f64::from(t * t * 7919 % 1009)).collect();
    /// assert!(kosmic_core::Autoregression::best(&noise, None)?.order() < 5);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    ///
    /// # Source
    /// H. Akaike, A new look at the statistical model identification, IEEE Transactions on Automatic Control 19 (1974) 716-723.
    pub fn best<'a>(
        series: impl Into<Series<'a>>,
        most: impl Into<Option<usize>>,
    ) -> Result<Self, CoreError> {
        let series = series.into();
        let n = series.len();
        let most = most.into().unwrap_or_else(|| {
            let usual = (10.0 * libm::log10(n.max(1) as f64)) as usize;
            usual.min(n / 4)
        });
        let mut burg = Burg::new(series, most)?;
        let mut best = burg.model.clone();
        for _ in 0..most {
            burg.grow();
            if burg.model.aic < best.aic {
                best = burg.model.clone();
            }
        }
        Ok(best)
    }

    /// p.
    #[must_use]
    pub fn order(&self) -> usize {
        self.coefficients.len()
    }

    /// What the autoregression leaves of a series: e_t for t from p on, n - p values.
    ///
    /// Cost: O(n p).
    ///
    /// # Errors
    /// [`CoreError::TooShort`] where fewer than 3 values would be left. NaN and infinite values are handed on.
    pub fn residuals<'a>(&self, series: impl Into<Series<'a>>) -> Result<Vec<f64>, CoreError> {
        let series = series.into();
        let (needed, got) = (self.order() + 3, series.len());
        if got < needed {
            return Err(CoreError::TooShort { needed, got });
        }
        let values = series.contiguous();
        let residual = |window: &[f64]| {
            let (before, now) = window.split_at(self.order());
            let steps = self.coefficients.iter().zip(before.iter().rev());
            let expected: f64 = steps.map(|(phi, value)| phi * (value - self.mean)).sum();
            now[0] - self.mean - expected
        };
        Ok(values.windows(self.order() + 1).map(residual).collect())
    }
}

/// Burg's method on its way from order to order.
struct Burg {
    model: Autoregression,
    forward: Vec<f64>,
    backward: Vec<f64>,
}

impl Burg {
    fn new(series: Series<'_>, order: usize) -> Result<Self, CoreError> {
        let (needed, got) = (order.saturating_add(2), series.len());
        if got < needed {
            return Err(CoreError::TooShort { needed, got });
        }
        let pair = Pair::new(series.reborrowed(), series.reborrowed())?;
        let mean = pair.moments().mean(Side::X);
        let mut deviations: Vec<f64> = series.contiguous().iter().map(|x| x - mean).collect();
        // Squares of what is at most 1 neither overflow nor vanish.
        let largest = deviations
            .iter()
            .fold(0.0, |largest: f64, x| largest.max(x.abs()));
        deviations.iter_mut().for_each(|x| *x /= largest);
        Ok(Self {
            model: Autoregression {
                coefficients: Vec::new(),
                mean,
                unexplained: 1.0,
                aic: 2.0,
                n: got,
            },
            backward: deviations.clone(),
            forward: deviations,
        })
    }

    /// One order more.
    fn grow(&mut self) {
        let order = self.model.order();
        let forward = &mut self.forward[order + 1..];
        let backward = &mut self.backward[order..self.model.n - 1];
        let mut products = 0.0;
        let mut squares = 0.0;
        for (f, b) in forward.iter().zip(&*backward) {
            products += f * b;
            squares += f * f + b * b;
        }
        // Nothing left to explain.
        let k = if squares > 0.0 {
            2.0 * products / squares
        } else {
            0.0
        };
        for (f, b) in forward.iter_mut().zip(backward) {
            (*f, *b) = (*f - k * *b, *b - k * *f);
        }
        // The error backwards of row t stands one place before, where its next partner looks for it.
        self.backward
            .copy_within(order..self.model.n - 1, order + 1);
        self.model.extend(k);
    }
}

impl Autoregression {
    /// Levinson's recursion.
    fn extend(&mut self, k: f64) {
        let before = self.coefficients.clone();
        let turned = before.iter().rev();
        for (phi, turned) in self.coefficients.iter_mut().zip(turned) {
            *phi -= k * turned;
        }
        self.coefficients.push(k);
        self.unexplained *= 1.0 - k * k;
        let (n, parameters) = (self.n as f64, self.coefficients.len() as f64 + 1.0);
        // A series without any error is explained as well as doubles can tell.
        let unexplained = self.unexplained.max(f64::MIN_POSITIVE);
        self.aic = n * libm::log(unexplained) + 2.0 * parameters;
    }
}
