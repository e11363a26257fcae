//! Data by their content.

mod file;

use std::fmt;

use kosmic_core::{CoreError, PairSource, Scratch, Series, read_rows};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

pub use file::Trust;
pub(crate) use file::{State, of_content};

/// Rows hashed at a time: two buffers of this many doubles stay in the first cache.
const ROWS: usize = 1024;

/// The content of data: their kind, their length and XXH3 of 128 bits of all they hold.
///
/// Equal data have equal fingerprints, wherever they are. That different data have equal ones by accident has a probability of
/// 2^-128 for each pair of data sets. XXH3 guards against accidents, not against an adversary who writes your data: whoever can
/// choose their bytes can make two data sets with one fingerprint.
///
/// Values are told apart by their bits: 0 and -0 differ.
///
/// # Source
/// Y. Collet, XXH3, the xxHash specification 0.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint {
    kind: Kind,
    length: u64,
    hash: u128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Kind {
    Bytes,
    Series,
    Pair,
}

impl Fingerprint {
    /// The content of bytes.
    ///
    /// Cost: one reading, at several gigabytes a second.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut hasher = Xxh3::new();
        hasher.update(bytes);
        Self::new(Kind::Bytes, bytes.len() as u64, &hasher)
    }

    /// The content of a series, whatever it is stored in: values of `f32` count as the doubles they are.
    ///
    /// Cost: one reading, at several gigabytes a second.
    ///
    /// # Example
    /// ```
    /// use kosmic_cache::Fingerprint;
    ///
    /// let series = vec![1.0, 2.0, 4.0];
    /// assert_eq!(Fingerprint::of_series(&series), Fingerprint::of_series(&series.clone()));
    /// assert_ne!(Fingerprint::of_series(&series), Fingerprint::of_series(&[1.0, 4.0, 2.0]));
    /// ```
    #[must_use]
    pub fn of_series<'a>(series: impl Into<Series<'a>>) -> Self {
        let (series, mut hasher, mut scratch) = (series.into(), Xxh3::new(), Vec::new());
        for start in (0..series.len()).step_by(ROWS) {
            update(&mut hasher, series.read(start..start + ROWS, &mut scratch));
        }
        Self::new(Kind::Series, series.len() as u64, &hasher)
    }

    /// The content of a pair of series, whatever they are stored in: equal values of `f32`, `f64` and files have equal fingerprints.
    ///
    /// Cost: one reading.
    ///
    /// # Errors
    /// The failure of the source.
    pub fn of_pair<S: PairSource + ?Sized>(source: &S) -> Result<Self, CoreError> {
        let (mut hasher, mut scratch) = (Xxh3::new(), Scratch::default());
        for start in (0..source.len()).step_by(ROWS) {
            let rows = start..source.len().min(start + ROWS);
            let (x, y) = read_rows(source, rows, &mut scratch)?;
            update(&mut hasher, x);
            update(&mut hasher, y);
        }
        Ok(Self::new(Kind::Pair, source.len() as u64, &hasher))
    }

    fn new(kind: Kind, length: u64, hasher: &Xxh3) -> Self {
        Self {
            kind,
            length,
            hash: hasher.digest128(),
        }
    }

    pub(crate) fn to_bytes(self) -> [u8; 25] {
        let mut bytes = [0; 25];
        bytes[0] = match self.kind {
            Kind::Bytes => 0,
            Kind::Series => 1,
            Kind::Pair => 2,
        };
        bytes[1..9].copy_from_slice(&self.length.to_le_bytes());
        bytes[9..].copy_from_slice(&self.hash.to_le_bytes());
        bytes
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}-{}", self.hash, self.length)
    }
}

/// Hashes the bits in little-endian order, so that all machines agree.
fn update(hasher: &mut Xxh3, values: &[f64]) {
    let mut buffer = [0; 8 * ROWS];
    for part in values.chunks(ROWS) {
        for (bytes, value) in buffer.chunks_exact_mut(8).zip(part) {
            bytes.copy_from_slice(&value.to_le_bytes());
        }
        hasher.update(&buffer[..8 * part.len()]);
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::SeriesPair;

    use super::*;

    #[test]
    fn the_hash_is_that_of_the_specification() {
        // XXH3_128bits of no bytes, seed 0
        assert_eq!(
            Fingerprint::of_bytes(&[]).hash,
            0x99aa_06d3_0147_98d8_6001_c324_468d_497f
        );
    }

    #[test]
    fn a_series_is_neither_its_bytes_nor_half_a_pair() {
        let values = [1.0, 2.0, 3.0];
        let bytes: Vec<u8> = values
            .iter()
            .flat_map(|value: &f64| value.to_le_bytes())
            .collect();
        let series = Fingerprint::of_series(&values);
        assert_eq!(series.hash, Fingerprint::of_bytes(&bytes).hash);
        assert_ne!(series, Fingerprint::of_bytes(&bytes));
    }

    #[test]
    fn values_that_move_from_one_series_to_the_other_make_another_pair() {
        let series: Vec<f64> = (0..5000).map(f64::from).collect();
        let shifted: Vec<f64> = series.iter().map(|value| value + 1.0).collect();
        let of =
            |x: &[f64], y: &[f64]| Fingerprint::of_pair(&SeriesPair::new(x, y).unwrap()).unwrap();
        assert_eq!(of(&series, &shifted), of(&series, &shifted));
        assert_ne!(of(&series, &shifted), of(&shifted, &series));
    }

    #[test]
    fn single_precision_has_the_fingerprint_of_the_same_values_in_double() {
        let single: Vec<f32> = (0..3000).map(|i| i as f32 * 0.37).collect();
        let double: Vec<f64> = single.iter().map(|&value| f64::from(value)).collect();
        let of_single = Fingerprint::of_pair(&SeriesPair::new(&single, &single).unwrap()).unwrap();
        let of_double = Fingerprint::of_pair(&SeriesPair::new(&double, &double).unwrap()).unwrap();
        assert_eq!(of_single, of_double);
    }
}
