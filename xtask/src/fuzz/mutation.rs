//! Changes to files, by a stream of random numbers that a seed determines.

/// Numbers that sizes and counts go wrong at.
const HARD: [u64; 10] = [
    0,
    1,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    1 << 60,
    u64::MAX,
];

/// Pieces of text that loaders look at.
const WORDS: [&[u8]; 14] = [
    b"\0",
    b"\"",
    b"\r\n",
    b"\n",
    b",",
    b";",
    b"#",
    b"NaN",
    b"-1e400",
    b"\xff\xfe",
    b"'shape': (1152921504606846976,)",
    b"'descr': '|O'",
    b"True",
    b"\xef\xbb\xbf",
];

pub(super) struct Mutator {
    state: u64,
}

impl Mutator {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// SplitMix64 (Steele, Lea, Flood, 2014).
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`; 0 where that is 0.
    fn below(&mut self, end: usize) -> usize {
        (self.random() % (end as u64).max(1)) as usize
    }

    /// A file of the corpus with a few changes.
    pub(super) fn next(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = corpus[self.below(corpus.len())].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut bytes, corpus);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        // Headers stand at the beginning or the end: half of the changes do, too.
        let at = match self.below(4) {
            0 => self.below(bytes.len().min(128)),
            1 => bytes.len() - 1.min(bytes.len()) - self.below(bytes.len().min(128)),
            _ => self.below(bytes.len()),
        };
        match self.below(8) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            2 if at < bytes.len() => bytes[at] = self.random() as u8,
            3 => self.put_number(bytes, at),
            4 => bytes.truncate(at),
            5 => {
                let word = WORDS[self.below(WORDS.len())];
                bytes.splice(at..at, word.iter().copied());
            }
            6 => {
                let end = (at + self.below(64)).min(bytes.len());
                let copies = 1 + self.below(3);
                let part = bytes[at..end].repeat(copies);
                let keeps = self.below(2) == 0;
                bytes.splice(if keeps { at..at } else { at..end }, part);
            }
            _ => {
                let other = &corpus[self.below(corpus.len())];
                let from = self.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }

    fn put_number(&mut self, bytes: &mut [u8], at: usize) {
        let width = 1 << self.below(4);
        let number = HARD[self.below(HARD.len())];
        let mut digits = number.to_le_bytes()[..width].to_vec();
        if self.below(3) == 0 {
            digits.reverse();
        }
        for (byte, digit) in bytes[at..].iter_mut().zip(digits) {
            *byte = digit;
        }
    }
}
