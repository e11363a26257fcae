//! The vector generator: eight xoshiro256++ side by side, one layout on every instruction set.

/// Generators side by side. Part of the definition of every random number drawn, not of a machine.
pub(crate) const LANES: usize = 8;

/// The states of eight generators, word by word: `words[w][lane]`.
///
/// One step gives eight words of 64 random bits. The stream is that of its key, whoever draws it.
///
/// D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021).
#[derive(Clone)]
#[repr(align(64))]
pub(crate) struct Lanes {
    pub(super) words: [[u64; LANES]; 4],
}

impl Lanes {
    /// No generator yet.
    pub(crate) const UNSEEDED: Self = Self {
        words: [[0; LANES]; 4],
    };

    /// The states that SplitMix64 gives from a key; never all zero, since its outputs are distinct.
    #[inline(always)]
    pub(crate) fn new(key: u64) -> Self {
        let mut words = [[0; LANES]; 4];
        for (w, word) in words.iter_mut().enumerate() {
            for (lane, state) in word.iter_mut().enumerate() {
                *state = mixed(key.wrapping_add(SEED_STEPS[w][lane]));
            }
        }
        Self { words }
    }

    /// The next eight words. Operation by operation rather than lane by lane: so compilers see vectors.
    #[inline(always)]
    pub(crate) fn step(&mut self) -> [u64; LANES] {
        let [a, b, c, d] = self.words;
        let rotated = zipped(a, d, |a, d| a.wrapping_add(d).rotate_left(23));
        let (c, d) = (zipped(c, a, |c, a| c ^ a), zipped(d, b, |d, b| d ^ b));
        self.words = [
            zipped(a, d, |a, d| a ^ d),
            zipped(b, c, |b, c| b ^ c),
            zipped(c, b, |c, b| c ^ (b << 17)),
            d.map(|d| d.rotate_left(45)),
        ];
        zipped(rotated, a, u64::wrapping_add)
    }
}

#[inline(always)]
fn zipped(left: [u64; LANES], right: [u64; LANES], f: impl Fn(u64, u64) -> u64) -> [u64; LANES] {
    std::array::from_fn(|lane| f(left[lane], right[lane]))
}

/// How far SplitMix64 has moved from its key at each word of each lane.
pub(super) const SEED_STEPS: [[u64; LANES]; 4] = {
    let mut steps = [[0; LANES]; 4];
    let mut step = 0;
    while step < 4 * LANES {
        steps[step / LANES][step % LANES] = (step as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        step += 1;
    }
    steps
};

/// The factors of SplitMix64's output function.
pub(super) const MIXING: [u64; 2] = [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];

/// The output function of SplitMix64.
#[inline(always)]
fn mixed(value: u64) -> u64 {
    let z = (value ^ (value >> 30)).wrapping_mul(MIXING[0]);
    let z = (z ^ (z >> 27)).wrapping_mul(MIXING[1]);
    z ^ (z >> 31)
}

/// The words of the lanes one by one.
pub(crate) struct Words {
    lanes: Lanes,
    /// The last step.
    block: [u64; LANES],
    /// How many words of it have been taken.
    taken: usize,
}

impl Words {
    /// No generator yet.
    pub(crate) const UNSEEDED: Self = Self::behind(Lanes::UNSEEDED, [0; LANES]);

    /// The words of a key.
    #[inline(always)]
    pub(crate) fn of_key(key: u64) -> Self {
        let mut lanes = Lanes::new(key);
        let step = lanes.step();
        Self::behind(lanes, step)
    }

    /// The words of a step that has been taken and those behind it.
    #[inline(always)]
    pub(super) const fn behind(lanes: Lanes, step: [u64; LANES]) -> Self {
        Self {
            lanes,
            block: step,
            taken: 0,
        }
    }

    /// A step none of whose words has been taken.
    #[inline(always)]
    fn step(&mut self) -> [u64; LANES] {
        if self.taken == 0 {
            self.taken = LANES;
            self.block
        } else {
            self.lanes.step()
        }
    }

    /// 64 random bits.
    #[inline(always)]
    pub(crate) fn bits(&mut self) -> u64 {
        if self.taken == LANES {
            self.block = self.lanes.step();
            self.taken = 0;
        }
        self.taken += 1;
        self.block[self.taken - 1]
    }

    /// `count` uniform indices in 0..range.size, exactly, each given to `take` with a 1: sixteen at a time from a step,
    /// those of lower halves first. What is left of the last step may be given with a 0: to take it for nothing is faster
    /// than a loop whose end cannot be foreseen.
    #[inline(always)]
    pub(crate) fn indices(&mut self, range: Range32, count: u64, mut take: impl FnMut(usize, u8)) {
        let mut left = count;
        while left > 0 {
            let step = self.step();
            let products: [u64; 2 * LANES] = std::array::from_fn(|half| {
                let word = step[half % LANES];
                range.product(if half < LANES {
                    word as u32
                } else {
                    (word >> 32) as u32
                })
            });
            // Almost always all are accepted, and need not be looked at one by one.
            if products.iter().all(|&product| range.accepts(product)) {
                for (place, product) in (0..).zip(products) {
                    take((product >> 32) as usize, u8::from(place < left));
                }
                left = left.saturating_sub(2 * LANES as u64);
                continue;
            }
            for product in products {
                if range.accepts(product) && left > 0 {
                    take((product >> 32) as usize, 1);
                    left -= 1;
                }
            }
        }
    }
}

/// The integers below a size, and what exact uniformity over them takes.
///
/// D. Lemire, Fast random integer generation in an interval, ACM TOMACS 29 (2019).
#[derive(Clone, Copy, Default)]
pub(crate) struct Range32 {
    size: u32,
    /// 2^32 mod size: low products below it are drawn again.
    rejected: u32,
}

impl Range32 {
    /// The range 0..size of at most 2^32 - 1 integers, at least one.
    #[inline(always)]
    pub(crate) fn new(size: usize) -> Self {
        let size = size as u32;
        let rejected = size.wrapping_neg() % size.max(1);
        Self { size, rejected }
    }

    /// The integer that 32 random bits stand for; `None` where they must be drawn again.
    #[inline(always)]
    pub(crate) fn place(self, bits: u32) -> Option<usize> {
        let product = self.product(bits);
        self.accepts(product).then_some((product >> 32) as usize)
    }

    pub(crate) fn size(self) -> usize {
        self.size as usize
    }

    #[inline(always)]
    fn product(self, bits: u32) -> u64 {
        u64::from(bits) * u64::from(self.size)
    }

    #[inline(always)]
    fn accepts(self, product: u64) -> bool {
        product as u32 >= self.rejected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference implementation's first outputs for the state 1, 2, 3, 4.
    #[test]
    fn a_lane_is_xoshiro256_plus_plus() {
        let mut lanes = Lanes {
            words: [[1; LANES], [2; LANES], [3; LANES], [4; LANES]],
        };
        let expected = [
            41_943_041_u64,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
        ];
        for word in expected {
            assert_eq!(lanes.step(), [word; LANES]);
        }
    }

    #[test]
    fn keys_give_streams_of_their_own() {
        let first = |key| Lanes::new(key).step();
        assert_eq!(first(1), first(1));
        assert!(first(1).iter().zip(first(2)).all(|(a, b)| *a != b));
    }

    #[test]
    fn an_index_is_drawn_again_below_the_remainder() {
        let range = Range32::new(3);
        assert_eq!(range.place(0), None);
        assert_eq!(range.place(1), Some(0));
        assert_eq!(range.place(u32::MAX), Some(2));
    }
}
