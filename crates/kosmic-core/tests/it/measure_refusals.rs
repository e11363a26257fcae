//! Hard input of the measures of ranks, distances and information.

use std::ops::Range;

use kosmic_core::{
    BYTES_PER_ROW, CoreError, DistanceCorrelation, GaussianInformation, Histogram,
    HistogramInformation, Kendall, Ksg, KsgInformation, KsgPlan, Pair, PairSource, Side,
    SourceError, Spearman, distance_correlation, gaussian_information, histogram_information,
    kendall, ksg_information, ksg_permutation_test, ksg_standard_error,
    percentage_bend_correlation, spearman,
};

use crate::series::{normal, normal_pair};

#[test]
fn one_value_apart_from_all_others_leaves_no_bias_corrected_distance() {
    for n in [4, 50, 20_000] {
        let mut x = vec![0.1; n];
        x[n / 3] = 7.3;
        let got = distance_correlation(&x, &normal(1, n)).unwrap();
        assert_eq!((got.bias_corrected, got.p_value), (None, None), "{n}");
        assert!(got.correlation > 0.0 && got.correlation <= 1.0);
    }
}

#[test]
fn perfect_coupling_has_rank_correlations_of_one_and_no_limits() {
    let x = normal(8, 300);
    let y: Vec<f64> = x.iter().map(|x| -x.exp()).collect();
    let (s, k) = (spearman(&x, &y).unwrap(), kendall(&x, &y).unwrap());
    assert_eq!((s.rho, k.tau, s.k(), k.k()), (-1.0, -1.0, 2.0, 2.0));
    assert_eq!(
        (s.limits(0.9).unwrap(), k.limits(0.9).unwrap()),
        (None, None)
    );
    assert!(s.p_value < 1e-100 && k.p_value < 1e-100);
    let error = gaussian_information(&x, &x).unwrap_err();
    assert!(matches!(error, CoreError::InfiniteInformation { r: 1.0 }));
}

#[test]
fn unfit_series_are_refused_by_every_measure() {
    let (good, constant) = (normal(1, 20), [4.0; 20]);
    let mut broken = good.clone();
    broken[7] = f64::NAN;
    type Measure = fn(&[f64], &[f64]) -> Result<(), CoreError>;
    let measures: [Measure; 8] = [
        |x, y| spearman(x, y).map(drop),
        |x, y| kendall(x, y).map(drop),
        |x, y| distance_correlation(x, y).map(drop),
        |x, y| gaussian_information(x, y).map(drop),
        |x, y| histogram_information(x, y, Histogram::new()).map(drop),
        |x, y| ksg_information(x, y, Ksg::new()).map(drop),
        |x, y| ksg_standard_error(x, y, Ksg::new(), 0).map(drop),
        |x, y| ksg_permutation_test(x, y, Ksg::new(), 9, 0).map(drop),
    ];
    for measure in measures {
        let error = |x: &[f64], y: &[f64]| measure(x, y).unwrap_err();
        assert!(matches!(
            error(&good, &good[1..]),
            CoreError::LengthMismatch { x: 20, y: 19 }
        ));
        assert!(matches!(
            error(&good[..2], &good[..2]),
            CoreError::TooShort { needed: 3, got: 2 }
        ));
        assert!(matches!(
            error(&good, &broken),
            CoreError::NonFinite {
                side: Side::Y,
                index: 7,
                ..
            }
        ));
        assert!(matches!(
            error(&constant, &good),
            CoreError::Constant { side: Side::X, .. }
        ));
    }
}

#[test]
fn options_out_of_range_are_named() {
    let (x, y) = normal_pair(1, 30, 0.5);
    for neighbours in [0, 30, usize::MAX] {
        let error = ksg_information(&x, &y, Ksg::new().neighbours(neighbours)).unwrap_err();
        assert!(
            matches!(error, CoreError::Neighbours { n: 30, .. }),
            "{error}"
        );
        assert!(error.to_string().contains("between 1 and 29"), "{error}");
    }
    assert!(ksg_information(&x, &y, Ksg::new().neighbours(29)).is_ok());
    let error = ksg_standard_error(&x, &y, Ksg::new().neighbours(4), 0).unwrap_err();
    assert!(
        matches!(
            error,
            CoreError::TooShort {
                needed: 32,
                got: 30
            }
        ),
        "{error}"
    );
    let error = ksg_permutation_test(&x, &y, Ksg::new(), 0, 0).unwrap_err();
    assert!(matches!(error, CoreError::OutOfRange { .. }), "{error}");
    let error = ksg_permutation_test(&x, &y, Ksg::new().neighbours(30), 9, 0).unwrap_err();
    assert!(matches!(error, CoreError::Neighbours { .. }), "{error}");
    for bins in [0, 1, 6] {
        let error = histogram_information(&x, &y, Histogram::new().bins(bins)).unwrap_err();
        assert!(matches!(error, CoreError::OutOfRange { .. }), "{error}");
    }
    let error = histogram_information(&x[..3], &y[..3], Histogram::new()).unwrap_err();
    assert!(matches!(error, CoreError::TooShort { needed: 4, got: 3 }));
    assert!(spearman(&x, &y).unwrap().limits(1.0).is_err());
    assert!(kendall(&x, &y).unwrap().limits(0.0).is_err());
    assert!(
        gaussian_information(&x, &y)
            .unwrap()
            .limits(f64::NAN)
            .is_err()
    );
}

#[test]
fn tied_rows_are_refused_or_jittered_and_the_result_says_so() {
    let (x, mut y) = normal_pair(2, 200, 0.5);
    let mut doubled = x.clone();
    (doubled[9], y[9]) = (doubled[4], y[4]);
    let error = ksg_information(&doubled, &y, Ksg::new()).unwrap_err();
    assert!(
        matches!(
            error,
            CoreError::TiedRows {
                row: 4 | 9,
                neighbours: 3
            }
        ),
        "{error}"
    );
    // One series rounded coarsely: no two rows are equal, but neighbours share their x.
    let rounded: Vec<f64> = x.iter().map(|x| x.round()).collect();
    let y = normal_pair(2, 200, 0.5).1;
    let error = ksg_information(&rounded, &y, Ksg::new()).unwrap_err();
    assert!(matches!(error, CoreError::TiedRows { .. }), "{error}");
    let jittered = |seed| ksg_information(&rounded, &y, Ksg::new().jitter(seed)).unwrap();
    assert_eq!(jittered(3).jitter, Some(3));
    assert_eq!(jittered(3), jittered(3));
    assert_ne!(jittered(3).information, jittered(4).information);
}

#[test]
fn noise_sets_integers_apart_wherever_they_lie() {
    let (x, y) = normal_pair(5, 300, 0.7);
    let at = |offset: f64| {
        let x: Vec<f64> = x.iter().map(|x| (4.0 * x).round() + offset).collect();
        let found = ksg_information(&x, &y, Ksg::new().jitter(2)).unwrap();
        found.information.nats
    };
    for offset in [-3.0, 1e9, 1e15] {
        let apart = (at(offset) - at(0.0)).abs();
        assert!(apart < 1e-9, "{offset}: {apart}");
    }
}

#[test]
fn the_largest_doubles_are_jittered_without_overflow() {
    let y = normal(6, 60);
    let x: Vec<f64> = (0..60)
        .map(|i| if i % 2 == 0 { f64::MAX } else { -f64::MAX })
        .collect();
    let found = ksg_information(&x, &y, Ksg::new().jitter(2)).unwrap();
    assert!(found.information.nats.abs() < 0.5, "{found:?}");
    let distance = distance_correlation(&x, &y).unwrap();
    assert!(distance.variance_x.is_finite() && distance.covariance.is_finite());
}

#[test]
fn orders_that_bring_tied_values_together_are_no_error_of_a_test() {
    // Each value of x twice, each of y twice, no row twice.
    let x: Vec<f64> = (0..40).map(|i| f64::from(i / 2)).collect();
    let y: Vec<f64> = (0..40).map(|i| f64::from((i + 1) % 40 / 2)).collect();
    for neighbours in [2, 3] {
        let options = Ksg::new().neighbours(neighbours);
        let test = ksg_permutation_test(&x, &y, options, 99, 0).unwrap();
        assert_eq!(test.as_large, 0, "{test:?}");
    }
}

/// A source that may lend so much memory.
struct Bounded(Vec<f64>, Vec<f64>, u64);

impl PairSource for Bounded {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn memory_budget(&self) -> Option<u64> {
        Some(self.2)
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        _: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        let column = if side == Side::X { &self.0 } else { &self.1 };
        Ok(&column[rows])
    }
}

#[test]
fn measures_of_whole_columns_refuse_a_source_larger_than_its_budget() {
    let pair = |budget| {
        let (x, y) = normal_pair(1, 1000, 0.5);
        Pair::from_source(Bounded(x, y, budget)).unwrap()
    };
    let (enough, short) = (pair(1000 * BYTES_PER_ROW), pair(1000 * BYTES_PER_ROW - 1));
    type Measure = fn(&Pair<Bounded>) -> Result<(), CoreError>;
    let measures: [Measure; 7] = [
        |pair| Spearman::of_pair(pair).map(drop),
        |pair| Kendall::of_pair(pair).map(drop),
        |pair| DistanceCorrelation::of_pair(pair).map(drop),
        |pair| HistogramInformation::of_pair(pair, Histogram::new()).map(drop),
        |pair| KsgInformation::of_pair(pair, Ksg::new()).map(drop),
        |pair| KsgPlan::new(pair, Ksg::new()).map(drop),
        |pair| percentage_bend_correlation(pair).map(drop),
    ];
    for measure in measures {
        measure(&enough).unwrap();
        let error = measure(&short).unwrap_err();
        let CoreError::NeedsMemory {
            n: 1000,
            needed,
            budget,
        } = error
        else {
            panic!("{error}")
        };
        assert_eq!((needed, budget), (1000 * BYTES_PER_ROW, needed - 1));
    }
    // One pass needs no column.
    assert!(GaussianInformation::of_pair(&short).is_ok());
}
