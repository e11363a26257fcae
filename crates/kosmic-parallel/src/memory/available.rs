//! How much memory the process can still have.

use std::fs::read_to_string;

/// The bytes that this process can still allocate without being killed or made to swap: what the system says is available
/// (`MemAvailable`), or what the memory limits of its cgroup and those above leave (versions 1 and 2; file pages that can
/// be dropped count as free), whichever is least. `None` where the system does not say, which is everywhere but on Linux.
///
/// Other processes may take some of it in the meantime.
///
/// # Example
/// ```
/// if let Some(bytes) = kosmic_parallel::available_memory() {
///     assert!(bytes > 1_000_000);
/// }
/// ```
#[must_use]
pub fn available_memory() -> Option<u64> {
    least(|path| read_to_string(path).ok())
}

/// The same, from files as `read` has them.
fn least(read: impl Fn(&str) -> Option<String>) -> Option<u64> {
    let kilobytes = number_after(&read("/proc/meminfo")?, "MemAvailable:")?;
    let of_system = kilobytes.saturating_mul(1024);
    let of_cgroups = Hierarchy::ALL
        .iter()
        .flat_map(|hierarchy| hierarchy.rooms(&read));
    of_cgroups.chain([of_system]).min()
}

/// The number that follows a word at the start of a line.
fn number_after(text: &str, word: &str) -> Option<u64> {
    let mut lines = text.lines().map(str::split_ascii_whitespace);
    let mut rest = lines.find_map(|mut line| (line.next() == Some(word)).then_some(line))?;
    rest.next()?.parse().ok()
}

/// One of the two kinds of cgroup hierarchy, by the names of its files.
struct Hierarchy {
    file_system: &'static str,
    /// The controller that the hierarchy is mounted for; none where it is mounted for all.
    controller: Option<&'static str>,
    limit: &'static str,
    usage: &'static str,
    droppable: &'static str,
}

impl Hierarchy {
    const ALL: [Self; 2] = [
        Self {
            file_system: "cgroup",
            controller: Some("memory"),
            limit: "memory.limit_in_bytes",
            usage: "memory.usage_in_bytes",
            droppable: "total_inactive_file",
        },
        Self {
            file_system: "cgroup2",
            controller: None,
            limit: "memory.max",
            usage: "memory.current",
            droppable: "inactive_file",
        },
    ];

    /// What each limit on the way from the process's group to the top leaves.
    fn rooms(&self, read: impl Fn(&str) -> Option<String>) -> Vec<u64> {
        let directories = || {
            let mounts = read("/proc/self/mountinfo")?;
            let groups = read("/proc/self/cgroup")?;
            let (root, mount) = self.mount(&mounts)?;
            let path = self.path(&groups)?;
            // A group outside what is mounted is seen as the top of it, as containers do.
            let inside = path.strip_prefix(root.trim_end_matches('/'));
            let inside = inside.filter(|inside| !inside.contains("..")).unwrap_or("");
            Some((mount.to_owned(), inside.trim_end_matches('/').to_owned()))
        };
        let Some((mount, inside)) = directories() else {
            return Vec::new();
        };
        let ends = inside
            .match_indices('/')
            .map(|(end, _)| end)
            .chain([inside.len()]);
        ends.filter_map(|end| self.room(&format!("{mount}{}", &inside[..end]), &read))
            .collect()
    }

    /// What the limit of one group leaves, if it has one.
    fn room(&self, directory: &str, read: impl Fn(&str) -> Option<String>) -> Option<u64> {
        let file = |name: &str| read(&format!("{directory}/{name}"));
        let number = |name: &str| file(name)?.trim().parse::<u64>().ok();
        let (limit, usage) = (number(self.limit)?, number(self.usage)?);
        let droppable = file("memory.stat").and_then(|text| number_after(&text, self.droppable));
        Some(limit.saturating_sub(usage.saturating_sub(droppable.unwrap_or(0))))
    }

    /// Which part of the hierarchy is mounted, and where.
    fn mount<'t>(&self, mounts: &'t str) -> Option<(&'t str, &'t str)> {
        mounts.lines().find_map(|line| {
            let (place, kind) = line.split_once(" - ")?;
            let mut kind = kind.split(' ');
            let fits = kind.next() == Some(self.file_system)
                && self.controller.is_none_or(|controller| {
                    kind.next_back()
                        .is_some_and(|options| options.split(',').any(|one| one == controller))
                });
            let mut place = place.split(' ').skip(3);
            fits.then_some((place.next()?, place.next()?))
        })
    }

    /// The group of the process.
    fn path<'t>(&self, groups: &'t str) -> Option<&'t str> {
        groups.lines().find_map(|line| {
            let mut parts = line.splitn(3, ':').skip(1);
            let (controllers, path) = (parts.next()?, parts.next()?);
            let fits = match self.controller {
                Some(controller) => controllers.split(',').any(|one| one == controller),
                None => controllers.is_empty(),
            };
            fits.then_some(path)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: (&str, &str) = (
        "/proc/meminfo",
        "MemTotal:       24684084 kB\nMemFree:        21964812 kB\nMemAvailable:   23959536 kB\n",
    );

    /// [`least`] of files given by name and text.
    fn least_of(files: &[(&str, &str)]) -> Option<u64> {
        least(|path| {
            let file = files.iter().find(|(name, _)| *name == path);
            file.map(|(_, text)| (*text).to_string())
        })
    }

    #[test]
    fn without_files_nothing_is_known() {
        assert_eq!(least_of(&[]), None);
        assert_eq!(least_of(&[("/proc/meminfo", "MemTotal: 5 kB\n")]), None);
        assert_eq!(least_of(&[("/proc/meminfo", "MemAvailable: much\n")]), None);
    }

    #[test]
    fn without_cgroups_the_system_decides() {
        assert_eq!(least_of(&[SYSTEM]), Some(23_959_536 * 1024));
    }

    #[test]
    fn the_tightest_group_of_version_two_decides() {
        let files = [
            SYSTEM,
            ("/proc/self/cgroup", "0::/jobs/one/step\n"),
            (
                "/proc/self/mountinfo",
                "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n",
            ),
            ("/sys/fs/cgroup/jobs/one/step/memory.max", "max\n"),
            ("/sys/fs/cgroup/jobs/one/step/memory.current", "1000\n"),
            ("/sys/fs/cgroup/jobs/one/memory.max", "1000000\n"),
            ("/sys/fs/cgroup/jobs/one/memory.current", "300000\n"),
            (
                "/sys/fs/cgroup/jobs/one/memory.stat",
                "anon 5\ninactive_file 100000\n",
            ),
            ("/sys/fs/cgroup/jobs/memory.max", "9000000\n"),
            ("/sys/fs/cgroup/jobs/memory.current", "300000\n"),
        ];
        assert_eq!(least_of(&files), Some(800_000));
    }

    #[test]
    fn a_container_of_version_one_sees_its_group_as_the_top() {
        let files = [
            SYSTEM,
            (
                "/proc/self/cgroup",
                "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/\n",
            ),
            (
                "/proc/self/mountinfo",
                "34 31 0:31 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu,cpuacct\n\
                 35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
            ),
            ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "5000000\n"),
            ("/sys/fs/cgroup/memory/memory.usage_in_bytes", "4500000\n"),
            (
                "/sys/fs/cgroup/memory/memory.stat",
                "inactive_file 7\ntotal_inactive_file 20\n",
            ),
        ];
        assert_eq!(least_of(&files), Some(500_020));
        let mut exceeded = files;
        exceeded[4].1 = "6000000\n";
        assert_eq!(least_of(&exceeded), Some(0));
    }

    #[test]
    fn an_unlimited_group_of_version_one_leaves_it_to_the_system() {
        let files = [
            SYSTEM,
            ("/proc/self/cgroup", "4:memory:/\n"),
            (
                "/proc/self/mountinfo",
                "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
            ),
            (
                "/sys/fs/cgroup/memory/memory.limit_in_bytes",
                "9223372036854771712\n",
            ),
            (
                "/sys/fs/cgroup/memory/memory.usage_in_bytes",
                "2338627584\n",
            ),
        ];
        assert_eq!(least_of(&files), Some(23_959_536 * 1024));
    }

    #[test]
    fn this_system_has_less_available_than_in_total() {
        let Ok(system) = read_to_string("/proc/meminfo") else {
            assert_eq!(available_memory(), None);
            return;
        };
        let total = number_after(&system, "MemTotal:").unwrap() * 1024;
        let available = available_memory().unwrap();
        assert!((1..total).contains(&available), "{available} of {total}");
    }
}
