//! Binomial numbers that are exact and the same bits on every platform.
//!
//! Where n min(p, q) is at least 10, a transformed rejection: with u uniform on [-1/2, 1/2), us = 1/2 - |u| and v uniform
//! on [0, 1), k = floor((2a/us + b) u + np + 1/2) is accepted if v α / (a/us² + b) <= f(k)/f(mode), f the probabilities.
//! For large n four candidates in five lie where acceptance is known without f. Below 10, the distribution function is
//! inverted from 0 upwards.
//!
//! Probabilities are compared by their deviances from the mean, in which nothing cancels. Randomness is decided by IEEE
//! arithmetic, square roots and the pure Rust `log`, `log1p` and `exp` of `libm`, never by those of a platform.
//!
//! # Source
//! W. Hörmann, The generation of binomial random variates, J. Stat. Comput. Simul. 46 (1993) 101-110, algorithm BTRS;
//! C. Loader, Fast and accurate computation of binomial probabilities (2000).

mod deviance;

use kosmic_core::Stream;

use self::deviance::{deviance, stirling_remainder};

/// The mean from which candidates are drawn and rejected: below, the constants of [`Hat`] do not hold.
const LEAST_MEAN: f64 = 10.0;

/// No number beyond is reached by inversion: with a mean below 10 its probability is less than 1e-60.
const FURTHEST: u64 = 100;

/// How many of `n` draws fall on `part` of `whole` equally likely places: Binomial(n, part / whole).
///
/// Any n is allowed. Up to 2^53 the probability of each value is right within a relative 1e-7 (the spacing of 53 bit
/// uniforms over the standard deviation), typically 1e-12; up to 2^64 within 1e-5. A part as large as the whole takes
/// all draws.
///
/// Cost: O(1), about 1.2 candidates of two uniforms each; O(n part / whole) below a mean of 10.
pub(crate) fn binomial(stream: &mut Stream, n: u64, part: u64, whole: u64) -> u64 {
    if n == 0 || part == 0 {
        return 0;
    }
    if part >= whole {
        return n;
    }
    let rest = whole - part;
    if part > rest {
        return n - on_the_smaller(stream, n, rest, whole);
    }
    on_the_smaller(stream, n, part, whole)
}

/// As [`binomial`] for a part of at most half.
fn on_the_smaller(stream: &mut Stream, n: u64, part: u64, whole: u64) -> u64 {
    let law = Law::new(n, part, whole);
    if law.mean < LEAST_MEAN {
        law.inverted(stream)
    } else {
        law.rejected(stream)
    }
}

/// Binomial(n, p) with 0 < p <= 1/2.
struct Law {
    n: u64,
    p: f64,
    q: f64,
    /// np, and the same split into whole and fraction, exact before they are rounded.
    mean: f64,
    floor: u64,
    fraction: f64,
}

impl Law {
    fn new(n: u64, part: u64, whole: u64) -> Self {
        let product = u128::from(n) * u128::from(part);
        let (floor, remainder) = if let Ok(product) = u64::try_from(product) {
            (product / whole, product % whole)
        } else {
            let whole = u128::from(whole);
            ((product / whole) as u64, (product % whole) as u64)
        };
        let fraction = remainder as f64 / whole as f64;
        Self {
            n,
            p: part as f64 / whole as f64,
            q: (whole - part) as f64 / whole as f64,
            mean: floor as f64 + fraction,
            floor,
            fraction,
        }
    }

    fn inverted(&self, stream: &mut Stream) -> u64 {
        let odds = self.p / self.q;
        let at_zero = libm::exp(self.n as f64 * libm::log1p(-self.p));
        loop {
            let mut left = stream.uniform();
            let mut mass = at_zero;
            for k in 0..=self.n.min(FURTHEST) {
                if left < mass {
                    return k;
                }
                left -= mass;
                mass *= (self.n - k) as f64 / (k + 1) as f64 * odds;
            }
        }
    }

    fn rejected(&self, stream: &mut Stream) -> u64 {
        let hat = Hat::of(self);
        loop {
            let u = stream.uniform() - 0.5;
            let v = stream.uniform();
            let Some(k) = hat.candidate(self, u) else {
                continue;
            };
            if hat.surely_accepts(u, v) || libm::log(v * hat.over(u)) <= self.log_ratio(k) {
                return k;
            }
        }
    }

    /// The most likely value.
    fn mode(&self) -> u64 {
        self.floor + u64::from(self.fraction + self.p >= 1.0)
    }

    /// log(f(k) / f(mode)).
    fn log_ratio(&self, k: u64) -> f64 {
        self.surprise(self.mode()) - self.surprise(k)
    }

    /// -log f(k) up to a constant.
    fn surprise(&self, k: u64) -> f64 {
        let rest = self.n - k;
        let excess = (k as i128 - i128::from(self.floor)) as f64 - self.fraction;
        let roots = 0.5 * libm::log(k.max(1) as f64 * rest.max(1) as f64);
        deviance(k as f64, self.mean, excess)
            + deviance(rest as f64, self.n as f64 * self.q, -excess)
            + (stirling_remainder(k) + stirling_remainder(rest) + roots)
    }
}

/// The constants of the hat over a [`Law`], and what follows from them for a candidate.
struct Hat {
    a: f64,
    b: f64,
    alpha: f64,
    /// Where |u| <= 0.43, a v up to this lies below the probabilities.
    sure: f64,
}

impl Hat {
    fn of(law: &Law) -> Self {
        let sd = (law.mean * law.q).sqrt();
        let b = 1.15 + 2.53 * sd;
        Self {
            a: -0.0873 + 0.0248 * b + 0.01 * law.p,
            b,
            alpha: (2.83 + 5.1 / b) * sd,
            sure: 0.92 - 4.2 / b,
        }
    }

    /// The value proposed at u; `None` outside 0..=n.
    fn candidate(&self, law: &Law, u: f64) -> Option<u64> {
        let from_mean = (2.0 * self.a / (0.5 - u.abs()) + self.b) * u + law.fraction + 0.5;
        // Saturates where u is at its end, which is far outside.
        let offset = from_mean.floor() as i64;
        law.floor.checked_add_signed(offset).filter(|k| *k <= law.n)
    }

    fn surely_accepts(&self, u: f64, v: f64) -> bool {
        u.abs() <= 0.43 && v <= self.sure
    }

    /// What v is multiplied by before it is compared with f(k)/f(mode).
    fn over(&self, u: f64) -> f64 {
        let us = 0.5 - u.abs();
        self.alpha / (self.a / (us * us) + self.b)
    }
}

#[cfg(test)]
mod tests;
