//! Reads measured series and prints their coupling.
fn main() {}
