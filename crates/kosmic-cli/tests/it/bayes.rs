//! Posterior distributions and Bayes factors.

use super::contract::{assert_near, keys, number, run};
use super::{gas_furnace, kosmic, stderr, stdout};

fn said_of_gas(more: &[&str]) -> std::process::Output {
    let file = gas_furnace();
    let words = ["bayes", &file, "--x", "gas_rate", "--y", "co2_percent"];
    kosmic(&[&words[..], more].concat())
}

#[test]
fn a_posterior_prints_its_keys_and_the_same_bits_on_any_threads() {
    let one = run("bayes", &["--draws", "2000", "--above", "0.5"]);
    let contract = [
        "n",
        "k",
        "r",
        "posterior_mean",
        "posterior_median",
        "posterior_sd",
        "level",
        "credible",
        "highest_density",
        "credible_r",
        "highest_density_r",
        "probability_positive",
        "margin",
        "probability_no_coupling",
        "verdict",
        "above",
        "probability_above",
        "ln_bayes_factor",
        "ln_bayes_factor_greater",
        "ln_bayes_factor_less",
        "kappa",
        "concentration",
        "draws",
        "seed",
        "warnings",
        "seconds",
    ];
    assert_eq!(keys(&one), contract);
    let two = run("bayes", &["--draws", "2000", "--threads", "2"]);
    assert_eq!(one["credible_r"], two["credible_r"]);
    assert!(keys(&two).iter().all(|key| *key != "above"));
    assert_eq!(one["draws"], 2000);
    assert_near(
        number(one["credible"].as_object().unwrap(), "lower"),
        -2.0 * number(one["credible_r"].as_object().unwrap(), "upper"),
        1e-12,
    );
    assert_near(number(&one, "posterior_mean"), number(&one, "r"), 0.01);
    assert_eq!(one["probability_no_coupling"], 0.0);
    assert_eq!(one["verdict"], "different");
    assert_eq!(one["probability_above"], 1.0);
    // The series are autocorrelated.
    assert_eq!(one["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn people_read_factors_of_any_size() {
    let text = stdout(&said_of_gas(&[]));
    for part in ["credible", "densest", "no coupling", "Bayes factor", "e15"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_cannot_be_meant_is_an_error_of_usage() {
    for (words, said) in [
        (["--level", "95"], "level"),
        (["--margin", "0"], "margin"),
        (["--margin", "NaN"], "margin"),
        (["--kappa", "-1"], "κ"),
        (["--concentration", "0"], "concentration"),
    ] {
        let output = said_of_gas(&words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(stderr(&output).contains(said), "{words:?}");
    }
    assert_ne!(said_of_gas(&["--draws", "1"]).status.code(), Some(0));
}
