//! Conditions compared: exact p-values of SciPy, laws, size of the tests, refusals.

use kosmic_core::{Alternative, Purpose, Silent, Stream, k_index, normal_quantile};
use kosmic_stats::{
    Adjustment, ConditionDesign, ConditionTest, Correction, CouplingScale, MaxT, Resampling,
    StatsError, couplings_of,
};
use serde_json::Value;

use crate::golden::{cases, number, numbers};

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/conditions.json")).expect("a generator's output")
}

fn normal(stream: &mut Stream, count: usize, scale: f64) -> Vec<f64> {
    let draw = |_| scale * normal_quantile(stream.uniform().max(1e-300));
    (0..count).map(draw).collect()
}

fn slices(conditions: &[Vec<f64>]) -> Vec<&[f64]> {
    conditions.iter().map(|values| &values[..]).collect()
}

#[test]
fn tails_of_two_conditions_are_those_of_scipy() {
    for case in cases(&golden()["two"]) {
        let design = match case["paired"].as_bool().unwrap() {
            true => ConditionDesign::Paired,
            false => ConditionDesign::Independent,
        };
        let (a, b) = (numbers(&case["a"]), numbers(&case["b"]));
        let p = |alternative| {
            let test = ConditionTest::new().design(design).alternative(alternative);
            let tested = test.two(&a, &b, &Silent).unwrap();
            assert!(tested.is_exhaustive);
            assert!((tested.t - number(&case["t"])).abs() < 1e-12 * tested.t.abs());
            tested.p_value
        };
        assert!((p(Alternative::Greater) - number(&case["greater"])).abs() < 1e-12);
        assert!((p(Alternative::Less) - number(&case["less"])).abs() < 1e-12);
        assert!(p(Alternative::TwoSided) >= p(Alternative::Greater).min(p(Alternative::Less)));
    }
}

#[test]
fn max_t_is_that_of_all_rearrangements() {
    for case in cases(&golden()["max_t"]) {
        let conditions: Vec<Vec<f64>> = cases(&case["conditions"]).iter().map(numbers).collect();
        let resamples: Vec<Vec<f64>> = cases(&case["resamples"]).iter().map(numbers).collect();
        let expected = numbers(&case["adjusted"]);
        let max_t = MaxT::new(&resamples[0], Alternative::Greater);
        for (found, expected) in max_t
            .adjusted(&resamples, true)
            .unwrap()
            .iter()
            .zip(&expected)
        {
            assert!((found - expected).abs() < 1e-12);
        }
        // By random permutations within four errors of 9999 of them.
        let pairs = ConditionTest::new().pairwise(&slices(&conditions), Correction::MaxT, &Silent);
        for (pair, expected) in pairs.unwrap().iter().zip(&expected) {
            let error = (expected * (1.0 - expected) / 9999.0).sqrt();
            assert!(
                (pair.adjusted - expected).abs() < 4.0 * error,
                "{pair:?} {expected}"
            );
        }
    }
}

#[test]
fn the_statistic_of_repeated_measures_is_f() {
    for case in cases(&golden()["repeated"]) {
        let rows: Vec<Vec<f64>> = cases(&case["rows"]).iter().map(numbers).collect();
        let column = |j: usize| rows.iter().map(|row| row[j]).collect::<Vec<f64>>();
        let conditions: Vec<Vec<f64>> = (0..rows[0].len()).map(column).collect();
        let test = ConditionTest::new()
            .design(ConditionDesign::Paired)
            .resamples(99);
        let tested = test.all(&slices(&conditions), &Silent).unwrap();
        assert!((tested.statistic / number(&case["f"]) - 1.0).abs() < 1e-12);
    }
}

/// Two conditions by the test of several: the same statistic squared, and so the same p.
#[test]
fn two_conditions_are_several() {
    let mut stream = Stream::new(1, Purpose::Simulate, 0);
    let conditions = [normal(&mut stream, 6, 1.0), normal(&mut stream, 5, 2.0)];
    for resampling in [Resampling::Permutation, Resampling::Bootstrap] {
        let test = ConditionTest::new().resampling(resampling);
        let [a, b] = &conditions;
        let two = test.two(a, b, &Silent).unwrap();
        let all = test.all(&[a, b], &Silent).unwrap();
        assert!((all.statistic / two.t.powi(2) - 1.0).abs() < 1e-12);
        assert_eq!((all.p_value, all.exceeding), (two.p_value, two.exceeding));
        assert!((all.means[0] - all.means[1] - two.difference).abs() < 1e-12);
    }
}

#[test]
fn the_same_seed_gives_the_same_bits_whatever_the_threads_and_the_units() {
    let mut stream = Stream::new(2, Purpose::Simulate, 0);
    let conditions: Vec<Vec<f64>> = (0..3).map(|_| normal(&mut stream, 12, 1.0)).collect();
    let scaled: Vec<Vec<f64>> = conditions
        .iter()
        .map(|values| values.iter().map(|value| value * 2_f64.powi(900)).collect())
        .collect();
    for design in [ConditionDesign::Independent, ConditionDesign::Paired] {
        for resampling in [Resampling::Permutation, Resampling::Bootstrap] {
            let test = ConditionTest::new().design(design).resampling(resampling);
            let test = test.resamples(500).seed(4);
            let pairs = |test: ConditionTest, of: &[Vec<f64>]| {
                test.pairwise(&slices(of), Correction::MaxT, &Silent)
                    .unwrap()
            };
            let one = pairs(test, &conditions);
            assert_eq!(one, pairs(test.threads(3), &conditions));
            for (one, far) in one.iter().zip(pairs(test, &scaled)) {
                assert_eq!((one.adjusted, one.tested.t), (far.adjusted, far.tested.t));
            }
        }
    }
}

/// Sizes of 2000 tests at 5 %: within four errors of .005 for permutations of equal distributions, up to .065 for what is right in the
/// limit: scatters of 1 and 3 with 8 and 16 values.
#[test]
fn tests_keep_their_level() {
    let reject = |resampling, sizes: [usize; 2], scales: [f64; 2], design| {
        let test = ConditionTest::new()
            .resampling(resampling)
            .design(design)
            .resamples(99);
        let rejects = |trial: u64| {
            let mut stream = Stream::new(3, Purpose::Simulate, trial);
            let [a, b] = [0, 1].map(|i| normal(&mut stream, sizes[i], scales[i]));
            test.seed(trial).two(&a, &b, &Silent).unwrap().p_value <= 0.05
        };
        (0..2000).filter(|trial| rejects(*trial)).count() as f64 / 2000.0
    };
    let independent = ConditionDesign::Independent;
    let equal = reject(Resampling::Permutation, [8, 12], [1.0, 1.0], independent);
    assert!((0.03..0.07).contains(&equal), "{equal}");
    let unequal = reject(Resampling::Permutation, [8, 16], [3.0, 1.0], independent);
    assert!((0.03..0.085).contains(&unequal), "{unequal}");
    let bootstrap = reject(Resampling::Bootstrap, [16, 16], [3.0, 1.0], independent);
    assert!((0.02..0.085).contains(&bootstrap), "{bootstrap}");
    let paired = reject(
        Resampling::Permutation,
        [12, 12],
        [1.0, 1.0],
        ConditionDesign::Paired,
    );
    assert!((0.03..0.07).contains(&paired), "{paired}");
}

/// The share of families of six differences, none of which is real, with any that is significant: at most 5 %, four errors of 1000 families
/// above it; without adjustment three times that.
#[test]
fn families_keep_their_level() {
    let wrong = |correction| {
        let wrong = |trial: u64| {
            let mut stream = Stream::new(5, Purpose::Simulate, trial);
            let conditions: Vec<Vec<f64>> = (0..4).map(|_| normal(&mut stream, 8, 1.0)).collect();
            let test = ConditionTest::new().resamples(99).seed(trial);
            let pairs = test
                .pairwise(&slices(&conditions), correction, &Silent)
                .unwrap();
            let any = |significant: fn(f64, f64) -> bool| {
                pairs
                    .iter()
                    .any(|pair| significant(pair.adjusted, pair.tested.p_value))
            };
            [
                any(|adjusted, _| adjusted <= 0.05),
                any(|_, alone| alone <= 0.05),
            ]
        };
        let found: Vec<[bool; 2]> = (0..1000).map(wrong).collect();
        [0, 1].map(|place| found.iter().filter(|any| any[place]).count() as f64 / 1000.0)
    };
    let [max_t, alone] = wrong(Correction::MaxT);
    assert!(
        (0.03..0.078).contains(&max_t) && alone > 0.12,
        "{max_t} {alone}"
    );
    let [holm, _] = wrong(Correction::Adjustment(Adjustment::Holm));
    assert!(holm < 0.078 && holm <= max_t, "{holm} {max_t}");
}

#[test]
fn conditions_without_scatter_are_equal_or_infinitely_far_apart() {
    let test = ConditionTest::new();
    let equal = test.two(&[2.0; 4], &[2.0; 4], &Silent).unwrap();
    assert_eq!((equal.t, equal.p_value), (0.0, 1.0));
    let apart = test.two(&[2.0; 4], &[1.0; 4], &Silent).unwrap();
    assert_eq!(
        (apart.t, apart.exceeding, apart.resamples),
        (f64::INFINITY, 2, 70)
    );
    let all = test
        .all(&[&[1.0; 3], &[1.0; 3], &[1.0, 2.0, 0.0]], &Silent)
        .unwrap();
    assert_eq!((all.statistic, all.p_value), (0.0, 1.0));
    let pairs = test.pairwise(
        &[&[1.0; 3], &[1.0; 3], &[9.0; 3]],
        Correction::MaxT,
        &Silent,
    );
    let pairs = pairs.unwrap();
    assert_eq!(pairs[0].adjusted, 1.0);
    assert!(pairs[1].tested.t == f64::NEG_INFINITY && pairs[1].adjusted < 0.05);
}

#[test]
fn the_coupling_of_each_recording_is_its_k() {
    let mut stream = Stream::new(7, Purpose::Simulate, 0);
    let recordings: Vec<(Vec<f64>, Vec<f64>)> = (0..9)
        .map(|_| (normal(&mut stream, 30, 1.0), normal(&mut stream, 30, 1.0)))
        .collect();
    let borrowed: Vec<(&Vec<f64>, &Vec<f64>)> = recordings.iter().map(|(x, y)| (x, y)).collect();
    let k = couplings_of(&borrowed, CouplingScale::K, 2, &Silent).unwrap();
    for (k, (x, y)) in k.iter().zip(&recordings) {
        assert_eq!(*k, k_index(x, y).unwrap());
    }
    let line = [(&recordings[0].0, &recordings[0].0)];
    assert_eq!(
        couplings_of(&line, CouplingScale::K, 1, &Silent).unwrap(),
        [2.0]
    );
    let error = couplings_of(&line, CouplingScale::FisherZ, 1, &Silent).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("strictly between -1 and 1, got 1"),
        "{error}"
    );
}

#[test]
fn what_cannot_be_compared_is_refused_by_name() {
    let test = ConditionTest::new();
    let said = |error: Result<_, StatsError>| error.map(|_: f64| ()).unwrap_err().to_string();
    let two = |test: ConditionTest, a: &[f64], b: &[f64]| {
        said(test.two(a, b, &Silent).map(|tested| tested.p_value))
    };
    let (fine, paired) = (&[1.0, 2.0, 4.0][..], test.design(ConditionDesign::Paired));
    assert!(two(test, fine, &[1.0]).contains("at least 2 needed, got 1"));
    assert!(two(test, fine, &[1.0, f64::NAN]).contains("got NaN at index 1"));
    assert!(two(test.resamples(0), fine, fine).contains("resamples: at least 1"));
    assert!(two(paired, fine, &[1.0, 2.0]).contains("equally many, got 3 and 2"));
    assert!(two(test.threads(0), fine, fine).contains("thread"));
    let all = |conditions: &[&[f64]]| said(test.all(conditions, &Silent).map(|all| all.p_value));
    assert!(all(&[fine]).contains("conditions: at least 2 needed, got 1"));
    for margin in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let tested = test.equivalence(fine, fine, margin, &Silent);
        assert!(said(tested.map(|tested| tested.p_value)).contains("margin"));
    }
    let max_t = MaxT::new(&[1.0, 2.0], Alternative::TwoSided);
    let adjusted = |resamples: &[Vec<f64>]| said(max_t.adjusted(resamples, false).map(|p| p[0]));
    assert!(adjusted(&[]).contains("resamples: at least 1"));
    assert!(adjusted(&[vec![1.0]]).contains("equally many, got 2 and 1"));
    assert!(adjusted(&[vec![1.0, f64::NAN]]).contains("NaN at index 1"));
}
