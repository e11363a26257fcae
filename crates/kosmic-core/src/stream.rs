//! Random streams that depend on what they are for, never on who draws from them or when.

use rand::Rng;
use rand_pcg::Pcg64Dxsm;

/// What random numbers are drawn for: streams of different purposes are unrelated though the seed is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Rows of a bootstrap resample.
    Resample = 1,
    /// Data made for simulations and examples.
    Simulate = 2,
    /// How the draws of a resample fall on blocks of rows.
    Split = 3,
    /// Poisson weights of rows.
    Poisson = 4,
    /// Real weights of rows.
    Weigh = 5,
    /// Rows of strata.
    Stratum = 6,
    /// Permutations of copies of rows.
    Permute = 7,
    /// Noise that sets tied values apart.
    Jitter = 8,
    /// Which rows form a part of a sample.
    Subsample = 9,
    /// Orders of a series under independence.
    Reorder = 10,
}

/// The random stream of one piece of work, keyed by (seed, purpose, index).
///
/// The key is mixed into state and increment of a PCG64-DXSM generator, so that the stream of replicate 7 is the same
/// whichever thread draws it, whatever was drawn before.
///
/// # Example
/// ```
/// use kosmic_core::{Purpose, Stream};
///
/// let mut a = Stream::new(0, Purpose::Resample, 7);
/// let mut b = Stream::new(0, Purpose::Resample, 7);
/// assert_eq!(a.below(1000), b.below(1000));
/// ```
///
/// # Source
/// M. E. O'Neill, PCG: a family of simple fast space-efficient statistically good algorithms for random number
/// generation (2014); D. Lemire, Fast random integer generation in an interval, ACM TOMACS 29 (2019).
#[derive(Clone, Debug)]
pub struct Stream(Pcg64Dxsm);

impl Stream {
    /// The stream of the piece of work number `index`.
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        Self::of_key(Self::key(seed, purpose, &[index]))
    }

    /// The stream of a key.
    #[must_use]
    pub fn of_key(key: u64) -> Self {
        let word = |salt: u64| u128::from(mixed(key.wrapping_add(salt)));
        let state = word(1) << 64 | word(2);
        let increment = word(3) << 64 | word(4);
        Self(Pcg64Dxsm::new(state, increment))
    }

    /// The key of a piece of work that has a place of several coordinates, such as replicate and block: 64 bits in which
    /// each bit of seed, purpose and place is mixed. Streams of different keys are unrelated.
    #[inline]
    #[must_use]
    pub fn key(seed: u64, purpose: Purpose, place: &[u64]) -> u64 {
        let key = mixed(mixed(seed ^ 0x6b6f_736d_6963_0001) ^ (purpose as u64));
        place
            .iter()
            .fold(key, |key, coordinate| mixed(key ^ coordinate))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A uniform integer in 0..n, exactly (by rejection); 0 for n = 0.
    pub fn below(&mut self, n: u64) -> u64 {
        let mut product = u128::from(self.bits()) * u128::from(n);
        if (product as u64) < n {
            let threshold = n.wrapping_neg() % n.max(1);
            while (product as u64) < threshold {
                product = u128::from(self.bits()) * u128::from(n);
            }
        }
        (product >> 64) as u64
    }

    /// The numbers 0..n in random order, all orders being equally likely.
    pub(crate) fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }

    /// Puts items into random order, all orders being equally likely (Fisher and Yates; R. Durstenfeld, Communications of the
    /// ACM 7 (1964) 420).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// A uniform number in [0, 1) with 53 random bits.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The finaliser of SplitMix64: a bijection of 64 bits in which each input bit moves about half of the output.
fn mixed(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_key_never_changes() {
        let mut stream = Stream::new(42, Purpose::Resample, 3);
        let drawn: Vec<u64> = (0..4).map(|_| stream.below(1_000_000)).collect();
        assert_eq!(drawn, [583_426, 108_480, 45_675, 542_829]);
    }

    #[test]
    fn small_ranges_are_uniform() {
        let mut stream = Stream::new(1, Purpose::Resample, 0);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[stream.below(7) as usize] += 1;
        }
        let chi_square: f64 = counts
            .iter()
            .map(|&count| (f64::from(count) - 1e4).powi(2) / 1e4)
            .sum();
        assert!(
            chi_square < 22.5,
            "{chi_square}: exceeded with probability 0.001 by six degrees of freedom"
        );
    }

    #[test]
    fn an_empty_range_gives_zero() {
        assert_eq!(Stream::new(0, Purpose::Simulate, 0).below(0), 0);
    }
}
