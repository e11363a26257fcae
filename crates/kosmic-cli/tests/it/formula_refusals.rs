//! What `partial` and `compare` refuse, and how they say so.

use super::failure::assert_fails;

const TABLE: &str = "a,b,c,twice,flat,gap,name\n1,2,3,2,7,1,p\n2,1,1,4,7,,q\n3,4,1,6,7,3,r\n4,3,5,8,7,4,s\n5,6,2,10,7,1,t\n6,5,9,12,7,8,u\n";

fn partial(more: &[&str], expected: &[&str]) {
    let words = ["partial", "-", "--x", "a", "--y", "b"];
    assert_fails(&[&words[..], more].concat(), TABLE, 1, expected);
}

fn compare(more: &[&str], expected: &[&str]) {
    let words = ["compare", "-", "--x", "a", "--y", "b"];
    assert_fails(&[&words[..], more].concat(), TABLE, 1, expected);
}

#[test]
fn controls_that_cannot_serve_are_named() {
    partial(&["--controls", "flat"], &["column \"flat\"", "constant"]);
    partial(&["--controls", "c,gap"], &["column \"gap\"", "index 1"]);
    partial(
        &["--controls", "c,c"],
        &["column \"c\"", "control 1", "linear function"],
    );
    partial(&["--controls", "z"], &["\"z\"", "\"flat\""]);
    partial(&["--controls", "name"], &["\"name\"", "\"p\""]);
    partial(&["--controls", "a"], &["x is a linear function"]);
    partial(&["--controls", "twice"], &["x is a linear function"]);
}

#[test]
fn too_many_controls_for_the_rows_are_an_error_and_no_k_of_2() {
    let short = "a,b,c,d\n1,2,3,2\n2,1,1,4\n3,4,1,5\n4,3,5,8\n";
    let words = ["partial", "-", "--x", "a", "--y", "b", "--controls", "c,d"];
    assert_fails(&words, short, 1, &["2 controls", "at most 1"]);
}

#[test]
fn rows_that_are_too_few_or_flat_once_others_are_left_out_are_an_error() {
    let gaps = "a,b,c\n1,2,\n2,1,1\n,4,1\n4,3,5\n3,,2\n";
    let listwise = ["--missing", "listwise"];
    let words = ["partial", "-", "--x", "a", "--y", "b", "--controls", "c"];
    assert_fails(
        &[&words[..], &listwise].concat(),
        gaps,
        1,
        &["too few", "2"],
    );
    let words = ["compare", "-", "--x", "a", "--y", "b", "--v", "c"];
    assert_fails(
        &[&words[..], &listwise].concat(),
        gaps,
        1,
        &["too few", "2"],
    );
    let nothing = "a,b,c\nNA,2,1\nNA,1,2\nNA,3,3\nNA,5,4\n";
    assert_fails(
        &[&words[..], &listwise].concat(),
        nothing,
        1,
        &["too few", "0"],
    );
    assert_fails(&words, nothing, 1, &["x = \"a\"", "4 value", "NaN"]);
}

#[test]
fn series_that_cannot_be_compared_are_named() {
    compare(&["--v", "flat"], &["z = \"flat\"", "constant"]);
    compare(&["--v", "gap"], &["z = \"gap\"", "index 1"]);
    compare(&["--u", "c", "--v", "flat"], &["v = \"flat\"", "constant"]);
    compare(&["--v", "twice"], &["second correlation is 1"]);
    compare(&["--v", "a"], &["second correlation is 1"]);
    compare(&["--u", "twice", "--v", "c"], &["regular"]);
    compare(&["--v", "z"], &["\"z\"", "\"flat\""]);
    compare(&["--with", "no such file.csv"], &["no such file.csv"]);
    let three = "a,b,c\n1,2,3\n2,1,1\n3,4,1\n";
    let words = ["compare", "-", "--x", "a", "--y", "b", "--v", "c"];
    assert_fails(&words, three, 1, &["too few", "4", "3"]);
}

#[test]
fn a_second_file_that_is_unfit_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flat.csv").display().to_string();
    std::fs::write(&path, "a,b\n1,2\n2,2\n3,2\n4,2\n").expect("written");
    compare(&["--with", &path], &[&path, "y is constant"]);
    compare(&["--with", &path, "--u", "c"], &[&path, "\"c\""]);
}

#[test]
fn the_same_coupling_twice_is_nothing_to_compare() {
    for more in [["--u", "a"], ["--v", "b"]] {
        let words = ["compare", "-", "--x", "a", "--y", "b"];
        assert_fails(
            &[&words[..], &more].concat(),
            TABLE,
            2,
            &["nothing to compare"],
        );
    }
    let words = [
        "compare", "-", "--x", "a", "--y", "b", "--u", "b", "--v", "a",
    ];
    assert_fails(&words, TABLE, 2, &["a and b", "nothing to compare"]);
}

#[test]
fn impossible_wishes_exit_with_2_before_the_file_is_read() {
    let file = "no such file.csv";
    let refused = |command: &str, more: &[&str], expected: &[&str]| {
        let words = [command, file, "--x", "a", "--y", "b"];
        assert_fails(&[&words[..], more].concat(), "", 2, expected);
    };
    refused("partial", &[], &["--controls"]);
    refused(
        "partial",
        &["--controls", "c", "--part", "z"],
        &["z", "x, y"],
    );
    refused(
        "partial",
        &["--controls", "c", "--level", "95"],
        &["level", "95"],
    );
    refused(
        "partial",
        &["--controls", "c", "--missing", "pairwise"],
        &["pairwise", "listwise"],
    );
    refused("compare", &[], &["--u", "--v", "--with"]);
    refused("compare", &["--v", "c", "--level", "0"], &["level", "0"]);
    refused(
        "compare",
        &["--v", "c", "--missing", "pairwise"],
        &["pairwise"],
    );
    for margin in ["0", "-0.1", "2.5", "nan", "inf"] {
        refused(
            "compare",
            &["--v", "c", "--margin", margin],
            &["margin", "at most 2"],
        );
    }
    let twice = ["compare", "-", "--x", "a", "--y", "b", "--with", "-"];
    assert_fails(&twice, TABLE, 2, &["standard input", "once"]);
}
