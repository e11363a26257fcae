//! How many threads a process may use.

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
