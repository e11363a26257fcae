//! The posterior distribution of a lag profile.

use kosmic_parallel::{Resample, Statistic, View};

use super::coupling::CouplingPosterior;

/// The posterior distributions of the couplings at all lags -L..=L, whose draws belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct LagPosterior {
    pub(super) max_lag: usize,
    pub(super) lags: Vec<Option<CouplingPosterior>>,
    pub(super) peaks: Vec<i64>,
}

impl LagPosterior {
    /// The longest lag.
    #[must_use]
    pub fn max_lag(&self) -> usize {
        self.max_lag
    }

    /// The coupling at a lag; `None` for a lag that is not there or at which a series is constant.
    #[must_use]
    pub fn at(&self, lag: i64) -> Option<&CouplingPosterior> {
        self.lags.get(self.place(lag)?)?.as_ref()
    }

    fn place(&self, lag: i64) -> Option<usize> {
        usize::try_from(lag + i64::try_from(self.max_lag).ok()?).ok()
    }

    /// The probability that the coupling is strongest at this lag.
    #[must_use]
    pub fn probability_of_peak(&self, lag: i64) -> f64 {
        let here = self.peaks.iter().filter(|peak| **peak == lag).count();
        here as f64 / self.peaks.len() as f64
    }

    /// P(K(lag) > K(other)), both from the same draws; `None` where either is not there.
    #[must_use]
    pub fn probability_above(&self, lag: i64, other: i64) -> Option<f64> {
        let (here, there) = (self.at(lag)?.r().draws(), self.at(other)?.r().draws());
        let above = here.iter().zip(there).filter(|(a, b)| a.abs() > b.abs());
        Some(above.count() as f64 / here.len() as f64)
    }
}

/// r at all lags with one weight w_t for each time t: lag τ takes the t for which t and t + τ lie inside.
pub(super) struct WeightedLags(pub(super) usize);

impl Statistic for WeightedLags {
    const VIEW: View = View::Weights;

    fn width(&self) -> usize {
        2 * self.0 + 1
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        let Resample::Weights { x, y, weights } = resample else {
            return;
        };
        for (place, value) in values.iter_mut().enumerate() {
            let (ahead, behind) = (place.saturating_sub(self.0), self.0.saturating_sub(place));
            if ahead.max(behind) < x.len() {
                let x = &x[behind..x.len() - ahead];
                let y = &y[ahead..y.len() - behind];
                *value = weighted_correlation(x, y, &weights[behind..][..x.len()]);
            }
        }
    }
}

/// About the first row, which keeps the digits of series far from 0; then about the weighted means.
fn weighted_correlation(x: &[f64], y: &[f64], weights: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| {
        let first = values[0];
        let (mut sum, mut total) = (0.0, 0.0);
        for (value, weight) in values.iter().zip(weights) {
            sum += weight * (value - first);
            total += weight;
        }
        first + sum / total
    };
    let (x_mean, y_mean) = (mean(x), mean(y));
    let [mut xx, mut xy, mut yy] = [0.0; 3];
    for ((x, y), weight) in x.iter().zip(y).zip(weights) {
        let (d, e) = (x - x_mean, y - y_mean);
        xx += weight * d * d;
        xy += weight * d * e;
        yy += weight * e * e;
    }
    let r = xy / (xx.sqrt() * yy.sqrt());
    r.is_finite().then(|| r.clamp(-1.0, 1.0))
}
