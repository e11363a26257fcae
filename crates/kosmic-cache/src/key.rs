//! What is asked: the operation, the data, the options, the seed.

use std::any::type_name;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::fingerprint::Fingerprint;

/// A question whose answer is kept: an operation with a version of its numerical definition, the content of the data it is put to,
/// its options and the seed.
///
/// Two keys are equal if all of these are, whatever the order in which the options were named. The version is to be raised
/// whenever the bits of the result change. The type of the answer is part of the question too. Tags are not: they are what
/// answers can be forgotten by.
///
/// An entry holds its whole question and is the answer to no other, so that hashes of questions may collide without harm. The
/// data alone are represented by a hash ([`Fingerprint`]).
///
/// # Example
/// ```
/// use kosmic_cache::{Fingerprint, Key};
///
/// let data = Fingerprint::of_series(&[1.0, 2.0, 3.0]);
/// let key = Key::new("variance", 1).data(data).option("ddof", 1).option("biased", false);
/// let same = Key::new("variance", 1).option("biased", false).data(data).option("ddof", 1);
/// assert_eq!(key, same);
/// assert_ne!(key, same.option("ddof", 0));
/// ```
#[derive(Clone, Debug)]
pub struct Key {
    operation: String,
    version: u32,
    data: Vec<Fingerprint>,
    options: BTreeMap<String, OptionValue>,
    seed: Option<u64>,
    tags: BTreeSet<String>,
}

/// The value of an option.
///
/// Floats are told apart by their bits: 0 and -0 are two values, and a number that is none equals itself.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OptionValue {
    /// Nothing was chosen.
    None,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A real number.
    Float(f64),
    /// A name or a text.
    Text(String),
    /// Several, in order.
    List(Vec<OptionValue>),
    /// Bytes that stand for choices of some kind, each for one only.
    Bytes(Vec<u8>),
}

impl Key {
    /// An operation by its name, with the version of its numerical definition.
    #[must_use]
    pub fn new(operation: impl Into<String>, version: u32) -> Self {
        Self {
            operation: operation.into(),
            version,
            data: Vec::new(),
            options: BTreeMap::new(),
            seed: None,
            tags: BTreeSet::new(),
        }
    }

    /// The content of the data; of several data sets one after the other, in the order of their roles.
    #[must_use]
    pub fn data(mut self, content: Fingerprint) -> Self {
        self.data.push(content);
        self
    }

    /// An option with its value; of one named twice the last value stands.
    #[must_use]
    pub fn option(mut self, name: impl Into<String>, value: impl Into<OptionValue>) -> Self {
        self.options.insert(name.into(), value.into());
        self
    }

    /// The seed of what is random.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// A word that the answer can be forgotten by; no part of the question.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.insert(tag.into());
        self
    }

    /// The question in a form that no other question has, for an answer of the type `V`.
    pub(crate) fn identity<V>(&self) -> Identity {
        let mut bytes = self.canonical();
        write_text(&mut bytes, type_name::<V>());
        Identity {
            hash: xxh3_128(&bytes),
            bytes: bytes.into(),
        }
    }

    /// What is told of the answer besides itself.
    pub(crate) fn label(&self) -> Label {
        Label {
            operation: self.operation.clone(),
            version: self.version,
            data: self.data.clone(),
            tags: self.tags.iter().cloned().collect(),
        }
    }

    fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        write_text(&mut bytes, &self.operation);
        bytes.extend(self.version.to_le_bytes());
        write_length(&mut bytes, self.data.len());
        for content in &self.data {
            bytes.extend(content.to_bytes());
        }
        write_length(&mut bytes, self.options.len());
        for (name, value) in &self.options {
            write_text(&mut bytes, name);
            value.write(&mut bytes);
        }
        bytes.push(u8::from(self.seed.is_some()));
        bytes.extend(self.seed.unwrap_or(0).to_le_bytes());
        bytes
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for Key {}

/// A length before what is that long, so that no two sequences of fields run together to the same bytes.
fn write_length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend((length as u64).to_le_bytes());
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    write_length(bytes, text.len());
    bytes.extend(text.as_bytes());
}

impl OptionValue {
    fn write(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::None => bytes.push(0),
            Self::Bool(value) => bytes.extend([1, u8::from(*value)]),
            Self::Integer(value) => {
                bytes.push(2);
                bytes.extend(value.to_le_bytes());
            }
            Self::Float(value) => {
                bytes.push(3);
                bytes.extend(value.to_bits().to_le_bytes());
            }
            Self::Text(text) => {
                bytes.push(4);
                write_text(bytes, text);
            }
            Self::List(values) => {
                bytes.push(5);
                write_length(bytes, values.len());
                for value in values {
                    value.write(bytes);
                }
            }
            Self::Bytes(value) => {
                bytes.push(6);
                write_length(bytes, value.len());
                bytes.extend(value);
            }
        }
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for OptionValue {
            fn from(value: $integer) -> Self {
                Self::Integer(i128::from(value))
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl From<usize> for OptionValue {
    fn from(value: usize) -> Self {
        Self::Integer(value as i128)
    }
}

impl From<isize> for OptionValue {
    fn from(value: isize) -> Self {
        Self::Integer(value as i128)
    }
}

impl From<bool> for OptionValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for OptionValue {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for OptionValue {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for OptionValue {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<OptionValue>> From<Option<T>> for OptionValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

impl<T: Into<OptionValue>> From<Vec<T>> for OptionValue {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// A question in canonical form, with the hash it is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) hash: u128,
    pub(crate) bytes: Arc<[u8]>,
}

impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(self.hash);
    }
}

/// What entries can be forgotten by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Label {
    pub(crate) operation: String,
    pub(crate) version: u32,
    pub(crate) data: Vec<Fingerprint>,
    pub(crate) tags: Vec<String>,
}
