//! Several processes on one folder, killed at any moment, with full disks: no wrong value, no bound exceeded.
//!
//! Run without the test harness, since the program starts itself as its own workers.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::convert::Infallible;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use kosmic_cache::{Cache, Key};

const QUESTIONS: usize = 40;
const BOUND: u64 = 400_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    if let [_, role, folder, seed, rounds] = arguments.as_slice()
        && role == "worker"
    {
        let (seed, rounds) = (seed.parse().unwrap(), rounds.parse().unwrap());
        return worker(Path::new(folder), seed, rounds);
    }
    let tests: [(&str, fn()); 4] = [
        ("workers_killed_at_any_moment_leave_no_wrong_value", killed),
        (
            "workers_side_by_side_share_answers_within_the_bound",
            side_by_side,
        ),
        (
            "a_full_disk_costs_no_answer_and_leaves_no_half_file",
            full_disk,
        ),
        (
            "a_writer_killed_by_the_limit_of_files_leaves_no_entry",
            killed_by_the_limit,
        ),
    ];
    let says = |word: &str| arguments.iter().any(|argument| argument == word);
    if says("--list") {
        // As runners of tests ask for it; none is left out unless asked for.
        let listed = tests.iter().filter(|_| !says("--ignored"));
        listed.for_each(|(name, _)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    let is_one_of_them = |(name, _): &(&str, fn())| says(name);
    let is_chosen = tests.iter().any(is_one_of_them);
    for (name, test) in tests {
        if is_chosen && !says(name) {
            continue;
        }
        test();
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

/// The one right answer to a question.
fn answer(question: usize) -> Vec<f64> {
    (0..question * 97 % 4000)
        .map(|place| (question * 31 + place) as f64 / 7.0)
        .collect()
}

fn open(folder: &Path) -> Cache {
    let cache = Cache::builder()
        .memory_bytes(0)
        .folder(folder)
        .disk_bytes(BOUND);
    cache.build().unwrap()
}

fn ask(cache: &Cache, question: usize) -> bool {
    let key = Key::new("answer", 1).option("question", question);
    let mut computed = false;
    let value = cache.get_or_compute(&key, || {
        computed = true;
        Ok::<_, Infallible>(answer(question))
    });
    assert_eq!(*value.unwrap(), answer(question), "question {question}");
    !computed
}

/// Asks questions in a random order; fails on a wrong value.
fn worker(folder: &Path, seed: u64, rounds: usize) -> ExitCode {
    let cache = open(folder);
    let mut state = seed;
    for _ in 0..rounds {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ask(&cache, (state >> 33) as usize % QUESTIONS);
    }
    ExitCode::SUCCESS
}

fn start(folder: &Path, seed: u64, rounds: usize) -> Child {
    command(folder, seed, rounds).spawn().unwrap()
}

fn command(folder: &Path, seed: u64, rounds: usize) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .arg("worker")
        .arg(folder)
        .arg(seed.to_string())
        .arg(rounds.to_string());
    command.stderr(Stdio::inherit());
    command
}

fn killed() {
    let folder = tempfile::tempdir().unwrap();
    let start_of_all = Instant::now();
    let mut killed = 0;
    for round in 0..60_u64 {
        let mut workers: Vec<Child> = (0..3)
            .map(|worker| start(folder.path(), 100 * round + worker, usize::MAX))
            .collect();
        // Any moment: from before the first question to some hundreds of answers later.
        std::thread::sleep(Duration::from_micros(1000 + round * 7919 % 40_000));
        for worker in &mut workers {
            assert_eq!(
                worker.try_wait().unwrap(),
                None,
                "a worker found a wrong value"
            );
            worker.kill().unwrap();
            worker.wait().unwrap();
            killed += 1;
        }
        assert!(
            size(folder.path()) <= BOUND,
            "{} bytes in round {round}",
            size(folder.path())
        );
    }
    let cache = open(folder.path());
    let found = cache.verify().unwrap();
    assert_eq!(found.damaged, 0, "entries are whole or not there");
    assert!(found.whole > 0);
    let hits = (0..QUESTIONS)
        .filter(|&question| ask(&cache, question))
        .count();
    assert!(hits > 0);
    assert_eq!(unfinished(folder.path()).len(), 0);
    println!(
        "killed {killed} workers in {:?}; {hits} of {QUESTIONS} answers were kept",
        start_of_all.elapsed()
    );
}

fn side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let workers: Vec<Child> = (0..6)
        .map(|worker| start(folder.path(), worker, 400))
        .collect();
    for mut worker in workers {
        assert!(
            worker.wait().unwrap().success(),
            "a worker found a wrong value"
        );
    }
    assert!(size(folder.path()) <= BOUND);
    let told = open(folder.path()).folder_statistics().unwrap().unwrap();
    assert_eq!(told.hits + told.misses, 6 * 400);
    assert!(told.hits > 6 * 400 / 3, "{told:?}");
}

/// The worker's files may not grow beyond a block, and it is told so by an error instead of a signal, as by a full disk.
#[cfg(unix)]
fn full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let status = limited(folder.path(), "trap '' XFSZ; ulimit -f 8; exec \"$@\"");
    assert!(status.success(), "{status}");
    assert_eq!(unfinished(folder.path()).len(), 0);
    let cache = open(folder.path());
    assert_eq!(cache.verify().unwrap().damaged, 0);
    assert!((0..QUESTIONS).any(|question| !ask(&cache, question)));
}

/// Without asking to be told, the worker dies while it writes.
#[cfg(unix)]
fn killed_by_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let status = limited(folder.path(), "ulimit -c 0; ulimit -f 8; exec \"$@\"");
    assert!(!status.success());
    assert!(unfinished(folder.path()).len() <= 1);
    let cache = open(folder.path());
    for question in 0..QUESTIONS {
        ask(&cache, question);
    }
    let found = cache.verify().unwrap();
    assert_eq!(found.damaged, 0);
    assert_eq!(unfinished(folder.path()).len(), 0);
    assert!(size(folder.path()) <= BOUND);
}

#[cfg(unix)]
fn limited(folder: &Path, script: &str) -> std::process::ExitStatus {
    let worker = command(folder, 5, 300);
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(script)
        .arg("sh")
        .arg(worker.get_program())
        .args(worker.get_args());
    shell.status().unwrap()
}

#[cfg(not(unix))]
fn full_disk() {}

#[cfg(not(unix))]
fn killed_by_the_limit() {}

/// The bytes of entries and of what will be entries.
fn size(folder: &Path) -> u64 {
    files(folder)
        .iter()
        .map(|file| fs::metadata(file).map_or(0, |metadata| metadata.len()))
        .sum()
}

fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let mut files = files(folder);
    files.retain(|file| {
        file.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'))
    });
    files
}

/// The files in the folders of entries.
fn files(folder: &Path) -> Vec<PathBuf> {
    let list = |folder: &Path| {
        fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
    };
    list(folder)
        .filter(|shard| shard.is_dir())
        .flat_map(|shard| list(&shard).collect::<Vec<_>>())
        .collect()
}
