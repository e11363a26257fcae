//! The noncentral t distribution.
//!
//! T = (Z + δ) / S with S² a chi-square over its ν degrees of freedom, so that P(T > t) = ∫ Q(t s - δ) f(s) ds, Q the normal
//! upper tail and f the density of S. On the scale u = ln s all factors are smooth, and no term is negative: small tails keep
//! their digits, which the usual series in incomplete beta functions (Lenth 1989) loses.

use std::f64::consts::{LN_2, PI, SQRT_2};

use libm::{erfc, lgamma};

/// P(T > t) with ν = `freedom` > 0 and δ = `centre`.
pub(crate) fn noncentral_t_above(t: f64, freedom: f64, centre: f64) -> f64 {
    let constant = LN_2 + ln_scale(freedom);
    let density = |u: f64| {
        let exponent = freedom * (u - 0.5 * (2.0 * u).exp_m1());
        (constant + exponent).exp() * normal_above(t * u.exp() - centre)
    };
    let peak = peak(density, 0.5 / freedom.sqrt());
    // The trapezoidal rule converges exponentially for an analytic hill on the whole line: a quarter of its scale is plenty.
    let step = 0.25 / freedom.max(4.0).sqrt().hypot(t * peak.exp());
    let sum = density(peak) + one_way(density, peak, step) + one_way(density, peak, -step);
    (step * sum).clamp(0.0, 1.0)
}

/// The sum from the peak outwards, as long as terms add something.
fn one_way(density: impl Fn(f64) -> f64, peak: f64, step: f64) -> f64 {
    let (mut place, mut sum) = (peak, 0.0);
    loop {
        place += step;
        let term = density(place);
        sum += term;
        if term <= 1e-18 * sum {
            return sum;
        }
    }
}

/// Near the largest value of a function with one hill, from 0 on in steps of `width`.
fn peak(f: impl Fn(f64) -> f64, width: f64) -> f64 {
    let (mut place, mut height) = (0.0, f(0.0));
    for step in [width, -width] {
        while f(place + step) > height {
            place += step;
            height = f(place);
        }
    }
    place
}

/// ln of (ν/2)^(ν/2) e^(-ν/2) / Γ(ν/2), from Stirling's series where its parts would cancel.
fn ln_scale(freedom: f64) -> f64 {
    let half = 0.5 * freedom;
    if half < 16.0 {
        return half * half.ln() - half - lgamma(half);
    }
    let square = 1.0 / (half * half);
    let series = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
    ];
    let rest = series.iter().rev().fold(0.0, |sum, c| sum * square + c) / half;
    0.5 * (half / (2.0 * PI)).ln() - rest
}

fn normal_above(z: f64) -> f64 {
    0.5 * erfc(z / SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::noncentral_t_above;
    use crate::distribution::central::t_above;

    #[test]
    fn without_a_centre_it_is_students() {
        for freedom in [1.0, 2.5, 30.0, 1e5] {
            for t in [-3.0, 0.0, 0.5, 4.0, 9.0] {
                let (ours, theirs) = (noncentral_t_above(t, freedom, 0.0), t_above(t, freedom));
                assert!(
                    (ours / theirs - 1.0).abs() < 1e-12,
                    "{t} {freedom}: {ours} {theirs}"
                );
            }
        }
    }
}
