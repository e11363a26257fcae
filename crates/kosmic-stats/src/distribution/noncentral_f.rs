//! The noncentral F distribution: a Poisson mixture of beta distributions, summed from its largest weight outwards.

use cdflib::Beta;
use cdflib::traits::ContinuousCdf;
use libm::lgamma;

/// P(F > f), `freedom` being the degrees of freedom of numerator and denominator and `centre` ≥ 0 the noncentrality λ.
pub(crate) fn noncentral_f_above(f: f64, freedom: [f64; 2], centre: f64) -> f64 {
    mixture(centre, |shift| beta(f, freedom, shift, Beta::ccdf))
}

/// P(F ≤ f), likewise.
pub(crate) fn noncentral_f_below(f: f64, freedom: [f64; 2], centre: f64) -> f64 {
    mixture(centre, |shift| beta(f, freedom, shift, Beta::cdf))
}

fn beta(f: f64, [above, below]: [f64; 2], shift: f64, tail: fn(&Beta, f64) -> f64) -> f64 {
    let x = above * f / (above * f + below);
    tail(&Beta::new(0.5 * above + shift, 0.5 * below), x)
}

/// Σ e^(-λ/2) (λ/2)^j / j! · tail(j).
fn mixture(centre: f64, tail: impl Fn(f64) -> f64) -> f64 {
    let mean = 0.5 * centre;
    if mean == 0.0 {
        return tail(0.0);
    }
    let weight = |j: f64| (j * mean.ln() - mean - lgamma(j + 1.0)).exp();
    let start = mean.floor();
    let upwards = outwards((0_u32..).map(|step| {
        let j = start + f64::from(step);
        weight(j) * tail(j)
    }));
    let downwards = outwards((1_u32..).map_while(|step| {
        let j = start - f64::from(step);
        (j >= 0.0).then(|| weight(j) * tail(j))
    }));
    (upwards + downwards).min(1.0)
}

/// The sum of terms that may grow at first, and then fall faster than any geometric series.
fn outwards(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut last) = (0.0, f64::INFINITY);
    for term in terms {
        sum += term;
        if term <= last && term <= 1e-18 * sum {
            break;
        }
        last = term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{noncentral_f_above, noncentral_f_below};
    use crate::distribution::noncentral_t_above;

    #[test]
    fn it_is_the_square_of_a_noncentral_t() {
        for (t, freedom, centre) in [(2.0, 10.0, 1.5), (0.3, 4.0, 0.2), (12.0, 30.0, 11.0)] {
            let below =
                noncentral_t_above(-t, freedom, centre) - noncentral_t_above(t, freedom, centre);
            let f = noncentral_f_below(t * t, [1.0, freedom], centre * centre);
            assert!((f - below).abs() < 1e-13, "{f} {below}");
            let above = noncentral_f_above(t * t, [1.0, freedom], centre * centre);
            assert!((above + f - 1.0).abs() < 1e-13, "{f} {above}");
        }
    }
}
