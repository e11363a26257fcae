//! Each bad input gets an error that says what was wrong.

use kosmic_core::Alternative;
use kosmic_stats::{
    Adjustment, CorrelationMethod, CorrelationPower, MissingP, NullShare, OneWay, PairedSamples,
    StatsError, TDesign, TTestPower, TwoGroups, adjust_p, cohen_q, cohen_q_from_k, combine_fisher,
    combine_stouffer, d_from_r, d_from_t, eta_squared_from_f, f_from_eta_squared, k_from_r,
    q_values, r_from_d, r_from_f, r_from_k, r_from_t, rows_for_k_width, rows_for_r_width, t_from_r,
};

const NAN: f64 = f64::NAN;
const INFINITE: f64 = f64::INFINITY;

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, StatsError>, words: &str) {
    let error = result.expect_err("bad input");
    let message = error.to_string();
    assert!(message.contains(words), "{message:?} lacks {words:?}");
}

#[test]
fn p_values_outside_the_unit_interval_are_named_by_place() {
    for bad in [NAN, -0.1, 1.1, INFINITE] {
        let p = [0.5, bad, 0.2];
        refused(
            adjust_p(&p, Adjustment::Holm, MissingP::Refuse),
            "at index 1",
        );
        refused(combine_fisher(&p), "at index 1");
        refused(combine_stouffer(&p, None), "at index 1");
        let share = NullShare::AtLambda(0.5);
        refused(q_values(&p, share, MissingP::Refuse), "at index 1");
    }
    let two_stage = Adjustment::TwoStage { alpha: 0.0 };
    refused(
        adjust_p(&[0.5], two_stage, MissingP::Refuse),
        "strictly between 0 and 1, got 0",
    );
    refused(combine_fisher(&[]), "at least 1 needed, got 0");
    refused(combine_fisher(&[0.0]), "(0, 1]");
    refused(
        combine_stouffer(&[0.5], Some(&[1.0, 2.0])),
        "equally many, got 1 and 2",
    );
    refused(combine_stouffer(&[0.5, 0.5], Some(&[1.0, 0.0])), "a weight");
    let low = [0.1, 0.2];
    refused(
        q_values(&low, NullShare::AtLambda(0.5), MissingP::Refuse),
        "none is as large as lambda",
    );
    refused(
        q_values(&low, NullShare::AtLambda(1.0), MissingP::Refuse),
        "lambda",
    );
}

#[test]
fn groups_that_have_no_effect_size_say_why() {
    refused(
        TwoGroups::new(&[1.0], &[1.0, 2.0]).map(|_| ()),
        "first group: at least 2 needed, got 1",
    );
    refused(
        TwoGroups::new(&[1.0, 2.0], &[1.0, NAN]).map(|_| ()),
        "got NaN at index 1",
    );
    let constant = TwoGroups::new(&[0.1; 3], &[0.2; 3]).unwrap();
    refused(constant.cohen_d(0.95), "the standard deviation is 0");
    refused(constant.glass_delta(0.95), "the standard deviation is 0");
    refused(constant.cliff_delta(1.0), "level");
    refused(
        TwoGroups::new(&[1.0, 2.0], &[3.0, 5.0])
            .unwrap()
            .cohen_d(NAN),
        "level",
    );
    refused(
        PairedSamples::new(&[1.0, 2.0], &[1.0]).map(|_| ()),
        "equally many, got 2 and 1",
    );
    let shifted = PairedSamples::new(&[1.0, 2.0, 3.0], &[0.0, 1.0, 2.0]).unwrap();
    refused(shifted.d_z(0.95), "is 0");
    let two = PairedSamples::new(&[1.0, 2.0], &[0.0, 3.0]).unwrap();
    refused(two.g_z(0.95), "at least 3 needed, got 2");
    refused(
        OneWay::new(&[&[1.0, 2.0]]).map(|_| ()),
        "groups: at least 2 needed",
    );
    refused(
        OneWay::new(&[&[1.0, 1.0], &[2.0, 2.0]]).map(|_| ()),
        "within groups is 0",
    );
}

#[test]
fn conversions_refuse_what_has_no_counterpart() {
    refused(r_from_t(NAN, 3.0), "t must lie");
    refused(r_from_t(1.0, 0.0), "degrees of freedom");
    refused(t_from_r(1.0, 3.0), "strictly between -1 and 1");
    refused(r_from_f(-1.0, 3.0), "F must lie");
    refused(eta_squared_from_f(1.0, NAN, 3.0), "degrees of freedom");
    refused(f_from_eta_squared(1.0), "[0, 1)");
    refused(d_from_t(1.0, 0, 3), "at least 1 needed");
    refused(r_from_d(INFINITE, 1, 3), "d must lie");
    refused(d_from_r(-1.5, 1, 3), "correlation");
    refused(r_from_k(2.1), "[0, 2]");
    refused(k_from_r(1.1), "[-1, 1]");
    refused(cohen_q((1.0, 10), (0.1, 10), 0.95), "strictly between");
    refused(
        cohen_q((0.5, 3), (0.1, 10), 0.95),
        "at least 4 needed, got 3",
    );
    refused(cohen_q((0.5, 5), (0.1, 10), 0.0), "level");
    refused(cohen_q_from_k((2.5, 5), (0.1, 10), 0.95), "[0, 2]");
}

#[test]
fn what_no_study_can_have_is_said_to_be_so() {
    let test = CorrelationPower::new();
    refused(test.power(1.5, 10.0), "in [-1, 1]");
    refused(test.power(0.5, 2.0), "whole numbers from 3");
    refused(test.power(0.5, 10.5), "whole numbers from 3");
    refused(
        test.method(CorrelationMethod::Fisher).power(0.5, 3.0),
        "above 3",
    );
    refused(test.alpha(0.0).power(0.5, 10.0), "alpha must lie");
    refused(test.null(1.0).power(0.5, 10.0), "null hypothesis");
    refused(test.sample_size(0.0, 0.8), "not beyond the null hypothesis");
    refused(
        test.alternative(Alternative::Less).sample_size(0.3, 0.8),
        "not beyond the null hypothesis",
    );
    refused(test.sample_size(0.3, 0.04), "not above alpha");
    refused(test.sample_size(0.3, 1.0), "the power must lie");
    refused(test.sample_size(1e-9, 0.9), "a trillion rows are too few");
    refused(test.effect(10.0, 0.01), "not above alpha");
    refused(test.level(0.3, 10.0, NAN), "the power must lie");
    let t = TTestPower::new(TDesign::TwoSamples { ratio: 0.0 });
    refused(t.power(0.5, 10.0), "ratio");
    let t = TTestPower::new(TDesign::OneSample);
    refused(t.power(NAN, 10.0), "the effect");
    refused(t.power(0.5, 1.5), "n must lie");
    refused(t.sample_size(0.0, 0.8), "not beyond");
    refused(t.sample_size(1e-9, 0.8), "a trillion");
    refused(t.effect(1.0, 0.8), "n must lie");
    refused(rows_for_r_width(1.0, 0.1, 0.95), "strictly between");
    refused(rows_for_r_width(0.5, 0.0, 0.95), "width");
    refused(rows_for_r_width(0.5, 1e-9, 0.95), "a trillion");
    refused(rows_for_k_width(0.5, 0.1, 2.0), "level");
}

#[test]
fn extreme_effects_have_a_power_of_one() {
    assert_eq!(CorrelationPower::new().power(1.0, 10.0).unwrap(), 1.0);
    let less = CorrelationPower::new().alternative(Alternative::Less);
    assert_eq!(less.power(1.0, 10.0).unwrap(), 0.0);
    assert!(
        TTestPower::new(TDesign::OneSample)
            .power(1e6, 10.0)
            .unwrap()
            > 1.0 - 1e-12
    );
}
