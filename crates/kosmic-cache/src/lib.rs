#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod budget;
mod builder;
mod cache;
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
pub use disk::Verified;
pub use error::CacheError;
pub use fingerprint::{Fingerprint, Trust};
pub use key::{Key, OptionValue};
pub use statistics::{FolderStatistics, Statistics};
