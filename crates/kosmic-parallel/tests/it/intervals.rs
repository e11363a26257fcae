//! Intervals against R's boot, SciPy, NumPy and the exact bootstrap distribution. See `tests/golden/README.md`.

use kosmic_core::{Limits, Pair};
use kosmic_parallel::{
    Abc, Bootstrap, ExactBootstrap, Jackknife, KInterval, Method, Replicates, Sides,
    StudentisedCorrelation, Threads, bootstrap_k_ci,
};
use serde_json::Value;

use crate::golden::{ALLOWED, assert_agrees, bootstrap, law_school_ideal, numbers, series};
use crate::samples::{GPA, LSAT, accompanied, normal_pairs};

/// R works with steps of a thousandth of 1/n, ours in closed form.
const STEP: f64 = 1e-5;

fn golden(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn replicates_of(case: &Value, count: usize) -> Replicates {
    let (x, y) = series(case);
    let pair = Pair::new(&x, &y).unwrap();
    let options = Bootstrap::default().replicates(count).seed(2);
    let plan = options.threads(Threads::All).plan().unwrap();
    accompanied(plan.run(&pair, &StudentisedCorrelation).unwrap(), &pair)
}

#[test]
fn jackknife_and_abc_agree_with_r_and_its_boot() {
    let (by_r, data) = (
        golden(include_str!("../golden/intervals.json")),
        bootstrap(),
    );
    let levels = numbers(&by_r["levels"]);
    for (name, case) in by_r["cases"].as_object().unwrap() {
        let (x, y) = series(&data["intervals"][name]);
        let pair = Pair::new(&x, &y).unwrap();
        let of = |key: &str| case[key].as_f64().unwrap();
        let jackknife = Jackknife::of_pair(&pair).unwrap();
        assert!(
            (jackknife.acceleration.unwrap() - of("acceleration")).abs() < 1e-12,
            "{name}"
        );
        let off = jackknife.error_of_z.unwrap() - of("jackknife_error_of_z");
        assert!(off.abs() < 1e-12, "{name}: {off}");
        let abc = Abc::of_pair(&pair).unwrap();
        assert!(
            (abc.standard_error - of("influence_error_of_r")).abs() < STEP,
            "{name}"
        );
        assert!(
            (abc.acceleration - of("abc_acceleration")).abs() < STEP,
            "{name}"
        );
        for (level, expected) in levels.iter().zip(case["abc"].as_array().unwrap()) {
            let (Limits { lower, upper }, expected) =
                (abc.limits(*level).unwrap(), numbers(expected));
            assert!(
                (lower - expected[0]).abs() < STEP,
                "{name} {level}: {lower}"
            );
            assert!(
                (upper - expected[1]).abs() < STEP,
                "{name} {level}: {upper}"
            );
        }
    }
}

#[test]
fn bca_limits_agree_with_scipy() {
    let golden = bootstrap();
    let runs = golden["runs"]["scipy"].as_f64().unwrap();
    for case in golden["intervals"].as_object().unwrap().values() {
        let replicates = replicates_of(case, 100_000);
        for level in ["0.9", "0.95"] {
            assert_agrees(
                &replicates,
                Method::Bca,
                &format!("BCa {level}"),
                &case["scipy"],
                runs,
            );
        }
    }
}

#[test]
fn bootstrap_t_limits_agree_with_numpy() {
    let golden = golden(include_str!("../golden/student.json"));
    let runs = golden["runs"].as_f64().unwrap();
    for case in golden["cases"].as_object().unwrap().values() {
        let replicates = replicates_of(case, 100_000);
        for method in [Method::Student, Method::StudentSymmetric] {
            for level in ["0.9", "0.95"] {
                let key = format!("{} {level}", method.name());
                assert_agrees(&replicates, method, &key, &case["limits"], runs);
            }
        }
    }
}

#[test]
fn every_method_folds_to_k_and_both_sides_follow_their_levels() {
    let (x, y) = normal_pairs(8, 60, 0.1);
    let pair = Pair::new(&x, &y).unwrap();
    let plan = Bootstrap::default().plan().unwrap();
    let replicates = accompanied(plan.run(&pair, &StudentisedCorrelation).unwrap(), &pair);
    for method in Method::ALL {
        let k = |level, sides| KInterval::sided(&replicates, method, level, sides).unwrap();
        let two = k(0.95, Sides::Two);
        if let (Some(lower), Some(upper)) = (two.r_lower, two.r_upper) {
            let folded = Limits { lower, upper }.folded();
            assert_eq!((two.lower, two.upper), (folded.lower, folded.upper));
        }
        let (lower, upper) = (k(0.95, Sides::Lower), k(0.95, Sides::Upper));
        assert_eq!((lower.lower, lower.upper), (two.lower, 2.0), "{method:?}");
        assert_eq!(upper.lower, 0.0);
        assert!(
            (upper.upper - k(0.9, Sides::Two).upper).abs() < 1e-12,
            "{method:?}"
        );
    }
}

#[test]
fn the_plan_draws_and_adds_what_its_method_needs() {
    for method in Method::ALL {
        let options = Bootstrap::default().method(method).level(0.9);
        let interval = bootstrap_k_ci(&LSAT, &GPA, options).unwrap();
        assert_eq!(interval.method, method);
        assert!(interval.lower < interval.estimate && interval.estimate < interval.upper);
    }
}

#[test]
fn all_resamples_of_the_law_schools_give_the_exact_limits() {
    let exact = law_school_ideal();
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let ours = ExactBootstrap::of_pair(&pair, 100_000_000).unwrap();
    let of = |key: &str| exact[key].as_f64().unwrap();
    let near = |found: f64, expected: f64| (found - expected).abs() < 1e-12;
    assert_eq!(ours.compositions() as f64, of("compositions"));
    assert!(near(ours.undefined() * 15_f64.powi(15) / 15.0, 1.0));
    assert!(near(ours.standard_error(), of("sd")));
    let mid = of("probability_below_r") + 0.5 * of("probability_at_r");
    assert!(near(ours.mid_probability(pair.r()), mid));
    let quantiles = numbers(&exact["quantiles"]["r"]);
    for (p, r) in numbers(&exact["quantiles"]["probability"])
        .into_iter()
        .zip(quantiles)
    {
        assert!(near(ours.quantile(p).unwrap(), r), "p = {p}");
    }
    for (level, word) in [(0.9, "0.9"), (0.95, "0.95")] {
        for method in [
            Method::Percentile,
            Method::Basic,
            Method::Normal,
            Method::Bc,
            Method::Bca,
        ] {
            let limits = ours.interval(method, level).unwrap().limits;
            let expected = numbers(&exact["limits"][word][method.name()]);
            let off = (limits.lower - expected[0], limits.upper - expected[1]);
            assert!(
                near(off.0, 0.0) && near(off.1, 0.0),
                "{method:?} {level}: {off:?}"
            );
        }
    }
}

#[test]
fn the_exact_distribution_of_five_pairs_is_that_of_all_draws() {
    for (name, case) in bootstrap()["tiny"].as_object().unwrap() {
        let (x, y) = series(case);
        let pair = Pair::new(&x, &y).unwrap();
        let exact = ExactBootstrap::of_pair(&pair, ExactBootstrap::FEW_COMPOSITIONS).unwrap();
        let of = |key: &str| case[key].as_f64().unwrap();
        assert!(
            (exact.undefined() - of("undefined") / of("resamples")).abs() < 1e-15,
            "{name}"
        );
        assert!(
            (exact.standard_error() - of("sd_over_count")).abs() < 1e-12,
            "{name}"
        );
        let drawn = replicates_of(case, 100_000);
        let share = |r: f64| {
            let below = drawn.column(0).flatten().filter(|value| *value <= r + 1e-9);
            below.count() as f64 / (drawn.count() - drawn.undefined()) as f64
        };
        for (r, probability) in exact.values() {
            let error = (probability * (1.0 - probability) / 1e5).sqrt();
            assert!(
                (share(r) - probability).abs() <= ALLOWED * error + 1e-12,
                "{name}: {r}"
            );
        }
    }
}
