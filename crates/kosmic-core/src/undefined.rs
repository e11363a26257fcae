//! What is undefined kept as NaN, never shown: results of millions of values take half the memory of options.

/// The value, if it is defined.
pub(crate) fn defined(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

/// Whether values are the same, undefined ones too.
pub(crate) fn are_equal(a: &[f64], b: &[f64]) -> bool {
    let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
    a.len() == b.len() && a.iter().zip(b).all(same)
}

/// In files: null.
#[cfg(feature = "serde")]
pub(crate) mod as_null {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(values: &[f64], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(values.iter().map(|value| super::defined(*value)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
        let values = Vec::<Option<f64>>::deserialize(from)?;
        let or_undefined = |value: Option<f64>| value.unwrap_or(f64::NAN);
        Ok(values.into_iter().map(or_undefined).collect())
    }
}
