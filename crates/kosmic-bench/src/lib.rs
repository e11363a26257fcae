#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod data;

pub use data::coupled_pair;
