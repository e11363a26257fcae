//! Uniform shuffles as fast as memory allows: several swaps from one draw of 64 bits, and large arrays scattered to parts
//! that fit into the cache first.
//!
//! Sources: N. Brackett-Rozinsky, D. Lemire, Batched ranged random integer generation, Software: Practice and Experience 55
//! (2025) 155-169; C. R. Rao, Generation of random permutations of given number of elements using random sampling numbers,
//! Sankhya 23 (1961) 305-307; M. Sandelius, A simple randomization procedure, J. R. Statist. Soc. B 24 (1962) 472-481.

use kosmic_core::Stream;

/// Items up to which swaps at random places stay in the second cache.
const IN_CACHE: usize = 1 << 15;

/// Parts that a larger array is scattered to, one for each value of a byte.
const PARTS: usize = 256;

/// What a shuffle of a large array works with.
#[derive(Default)]
pub(crate) struct Scattering<T> {
    parts: Vec<u8>,
    items: Vec<T>,
}

/// Puts the items into an order that is uniform among all orders, whatever order they were in.
///
/// Up to 2^15 items by Fisher and Yates. More are given a random byte each, gathered by it, and shuffled where the byte is the
/// same (Rao, Sandelius), so that no swap leaves the cache.
pub(crate) fn shuffle<T: Copy>(
    items: &mut [T],
    scattering: &mut Scattering<T>,
    stream: &mut Stream,
) {
    if items.len() <= IN_CACHE {
        return fisher_yates(items, stream);
    }
    let mut rest = items;
    for size in scatter(rest, scattering, stream) {
        let (part, behind) = rest.split_at_mut(size);
        shuffle(part, scattering, stream);
        rest = behind;
    }
}

/// Gathers the items by random bytes; gives the sizes of the parts.
fn scatter<T: Copy>(
    items: &mut [T],
    scattering: &mut Scattering<T>,
    stream: &mut Stream,
) -> [usize; PARTS] {
    let Scattering { parts, items: old } = scattering;
    parts.resize(items.len(), 0);
    let mut sizes = [0; PARTS];
    for bytes in parts.chunks_mut(8) {
        let bits = stream.bits().to_le_bytes();
        for (part, byte) in bytes.iter_mut().zip(bits) {
            *part = byte;
            sizes[usize::from(byte)] += 1;
        }
    }
    let mut start = 0;
    let mut next = sizes.map(|size| {
        start += size;
        start - size
    });
    old.clear();
    old.extend_from_slice(items);
    for (item, part) in old.iter().zip(parts) {
        let place = &mut next[usize::from(*part)];
        items[*place] = *item;
        *place += 1;
    }
    sizes
}

/// From the last place down, each with one at random of those up to it. The product of the bounds of a draw stays below
/// 2^56, so that hardly any is rejected.
fn fisher_yates<T: Copy>(items: &mut [T], stream: &mut Stream) {
    let mut left = items.len();
    swaps::<T, 3>(items, &mut left, 1 << 14, stream);
    swaps::<T, 4>(items, &mut left, 1 << 11, stream);
    swaps::<T, 5>(items, &mut left, 1 << 9, stream);
    swaps::<T, 6>(items, &mut left, 1 << 7, stream);
    swaps::<T, 8>(items, &mut left, 8, stream);
    swaps::<T, 1>(items, &mut left, 1, stream);
}

/// Swaps `D` places from each draw, while at least `until + D` are left, or, `D` being 1, more than `until`.
fn swaps<T: Copy, const D: usize>(
    items: &mut [T],
    left: &mut usize,
    until: usize,
    stream: &mut Stream,
) {
    while *left >= until + D {
        for place in places::<D>(*left as u64, stream) {
            *left -= 1;
            items.swap(*left, place as usize);
        }
    }
}

/// Uniform integers below `bound`, `bound` - 1, … from one draw: the product of the draw with each bound in turn gives an
/// integer above 2^64, and below it what is left of the draw. Exact by rejection.
#[inline]
fn places<const D: usize>(bound: u64, stream: &mut Stream) -> [u64; D] {
    let product = || (0..D as u64).fold(1, |product: u64, i| product * (bound - i));
    loop {
        let mut rest = stream.bits();
        let places = std::array::from_fn(|i| {
            let wide = u128::from(rest) * u128::from(bound - i as u64);
            rest = wide as u64;
            (wide >> 64) as u64
        });
        let product = product();
        if rest >= product || rest >= product.wrapping_neg() % product {
            return places;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kosmic_core::Purpose;

    fn shuffled(count: usize, seed: u64) -> Vec<u32> {
        let mut items: Vec<u32> = (0..count as u32).collect();
        let mut stream = Stream::new(seed, Purpose::Reorder, 0);
        shuffle(&mut items, &mut Scattering::default(), &mut stream);
        items
    }

    #[test]
    fn a_shuffle_keeps_every_item_in_cache_and_beyond() {
        for count in [0, 1, 2, 9, 130, 3000, 40_000, 100_003] {
            let mut items = shuffled(count, 1);
            items.sort_unstable();
            assert!(items.into_iter().eq(0..count as u32), "{count}");
        }
    }

    #[test]
    fn all_orders_of_four_items_are_equally_likely() {
        let mut counts = std::collections::BTreeMap::new();
        for seed in 0..24_000 {
            *counts.entry(shuffled(4, seed)).or_insert(0_u32) += 1;
        }
        let chi_square: f64 = counts
            .values()
            .map(|count| (f64::from(*count) - 1000.0).powi(2) / 1000.0)
            .sum();
        assert_eq!(counts.len(), 24);
        assert!(
            chi_square < 49.73,
            "{chi_square}: exceeded with probability 0.001 by 23 degrees of freedom"
        );
    }

    /// Of 40 000 items, those that end among the first 4000 have numbers whose mean differs from the middle by less than five
    /// standard errors, in either way of shuffling.
    #[test]
    fn large_arrays_are_mixed_over_their_whole_length() {
        for count in [20_000, 40_000] {
            let items = shuffled(count, 7);
            let part = count / 10;
            let mean = items[..part]
                .iter()
                .map(|item| f64::from(*item))
                .sum::<f64>()
                / part as f64;
            let error = count as f64 / (12.0 * part as f64).sqrt();
            assert!((mean - count as f64 / 2.0).abs() < 5.0 * error, "{mean}");
        }
    }

    #[test]
    fn the_order_of_a_seed_never_changes() {
        assert_eq!(shuffled(10, 42), PINNED);
    }

    const PINNED: [u32; 10] = [4, 7, 9, 6, 5, 1, 0, 2, 8, 3];
}
