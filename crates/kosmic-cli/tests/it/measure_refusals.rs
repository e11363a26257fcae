//! `mi` and `k --measure` of hostile input.

use super::failure::assert_fails;
use super::kosmic_reading;

#[test]
fn tied_rows_are_refused_with_what_helps() {
    let mi = ["mi", "-", "--x", "a", "--y", "b"];
    let tied = "a,b\n1,2\n1,2\n3,4\n5,4\n6,1\n7,7\n";
    let helps = ["--jitter", "--estimator histogram", "observation 0"];
    assert_fails(&mi, tied, 1, &helps);
    let jittered = kosmic_reading(&[&mi[..], &["--jitter"]].concat(), tied);
    assert!(jittered.status.success());
    let few = [&mi[..], &["--neighbours", "6"]].concat();
    assert_fails(&few, tied, 1, &["6", "between 1 and 5"]);
    let error = [&mi[..], &["--jitter", "--standard-error"]].concat();
    assert_fails(&error, tied, 1, &["24", "6"]);
    let line = "a,b\n1,2\n2,4\n3,6\n4,8\n";
    let gaussian = [&mi[..], &["--estimator", "gaussian"]].concat();
    assert_fails(&gaussian, line, 1, &["exactly 1", "infinite"]);
    let bins = [&mi[..], &["--estimator", "histogram", "--bins", "9"]].concat();
    assert_fails(&bins, tied, 1, &["bins", "9"]);
}

#[test]
fn impossible_wishes_for_information_exit_with_2_before_the_file_is_read() {
    let mi = |more: &[&'static str]| {
        let words = ["mi", "no such file.csv", "--x", "a", "--y", "b"];
        [&words[..], more].concat()
    };
    for (choices, parts) in [
        (&["--neighbours", "0"][..], &["neighbours", "0"][..]),
        (&["--permutations", "0"], &["permutations", "0"]),
        (&["--estimator", "magic"], &["magic", "ksg1"]),
        (&["--level", "95"], &["level", "95"]),
        (&["--seed", "-1"], &["seed", "-1"]),
        (&["--threads", "0"], &["threads"]),
        (&["--bins", "5"], &["--bins", "ksg1"]),
        (&["--binning", "equal-width"], &["--binning", "ksg1"]),
        (&["--estimator", "histogram", "--bins", "1"], &["bins", "1"]),
        (
            &["--estimator", "histogram", "--jitter"],
            &["--jitter", "histogram"],
        ),
        (
            &["--estimator", "gaussian", "--neighbours", "3"],
            &["--neighbours", "gaussian"],
        ),
        (
            &["--estimator", "gaussian", "--permutations", "9"],
            &["--permutations", "gaussian"],
        ),
        (
            &["--estimator", "gaussian", "--standard-error"],
            &["--standard-error", "gaussian"],
        ),
    ] {
        assert_fails(&mi(choices), "", 2, parts);
    }
    let k = ["k", "no such file.csv", "--x", "a", "--y", "b"];
    let magic = [&k[..], &["--measure", "magic"]].concat();
    assert_fails(&magic, "", 2, &["magic", "kendall"]);
}
