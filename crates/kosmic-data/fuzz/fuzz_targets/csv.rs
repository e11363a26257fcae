//! Any bytes as csv.
#![no_main]

#[path = "../in_file.rs"]
mod in_file;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| in_file::read(bytes, Some(kosmic_data::Format::Csv)));
