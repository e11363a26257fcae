//! What a figure was measured on.

use kosmic_core::InstructionSet;

/// One line: processor, cores, instruction sets, system.
///
/// # Example
/// ```
/// assert!(kosmic_bench::host().contains("scalar"));
/// ```
#[must_use]
pub fn host() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let sets: Vec<_> = InstructionSet::available()
        .map(InstructionSet::name)
        .collect();
    let system = std::env::consts::OS;
    format!(
        "{}, {cores} cores in use, {}, {system}",
        processor(),
        sets.join(" ")
    )
}

/// The processor's name as the system tells it.
fn processor() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = told
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    name.map_or_else(
        || std::env::consts::ARCH.to_owned(),
        |(_, name)| name.to_owned(),
    )
}
