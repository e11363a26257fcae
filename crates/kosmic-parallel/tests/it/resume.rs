//! Replicates that are extended, saved and read again are those of one run.

use kosmic_core::{Pair, Silent};
use kosmic_parallel::{
    Bootstrap, Correlation, KInterval, Method, ParallelError, Replicates, StudentisedCorrelation,
    of_moments, of_sample,
};

use crate::observers::Observer;
use crate::samples::{GPA, LSAT, normal_pairs};

fn options(replicates: usize) -> Bootstrap {
    Bootstrap::default().replicates(replicates).seed(11)
}

fn law_schools(options: Bootstrap) -> Replicates {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    options.plan().unwrap().run(&pair, &Correlation).unwrap()
}

#[test]
fn a_thousand_and_a_thousand_are_two_thousand_to_the_bit_however_they_are_drawn() {
    let (x, y) = normal_pairs(4, 2500, 0.3);
    let pair = Pair::new(&x, &y).unwrap();
    let whole = options(2000).plan().unwrap();
    let drawn = whole.run(&pair, &Correlation).unwrap();
    for threads in [1, 2, 5] {
        let half = options(1000).threads(threads).plan().unwrap();
        let half = half.run(&pair, &Correlation).unwrap();
        let extended = whole.extend(half, &pair, &Correlation, &Silent).unwrap();
        assert_eq!(extended, drawn, "{threads} threads");
    }
    let studentised = whole.run(&pair, &StudentisedCorrelation).unwrap();
    let part = options(777).plan().unwrap();
    let part = part.run(&pair, &StudentisedCorrelation).unwrap();
    let extended = whole.extend(part, &pair, &StudentisedCorrelation, &Silent);
    assert_eq!(extended.unwrap(), studentised);
}

#[test]
fn statistics_of_samples_are_extended_too() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let largest = of_sample(|x, _| x.iter().copied().reduce(f64::max));
    let whole = options(90).plan().unwrap();
    let part = options(41).plan().unwrap().run(&pair, &largest).unwrap();
    let extended = whole.extend(part, &pair, &largest, &Silent).unwrap();
    assert_eq!(extended, whole.run(&pair, &largest).unwrap());
}

#[test]
fn stopped_work_is_taken_up_where_it_ended() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let plan = options(5000).plan().unwrap();
    let observer = Observer::with_patience(1);
    let part = plan.run_with(&pair, &Correlation, &observer).unwrap();
    assert!((1..5000).contains(&part.count()));
    let rest = Observer::patient();
    let missing = 5000 - part.count() as u64;
    let extended = plan.extend(part, &pair, &Correlation, &rest).unwrap();
    assert_eq!(extended, law_schools(options(5000)));
    assert_eq!(rest.counts(), [1, missing, missing, 1]);
}

#[test]
fn an_extension_that_is_stopped_keeps_what_was_there_and_says_so() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let part = law_schools(options(100));
    let observer = Observer::with_patience(0);
    let plan = options(5000).plan().unwrap();
    let kept = plan
        .extend(part.clone(), &pair, &Correlation, &observer)
        .unwrap();
    assert_eq!(kept.values(), part.values());
    assert_eq!(kept.stopped_early(), Some(5000));
}

#[test]
fn replicates_beyond_those_asked_for_stay() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let many = law_schools(options(300));
    let plan = options(100).plan().unwrap();
    let kept = plan
        .extend(many.clone(), &pair, &Correlation, &Silent)
        .unwrap();
    assert_eq!(kept, many);
}

#[test]
fn replicates_of_r_with_errors_serve_every_method_when_extended_and_others_all_but_the_bootstrap_t()
{
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    for method in Method::ALL {
        let plan = options(1500).method(method).plan().unwrap();
        let studentised = options(500).method(Method::Student).plan().unwrap();
        let studentised = studentised.k_replicates(&pair, &Silent).unwrap();
        let extended = plan
            .extend_k_replicates(studentised, &pair, &Silent)
            .unwrap();
        assert_eq!(extended.count(), 1500);
        let interval = plan.k_interval_of(&extended).unwrap();
        let plain = plan.extend_k_replicates(law_schools(options(500)), &pair, &Silent);
        if method.needs().replicate_errors {
            let error = plain.unwrap_err().to_string();
            assert!(error.contains("r with its error"), "{error}");
        } else {
            let direct = plan.k_interval(&pair, &Silent).unwrap();
            assert_eq!(plan.k_interval_of(&plain.unwrap()).unwrap(), direct);
            assert!((interval.lower - direct.lower).abs() < 1e-9, "{method:?}");
            assert!((interval.upper - direct.upper).abs() < 1e-9, "{method:?}");
        }
    }
}

#[test]
fn replicates_of_another_run_are_refused_by_what_differs() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let short = Pair::new(&LSAT[..14], &GPA[..14]).unwrap();
    let negative = GPA.map(|gpa| -gpa);
    let turned = Pair::new(&LSAT, &negative).unwrap();
    let plan = options(200).plan().unwrap();
    let refused = |replicates: Replicates, pair: &Pair<_>| match plan
        .extend(replicates, pair, &Correlation, &Silent)
        .unwrap_err()
    {
        ParallelError::OtherRun {
            what,
            expected,
            got,
        } => (what, expected, got),
        error => panic!("{error}"),
    };
    let there = || law_schools(options(100));
    let texts = |(what, expected, got): (&'static str, &str, &str)| {
        (what, expected.to_owned(), got.to_owned())
    };
    let other_seed = law_schools(Bootstrap::default().seed(12));
    assert_eq!(refused(other_seed, &pair), texts(("seed", "11", "12")));
    let rows = refused(there(), &short);
    assert_eq!(rows, texts(("number of rows", "14", "15")));
    let (what, expected, got) = refused(there(), &turned);
    assert_eq!((what, expected), ("value on the data", format!("-{got}")));
    let studentised = plan.run(&pair, &StudentisedCorrelation).unwrap();
    let statistic = refused(studentised, &pair);
    assert_eq!(
        statistic,
        texts(("statistic", "one value", "r with its error"))
    );
    let slope = of_moments(|moments| moments.correlation().map(|r| 2.0 * r));
    let slopes = plan.run(&pair, &slope).unwrap();
    assert_eq!(refused(slopes, &pair).0, "value on the data");
}

#[test]
fn an_interval_read_again_at_another_level_is_that_of_a_new_run() {
    let replicates = law_schools(options(999));
    let again = KInterval::of_replicates(&replicates, Method::Basic, 0.8).unwrap();
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let plan = options(999)
        .method(Method::Basic)
        .level(0.8)
        .plan()
        .unwrap();
    assert_eq!(plan.k_interval(&pair, &Silent).unwrap(), again);
}
