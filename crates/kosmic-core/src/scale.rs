//! Exact scaling by powers of two.

/// The largest power of two in |value|: 2^e <= |value| < 2^(e+1), subnormals included. `value` is finite, not 0.
pub(crate) fn exponent(value: f64) -> i32 {
    let biased = |bits: u64| ((bits >> 52) & 0x7ff) as i32;
    match biased(value.to_bits()) {
        0 => biased((value * power_of_two(64)).to_bits()) - 1023 - 64,
        biased => biased - 1023,
    }
}

/// value · 2^exponent for any exponent, exact wherever the result is a normal number.
pub(crate) fn times_power_of_two(mut value: f64, mut exponent: i32) -> f64 {
    while exponent != 0 && value != 0.0 && value.is_finite() {
        let step = exponent.clamp(-1000, 1000);
        value *= power_of_two(step);
        exponent -= step;
    }
    value
}

/// 2^exponent for a normal exponent.
fn power_of_two(exponent: i32) -> f64 {
    debug_assert!((-1022..=1023).contains(&exponent));
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_bracket_their_value() {
        for value in [
            1.0,
            1.5,
            2.0,
            0.3,
            1e300,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            3e-310,
            -7.0,
        ] {
            let e = exponent(value);
            let scaled = times_power_of_two(value, -e).abs();
            assert!((1.0..2.0).contains(&scaled), "{value}: {e}, {scaled}");
        }
    }

    #[test]
    fn scaling_there_and_back_is_exact() {
        for shift in [-2000, -300, 0, 1, 900, 1900] {
            let there = times_power_of_two(1.1, shift / 2);
            assert_eq!(times_power_of_two(there, -(shift / 2)), 1.1);
        }
    }
}
