//! The calls of other crates, answered from a cache.

#[cfg(feature = "bootstrap")]
mod answer;
#[cfg(feature = "bootstrap")]
mod bootstrap;
#[cfg(feature = "bootstrap")]
mod many;
#[cfg(feature = "bootstrap")]
mod replicates;
#[cfg(feature = "data")]
mod table;

use serde::Serialize;

use crate::cache::Cache;
use crate::key::{Key, OptionValue};

#[cfg(feature = "bootstrap")]
pub use many::LagBootstrap;
#[cfg(feature = "data")]
pub use table::Treated;

/// The version of the numerical definition of everything that is answered here: raised whenever bits of one of the answers change.
pub(crate) const DEFINITION: u32 = 1;

/// The calls of kosmic-core and kosmic-parallel (feature `bootstrap`), and of kosmic-data (feature `data`), with answers from a cache:
/// the bits of the calls of the same name, computed once.
///
/// A question is the content of the data, the operation, all choices that the bits depend on (threads and instruction set are none),
/// the seed, the release of kosmic and the version of the numerical definition. Replicates are kept besides: an interval at another
/// level or by another method draws none anew, and one of more replicates draws what is missing.
///
/// What an observer stops early is given to who asked for it and is not kept as an answer; replicates that were finished by then are.
/// An error is told to all who waited for it and is not kept.
///
/// Cost: of a hit, one reading of the data for their fingerprint, and a fraction of a microsecond.
///
/// # Example
#[cfg_attr(feature = "bootstrap", doc = "```")]
#[cfg_attr(not(feature = "bootstrap"), doc = "```ignore")]
/// use kosmic_cache::Cache;
/// use kosmic_parallel::{Bootstrap, bootstrap_k_ci};
///
/// let x: Vec<f64> = (0..50).map(|i| f64::from(i * i % 23)).collect();
/// let y: Vec<f64> = (0..50).map(|i| f64::from(i * i % 23 + i % 7)).collect();
/// let cache = Cache::builder().build()?;
/// let cached = cache.cached();
/// let interval = cached.bootstrap_k_ci(&x, &y, Bootstrap::default())?;
/// assert_eq!(*interval, bootstrap_k_ci(&x, &y, Bootstrap::default())?);
/// assert_eq!(interval, cached.bootstrap_k_ci(&x, &y, Bootstrap::default())?);
/// assert_eq!(cache.statistics().memory_hits, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Cached<'c> {
    pub(super) cache: &'c Cache,
}

impl Cache {
    /// The calls of other crates with answers from this cache.
    #[must_use]
    pub fn cached(&self) -> Cached<'_> {
        Cached { cache: self }
    }
}

/// A question about an operation of this release.
fn question(operation: &str) -> Key {
    Key::new(operation, DEFINITION).option("release", env!("CARGO_PKG_VERSION"))
}

/// Choices as an option: a form that no other choices of the same type have.
fn choices(value: &impl Serialize) -> OptionValue {
    OptionValue::Bytes(postcard::to_stdvec(value).expect("numbers and names"))
}

#[cfg(all(test, feature = "bootstrap"))]
mod tests {
    use kosmic_core::{Missing, Pair, Silent};
    use kosmic_parallel::{Bootstrap, CouplingTest, LagTest};
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    fn hash(answer: &impl Serialize) -> u64 {
        xxh3_64(&postcard::to_stdvec(answer).expect("an answer is serialised"))
    }

    /// Where these bits change, the version must be raised with them: answers of the old bits are around.
    #[test]
    fn the_version_of_the_definition_stands_for_these_bits() {
        let x: Vec<f64> = (0..200).map(|i| f64::from(i * 7919 % 1009)).collect();
        let y: Vec<f64> = (0..200).map(|i| f64::from(i * i % 499)).collect();
        let pair = Pair::new(&x, &y).unwrap();
        let cache = Cache::builder().build().unwrap();
        let cached = cache.cached();
        let options = Bootstrap::default().replicates(99);
        let plan = options.plan().unwrap();
        let (coupling, peak) = (CouplingTest::default(), LagTest::new(3));
        let lags = cached.lag_bootstrap(&plan, &pair, 3, &Silent).unwrap();
        let bits = [
            hash(&cached.k_index(&x, &y).unwrap()),
            hash(&*cached.bootstrap_k_ci(&x, &y, options).unwrap()),
            hash(&*cached.k_replicates(&plan, &pair, &Silent).unwrap()),
            hash(&*cached.k_lag(&x, &y, 3).unwrap()),
            hash(&*lags),
            hash(&*cached.test_coupling(coupling, &pair, &Silent).unwrap()),
            hash(&*cached.test_lag_peak(peak, &pair, &Silent).unwrap()),
            hash(
                &*cached
                    .k_matrix([&x, &y], Missing::Refuse, 1, &Silent)
                    .unwrap(),
            ),
            hash(&*cached.k_lag_matrix([&x, &y], 3, 1, &Silent).unwrap()),
            hash(&*cached.bootstrap_k_matrix([&x, &y], options).unwrap()),
        ];
        let pinned = [
            6_622_604_323_383_456_004,
            16_290_867_338_625_512_391,
            18_214_967_261_258_081_525,
            5_056_071_748_373_590_322,
            16_405_142_264_682_417_540,
            17_579_324_875_823_950_258,
            9_095_786_517_304_528_561,
            5_666_316_902_268_991_030,
            5_713_292_941_960_009_367,
            193_670_170_829_870_084,
        ];
        assert_eq!((DEFINITION, bits), (1, pinned));
    }
}
