//! Weighted moments with twice the digits: what replicates are measured against.
//!
//! T. J. Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18 (1971)
//! 224-242.

/// hi + lo, |lo| at most half a unit in the last place of hi.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Double {
    hi: f64,
    lo: f64,
}

impl Double {
    /// a - b exactly.
    fn difference(a: f64, b: f64) -> Self {
        two_sum(a, -b)
    }

    fn plus(self, other: Self) -> Self {
        let (high, low) = (two_sum(self.hi, other.hi), two_sum(self.lo, other.lo));
        let high = quick_two_sum(high.hi, high.lo + low.hi);
        quick_two_sum(high.hi, high.lo + low.lo)
    }

    fn minus(self, other: Self) -> Self {
        self.plus(Self {
            hi: -other.hi,
            lo: -other.lo,
        })
    }

    fn times(self, other: Self) -> Self {
        let hi = self.hi * other.hi;
        let lo = self.hi.mul_add(other.hi, -hi);
        quick_two_sum(hi, lo + (self.hi * other.lo + self.lo * other.hi))
    }

    /// An exact product with a small whole number or a power of two.
    fn scaled(self, factor: f64) -> Self {
        self.times(Self {
            hi: factor,
            lo: 0.0,
        })
    }

    fn over(self, divisor: f64) -> Self {
        let hi = self.hi / divisor;
        let rest = self.minus(Self { hi, lo: 0.0 }.scaled(divisor));
        quick_two_sum(hi, rest.hi / divisor)
    }

    fn value(self) -> f64 {
        self.hi + self.lo
    }
}

fn two_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    let part = hi - a;
    Double {
        hi,
        lo: (a - (hi - part)) + (b - part),
    }
}

fn quick_two_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    Double {
        hi,
        lo: b - (hi - a),
    }
}

/// The correlation of weighted pairs and the influence error of its z; `None` where a drawn series is constant, or the
/// error undefined.
pub(crate) fn correlation_and_error(
    x: &[f64],
    y: &[f64],
    weights: &[f64],
) -> Option<(f64, Option<f64>)> {
    let count: f64 = weights.iter().sum();
    let (u, v) = (deviations(x, weights)?, deviations(y, weights)?);
    let sum = |a: &[Double], b: &[Double]| {
        let rows = a.iter().zip(b).zip(weights);
        let terms = rows.filter(|(_, w)| **w > 0.0);
        let total = terms.fold(Double::default(), |sum, ((a, b), w)| {
            sum.plus(a.times(*b).scaled(*w))
        });
        total.value()
    };
    let (xx, yy, xy) = (sum(&u, &u), sum(&v, &v), sum(&u, &v));
    let r = (xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0);
    let (sx, sy) = ((xx / count).sqrt(), (yy / count).sqrt());
    let influence = |(u, v): (&Double, &Double)| {
        let (u, v) = (u.value() / sx, v.value() / sy);
        u * v - 0.5 * r * (u * u + v * v)
    };
    let drawn = u.iter().zip(&v).zip(weights).filter(|(_, w)| **w > 0.0);
    let squares: f64 = drawn.map(|(row, w)| w * influence(row).powi(2)).sum();
    let error = squares.sqrt() / (count * (1.0 - r) * (1.0 + r));
    Some((r, (error > 0.0 && error.is_finite()).then_some(error)))
}

/// Deviations of all values from the weighted mean, in a power of two near the largest deviation of a drawn value from
/// the first drawn; `None` where all drawn values are equal.
fn deviations(values: &[f64], weights: &[f64]) -> Option<Vec<Double>> {
    let drawn = || values.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    let first = *drawn().next()?.0;
    let largest = drawn().fold(0.0, |most: f64, (value, _)| most.max((value - first).abs()));
    if largest == 0.0 {
        return None;
    }
    let exponent = -libm::ilogb(largest);
    let halves = [exponent / 2, exponent - exponent / 2].map(|e| libm::scalbn(1.0, e));
    let scaled = |value: &f64| {
        let exact = Double::difference(*value, first);
        exact.scaled(halves[0]).scaled(halves[1])
    };
    let scaled: Vec<Double> = values.iter().map(scaled).collect();
    let count: f64 = weights.iter().sum();
    let rows = scaled.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    let total = rows.fold(Double::default(), |sum, (value, w)| {
        sum.plus(value.scaled(*w))
    });
    let mean = total.over(count);
    Some(scaled.into_iter().map(|value| value.minus(mean)).collect())
}

#[test]
fn twice_the_digits_are_right_where_plain_sums_lose_all() {
    let x = [1e16, 1e16 + 2.0, 1e16 + 4.0, 1e300];
    let y = [1.0, 3.0, 2.0, -7.0];
    let (r, _) = correlation_and_error(&x, &y, &[1.0, 1.0, 1.0, 0.0]).unwrap();
    assert!((r - 0.5).abs() < 1e-15, "{r}");
    let (r, error) = correlation_and_error(
        &[1.0, 2.0, 3.0, 4.0, 5.0],
        &[2.0, 1.0, 4.0, 3.0, 5.0],
        &[1.0; 5],
    )
    .unwrap();
    assert!((r - 0.8).abs() < 1e-15);
    assert!((error.unwrap() - 0.24_f64.sqrt() / (5.0 * 0.36)).abs() < 1e-15);
    assert!(correlation_and_error(&x, &y, &[0.0, 3.0, 0.0, 0.0]).is_none());
}
