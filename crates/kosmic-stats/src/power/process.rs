//! Series to simulate studies with.

use kosmic_core::{Purpose, Stream, normal_quantile};

use crate::error::StatsError;

/// Two coupled series of normal values, each an autoregression of order one: x_t = a x_{t-1} + u_t, y_t = b y_{t-1} + v_t, with
/// correlated (u_t, v_t), begun in their stationary distribution. A lag τ > 0 means that x leads by so many rows.
///
/// # Example
/// ```
/// use kosmic_core::k_index;
/// use kosmic_stats::CoupledProcess;
///
/// let process = CoupledProcess::new(0.5)?.autoregressive(0.9, 0.6)?;
/// let (x, y) = process.sample(100_000, 1);
/// assert!((k_index(&x, &y)? - 1.0).abs() < 0.05);
/// // Two slow series of 100 rows say as much of their coupling as 29 independent rows.
/// assert_eq!(process.effective_rows(100).round(), 30.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoupledProcess {
    rho: f64,
    phi: [f64; 2],
    lag: usize,
}

impl CoupledProcess {
    /// Independent rows with the correlation ρ of the two series.
    ///
    /// # Errors
    /// [`StatsError::OutOfRange`] for a ρ outside [-1, 1].
    pub fn new(rho: f64) -> Result<Self, StatsError> {
        if !(-1.0..=1.0).contains(&rho) {
            return Err(StatsError::OutOfRange {
                name: "the correlation of the series",
                range: "between -1 and 1",
                value: rho,
            });
        }
        Ok(Self {
            rho,
            phi: [0.0, 0.0],
            lag: 0,
        })
    }

    /// Series that depend on their own past by the coefficients a and b; ρ stays the correlation of the series.
    ///
    /// # Errors
    /// [`StatsError::OutOfRange`] for a coefficient not strictly between -1 and 1; [`StatsError::Unsolvable`] where series with
    /// such pasts cannot have so large a correlation: at most sqrt((1 - a²)(1 - b²)) / (1 - a b).
    pub fn autoregressive(self, a: f64, b: f64) -> Result<Self, StatsError> {
        for phi in [a, b] {
            if !(phi > -1.0 && phi < 1.0) {
                return Err(StatsError::OutOfRange {
                    name: "an autoregressive coefficient",
                    range: "strictly between -1 and 1",
                    value: phi,
                });
            }
        }
        let process = Self {
            phi: [a, b],
            ..self
        };
        if process.of_innovations().abs() > 1.0 {
            return Err(StatsError::Unsolvable {
                wanted: "pair of autoregressions",
                asked: format!(
                    "a correlation of {} with the coefficients {a} and {b}",
                    self.rho
                ),
                reason: "series with so different pasts are not as alike",
            });
        }
        Ok(process)
    }

    /// The lag of the coupling: x leads by so many rows.
    #[must_use]
    pub fn lag(self, lag: usize) -> Self {
        Self { lag, ..self }
    }

    /// A sample of so many rows; the same one for the same seed.
    ///
    /// Cost: a normal quantile for each value.
    #[must_use]
    pub fn sample(&self, rows: usize, seed: u64) -> (Vec<f64>, Vec<f64>) {
        let mut stream = Stream::new(seed, Purpose::Simulate, 0);
        let ([a, b], of_innovations) = (self.phi, self.of_innovations());
        let mut pair = |rho: f64| {
            let [u, w] = [0, 1].map(|_| normal_quantile(stream.uniform().max(f64::MIN_POSITIVE)));
            [u, rho * u + (1.0 - rho * rho).max(0.0).sqrt() * w]
        };
        // Of the stationary distribution, with deviations 1 / sqrt(1 - φ²).
        let [u, v] = pair(self.rho);
        let mut now = [u / (1.0 - a * a).sqrt(), v / (1.0 - b * b).sqrt()];
        let length = rows + self.lag;
        let (mut x, mut y) = (Vec::with_capacity(length), Vec::with_capacity(length));
        for _ in 0..length {
            x.push(now[0]);
            y.push(now[1]);
            let [u, v] = pair(of_innovations);
            now = [a * now[0] + u, b * now[1] + v];
        }
        x.drain(..self.lag);
        y.truncate(rows);
        (x, y)
    }

    /// How many independent rows say as much of an absent coupling: n / (1 + 2 Σ (1 - k/n) (a b)^k over k below n), as real a
    /// number as the approximation of power by Fisher's z takes it.
    ///
    /// # Source
    /// M. S. Bartlett, Journal of the Royal Statistical Society 98 (1935) 536-543; G. V. Bayley, J. M. Hammersley, Supplement to the
    /// Journal of the Royal Statistical Society 8 (1946) 184-197.
    #[must_use]
    pub fn effective_rows(&self, rows: usize) -> f64 {
        if rows == 0 {
            return 0.0;
        }
        let (n, q) = (rows as f64, self.phi[0] * self.phi[1]);
        // Σ q^k and Σ k q^k in closed form.
        let power = q.powf(n);
        let sum = (q - power) / (1.0 - q);
        let moment = (q - n * power + (n - 1.0) * power * q) / ((1.0 - q) * (1.0 - q));
        n / (1.0 + 2.0 * (sum - moment / n))
    }

    /// The correlation of the innovations that gives the series theirs.
    fn of_innovations(&self) -> f64 {
        let [a, b] = self.phi;
        self.rho * (1.0 - a * b) / ((1.0 - a * a) * (1.0 - b * b)).sqrt()
    }
}
