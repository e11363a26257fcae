//! Quantities and limits by strata and by clusters that R and its package boot give. See `tests/golden/README.md`.

use kosmic_core::{Limits, Pair, Silent};
use kosmic_parallel::{Abc, Bootstrap, Design, Jackknife, Method, Threads};
use serde_json::Value;

use crate::golden::{ALLOWED, bootstrap, numbers, series};

const REPLICATES: usize = 50_000;

struct Case {
    name: String,
    values: Value,
    x: Vec<f64>,
    y: Vec<f64>,
    design: Design,
}

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/designs.json")).unwrap()
}

fn cases() -> Vec<Case> {
    let known = bootstrap();
    let case = |(name, values): (&String, &Value)| {
        let data = if name.starts_with("normal_30") {
            "normal_30"
        } else {
            "gas_furnace"
        };
        let (x, y) = series(&known["intervals"][data]);
        let labels = numbers(&values["labels"]);
        let labels = labels.into_iter().map(|label| label as u64);
        let design = if name.ends_with("strata") {
            Design::stratified(labels)
        } else {
            Design::clustered(labels)
        };
        Case {
            name: name.clone(),
            values: values.clone(),
            x,
            y,
            design: design.unwrap(),
        }
    };
    golden()["cases"]
        .as_object()
        .unwrap()
        .iter()
        .map(case)
        .collect()
}

#[test]
fn jackknife_and_influence_errors_of_designs_agree_with_r() {
    for case in cases() {
        let pair = Pair::new(&case.x, &case.y).unwrap();
        let found = Jackknife::of_design(&pair, &case.design).unwrap();
        let expected = &case.values["jackknife"];
        let off = found.acceleration.unwrap() - expected["acceleration"].as_f64().unwrap();
        assert!(off.abs() < 1e-10, "{}: {off}", case.name);
        let off = found.error_of_z.unwrap() / expected["error_of_z"].as_f64().unwrap() - 1.0;
        assert!(off.abs() < 1e-10, "{}: {off}", case.name);
        let plan = Bootstrap::default().replicates(2).plan().unwrap();
        let drawn = plan
            .k_replicates_designed(&pair, &case.design, &Silent)
            .unwrap();
        let expected = case.values["influence_error"].as_f64().unwrap();
        let off = drawn.estimates()[1] / expected - 1.0;
        assert!(off.abs() < 1e-10, "{}: {off}", case.name);
    }
}

/// boot takes its derivatives by differences with steps of 0.001/n.
#[test]
fn abc_limits_of_designs_agree_with_boot() {
    let levels = numbers(&golden()["levels"]);
    for case in cases() {
        let pair = Pair::new(&case.x, &case.y).unwrap();
        let abc = Abc::of_design(&pair, &case.design).unwrap();
        for (level, expected) in levels.iter().zip(case.values["abc"].as_array().unwrap()) {
            let (Limits { lower, upper }, expected) =
                (abc.limits(*level).unwrap(), numbers(expected));
            for (found, expected) in [lower, upper].into_iter().zip(expected) {
                let off = (found - expected).abs();
                assert!(off < 1e-6, "{} {level}: {found} {expected}", case.name);
            }
        }
    }
}

/// Both have Monte Carlo errors: of the mean of R's runs, and of ours, which are fewer replicates than its runs together.
#[test]
fn bootstrap_t_limits_of_designs_agree_with_r() {
    let golden = golden();
    let (levels, runs) = (numbers(&golden["levels"]), golden["runs"].as_f64().unwrap());
    let size = 10_000.0 / REPLICATES as f64;
    for case in cases() {
        let pair = Pair::new(&case.x, &case.y).unwrap();
        let options = Bootstrap::default().replicates(REPLICATES).seed(1);
        let plan = options.threads(Threads::All).plan().unwrap();
        let drawn = plan
            .k_replicates_designed(&pair, &case.design, &Silent)
            .unwrap();
        let limits = levels.iter().flat_map(|level| {
            [Method::Student, Method::StudentSymmetric].map(|method| {
                let Limits { lower, upper } = drawn.interval(method, *level).unwrap().limits;
                [lower, upper]
            })
        });
        let student = &case.values["student"];
        let (means, deviations) = (numbers(&student["mean"]), numbers(&student["sd_of_a_run"]));
        for ((found, mean), deviation) in limits.flatten().zip(means).zip(deviations) {
            let errors = (found - mean) / (deviation * (size + 1.0 / runs).sqrt());
            assert!(
                errors.abs() < ALLOWED,
                "{}: {found}, {errors} errors off {mean}",
                case.name
            );
        }
    }
}
