//! How much memory a cache takes where nobody says.

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// The part of what is free that is taken by default.
const PART: u64 = 8;

/// What is taken where the system does not say what it has.
const FALLBACK: u64 = 256 << 20;

/// An eighth of the memory that the machine, or the cgroup of the process where that leaves less, has left now.
pub(crate) fn default_budget() -> u64 {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(memory);
    let of_machine = Some(system.available_memory()).filter(|&bytes| bytes > 0);
    let of_cgroup = system.cgroup_limits().map(|limits| limits.free_memory);
    let left = of_machine.into_iter().chain(of_cgroup).min();
    left.map_or(FALLBACK, |bytes| bytes / PART)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_a_part_of_what_there_is() {
        let mut system = System::new();
        system.refresh_memory();
        let budget = default_budget();
        assert!(budget > 0);
        assert!(budget <= system.total_memory().max(FALLBACK));
    }
}
