//! Replicates as they are kept: with what tells other data, other formats and other random numbers apart.

use kosmic_core::{Pair, PairSource, Scratch, read_rows};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::{Abc, Jackknife};
use crate::scheme::Scheme;

const FORMAT: &str = "kosmic replicates";
const VERSION: u32 = 1;

/// Counts the changes of the replicates that a seed stands for: replicates of different definitions are not to be mixed.
const NUMERICAL_DEFINITION: u32 = 3;

/// Rows hashed at a time.
const ROWS: usize = 4096;

/// Replicates in a form that may be written to a file and extended later: with a format name and version, the version of
/// the numerical definition behind the seed, and a hash of the data (XXH3, of the bits of both series in order).
///
/// Reading fails for what is no such form, for newer versions, and for replicates that contradict themselves. Floats survive
/// formats that keep all bits; JSON by `serde_json` with its feature `float_roundtrip` is one.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, Silent};
/// use kosmic_parallel::{Bootstrap, Correlation, SavedReplicates};
///
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
/// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
/// let plan = |replicates: usize| Bootstrap::default().replicates(replicates).plan();
/// let drawn = plan(1000)?.run(&pair, &Correlation)?;
/// let text = serde_json::to_string(&SavedReplicates::new(drawn, &pair)?)?;
///
/// let saved: SavedReplicates = serde_json::from_str(&text)?;
/// let extended = plan(2000)?.extend(saved.into_replicates(&pair)?, &pair, &Correlation, &Silent)?;
/// assert_eq!(extended, plan(2000)?.run(&pair, &Correlation)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedReplicates {
    // First and second, so that they are judged before anything else is read.
    format: FormatName,
    version: FormatVersion,
    numerical_definition: u32,
    data: String,
    replicates: Replicates,
}

impl SavedReplicates {
    /// Cost: one reading of the data.
    ///
    /// # Errors
    /// The failure of the pair's source.
    pub fn new<S: PairSource>(
        replicates: Replicates,
        pair: &Pair<S>,
    ) -> Result<Self, ParallelError> {
        Ok(Self {
            format: FormatName,
            version: FormatVersion,
            numerical_definition: NUMERICAL_DEFINITION,
            data: fingerprint(pair)?,
            replicates,
        })
    }

    /// The replicates, to be read at other levels or by other methods.
    #[must_use]
    pub fn replicates(&self) -> &Replicates {
        &self.replicates
    }

    /// The replicates, to be extended with these data. What was computed from the data besides is left behind.
    ///
    /// Cost: one reading of the data.
    ///
    /// # Errors
    /// [`ParallelError::OtherRun`] where they were drawn from other data, or where the same seed stands for other
    /// replicates by now; the failure of the pair's source.
    pub fn into_replicates<S: PairSource>(
        self,
        pair: &Pair<S>,
    ) -> Result<Replicates, ParallelError> {
        let same = |what, expected: String, got: String| {
            if expected == got {
                return Ok(());
            }
            Err(ParallelError::OtherRun {
                what,
                expected,
                got,
            })
        };
        same(
            "numerical definition",
            NUMERICAL_DEFINITION.to_string(),
            self.numerical_definition.to_string(),
        )?;
        let rows = |rows: usize| rows.to_string();
        same("number of rows", rows(pair.len()), rows(self.replicates.n))?;
        same("hash of the data", fingerprint(pair)?, self.data)?;
        Ok(Replicates {
            jackknife: None,
            abc: None,
            ..self.replicates
        })
    }
}

/// The hash of both series, as hexadecimal digits.
fn fingerprint<S: PairSource>(pair: &Pair<S>) -> Result<String, ParallelError> {
    let (mut x_hash, mut y_hash, mut scratch) = (Xxh3::new(), Xxh3::new(), Scratch::default());
    for start in (0..pair.len()).step_by(ROWS) {
        let rows = start..pair.len().min(start + ROWS);
        let (x, y) = read_rows(pair.source(), rows, &mut scratch)?;
        x_hash.update(&bytes(x));
        y_hash.update(&bytes(y));
    }
    let [x, y] = [x_hash, y_hash].map(|hash| hash.digest());
    Ok(format!("{x:016x}{y:016x}"))
}

fn bytes(values: &[f64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// The name that files begin with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
struct FormatName;

impl TryFrom<String> for FormatName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if name == FORMAT {
            return Ok(Self);
        }
        Err(format!("the format is {name:?}, not {FORMAT:?}"))
    }
}

impl From<FormatName> for &'static str {
    fn from(_: FormatName) -> Self {
        FORMAT
    }
}

/// The version of the form, as long as it is known here.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct FormatVersion;

impl TryFrom<u32> for FormatVersion {
    type Error = String;

    fn try_from(version: u32) -> Result<Self, String> {
        match version {
            VERSION => Ok(Self),
            0 => Err("version 0 of the format never was".into()),
            _ => Err(format!(
                "version {version} of the format is newer than {VERSION}, the newest known here"
            )),
        }
    }
}

impl From<FormatVersion> for u32 {
    fn from(_: FormatVersion) -> Self {
        VERSION
    }
}

/// Replicates as they are read, whatever they hold.
#[derive(Deserialize)]
pub(super) struct Unchecked {
    n: usize,
    estimates: Vec<f64>,
    values: Vec<Option<f64>>,
    requested: usize,
    seed: u64,
    scheme: Scheme,
    #[serde(default)]
    design: u64,
    threads: usize,
    #[serde(default)]
    studentised: bool,
    #[serde(default)]
    jackknife: Option<Jackknife>,
    #[serde(default)]
    abc: Option<Abc>,
}

impl TryFrom<Unchecked> for Replicates {
    type Error = String;

    fn try_from(read: Unchecked) -> Result<Self, String> {
        let (width, count) = (read.estimates.len(), read.values.len());
        if width == 0 {
            return Err("replicates need at least one estimate".into());
        }
        if !count.is_multiple_of(width) {
            return Err(format!(
                "{count} values are no multiple of {width} estimates"
            ));
        }
        if read.studentised && width != 2 {
            return Err(format!(
                "studentised replicates have 2 values each, not {width}"
            ));
        }
        if read.requested < count / width {
            let (count, requested) = (count / width, read.requested);
            return Err(format!(
                "{count} replicates are more than the {requested} asked for"
            ));
        }
        let mut numbers = read.estimates.iter().chain(read.values.iter().flatten());
        if let Some(number) = numbers.find(|number| !number.is_finite()) {
            return Err(format!("{number} is no value of a replicate"));
        }
        Ok(Self {
            n: read.n,
            estimates: read.estimates,
            values: read.values,
            requested: read.requested,
            seed: read.seed,
            scheme: read.scheme,
            design: read.design,
            threads: read.threads,
            studentised: read.studentised,
            jackknife: read.jackknife,
            abc: read.abc,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bootstrap, Correlation};

    fn first_replicate(rows: usize) -> u64 {
        let x: Vec<f64> = (0..rows).map(|i| (i * 7919 % 1009) as f64).collect();
        let y: Vec<f64> = (0..rows).map(|i| (i * 104_729 % 499) as f64).collect();
        let plan = Bootstrap::default().replicates(2).plan().unwrap();
        let drawn = plan.run(&Pair::new(&x, &y).unwrap(), &Correlation).unwrap();
        drawn.values()[0].unwrap().to_bits()
    }

    /// Where these bits change, the number must be raised with them: files of the old bits are around.
    #[test]
    fn the_number_of_the_definition_stands_for_these_bits() {
        let bits = [20, 5000, 100_000].map(first_replicate);
        let pinned = [
            13_819_588_024_032_618_445,
            4_564_023_930_199_056_357,
            4_558_573_471_667_445_562,
        ];
        assert_eq!((NUMERICAL_DEFINITION, bits), (3, pinned));
    }

    #[test]
    fn the_hash_tells_values_order_and_series_apart() {
        let of = |x: &[f64], y: &[f64]| fingerprint(&Pair::new(x, y).unwrap()).unwrap();
        let (x, y) = ([1.0, 2.0, 3.0, 5.0], [2.0, 1.0, 4.0, 3.0]);
        assert_eq!(of(&x, &y), of(&x, &y));
        assert_ne!(of(&x, &y), of(&y, &x));
        assert_ne!(of(&x, &y), of(&[2.0, 1.0, 3.0, 5.0], &[1.0, 2.0, 4.0, 3.0]));
        assert_ne!(of(&x, &y), of(&[1.0, 2.0, 3.0, 5.0_f64.next_up()], &y));
    }
}
