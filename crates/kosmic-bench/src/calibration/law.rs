//! The laws that coverage is simulated under, with the correlation they truly have.

use std::f64::consts::E;
use std::fmt;

use kosmic_core::Stream;
use serde::{Deserialize, Serialize};

/// Steps of an autoregression before the first that is kept: what is left of its beginning is 0.9^400 = 5e-19.
const BURN_IN: usize = 400;

/// Share of contaminated pairs, and how much larger these are.
const CONTAMINATED: f64 = 0.05;
const LARGER: f64 = 10.0;

/// A law of independent pairs, made of normal pairs (u, v) with correlation ρ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Law {
    /// (u, v).
    Normal,
    /// (u, v) / sqrt(w/5), w chi-squared with 5 degrees of freedom, the same for both: bivariate t.
    StudentT5,
    /// (e^u, e^v).
    Lognormal,
    /// (u, v), and 10 (u, v) in one pair of twenty.
    Contaminated,
}

impl Law {
    /// All laws.
    pub const ALL: [Self; 4] = [
        Self::Normal,
        Self::StudentT5,
        Self::Lognormal,
        Self::Contaminated,
    ];

    /// The correlation of a pair made from normal pairs with correlation `rho`: that of (e^u, e^v) is (e^ρ - 1)/(e - 1);
    /// a common factor leaves it.
    #[must_use]
    pub fn correlation(self, rho: f64) -> f64 {
        match self {
            Self::Lognormal => rho.exp_m1() / (E - 1.0),
            _ => rho,
        }
    }

    /// The correlation of two autoregressions of order one, x_t = a x_{t-1} + u_t and y_t = b y_{t-1} + v_t, whose
    /// innovations (u, v) are pairs of this law: that of the innovations times sqrt((1 - a²)(1 - b²)) / (1 - a b).
    #[must_use]
    pub fn correlation_of_series(self, rho: f64, [a, b]: [f64; 2]) -> f64 {
        self.correlation(rho) * ((1.0 - a * a) * (1.0 - b * b)).sqrt() / (1.0 - a * b)
    }

    /// Draws `n` steps of two such autoregressions.
    #[must_use]
    pub fn draw_series(
        self,
        stream: &mut Stream,
        n: usize,
        rho: f64,
        phi: [f64; 2],
    ) -> (Vec<f64>, Vec<f64>) {
        if phi == [0.0, 0.0] {
            return self.draw(stream, n, rho);
        }
        let (u, v) = self.draw(stream, n + BURN_IN, rho);
        let filtered = |innovations: &[f64], phi: f64| {
            let mut at = 0.0;
            let series = innovations.iter().map(|innovation| {
                at = phi * at + innovation;
                at
            });
            series.skip(BURN_IN).collect()
        };
        (filtered(&u, phi[0]), filtered(&v, phi[1]))
    }

    /// Draws `n` pairs.
    #[must_use]
    pub fn draw(self, stream: &mut Stream, n: usize, rho: f64) -> (Vec<f64>, Vec<f64>) {
        let pair = |_| {
            let (u, own) = normal_pair(stream);
            let v = rho * u + (1.0 - rho * rho).sqrt() * own;
            match self {
                Self::Normal => (u, v),
                Self::StudentT5 => {
                    let scale = (chi_squared_5(stream) / 5.0).sqrt();
                    (u / scale, v / scale)
                }
                Self::Lognormal => (u.exp(), v.exp()),
                Self::Contaminated if stream.uniform() < CONTAMINATED => (LARGER * u, LARGER * v),
                Self::Contaminated => (u, v),
            }
        };
        (0..n).map(pair).unzip()
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Normal => "normal",
            Self::StudentT5 => "Student t5",
            Self::Lognormal => "lognormal",
            Self::Contaminated => "5 % contaminated",
        })
    }
}

/// Two independent standard normal values, by Box and Muller.
fn normal_pair(stream: &mut Stream) -> (f64, f64) {
    let radius = (-2.0 * (1.0 - stream.uniform()).ln()).sqrt();
    let (sin, cos) = (stream.uniform() * std::f64::consts::TAU).sin_cos();
    (radius * cos, radius * sin)
}

fn chi_squared_5(stream: &mut Stream) -> f64 {
    let exponential = -2.0 * ((1.0 - stream.uniform()) * (1.0 - stream.uniform())).ln();
    exponential + normal_pair(stream).0.powi(2)
}

#[cfg(test)]
mod tests {
    use kosmic_core::{Purpose, k_index};

    use super::*;

    #[test]
    fn samples_have_the_correlation_of_their_law() {
        for (law, tolerance) in Law::ALL.into_iter().zip([0.01, 0.02, 0.05, 0.03]) {
            let mut stream = Stream::new(1, Purpose::Simulate, law as u64);
            let (x, y) = law.draw(&mut stream, 200_000, 0.5);
            let off = k_index(&x, &y).unwrap() / 2.0 - law.correlation(0.5);
            assert!(off.abs() < tolerance, "{law}: {off}");
        }
    }

    #[test]
    fn series_have_the_correlation_of_their_formula() {
        for phi in [[0.5, 0.5], [0.9, 0.9], [0.9, 0.3]] {
            let mut stream = Stream::new(2, Purpose::Simulate, 0);
            let (x, y) = Law::Normal.draw_series(&mut stream, 400_000, 0.6, phi);
            let off = k_index(&x, &y).unwrap() / 2.0 - Law::Normal.correlation_of_series(0.6, phi);
            assert!(off.abs() < 0.01, "{phi:?}: {off}");
        }
    }
}
