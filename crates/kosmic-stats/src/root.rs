//! Where a monotone function crosses 0.

/// The root of an increasing function between `low` and `high`, by false position with the Illinois step and halving where
/// that stalls; the end that is nearer where the function does not change its sign.
pub(crate) fn of_increasing(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    const STEPS: u32 = 300;
    let (mut at_low, mut at_high) = (f(low), f(high));
    if at_low >= 0.0 {
        return low;
    }
    if at_high <= 0.0 {
        return high;
    }
    for step in 0..STEPS {
        let secant = (low * at_high - high * at_low) / (at_high - at_low);
        let stalled = step % 4 == 3 || !(low < secant && secant < high);
        let middle = if stalled { 0.5 * (low + high) } else { secant };
        if !(low < middle && middle < high) {
            break;
        }
        let value = f(middle);
        if value < 0.0 {
            (low, at_low) = (middle, value);
            at_high *= 0.5;
        } else if value > 0.0 {
            (high, at_high) = (middle, value);
            at_low *= 0.5;
        } else {
            return middle;
        }
        if high - low <= 2.0 * f64::EPSILON * low.abs().max(high.abs()) {
            break;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::of_increasing;

    #[test]
    fn roots_are_found_to_the_last_digits_however_steep_the_function() {
        for power in [1, 3, 15, 101] {
            let root = of_increasing(|x| x.powi(power) - 2.0, -10.0, 1e6);
            let expected = 2_f64.powf(1.0 / f64::from(power));
            assert!((root / expected - 1.0).abs() < 1e-14, "{power}: {root}");
        }
    }

    #[test]
    fn a_function_of_one_sign_gives_the_nearer_end() {
        assert_eq!(of_increasing(|x| x + 3.0, 0.0, 1.0), 0.0);
        assert_eq!(of_increasing(|x| x - 3.0, 0.0, 1.0), 1.0);
    }
}
