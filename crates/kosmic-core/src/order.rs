//! The order of values: a stable sort that carries a tag along.
//!
//! Doubles are turned into unsigned keys of the same order and sorted by the leading digits of what distinguishes the
//! keys, least digit first. As many digits are taken as set nearly all values apart; the few runs that agree in them
//! are sorted by comparison. Four passes do for a million values, and no input costs more than O(n log n).

/// Bits of a digit: 1024 places to write to stay within the first caches.
const DIGIT: u32 = 10;
/// Bits beyond log2 n that are looked at: doubles around 0 waste some twelve of them on exponents.
const SPARE: u32 = 18;
/// Below this number of values a comparison sort is faster.
const FEW: usize = 400;

/// The key of a value, and what belongs to it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tagged {
    pub(crate) key: u64,
    pub(crate) tag: usize,
}

/// An unsigned integer in the order of the values. -0 and 0 are one, and NaN of either sign comes last.
pub(crate) fn key(value: f64) -> u64 {
    let bits = if value.is_nan() {
        f64::NAN.abs().to_bits()
    } else {
        (value + 0.0).to_bits()
    };
    let negative = bits >> 63 == 1;
    if negative { !bits } else { bits | 1 << 63 }
}

/// The value of a [`key`].
pub(crate) fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 {
        key & !(1 << 63)
    } else {
        !key
    })
}

/// Values in ascending order, each with its index; equal ones in the order in which they stand.
pub(crate) fn ascending(values: &[f64]) -> Vec<Tagged> {
    let tagged = |(tag, &value): (usize, &f64)| Tagged {
        key: key(value),
        tag,
    };
    sorted(values.iter().enumerate().map(tagged).collect())
}

/// Entries by key, equal ones in the order in which they stand.
pub(crate) fn sorted(mut entries: Vec<Tagged>) -> Vec<Tagged> {
    if entries.len() < FEW {
        entries.sort_by_key(|entry| entry.key);
        return entries;
    }
    let keys = || entries.iter().map(|entry| entry.key);
    let (least, greatest) = keys().fold((u64::MAX, 0), |(least, greatest), key| {
        (least.min(key), greatest.max(key))
    });
    let significant = u64::BITS - (greatest - least).leading_zeros();
    let wanted = usize::BITS - entries.len().leading_zeros() + SPARE;
    let passes = significant.min(wanted).div_ceil(DIGIT);
    let rest = significant.saturating_sub(passes * DIGIT);
    let mut other = vec![Tagged::default(); entries.len()];
    for pass in 0..passes {
        let shift = rest + pass * DIGIT;
        let digit = |key: u64| (key - least) >> shift & ((1 << DIGIT) - 1);
        if scatter(&entries, &mut other, |key| digit(key) as usize) {
            std::mem::swap(&mut entries, &mut other);
        }
    }
    if rest > 0 {
        let leading = |entry: &Tagged| (entry.key - least) >> rest;
        for run in entries.chunk_by_mut(|a, b| leading(a) == leading(b)) {
            if run.len() > 1 {
                run.sort_by_key(|entry| entry.key);
            }
        }
    }
    entries
}

/// Writes entries to `target` by their digits; whether that was needed.
fn scatter(entries: &[Tagged], target: &mut [Tagged], digit: impl Fn(u64) -> usize) -> bool {
    let mut places = [0_usize; 1 << DIGIT];
    for entry in entries {
        places[digit(entry.key)] += 1;
    }
    if places.contains(&entries.len()) {
        return false;
    }
    let mut next = 0;
    for place in &mut places {
        next += std::mem::replace(place, next);
    }
    for entry in entries {
        let place = &mut places[digit(entry.key)];
        target[*place] = *entry;
        *place += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, Stream};

    /// Values that a sort by digits finds hard: ties, offsets, outliers, infinities, signed zeros, subnormals.
    fn hard(kind: u64, n: usize) -> Vec<f64> {
        let mut stream = Stream::new(kind, Purpose::Simulate, n as u64);
        let mut one = |at: usize| match kind {
            0 => stream.uniform() - 0.5,
            1 => stream.below(7) as f64 - 3.0,
            2 => 1e9 + stream.uniform(),
            3 if at == n / 2 => -1e300,
            3 => 1.0 + stream.uniform() * 1e-9,
            4 => f64::from_bits(stream.bits()),
            _ => [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, 5e-324][stream.below(5) as usize],
        };
        (0..n).map(&mut one).collect()
    }

    #[test]
    fn the_order_is_that_of_a_stable_comparison_sort() {
        for kind in 0..6 {
            for n in [0, 1, 2, 399, 400, 1000, 70_000] {
                let values = hard(kind, n);
                let comparable = |value: f64| {
                    if value.is_nan() {
                        f64::NAN.abs()
                    } else {
                        value + 0.0
                    }
                };
                let mut expected: Vec<usize> = (0..n).collect();
                expected.sort_by(|&a, &b| comparable(values[a]).total_cmp(&comparable(values[b])));
                let got: Vec<usize> = ascending(&values).iter().map(|entry| entry.tag).collect();
                assert_eq!(got, expected, "kind {kind}, n = {n}");
            }
        }
    }

    #[test]
    fn a_key_gives_its_value_back() {
        for v in [
            0.0,
            1.5,
            -1.5,
            f64::MAX,
            f64::MIN,
            5e-324,
            -5e-324,
            f64::INFINITY,
        ] {
            assert_eq!(value(key(v)), v);
        }
        assert_eq!(value(key(-0.0)).to_bits(), 0);
    }
}
