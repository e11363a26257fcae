//! Any bytes as csv.
#![no_main]
#![allow(dead_code, reason = "each target uses a part of what is checked")]

#[path = "../checked.rs"]
mod checked;

use kosmic_data::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("room for it");
    checked::read_as(file.path(), Some(Format::Csv)).expect("a table or an error");
});
