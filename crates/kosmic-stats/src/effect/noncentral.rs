//! Confidence limits of noncentrality parameters, by inversion of their tests.

use kosmic_core::{Limits, verify_level};

use crate::distribution::{noncentral_f_above, noncentral_f_below, noncentral_t_above};
use crate::error::StatsError;
use crate::root;

/// The δ for which t is the upper and the lower quantile at (1 ± level)/2.
pub(super) fn of_t(t: f64, freedom: f64, level: f64) -> Result<Limits, StatsError> {
    verify_level(level)?;
    let tail = 0.5 - 0.5 * level;
    let lower = |t: f64| lowest_centre(t, freedom, tail);
    Ok(Limits {
        lower: lower(t),
        upper: -lower(-t),
    })
}

/// The δ with P(T > t) = tail: the more δ, the more lies above t.
fn lowest_centre(t: f64, freedom: f64, tail: f64) -> f64 {
    let excess = |centre: f64| noncentral_t_above(t, freedom, centre).ln() - tail.ln();
    let mut reach = 2.0 + t.abs() / freedom.sqrt();
    let (mut low, mut high) = (t - reach, t + reach);
    while excess(low) > 0.0 {
        reach *= 2.0;
        low -= reach;
    }
    while excess(high) < 0.0 {
        reach *= 2.0;
        high += reach;
    }
    root::of_increasing(excess, low, high)
}

/// The λ for which f is the upper and the lower quantile at (1 ± level)/2; 0 where even λ = 0 puts less beyond f.
pub(super) fn of_f(f: f64, freedom: [f64; 2], level: f64) -> Result<Limits, StatsError> {
    verify_level(level)?;
    let tail = 0.5 - 0.5 * level;
    let more_above = |centre: f64| noncentral_f_above(f, freedom, centre).ln() - tail.ln();
    let less_below = |centre: f64| tail.ln() - noncentral_f_below(f, freedom, centre).ln();
    Ok(Limits {
        lower: crossing(more_above, f * freedom[0]),
        upper: crossing(less_below, f * freedom[0]),
    })
}

/// Where a function that increases from 0 on crosses 0, near `guess`.
fn crossing(f: impl Fn(f64) -> f64, guess: f64) -> f64 {
    let mut high = guess.max(1.0);
    while f(high) < 0.0 {
        high *= 2.0;
    }
    root::of_increasing(f, 0.0, high)
}
