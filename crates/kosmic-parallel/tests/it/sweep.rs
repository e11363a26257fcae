//! One statistic under many settings.

use kosmic_core::{Pair, Silent};
use kosmic_parallel::{
    Bootstrap, Correlation, Method, ParallelError, Replicates, StudentisedCorrelation, of_moments,
    of_sample, parameter_sweep,
};

use crate::observers::Observer;
use crate::samples::normal_pairs;

/// The mean of x^power y.
fn mixed_moment(power: i32) -> impl Fn(&[f64], &[f64]) -> f64 {
    move |x, y| x.iter().zip(y).map(|(x, y)| x.powi(power) * y).sum::<f64>() / x.len() as f64
}

fn bits(replicates: &Replicates) -> Vec<Option<u64>> {
    let values = replicates.values().iter();
    values.map(|value| value.map(f64::to_bits)).collect()
}

#[test]
fn each_setting_has_the_bits_that_it_has_alone() {
    let (x, y) = normal_pairs(1, 20_000, 0.4);
    for n in [30, 20_000] {
        let pair = Pair::new(&x[..n], &y[..n]).unwrap();
        for threads in [1, 3] {
            let options = Bootstrap::default().replicates(40).threads(threads);
            let plan = options.plan().unwrap();
            let powers = [1, 2, 3];
            let statistic = |power: &i32| of_sample(mixed_moment(*power));
            let sweep = parameter_sweep(&powers, &pair, &plan, &Silent, statistic).unwrap();
            for (power, swept) in powers.iter().zip(sweep.settings()) {
                assert_eq!(plan.run(&pair, &statistic(power)).unwrap(), *swept);
            }
            let rounded = |digits: &i32| {
                let unit = 10_f64.powi(*digits);
                of_moments(move |moments| moments.correlation().map(|r| (r * unit).round() / unit))
            };
            let sweep = parameter_sweep(&[1, 17], &pair, &plan, &Silent, rounded).unwrap();
            let alone = plan.run(&pair, &rounded(&17)).unwrap();
            assert_eq!(bits(&sweep.settings()[1]), bits(&alone));
        }
    }
}

#[test]
fn statistics_of_several_values_stay_whole() {
    let (x, y) = normal_pairs(2, 60, 0.4);
    let pair = Pair::new(&x, &y).unwrap();
    let plan = Bootstrap::default().replicates(199).plan().unwrap();
    let sweep = parameter_sweep(&[(), ()], &pair, &plan, &Silent, |()| {
        StudentisedCorrelation
    })
    .unwrap();
    let alone = plan.run(&pair, &StudentisedCorrelation).unwrap();
    assert_eq!(sweep.settings(), [alone.clone(), alone]);
}

#[test]
fn differences_are_taken_resample_by_resample() {
    let (x, y) = normal_pairs(3, 80, 0.4);
    let pair = Pair::new(&x, &y).unwrap();
    let plan = Bootstrap::default().replicates(999).plan().unwrap();
    let statistic = |power: &i32| of_sample(mixed_moment(*power));
    let sweep = parameter_sweep(&[1, 3], &pair, &plan, &Silent, statistic).unwrap();
    let [first, third] = sweep.settings() else {
        panic!("two settings")
    };
    let difference = sweep.difference(1, 0).unwrap();
    assert_eq!(difference.estimate(), third.estimate() - first.estimate());
    let values = difference
        .values()
        .iter()
        .zip(third.values())
        .zip(first.values());
    assert!(
        values
            .into_iter()
            .all(|((d, a), b)| d.unwrap() == a.unwrap() - b.unwrap())
    );
    let error = difference.standard_error().unwrap();
    let independent = first
        .standard_error()
        .unwrap()
        .hypot(third.standard_error().unwrap());
    assert!(
        error < independent,
        "common resamples cancel: {error}, {independent}"
    );
    assert!(difference.interval(Method::Percentile, 0.9).is_ok());
    let none = sweep.difference(0, 0).unwrap();
    assert!(none.values().iter().all(|value| *value == Some(0.0)));
    assert_eq!(sweep.difference(0, 2), None);
}

#[test]
fn no_setting_and_an_undefined_one_are_refused() {
    let (x, y) = normal_pairs(4, 20, 0.4);
    let pair = Pair::new(&x, &y).unwrap();
    let plan = Bootstrap::default().replicates(99).plan().unwrap();
    let none: [(); 0] = [];
    let error = parameter_sweep(&none, &pair, &plan, &Silent, |()| Correlation).unwrap_err();
    assert!(matches!(error, ParallelError::NoSettings));
    let root = |shift: &f64| {
        let shift = *shift;
        of_moments(move |moments| moments.correlation().map(|r| (r + shift).sqrt()))
    };
    let error = parameter_sweep(&[2.0, -2.0, -3.0], &pair, &plan, &Silent, root).unwrap_err();
    assert!(matches!(
        error,
        ParallelError::UndefinedSetting { setting: 1 }
    ));
}

#[test]
fn a_sweep_tells_of_its_replicates_and_may_be_stopped() {
    let (x, y) = normal_pairs(5, 200, 0.4);
    let pair = Pair::new(&x, &y).unwrap();
    let plan = Bootstrap::default().replicates(2000).plan().unwrap();
    let statistic = |power: &i32| of_sample(mixed_moment(*power));
    let observer = Observer::patient();
    parameter_sweep(&[1, 2], &pair, &plan, &observer, statistic).unwrap();
    assert_eq!(observer.counts(), [1, 2000, 2000, 1]);
    let observer = Observer::with_patience(600);
    let stopped = parameter_sweep(&[1, 2], &pair, &plan, &observer, statistic).unwrap();
    assert_eq!(stopped.settings()[1].stopped_early(), Some(2000));
    assert!(stopped.difference(0, 1).unwrap().count() >= 600);
}
