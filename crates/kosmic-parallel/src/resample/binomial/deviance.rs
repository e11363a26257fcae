//! What the probabilities of binomial numbers are made of: nothing in it cancels.
//!
//! C. Loader, Fast and accurate computation of binomial probabilities (2000).

/// k log(k / mean) + mean - k for k - mean = `excess`, to all digits however close the two are.
pub(super) fn deviance(k: f64, mean: f64, excess: f64) -> f64 {
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
pub(super) fn stirling_remainder(k: u64) -> f64 {
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
    use super::*;

    #[test]
    fn the_series_of_the_remainder_continues_its_table() {
        let log_factorial = |k: u64| (1..=k).map(|j| (j as f64).ln()).sum::<f64>();
        for k in 1..=40 {
            let x = k as f64;
            let leading = 0.5 * (std::f64::consts::TAU * x).ln() + x * x.ln() - x;
            assert!((stirling_remainder(k) - (log_factorial(k) - leading)).abs() < 1e-13);
        }
    }
}
