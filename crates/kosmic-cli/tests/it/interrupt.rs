//! Ctrl-C while a bootstrap runs.

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::saved::count_in;
use super::{object, stderr};

/// Starts a command that takes its data from standard input.
fn start(command: &str, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kosmic"))
        .args([command, "-", "--x", "a", "--y", "b"])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts")
}

fn press_ctrl_c(child: &Child) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("kill runs").success());
}

/// Fifty thousand rows: a replicate takes from ten microseconds to a millisecond.
fn many_rows() -> String {
    let mut text = String::from("a,b\n");
    for i in 0_u64..50_000 {
        let a = i.wrapping_mul(2_654_435_761) % 1009;
        text += &format!("{a},{}\n", a + i.wrapping_mul(40_503) % 2003);
    }
    text
}

/// Runs a command with far too much to do, with Ctrl-C after a time that is made longer until there is something to print.
fn interrupted(command: &str, more: &[&str]) -> Output {
    let data = many_rows();
    for wait in [1, 2, 4, 8, 16, 32, 64] {
        let mut child = start(command, &[more, &["--json"]].concat());
        let mut stdin = child.stdin.take().expect("piped");
        stdin.write_all(data.as_bytes()).expect("it reads");
        drop(stdin);
        sleep(Duration::from_secs(wait));
        press_ctrl_c(&child);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
        if !output.stdout.is_empty() {
            return output;
        }
    }
    panic!("nothing was finished in a minute");
}

#[test]
fn the_interval_of_the_finished_replicates_is_printed_and_they_are_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.json").display().to_string();
    let words = [
        "--scheme",
        "iid",
        "--replicates",
        "20000000",
        "--save",
        &path,
    ];
    let output = interrupted("ci", &words);
    let found = object(&output);
    assert_eq!(stderr(&output), "");
    let used = found["replicates_used"].as_u64().expect("a number");
    assert!((2..20_000_000).contains(&used));
    assert_eq!(found["replicates"], 20_000_000);
    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("stopped early: 20000000"), "{warnings}");
    assert_eq!(count_in(&path) as u64, used);
}

#[test]
fn the_p_value_of_the_finished_permutations_is_printed() {
    let output = interrupted("mi", &["--jitter", "--permutations", "1000000"]);
    let found = object(&output);
    assert_eq!(stderr(&output), "");
    let used = found["permutations_used"].as_u64().expect("a number");
    assert!(used < 1_000_000, "{used}");
    let warnings = found["warnings"].to_string();
    assert!(warnings.contains("stopped early: 1000000"), "{warnings}");
    let p = found["as_large"]
        .as_u64()
        .map(|b| (b + 1) as f64 / (used + 1) as f64);
    assert_eq!(found["p_value"].as_f64(), p);
}

#[test]
fn ctrl_c_before_any_replicate_is_a_clean_error() {
    // The command reads standard input as long as nobody closes it.
    let mut child = start("ci", &[]);
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(b"a,b\n1,2\n").expect("it reads");
    wait_for_handler(&child);
    press_ctrl_c(&child);
    let output = child.wait_with_output().expect("it ends");
    drop(stdin);
    assert_eq!(output.status.code(), Some(130));
    assert!(output.stdout.is_empty());
    let message = stderr(&output);
    assert!(message.starts_with("error: interrupted"), "{message}");
    assert_eq!(message.lines().count(), 1);
}

/// Waits until the child catches SIGINT, which is signal 2 and bit 1 of the mask.
#[cfg(target_os = "linux")]
fn wait_for_handler(child: &Child) {
    let path = format!("/proc/{}/status", child.id());
    for _ in 0..6000 {
        let status = fs::read_to_string(&path).expect("it runs");
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let mask = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        if mask.is_some_and(|mask| mask & 2 != 0) {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("the command never listened for SIGINT");
}

#[cfg(not(target_os = "linux"))]
fn wait_for_handler(_: &Child) {
    sleep(Duration::from_secs(2));
}
