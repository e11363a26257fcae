//! What a value takes in memory, found by walking through it as if it were written down.

use std::fmt::{self, Display};

use serde::ser::{self, Serialize};

/// What a number, a length, a pointer or the mark of an enum takes at most, with what it is aligned to.
const WORD: usize = 8;

/// What a list, a text or a map takes besides what is in it: pointer, length, capacity.
const HEADER: usize = 24;

/// The bytes of memory that a value takes, from above: every scalar counts as a word (16 bytes for 128 bits), every `Option` and enum
/// as a word more. What a value skips when it is serialised is not seen.
///
/// Cost: that of serialising the value, without writing.
pub(crate) fn footprint<V: Serialize + ?Sized>(value: &V) -> usize {
    let mut counter = Counter(0);
    // A value that refuses to be serialised is not kept on disk either; what has been seen of it counts.
    let _ = value.serialize(&mut counter);
    counter.0
}

struct Counter(usize);

/// That a value cannot be serialised.
#[derive(Debug)]
struct Refused;

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value refuses to be serialised")
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: Display>(_message: T) -> Self {
        Self
    }
}

impl Counter {
    fn add(&mut self, bytes: usize) -> Result<(), Refused> {
        self.0 += bytes;
        Ok(())
    }

    fn opened(&mut self, bytes: usize) -> Result<&mut Self, Refused> {
        self.0 += bytes;
        Ok(self)
    }
}

macro_rules! scalars {
    ($($name:ident: $scalar:ty = $bytes:expr),* $(,)?) => {$(
        fn $name(self, _value: $scalar) -> Result<(), Refused> {
            self.add($bytes)
        }
    )*};
}

impl ser::Serializer for &mut Counter {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    scalars! {
        serialize_bool: bool = WORD,
        serialize_i8: i8 = WORD,
        serialize_i16: i16 = WORD,
        serialize_i32: i32 = WORD,
        serialize_i64: i64 = WORD,
        serialize_i128: i128 = 2 * WORD,
        serialize_u8: u8 = WORD,
        serialize_u16: u16 = WORD,
        serialize_u32: u32 = WORD,
        serialize_u64: u64 = WORD,
        serialize_u128: u128 = 2 * WORD,
        serialize_f32: f32 = WORD,
        serialize_f64: f64 = WORD,
        serialize_char: char = WORD,
    }

    fn serialize_str(self, text: &str) -> Result<(), Refused> {
        self.add(HEADER + text.len())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Refused> {
        self.add(HEADER + bytes.len())
    }

    fn serialize_none(self) -> Result<(), Refused> {
        self.add(2 * WORD)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refused> {
        value.serialize(self.opened(WORD)?)
    }

    fn serialize_unit(self) -> Result<(), Refused> {
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Refused> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<(), Refused> {
        self.add(WORD)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        value.serialize(self.opened(WORD)?)
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Self, Refused> {
        self.opened(HEADER)
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self, Refused> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Refused> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self, Refused> {
        self.opened(WORD)
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Self, Refused> {
        self.opened(2 * HEADER)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Refused> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self, Refused> {
        self.opened(WORD)
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

macro_rules! parts {
    ($($part:ident: $method:ident),*) => {$(
        impl ser::$part for &mut Counter {
            type Ok = ();
            type Error = Refused;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                value.serialize(&mut **self)
            }

            fn end(self) -> Result<(), Refused> {
                Ok(())
            }
        }
    )*};
}

parts!(
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
);

macro_rules! named_parts {
    ($($part:ident),*) => {$(
        impl ser::$part for &mut Counter {
            type Ok = ();
            type Error = Refused;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                _name: &'static str,
                value: &T,
            ) -> Result<(), Refused> {
                value.serialize(&mut **self)
            }

            fn end(self) -> Result<(), Refused> {
                Ok(())
            }
        }
    )*};
}

named_parts!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for &mut Counter {
    type Ok = ();
    type Error = Refused;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        key.serialize(self.opened(WORD)?)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Refused> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_numbers_take_what_the_allocator_gives_them() {
        assert_eq!(footprint(&vec![0.0_f64; 1000]), 8000 + 24);
        assert_eq!(footprint(&vec![Some(0.0_f64); 1000]), 16_000 + 24);
        assert_eq!(footprint(&vec![None::<f64>; 1000]), 16_000 + 24);
        assert_eq!(footprint(&[1.0_f64; 5]), 40);
    }

    #[test]
    fn texts_count_their_letters_and_what_holds_them() {
        assert_eq!(footprint(&vec!["seven".to_owned(); 10]), 24 + 10 * (24 + 5));
    }

    #[test]
    fn no_value_takes_less_than_its_size() {
        assert!(footprint(&(1_u8, 2.0_f64, Some(3_u64))) >= size_of::<(u8, f64, Option<u64>)>());
        assert!(footprint(&Ok::<u64, String>(3)) >= size_of::<u64>());
    }
}
