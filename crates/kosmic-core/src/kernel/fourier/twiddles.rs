//! Roots of unity, from sine and cosine of an eighth of a turn by `libm`: the platform's differ in last bits.

use super::complex::Points;
use crate::kernel::LANES;

/// exp(-2πi k / n) for a power of two n of at least 8.
pub(super) struct Circle {
    n: usize,
    /// Cosine and sine of 2π k / n for k = 0..=n/8.
    eighth: Vec<(f64, f64)>,
}

impl Circle {
    pub(super) fn new(n: usize) -> Self {
        let angle = |k: usize| std::f64::consts::TAU * k as f64 / n as f64;
        let pair = |k: usize| {
            let (sine, cosine) = libm::sincos(angle(k));
            (cosine, sine)
        };
        Self {
            n,
            eighth: (0..=n / 8).map(pair).collect(),
        }
    }

    /// exp(-2πi k / n), exactly symmetric about axes and diagonals.
    pub(super) fn at(&self, k: usize) -> (f64, f64) {
        let (quarter, k) = (k / (self.n / 4) % 4, k % (self.n / 4));
        let (cosine, sine) = if k <= self.n / 8 {
            self.eighth[k]
        } else {
            let (cosine, sine) = self.eighth[self.n / 4 - k];
            (sine, cosine)
        };
        match quarter {
            0 => (cosine, -sine),
            1 => (-sine, -cosine),
            2 => (-cosine, sine),
            _ => (sine, cosine),
        }
    }

    /// The powers `power` · (first, first + 1, …) of the root of a transform of `size`.
    pub(super) fn powers(&self, size: usize, first: usize, power: usize) -> Points {
        let step = self.n / size * power;
        let mut points = Points::default();
        for lane in 0..LANES {
            (points.re[lane], points.im[lane]) = self.at((first + lane) * step);
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_stand_on_the_circle_where_they_should() {
        for n in [8, 16, 64, 1024] {
            let circle = Circle::new(n);
            for k in 0..2 * n {
                let angle = -std::f64::consts::TAU * k as f64 / n as f64;
                let (re, im) = circle.at(k);
                assert!((re - angle.cos()).abs() < 2e-15, "{k} of {n}");
                assert!((im - angle.sin()).abs() < 2e-15, "{k} of {n}");
            }
            assert_eq!(circle.at(n / 4), (0.0, -1.0));
            assert_eq!(circle.at(n / 2), (-1.0, -0.0));
        }
    }
}
