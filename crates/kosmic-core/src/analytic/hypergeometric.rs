//! Gauss's hypergeometric function F(1/2, 1/2; c; z), which the exact theory of r is made of.

/// From here on the series needs few terms whatever z is.
const LARGE: f64 = 30.0;

/// F(1/2, 1/2; c; 1 - w) for c a multiple of 1/2 from 1/2 on and w in (0, 1].
///
/// By its series for small 1 - w or large c. Elsewhere by closed forms (the arcsine for c = 1/2 and 3/2, complete elliptic
/// integrals for c = 1 and 2) and the recurrence upwards in c, in which all terms are positive for w ≤ 1/2.
pub(super) fn half_half(c: f64, w: f64) -> f64 {
    let z = 1.0 - w;
    if z < 0.5 || c > LARGE {
        return series(c, z);
    }
    let (mut at, mut below, mut value) = if c.fract() == 0.0 {
        let [first, second] = elliptic(w);
        (2.0, first, second)
    } else {
        let root = z.sqrt();
        (1.5, w.sqrt().recip(), w.sqrt().acos() / root)
    };
    if c < at {
        return below;
    }
    while at < c {
        let next =
            at * (at - 1.0) * (w * below + (1.0 - 2.0 * w) * value) / ((at - 0.5) * (at - 0.5) * z);
        (below, value) = (value, next);
        at += 1.0;
    }
    value
}

fn series(c: f64, z: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, 0.0);
    while term > 0.1 * f64::EPSILON * sum {
        term *= z * (k + 0.5) * (k + 0.5) / ((c + k) * (k + 1.0));
        sum += term;
        k += 1.0;
    }
    sum
}

/// c = 1 and 2 from the arithmetic-geometric mean: 2K/π and 4(E - wK)/(πz) with the parameter z = 1 - w.
fn elliptic(w: f64) -> [f64; 2] {
    let z = 1.0 - w;
    let (mut a, mut b, mut power, mut rest) = (1.0_f64, w.sqrt(), 1.0, 0.5 * z);
    while (a - b).abs() > f64::EPSILON * a {
        let half_gap = 0.5 * (a - b);
        rest -= power * half_gap * half_gap;
        power *= 2.0;
        (a, b) = (0.5 * (a + b), (a * b).sqrt());
    }
    let first = 1.0 / a;
    [first, 2.0 * first * rest / z]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closed_forms_and_the_series_meet() {
        for c in [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 7.5, 12.0, 29.5, 30.0] {
            let w = 0.5 - 1e-12;
            let (closed, summed) = (half_half(c, w), series(c, 1.0 - w));
            assert!((closed / summed - 1.0).abs() < 1e-14, "c = {c}");
        }
    }

    #[test]
    fn recurrence_and_series_meet_at_large_c() {
        for w in [1e-9, 0.01, 0.2, 0.49] {
            for c in [29.5, 30.0] {
                let (climbed, summed) = (half_half(c, w), series(c, 1.0 - w));
                assert!((climbed / summed - 1.0).abs() < 1e-13, "c = {c}, w = {w}");
            }
        }
    }
}
