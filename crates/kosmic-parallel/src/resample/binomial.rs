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

use kosmic_core::Stream;

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

/// k log(k / mean) + mean - k for k - mean = `excess`, to all digits however close the two are.
fn deviance(k: f64, mean: f64, excess: f64) -> f64 {
    let v = excess / (k + mean);
    if v.abs() >= 0.1 {
        return if k > 0.0 {
            k * libm::log(k / mean) - excess
        } else {
            mean
        };
    }
    let square = v * v;
    let mut term = 2.0 * k * v;
    let mut sum = excess * v;
    let mut odd = 1.0;
    loop {
        term *= square;
        odd += 2.0;
        let next = sum + term / odd;
        if next == sum {
            return sum;
        }
        sum = next;
    }
}

/// log k! - log(sqrt(2πk) (k/e)^k); at 0 that of 1 in place of sqrt(k).
fn stirling_remainder(k: u64) -> f64 {
    if let Some(known) = REMAINDERS.get(k as usize).filter(|_| k < 16) {
        return *known;
    }
    let k = k as f64;
    let square = k * k;
    (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square)
            / square)
        / k
}

/// [`stirling_remainder`] of 0 to 15, from which on its series is right to all digits.
const REMAINDERS: [f64; 16] = [
    -0.918_938_533_204_672_7,
    0.081_061_466_795_327_26,
    0.041_340_695_955_409_3,
    0.027_677_925_684_998_34,
    0.020_790_672_103_765_093,
    0.016_644_691_189_821_193,
    0.013_876_128_823_070_748,
    0.011_896_709_945_891_77,
    0.010_411_265_261_972_096,
    0.009_255_462_182_712_733,
    0.008_330_563_433_362_87,
    0.007_573_675_487_951_841,
    0.006_942_840_107_209_53,
    0.006_408_994_188_004_207,
    0.005_951_370_112_758_847_5,
    0.005_554_733_551_962_801,
];

#[cfg(test)]
mod tests {
    use kosmic_core::{Purpose, Stream};

    use super::*;
    use crate::resample::laws::{Histogram, p_of_frequencies};

    fn stream(index: u64) -> Stream {
        Stream::new(20, Purpose::Simulate, index)
    }

    /// (n, part, whole) on both sides of the change of algorithm, symmetric and skewed, small and large.
    const LAWS: [(u64, u64, u64); 14] = [
        (1, 1, 3),
        (2, 1, 2),
        (15, 1, 15),
        (19, 1, 2),
        (20, 1, 2),
        (33, 49, 100),
        (40, 3, 4),
        (100, 1, 10),
        (1_000, 999, 1_000),
        (20_000, 999, 1_000),
        (1_000_000, 1, 1_000_000_000),
        (1_000_000, 12, 1_000_000),
        (1_000_000, 1, 3),
        (1_000_000, 1, 2),
    ];

    /// The p-value of the frequencies of `draws` numbers.
    fn p_value_of_fit(n: u64, part: u64, whole: u64, draws: u64) -> f64 {
        let mut stream = stream(n ^ (part << 20) ^ (whole << 40));
        let mut drawn = Histogram::new();
        for _ in 0..draws {
            *drawn
                .entry(binomial(&mut stream, n, part, whole))
                .or_default() += 1;
        }
        p_of_frequencies(&drawn, n, part, whole)
    }

    /// Fails by chance with probability 14e-5; the seeds are fixed.
    #[test]
    fn frequencies_are_binomial() {
        for (n, part, whole) in LAWS {
            let p = p_value_of_fit(n, part, whole, 200_000);
            assert!(p > 1e-5, "n {n}, {part}/{whole}: p-value {p}");
        }
    }

    /// At five standard errors of mean and variance.
    #[test]
    fn mean_and_variance_are_right_for_very_large_numbers() {
        for (n, part, whole) in [
            (1_000_000_000_000, 1, 2),
            (1_000_000_000_000, 1, 3),
            (1_000_000_000_000, 17, 1_000_000_000_000),
            (1 << 53, 123_456_789, 1 << 40),
            (1 << 63, 3, 7),
            (1 << 63, 6_000_000_000, 6_000_000_001),
            (u64::MAX, u64::MAX / 2, u64::MAX),
        ] {
            let mut stream = stream(n ^ whole);
            let (floor, fraction) = {
                let product = u128::from(n) * u128::from(part);
                let whole = u128::from(whole);
                (
                    (product / whole) as u64,
                    (product % whole) as f64 / whole as f64,
                )
            };
            let variance = (floor as f64 + fraction) * ((whole - part) as f64 / whole as f64);
            let count = 100_000;
            let mut sums = [0.0; 2];
            for _ in 0..count {
                let k = binomial(&mut stream, n, part, whole);
                let excess = (i128::from(k) - i128::from(floor)) as f64 - fraction;
                let z = excess / variance.sqrt();
                sums[0] += z;
                sums[1] += z * z;
            }
            let count = f64::from(count);
            let [mean, square] = sums.map(|sum| sum / count);
            let kurtosis_less_one = 2.0 + 1.0 / variance;
            assert!(mean.abs() < 5.0 / count.sqrt(), "n {n}: mean {mean}");
            let error = (kurtosis_less_one / count).sqrt();
            assert!(
                (square - 1.0).abs() < 5.0 * error,
                "n {n}: variance {square}"
            );
        }
    }

    /// What makes the rejection exact: everywhere f(k) lies below the hat, and above what is accepted without a look.
    #[test]
    fn the_hat_covers_the_probabilities_and_the_sure_region_lies_below_them() {
        for (n, part, whole) in [
            (20, 1, 2),
            (33, 49, 100),
            (40, 1, 4),
            (100, 1, 10),
            (1_000, 1, 100),
            (1_000_000, 10, 1_000_000),
            (1_000_000, 155, 10_000_000),
            (1_000_000, 1, 3),
            (1 << 53, 1, 2),
            (1 << 63, 10, 1 << 63),
            (1 << 63, 1, 3),
        ] {
            let law = Law::new(n, part, whole);
            let hat = Hat::of(&law);
            for step in 0..20_000 {
                let u = (f64::from(step) + 0.5) / 20_000.0 - 0.5;
                let Some(k) = hat.candidate(&law, u) else {
                    assert!(!hat.surely_accepts(u, 0.0));
                    continue;
                };
                let accepted_up_to = law.log_ratio(k).exp() / hat.over(u);
                assert!(accepted_up_to <= 1.0, "n {n}, u {u}: {accepted_up_to}");
                if hat.surely_accepts(u, 0.0) {
                    assert!(accepted_up_to >= hat.sure, "n {n}, u {u}: {accepted_up_to}");
                }
            }
        }
    }

    #[test]
    fn ratios_of_probabilities_agree_with_products_of_their_factors() {
        for (n, part, whole) in [
            (20, 1, 2),
            (100, 1, 10),
            (5_000, 1, 3),
            (1 << 50, 1, 1 << 45),
        ] {
            let law = Law::new(n, part, whole);
            let mode = law.mode();
            let mut log = 0.0;
            for k in mode..(mode + 200).min(n) {
                log += ((n - k) as f64 / (k + 1) as f64 * (law.p / law.q)).ln();
                let found = law.log_ratio(k + 1);
                assert!(
                    (found - log).abs() <= 1e-12 * (1.0 + log.abs()),
                    "{n} {k}: {found} {log}"
                );
            }
            log = 0.0;
            for k in (mode.saturating_sub(200)..mode).rev() {
                log -= ((n - k) as f64 / (k + 1) as f64 * (law.p / law.q)).ln();
                let found = law.log_ratio(k);
                assert!(
                    (found - log).abs() <= 1e-12 * (1.0 + log.abs()),
                    "{n} {k}: {found} {log}"
                );
            }
        }
    }

    #[test]
    fn the_series_of_the_remainder_continues_its_table() {
        let log_factorial = |k: u64| (1..=k).map(|j| (j as f64).ln()).sum::<f64>();
        for k in 1..=40 {
            let x = k as f64;
            let leading = 0.5 * (std::f64::consts::TAU * x).ln() + x * x.ln() - x;
            assert!((stirling_remainder(k) - (log_factorial(k) - leading)).abs() < 1e-13);
        }
    }

    #[test]
    fn what_is_certain_takes_no_randomness() {
        let mut stream = stream(0);
        let untouched = stream.clone().bits();
        assert_eq!(binomial(&mut stream, 0, 1, 2), 0);
        assert_eq!(binomial(&mut stream, 9, 0, 2), 0);
        assert_eq!(binomial(&mut stream, 9, 2, 2), 9);
        assert_eq!(binomial(&mut stream, 9, 3, 2), 9);
        assert_eq!(binomial(&mut stream, 9, 1, 0), 9);
        assert_eq!(stream.bits(), untouched);
    }

    #[test]
    fn numbers_of_a_seed_never_change() {
        let first = |n, part, whole| {
            let mut stream = Stream::new(42, Purpose::Resample, 0);
            [(); 4].map(|()| binomial(&mut stream, n, part, whole))
        };
        assert_eq!(first(1_048_576, 1, 2), [523_908, 524_132, 524_144, 524_071]);
        assert_eq!(first(1_000_003, 2, 3), [667_019, 666_812, 666_801, 666_868]);
        assert_eq!(first(15, 1, 15), [0, 0, 1, 0]);
        assert_eq!(first(100, 3, 4), [78, 76, 76, 77]);
        assert_eq!(
            first(1 << 53, 1, 3),
            [
                3_002_399_718_377_712,
                3_002_399_737_993_280,
                3_002_399_739_041_438,
                3_002_399_732_654_561
            ]
        );
    }
}
