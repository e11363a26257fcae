//! The `kosmic` command.
fn main() {}
