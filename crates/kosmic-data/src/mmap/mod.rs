//! Memory as the system hands it out: the only place for unsafe code in this crate.
#![allow(unsafe_code)]

mod file;
mod pages;

pub(crate) use file::{MappedFile, Strided};
pub(crate) use pages::reserve;
