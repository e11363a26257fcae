//! Living in a shell: pipes, files, completions.

use std::io::Read;
use std::process::{Command, Stdio};

use super::{gas_furnace, kosmic, stdout};

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let file = gas_furnace();
    let mut child = Command::new(env!("CARGO_BIN_EXE_kosmic"))
        .args([
            "lag",
            &file,
            "--x",
            "gas_rate",
            "--y",
            "co2_percent",
            "--max-lag",
            "290",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let status = child.wait().expect("it ends");
    let mut message = String::new();
    child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut message)
        .expect("text");
    assert!(status.success(), "{status}: {message}");
    assert!(message.is_empty(), "{message}");
}

#[test]
fn the_plot_is_a_well_formed_svg_and_nothing_else_is_left_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let figure = folder.path().join("profile.svg");
    let (file, path) = (gas_furnace(), figure.display().to_string());
    let words = [
        "lag",
        &file,
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
        "--max-lag",
        "20",
        "--plot",
        &path,
    ];
    assert!(kosmic(&words).status.success());
    let svg = std::fs::read_to_string(&figure).expect("the figure");
    assert!(svg.contains("<svg") && svg.trim_end().ends_with("</svg>"));
    assert_eq!(
        std::fs::read_dir(folder.path())
            .expect("the folder")
            .count(),
        1
    );
}

#[test]
fn completions_are_written_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = kosmic(&["completions", shell]);
        assert!(output.status.success());
        assert!(stdout(&output).contains("max-lag"), "{shell}");
    }
}

#[test]
fn people_read_aligned_lines_with_what_was_assumed() {
    let file = gas_furnace();
    let words = [
        "ci",
        &file,
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
        "--replicates",
        "200",
    ];
    let text = stdout(&kosmic(&words));
    for part in [
        "n ",
        "296",
        "student-symmetric",
        "circular blocks of 25 rows",
        "a stationary series",
        "200, seed 0",
        "another seed moves the limits by about",
        "95 % interval",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}
