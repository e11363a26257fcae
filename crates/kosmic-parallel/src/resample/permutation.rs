//! A random permutation that can be had at any place alone.

use kosmic_core::{Purpose, Stream};

/// Up to here a permutation is a table, shuffled uniformly: a network over so few places would not have the mixing that
/// many of its places share.
pub(crate) const LARGEST_TABLE: u64 = 1 << 20;

/// Rounds of the network. Four make it pseudorandom, six withstand all known distinguishers that see the whole of it.
const ROUNDS: usize = 8;

/// A permutation of the places below a size.
pub(crate) enum Permutation {
    /// Fisher and Yates.
    Table(Vec<u32>),
    /// A Feistel network over pairs of digits in base `side`, `side`² being hardly more than the size: what falls beyond is
    /// permuted again until it does not.
    Network {
        size: u64,
        side: u64,
        keys: [u64; ROUNDS],
    },
}

impl Permutation {
    /// The permutation of `size` places, below 2^62, that a seed and what it is for give.
    pub(crate) fn new(seed: u64, place: [u64; 2], size: u64) -> Self {
        let key = |round: u64| Stream::key(seed, Purpose::Permute, &[place[0], place[1], round]);
        if size <= LARGEST_TABLE {
            let mut stream = Stream::of_key(key(0));
            let mut table: Vec<u32> = (0..size as u32).collect();
            for last in (1..table.len()).rev() {
                table.swap(last, stream.below(last as u64 + 1) as usize);
            }
            return Self::Table(table);
        }
        let root = size.isqrt();
        Self::Network {
            size,
            side: root + u64::from(root * root < size),
            keys: std::array::from_fn(|round| key(round as u64 + 1)),
        }
    }

    /// Where a place below the size goes.
    #[inline]
    pub(crate) fn at(&self, place: u64) -> u64 {
        match self {
            Self::Table(table) => u64::from(table[place as usize]),
            Self::Network { size, side, keys } => {
                let mut place = place;
                loop {
                    place = through(*side, keys, place);
                    if place < *size {
                        return place;
                    }
                }
            }
        }
    }
}

/// Once through the network.
#[inline]
fn through(side: u64, keys: &[u64; ROUNDS], place: u64) -> u64 {
    let (mut left, mut right) = (place / side, place % side);
    for key in keys {
        let sum = left + below(side, right, *key);
        (left, right) = (right, if sum >= side { sum - side } else { sum });
    }
    left * side + right
}

/// A keyed hash of a digit to a digit.
#[inline]
fn below(side: u64, digit: u64, key: u64) -> u64 {
    let z = (digit ^ key).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let z = z ^ (z >> 29);
    ((u128::from(z) * u128::from(side)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_reached_once_by_table_and_by_network() {
        for size in [1, 2, 97, 1 << 20, (1 << 20) + 1, 3_000_017] {
            let permutation = Permutation::new(5, [1, 2], size);
            let mut reached = vec![false; size as usize];
            for place in 0..size {
                let to = permutation.at(place) as usize;
                assert!(!reached[to], "{size}: {to} twice");
                reached[to] = true;
            }
        }
    }

    /// Displacements of a random permutation are uniform: chi square of the images of the first places over 64 cells, and
    /// of the difference of neighbours' images, at probability 1e-4 by 63 degrees of freedom.
    #[test]
    fn a_network_scatters_like_a_random_permutation() {
        const CELLS: u64 = 64;
        let size = 1_500_000;
        let permutation = Permutation::new(9, [0, 0], size);
        let chi_square = |of: &dyn Fn(u64) -> u64| {
            let (mut counts, tried) = ([0_u32; CELLS as usize], 200_000);
            for place in 0..tried {
                counts[(of(place) * CELLS / size) as usize] += 1;
            }
            let expected = tried as f64 / CELLS as f64;
            let squares = counts.map(|count| (f64::from(count) - expected).powi(2) / expected);
            squares.iter().sum::<f64>()
        };
        let image = chi_square(&|place| permutation.at(place));
        let step =
            chi_square(&|place| (size + permutation.at(place + 1) - permutation.at(place)) % size);
        let side = chi_square(&|place| {
            (size + permutation.at(place + 1225) - permutation.at(place)) % size
        });
        for found in [image, step, side] {
            assert!(found < 111.5, "{image}, {step}, {side}");
        }
    }

    #[test]
    fn seeds_and_places_give_permutations_of_their_own() {
        let first = |seed, place| {
            let permutation = Permutation::new(seed, place, 2_000_000);
            [0, 1, 2].map(|at| permutation.at(at))
        };
        assert_eq!(first(0, [1, 2]), first(0, [1, 2]));
        assert_ne!(first(0, [1, 2]), first(1, [1, 2]));
        assert_ne!(first(0, [1, 2]), first(0, [2, 1]));
    }
}
