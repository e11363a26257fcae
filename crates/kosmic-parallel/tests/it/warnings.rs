//! What is doubtful carries a warning, and nothing else does.

use kosmic_parallel::{Bootstrap, Method, Warning, bootstrap_k_ci};

use crate::samples::{GPA, LSAT};

fn warnings(options: Bootstrap) -> Vec<Warning> {
    bootstrap_k_ci(&LSAT, &GPA, options).unwrap().warnings
}

#[test]
fn a_plain_interval_of_enough_replicates_warns_of_nothing() {
    assert_eq!(warnings(Bootstrap::default()), []);
}

#[test]
fn limits_beyond_one_are_clipped_with_a_warning() {
    for method in [Method::Basic, Method::Normal] {
        let interval = bootstrap_k_ci(&LSAT, &GPA, Bootstrap::default().method(method)).unwrap();
        assert_eq!((interval.r_upper, interval.upper), (Some(1.0), 2.0));
        assert_eq!(interval.warnings, [Warning::Clipped]);
    }
}

#[test]
fn few_replicates_and_the_legacy_interval_carry_their_warnings() {
    let few = warnings(
        Bootstrap::default()
            .method(Method::Percentile)
            .replicates(99),
    );
    assert!(
        matches!(few[..], [Warning::FewReplicates { in_tail }] if (in_tail - 2.475).abs() < 1e-9)
    );
    let legacy = warnings(Bootstrap::default().method(Method::LegacyPercentile));
    assert_eq!(legacy, [Warning::NeverContainsZero]);
}

#[test]
fn undefined_resamples_of_three_pairs_are_counted_in_a_warning() {
    let options = Bootstrap::default().method(Method::Percentile);
    let interval = bootstrap_k_ci(&LSAT[..3], &GPA[..3], options).unwrap();
    assert!(interval.undefined > 0);
    assert_eq!(
        interval.warnings[0],
        Warning::Undefined {
            count: interval.undefined
        }
    );
}

#[test]
fn warnings_name_their_numbers() {
    let all = [
        Warning::Clipped,
        Warning::FewReplicates { in_tail: 2.5 },
        Warning::Undefined { count: 7 },
        Warning::NeverContainsZero,
        Warning::StoppedEarly { requested: 99 },
        Warning::ToleranceNotReached {
            tolerance: 0.015,
            reached: Some(0.02),
        },
        Warning::ToleranceNotReached {
            tolerance: 0.015,
            reached: None,
        },
    ];
    let sentences = all.map(|warning| warning.to_string());
    assert!(
        sentences[1].contains("2.5") && sentences[2].contains('7') && sentences[4].contains("99")
    );
    assert!(!sentences[1].contains("less than one"));
    let hardly_any = Warning::FewReplicates { in_tail: 0.02 }.to_string();
    assert!(hardly_any.contains("less than one replicate") && !hardly_any.contains("0.0"));
    assert!(sentences[5].contains("0.02") && sentences[5].contains("0.015"));
    assert!(sentences[6].contains("unknown") && sentences[6].contains("0.015"));
}
