#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod data;
mod host;

pub use data::coupled_pair;
pub use host::host;
