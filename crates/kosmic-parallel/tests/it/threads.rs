//! How many threads a process may use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kosmic_parallel::Threads;

/// Set in the process that a test starts of itself.
const CHILD: &str = "KOSMIC_TEST_COUNT_THREADS";

/// The first processor that this process may run on, if the system says so.
fn first_processor() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let list = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
    let digits: String = list
        .trim()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// Where the system has no `taskset`, only the number without restriction is checked.
#[test]
fn all_threads_are_those_of_the_affinity() {
    if std::env::var_os(CHILD).is_some() {
        println!("threads: {}", Threads::All.count());
        return;
    }
    assert_eq!(
        Threads::All.count(),
        std::thread::available_parallelism().unwrap().get()
    );
    let (Some(processor), Ok(_)) = (
        first_processor(),
        Command::new("taskset").arg("-V").output(),
    ) else {
        return;
    };
    let child = Command::new("taskset")
        .args(["-c", &processor.to_string()])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "threads::all_threads_are_those_of_the_affinity",
            "--nocapture",
        ])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8(child.stdout).unwrap();
    assert!(said.contains("threads: 1\n"), "{said}");
}

/// A group of processes with a quota of processor time; removed at the end.
struct Quota(PathBuf);

impl Quota {
    /// Of the second version of control groups, or else of the first; `None` where this process may make none.
    fn of(processors: usize) -> Option<Self> {
        let name = format!("kosmic-test-{}", std::process::id());
        let microseconds = processors * 100_000;
        let unified = Path::new("/sys/fs/cgroup").join(&name);
        let first = Path::new("/sys/fs/cgroup/cpu").join(&name);
        let group = [
            (unified, "cpu.max", format!("{microseconds} 100000")),
            (first, "cpu.cfs_quota_us", microseconds.to_string()),
        ];
        group.into_iter().find_map(|(folder, file, limit)| {
            fs::create_dir(&folder).ok()?;
            let quota = Self(folder);
            let controls = quota.0.join(file).exists();
            (controls && fs::write(quota.0.join(file), limit).is_ok()).then_some(quota)
        })
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        let _gone_or_left_to_the_system = fs::remove_dir(&self.0);
    }
}

/// Where no control group can be made (that takes a privilege), only the number without a quota is checked.
#[test]
fn all_threads_are_those_of_the_quota_of_a_control_group() {
    if std::env::var_os(CHILD).is_some() {
        println!("threads: {}", Threads::All.count());
        return;
    }
    assert!(Threads::All.count() >= 1);
    let Some(quota) = Quota::of(1) else {
        return;
    };
    let enter_and_count = "echo $$ > \"$1/cgroup.procs\" && exec \"$2\" --exact \"$3\" --nocapture";
    let child = Command::new("sh")
        .args(["-c", enter_and_count, "sh"])
        .arg(&quota.0)
        .arg(std::env::current_exe().unwrap())
        .arg("threads::all_threads_are_those_of_the_quota_of_a_control_group")
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8(child.stdout).unwrap();
    assert!(said.contains("threads: 1\n"), "{said}");
}
