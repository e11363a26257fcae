#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod budget;
mod builder;
mod cache;
#[cfg(any(feature = "bootstrap", feature = "data"))]
mod cached;
mod disk;
mod entry;
mod error;
mod fingerprint;
mod footprint;
mod invalidate;
mod key;
mod memory;
mod statistics;

pub use builder::CacheBuilder;
pub use cache::Cache;
#[cfg(any(feature = "bootstrap", feature = "data"))]
pub use cached::Cached;
#[cfg(feature = "bootstrap")]
pub use cached::LagBootstrap;
#[cfg(feature = "data")]
pub use cached::Treated;
pub use disk::Verified;
pub use error::CacheError;
pub use fingerprint::{Fingerprint, Trust};
pub use key::{Key, OptionValue};
pub use statistics::{FolderStatistics, Statistics};
