//! What cannot be computed is a typed error, never a panic or a NaN.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use kosmic_core::{CoreError, Pair, PairSource, Side, Silent, SourceError};
use kosmic_parallel::{
    Bootstrap, Correlation, KInterval, Method, ParallelError, Plan, Replicates, Resample, Sides,
    Statistic, StudentisedCorrelation, View, Warning, available_memory, bootstrap_k_ci, of_moments,
    of_sample, of_weights, parameter_sweep,
};

use crate::observers::Observer;
use crate::samples::{GPA, LSAT, accompanied, normal_pairs};

fn law_schools() -> Pair<impl PairSource> {
    Pair::new(&LSAT, &GPA).unwrap()
}

fn plan(replicates: usize) -> Plan {
    Bootstrap::default().replicates(replicates).plan().unwrap()
}

#[test]
fn a_level_outside_zero_and_one_is_refused_when_planned_and_when_asked() {
    let replicates = plan(99).run(&law_schools(), &Correlation).unwrap();
    for level in [0.0, 1.0, -0.1, 95.0, f64::NAN, f64::INFINITY] {
        let out_of_range =
            |error| matches!(error, ParallelError::Core(CoreError::OutOfRange { .. }));
        assert!(out_of_range(
            Bootstrap::default().level(level).plan().unwrap_err()
        ));
        assert!(out_of_range(
            replicates.interval(Method::Basic, level).unwrap_err()
        ));
    }
}

#[test]
fn levels_next_to_zero_and_one_give_finite_limits() {
    let pair = law_schools();
    let replicates = plan(99).run(&pair, &StudentisedCorrelation).unwrap();
    let replicates = accompanied(replicates, &pair);
    for level in [f64::MIN_POSITIVE, 1e-12, 1.0 - f64::EPSILON / 2.0] {
        for method in Method::ALL {
            let limits = match replicates.interval(method, level) {
                Ok(interval) => interval.limits,
                Err(error) => {
                    assert!(matches!(error, ParallelError::BeyondAbc { .. }) && level > 0.5);
                    continue;
                }
            };
            assert!(
                limits.lower.is_finite() && limits.lower <= limits.upper,
                "{method:?} {level}"
            );
        }
    }
}

#[test]
fn fewer_than_two_replicates_are_refused() {
    for asked in [0, 1] {
        let error = Bootstrap::default().replicates(asked).plan().unwrap_err();
        assert!(
            matches!(error, ParallelError::TooFewReplicates { needed: 2, got } if got == asked)
        );
    }
    assert!(
        plan(2)
            .k_interval(&law_schools(), &Observer::patient())
            .is_ok()
    );
}

#[test]
fn no_thread_and_absurdly_many_are_refused() {
    for asked in [0, 1_000_000_000, usize::MAX] {
        let error = Bootstrap::default().threads(asked).plan().unwrap_err();
        assert!(matches!(error, ParallelError::Threads { requested, .. } if requested == asked));
    }
}

#[test]
fn a_perfect_correlation_is_refused_for_either_sign_and_by_either_road() {
    let x = [1.0, 2.0, 3.0, 5.0];
    for (sign, r) in [(1.0, 1.0), (-3.0, -1.0)] {
        let y = x.map(|x| sign * x);
        let error = bootstrap_k_ci(&x, &y, Bootstrap::default()).unwrap_err();
        assert!(matches!(error, ParallelError::PerfectCorrelation { r: found } if found == r));
        let replicates = plan(99)
            .run(&Pair::new(&x, &y).unwrap(), &Correlation)
            .unwrap();
        let error = KInterval::of_replicates(&replicates, Method::Percentile, 0.95).unwrap_err();
        assert!(matches!(error, ParallelError::PerfectCorrelation { r: found } if found == r));
    }
}

#[test]
fn replicates_of_what_is_no_correlation_give_no_interval_of_k() {
    let mean = of_moments(|moments| Some(moments.mean(Side::X)));
    let replicates = plan(99).run(&law_schools(), &mean).unwrap();
    let error = KInterval::of_replicates(&replicates, Method::Percentile, 0.95).unwrap_err();
    assert!(
        matches!(error, ParallelError::Core(CoreError::OutOfRange { value, .. }) if value > 600.0)
    );
}

#[test]
fn unfit_data_are_refused_by_name() {
    let refused = |x: &[f64], y: &[f64]| match bootstrap_k_ci(x, y, Bootstrap::default()) {
        Err(ParallelError::Core(error)) => error,
        other => panic!("{other:?}"),
    };
    let (x, holed) = ([1.0, 2.0, 4.0, 3.0], [0.0, f64::NAN, f64::INFINITY, 1.0]);
    let found = refused(&x, &holed);
    assert!(matches!(
        found,
        CoreError::NonFinite {
            side: Side::Y,
            index: 1,
            count: 2,
            ..
        }
    ));
    assert!(matches!(
        refused(&[5.0; 4], &x),
        CoreError::Constant { side: Side::X, .. }
    ));
    assert!(matches!(
        refused(&x, &x[..3]),
        CoreError::LengthMismatch { x: 4, y: 3 }
    ));
    assert!(matches!(
        refused(&x[..2], &x[1..3]),
        CoreError::TooShort { needed: 3, got: 2 }
    ));
    assert!(matches!(
        refused(&[], &[]),
        CoreError::TooShort { got: 0, .. }
    ));
}

/// Readable once.
#[derive(Default)]
struct Failing(AtomicBool);

impl PairSource for Failing {
    fn len(&self) -> usize {
        LSAT.len()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        _: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        match side {
            Side::X if self.0.swap(true, Relaxed) => Err(SourceError::new("cut short")),
            Side::X => Ok(&LSAT[rows]),
            Side::Y => Ok(&GPA[rows]),
        }
    }
}

#[test]
fn a_source_that_fails_while_it_is_read_hands_its_cause_on() {
    let of_weights = of_weights(|x, _, weights| x[0] * weights[0]);
    let errors = [
        plan(99).run(&failing(), &Correlation),
        plan(99).run(&failing(), &StudentisedCorrelation),
        plan(99).run(&failing(), &of_weights),
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert!(matches!(error, ParallelError::Core(CoreError::Source(_))));
        assert!(error.to_string().contains("cut short"));
    }
}

fn failing() -> Pair<Failing> {
    Pair::from_source(Failing::default()).unwrap()
}

#[test]
fn more_replicates_than_memory_holds_are_refused_before_any_is_drawn() {
    // The first is more than this machine has, but not more than its system might promise.
    let more_than_available = available_memory().map(|bytes| bytes as usize / 8);
    for asked in more_than_available
        .into_iter()
        .chain([usize::MAX / 2, usize::MAX])
    {
        let observer = Observer::patient();
        let error = plan(asked)
            .run_with(&law_schools(), &Correlation, &observer)
            .unwrap_err();
        assert!(
            matches!(error, ParallelError::OutOfMemory { replicates, .. } if replicates == asked)
        );
        assert_eq!(observer.counts(), [0; 4]);
    }
}

/// In memory, but read like a file.
struct Streamed;

impl PairSource for Streamed {
    fn len(&self) -> usize {
        LSAT.len()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        _: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        Ok(match side {
            Side::X => &LSAT[rows],
            Side::Y => &GPA[rows],
        })
    }
}

/// Numbers of replicates whose values alone memory would hold.
#[test]
fn second_values_and_sums_of_a_source_outside_memory_count_before_any_is_drawn() {
    let Some(available) = available_memory() else {
        return;
    };
    let refused = |asked: usize, error: ParallelError, observer: &Observer| {
        assert!(
            matches!(error, ParallelError::OutOfMemory { replicates, .. } if replicates == asked)
        );
        assert_eq!(observer.counts(), [0; 4]);
    };
    let pair = Pair::from_source(Streamed).unwrap();
    // Of 16 bytes a value, 8 a sum: two values; one value and five sums; two values and fourteen sums.
    for (share, streamed, studentised) in [(24, false, true), (36, true, false), (100, true, true)]
    {
        let (asked, observer) = (available as usize / share, Observer::patient());
        let plan = plan(asked);
        let error = match (streamed, studentised) {
            (false, _) => plan.run_with(&law_schools(), &StudentisedCorrelation, &observer),
            (true, false) => plan.run_with(&pair, &Correlation, &observer),
            (true, true) => plan.run_with(&pair, &StudentisedCorrelation, &observer),
        };
        refused(asked, error.unwrap_err(), &observer);
    }
}

/// Nothing at all.
struct Nothing<const VIEW: u8>;

impl<const VIEW: u8> Statistic for Nothing<VIEW> {
    const VIEW: View = match VIEW {
        0 => View::Moments,
        1 => View::FourthMoments,
        2 => View::Weights,
        _ => View::Sample,
    };

    fn width(&self) -> usize {
        0
    }

    fn evaluate(&self, _: Resample<'_>, _: &mut [Option<f64>]) {}
}

#[test]
fn a_statistic_of_no_values_is_refused_before_anything_is_drawn() {
    fn refused<T: Statistic>(statistic: &T) {
        let (pair, plan, observer) = (law_schools(), plan(99), Observer::patient());
        let run = plan.run_with(&pair, statistic, &observer);
        assert!(matches!(run, Err(ParallelError::NoValues)));
        let other = plan.run(&pair, &Correlation).unwrap();
        let extended = plan.extend(other, &pair, statistic, &observer);
        assert!(matches!(extended, Err(ParallelError::OtherRun { .. })));
        assert_eq!(observer.counts(), [0; 4]);
    }
    refused(&Nothing::<0>);
    refused(&Nothing::<1>);
    refused(&Nothing::<2>);
    refused(&Nothing::<3>);
    refused(&of_sample(|_, _| [0.0; 0]));
    for settings in [&[0, 0][..], &[2, 0]] {
        let swept = parameter_sweep(settings, &law_schools(), &plan(99), &Silent, |&width| {
            Constant { width }
        });
        assert!(matches!(swept, Err(ParallelError::NoValues)));
    }
}

/// So many ones.
struct Constant {
    width: usize,
}

impl Statistic for Constant {
    const VIEW: View = View::Moments;

    fn width(&self) -> usize {
        self.width
    }

    fn evaluate(&self, _: Resample<'_>, values: &mut [Option<f64>]) {
        values.fill(Some(1.0));
    }
}

#[test]
fn a_statistic_without_a_value_on_the_data_is_refused() {
    for value in [None, Some(f64::NAN), Some(f64::INFINITY)] {
        let error = plan(99)
            .run(&law_schools(), &of_sample(move |_, _| value))
            .unwrap_err();
        assert!(matches!(error, ParallelError::UndefinedEstimate));
    }
}

#[test]
fn a_statistic_without_a_value_on_resamples_gives_no_interval() {
    let only_the_data = of_sample(|x, _| (x == LSAT).then_some(1.0));
    let replicates = plan(99).run(&law_schools(), &only_the_data).unwrap();
    assert_eq!(replicates.undefined(), 99);
    let expected = |error| {
        matches!(
            error,
            ParallelError::TooFewDefined {
                defined: 0,
                replicates: 99,
                needed: 2
            }
        )
    };
    assert!(expected(
        replicates.interval(Method::Normal, 0.9).unwrap_err()
    ));
    assert!(expected(replicates.standard_error().unwrap_err()));
}

#[test]
fn work_stopped_at_once_leaves_no_replicate_and_says_so() {
    let observer = Observer::with_patience(0);
    let replicates = plan(99)
        .run_with(&law_schools(), &Correlation, &observer)
        .unwrap();
    assert_eq!(replicates.values(), []);
    assert_eq!(observer.counts(), [1, 99, 0, 1]);
    let error = replicates.interval(Method::Percentile, 0.95).unwrap_err();
    assert!(matches!(
        error,
        ParallelError::Stopped {
            finished: 0,
            replicates: 99,
            needed: 2
        }
    ));
}

fn stopped_after(patience: u64, threads: usize) -> Replicates {
    let options = Bootstrap::default().replicates(5000).threads(threads);
    let observer = Observer::with_patience(patience);
    options
        .plan()
        .unwrap()
        .run_with(&law_schools(), &Correlation, &observer)
        .unwrap()
}

#[test]
fn work_stopped_early_leaves_a_prefix_of_the_whole() {
    let whole = plan(5000).run(&law_schools(), &Correlation).unwrap();
    assert_eq!(whole.stopped_early(), None);
    let part = stopped_after(400, 1);
    assert!((400..5000).contains(&part.values().len()));
    assert_eq!(part.stopped_early(), Some(5000));
    let interval = KInterval::of_replicates(&part, Method::Percentile, 0.9).unwrap();
    assert!(
        interval
            .warnings
            .contains(&Warning::StoppedEarly { requested: 5000 })
    );
    for part in [part, stopped_after(400, 3), stopped_after(1, 8)] {
        assert_eq!(part.values(), &whole.values()[..part.values().len()]);
    }
}

#[test]
fn progress_begins_once_adds_up_and_ends_once() {
    for threads in [1, 2, 5] {
        for replicates in [2, 16, 1000, 1999] {
            let observer = Observer::patient();
            let options = Bootstrap::default().replicates(replicates).threads(threads);
            options
                .plan()
                .unwrap()
                .k_interval(&law_schools(), &observer)
                .unwrap();
            let total = replicates as u64;
            assert_eq!(observer.counts(), [1, total, total, 1]);
        }
    }
}

#[test]
fn values_at_the_ends_of_the_floating_range_give_the_limits_of_ordinary_ones() {
    let (x, y) = normal_pairs(8, 40, 0.5);
    let ordinary = bootstrap_k_ci(&x, &y, Bootstrap::default()).unwrap();
    for unit in [2_f64.powi(1000), 2_f64.powi(-900)] {
        let scaled: Vec<f64> = x.iter().map(|x| x * unit).collect();
        let extreme = bootstrap_k_ci(&scaled, &y, Bootstrap::default()).unwrap();
        assert!((extreme.lower - ordinary.lower).abs() < 1e-12);
        assert!((extreme.upper - ordinary.upper).abs() < 1e-12);
    }
}

#[test]
fn a_statistic_that_loses_its_value_halfway_is_undefined_from_there_on() {
    let lost = AtomicBool::new(false);
    let once = of_sample(|_, _| (!lost.swap(true, Relaxed)).then_some(2.0));
    let replicates = plan(50).run(&law_schools(), &once).unwrap();
    assert_eq!((replicates.estimate(), replicates.undefined()), (2.0, 50));
}

#[test]
fn the_error_for_lack_of_memory_names_the_number_asked_for() {
    let error = plan(usize::MAX)
        .run(&law_schools(), &Correlation)
        .unwrap_err();
    assert!(error.to_string().contains(&usize::MAX.to_string()));
}

#[test]
fn methods_that_need_more_than_the_replicates_have_are_refused_by_name() {
    let replicates = plan(99).run(&law_schools(), &Correlation).unwrap();
    for method in Method::ALL {
        match replicates.interval(method, 0.9) {
            Ok(_) => assert!(method.needs().is_nothing()),
            Err(ParallelError::MissingIngredient { method: named, .. }) => {
                assert_eq!(named, method.name());
                assert!(!method.needs().is_nothing());
            }
            Err(error) => panic!("{error}"),
        }
    }
    let pairs = of_moments(|moments| [moments.correlation(), moments.sd(Side::X)]);
    let replicates = plan(99).run(&law_schools(), &pairs).unwrap();
    let error = replicates.interval(Method::Student, 0.9).unwrap_err();
    assert!(matches!(error, ParallelError::MissingIngredient { .. }));
}

#[test]
fn replicates_are_not_accompanied_by_other_data() {
    let replicates = plan(99).run(&law_schools(), &Correlation).unwrap();
    let other = Pair::new(&GPA, &LSAT[..]).unwrap();
    assert!(
        replicates
            .clone()
            .accompanied(&other, Method::Bca.needs())
            .is_ok()
    );
    let (x, y) = normal_pairs(1, 15, 0.2);
    let error = replicates
        .accompanied(&Pair::new(&x, &y).unwrap(), Method::Bca.needs())
        .unwrap_err();
    assert!(matches!(
        error,
        ParallelError::OtherData {
            rows: 15,
            pair_rows: 15,
            ..
        }
    ));
}

#[test]
fn three_rows_have_no_jackknife_and_say_so() {
    for method in [Method::Student, Method::StudentSymmetric] {
        let options = Bootstrap::default().method(method);
        let error = bootstrap_k_ci(&[1.0, 2.0, 4.0], &[1.0, 3.0, 2.0], options).unwrap_err();
        assert!(matches!(
            error,
            ParallelError::UndefinedJackknife {
                undefined: 0,
                perfect: 3
            }
        ));
    }
}

#[test]
fn an_estimate_beyond_its_replicates_has_no_bias_correction() {
    // The mean of the largest: no resample exceeds the sample.
    let largest = of_sample(|x, _| x.iter().copied().reduce(f64::max));
    let replicates = plan(99).run(&law_schools(), &largest).unwrap();
    assert!(replicates.interval(Method::Bc, 0.9).is_ok());
    let beyond = of_sample(|x, _| Some(if x == LSAT { 1.0 } else { x[0] }));
    let replicates = plan(99).run(&law_schools(), &beyond).unwrap();
    let error = replicates.interval(Method::Bc, 0.9).unwrap_err();
    assert!(matches!(
        error,
        ParallelError::OneSidedReplicates { side: "above" }
    ));
}

#[test]
fn so_few_rows_that_most_replicates_are_lines_give_limits_of_one_with_a_warning() {
    let (x, y) = ([1.0, 2.0, 3.0, 4.0, 5.5], [1.0, 1.0, 1.0, 3.0, 2.0]);
    let options = Bootstrap::default()
        .method(Method::StudentSymmetric)
        .level(0.999);
    let interval = bootstrap_k_ci(&x, &y, options).unwrap();
    assert_eq!(
        (interval.r_lower, interval.r_upper),
        (Some(-1.0), Some(1.0))
    );
    assert!(interval.warnings.contains(&Warning::InfiniteQuantile));
}

#[test]
fn an_upper_limit_at_one_half_is_refused_when_planned() {
    let options = Bootstrap::default().sides(Sides::Upper);
    assert!(options.level(0.5).plan().is_err());
    assert!(options.level(0.6).plan().is_ok());
    assert!(
        Bootstrap::default()
            .sides(Sides::Lower)
            .level(0.5)
            .plan()
            .is_ok()
    );
}
