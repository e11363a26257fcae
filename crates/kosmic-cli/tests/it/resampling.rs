//! Schemes, sides and the exact bootstrap: the command gives what the library gives.

use kosmic_core::{Pair, Silent};
use kosmic_data::load;
use kosmic_parallel::{
    Bootstrap, Design, ExactBootstrap, KInterval, Method, Scheme, Sides, bootstrap_k_ci,
};
use serde_json::{Map, Value};

use super::contract::{number, run};
use super::{gas_furnace, kosmic, kosmic_reading, object, stderr, stdout};

/// Thirty rows of five groups, as a file and as columns.
fn grouped() -> (String, [Vec<f64>; 3]) {
    let group: Vec<f64> = (0..30).map(|i| f64::from(i / 6)).collect();
    let x: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 11 + i / 6)).collect();
    let y: Vec<f64> = (0..30).map(|i| f64::from(i * 5 % 13 + i / 3)).collect();
    let rows = x.iter().zip(&y).zip(&group);
    let lines = rows.map(|((x, y), group)| format!("{x},{y},{group}\n"));
    (
        format!("x,y,group\n{}", lines.collect::<String>()),
        [x, y, group],
    )
}

fn ci_of(input: &str, more: &[&str]) -> Map<String, Value> {
    let words = [&["ci", "-", "--x", "x", "--y", "y", "--json"], more].concat();
    let output = kosmic_reading(&words, input);
    assert!(output.status.success(), "{more:?}: {}", stderr(&output));
    object(&output)
}

#[track_caller]
fn assert_same(ci: &Map<String, Value>, interval: &KInterval) {
    assert_eq!(number(ci, "lower"), interval.lower);
    assert_eq!(number(ci, "upper"), interval.upper);
    assert_eq!(ci["r_lower"].as_f64(), interval.r_lower);
    assert_eq!(ci["scheme"], interval.scheme.name());
    assert_eq!(ci["method"], interval.method.name());
    assert_eq!(ci["sides"], interval.sides.name());
    let warnings: Vec<String> = interval.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(ci["warnings"], Value::from(warnings));
}

#[test]
fn every_scheme_gives_the_interval_of_the_library() {
    let (input, [x, y, group]) = grouped();
    let pair = Pair::new(&x, &y).unwrap();
    let labels = || group.iter().map(|group| *group as u8);
    let strata = Design::stratified(labels()).unwrap();
    let cases: [(&[&str], Design); 8] = [
        (&["--scheme", "iid"], Design::iid()),
        (&["--scheme", "balanced"], Design::balanced()),
        (&["--scheme", "poisson"], Design::poisson()),
        (&["--scheme", "dirichlet"], Design::dirichlet(1.0).unwrap()),
        (&["--concentration", "2.5"], Design::dirichlet(2.5).unwrap()),
        (
            &["--scheme", "stratified", "--strata", "group"],
            strata.clone(),
        ),
        (&["--strata", "group"], strata),
        (
            &["--clusters", "group"],
            Design::clustered(labels()).unwrap(),
        ),
    ];
    for (more, design) in cases {
        let ci = ci_of(&input, &[more, &["--replicates", "400"]].concat());
        let plan = Bootstrap::new().replicates(400).plan().unwrap();
        let interval = plan.k_interval_designed(&pair, &design, &Silent).unwrap();
        assert_same(&ci, &interval);
    }
}

#[test]
fn blocks_and_their_length_are_those_of_the_library() {
    let table = load(gas_furnace()).unwrap();
    let [x, y] =
        ["gas_rate", "co2_percent"].map(|name| table.column(name).unwrap().series().unwrap());
    let cases: [(&[&str], Scheme, Option<usize>); 7] = [
        (&[], Scheme::Auto, None),
        (
            &["--scheme", "auto", "--block-length", "auto"],
            Scheme::Auto,
            None,
        ),
        (&["--block-length", "30"], Scheme::Auto, Some(30)),
        (
            &["--scheme", "moving", "--block-length", "12"],
            Scheme::Moving,
            Some(12),
        ),
        (&["--scheme", "circular"], Scheme::Circular, None),
        (&["--scheme", "stationary"], Scheme::Stationary, None),
        (
            &["--scheme", "circular", "--block-length", "60"],
            Scheme::Circular,
            Some(60),
        ),
    ];
    for (more, scheme, length) in cases {
        let ci = run("ci", &[more, &["--replicates", "200"]].concat());
        let options = Bootstrap::new().replicates(200).scheme(scheme);
        let options = length.into_iter().fold(options, Bootstrap::block_length);
        let interval = bootstrap_k_ci(x, y, options).unwrap();
        assert_same(&ci, &interval);
        assert_eq!(
            ci["block_length"].as_u64(),
            interval.block_length.map(|rows| rows as u64)
        );
        assert!(ci["choice"].as_str().unwrap().contains("blocks of"));
        let effective = ci["effective"].as_object().unwrap();
        assert!((3.0..296.0).contains(&number(effective, "rows")));
        assert!(number(effective, "lower") < number(effective, "upper"));
    }
    let few = run("ci", &["--scheme", "moving", "--block-length", "60"]);
    assert!(few["warnings"].to_string().contains("4 blocks"));
    let naive = run("ci", &["--scheme", "iid"]);
    assert!(
        naive["warnings"]
            .to_string()
            .contains("rows depend on each other")
    );
    assert!(naive["block_length"].is_null() && naive["choice"].is_null());
}

#[test]
fn the_method_is_left_to_the_scheme() {
    let (input, _) = grouped();
    for (more, method) in [
        (["--clusters", "group"], "student-symmetric"),
        (["--scheme", "dirichlet"], "percentile"),
    ] {
        assert_eq!(ci_of(&input, &more)["method"], method);
    }
    let ci = ci_of(&input, &["--clusters", "group"]);
    assert!(ci["warnings"].to_string().contains("5 clusters"));
}

#[test]
fn replicates_of_a_design_are_saved_and_extended_by_the_same_labels_only() {
    let (input, _) = grouped();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.json").display().to_string();
    let run = |more: &[&str]| {
        let mut ci = ci_of(&input, &[&["--clusters", "group"], more].concat());
        ci.remove("seconds");
        ci
    };
    run(&["--replicates", "300", "--save", &path]);
    let extended = run(&["--replicates", "500", "--extend", &path]);
    assert_eq!(extended, run(&["--replicates", "500"]));
    for other in [["--clusters", "x"], ["--strata", "group"]] {
        let words = ["ci", "-", "--x", "x", "--y", "y", "--extend", &path];
        let output = kosmic_reading(&[&words[..], &other].concat(), &input);
        assert_eq!(output.status.code(), Some(1));
        let message = stderr(&output);
        assert!(message.contains(&path) && message.contains("cannot be extended"));
    }
}

#[test]
fn a_limit_on_one_side_is_that_of_the_library_and_leaves_the_other_open() {
    let table = load(gas_furnace()).unwrap();
    let [x, y] =
        ["gas_rate", "co2_percent"].map(|name| table.column(name).unwrap().series().unwrap());
    for (name, sides) in [("lower", Sides::Lower), ("upper", Sides::Upper)] {
        for method in [Method::Percentile, Method::StudentSymmetric] {
            let ci = run("ci", &["--sides", name, "--method", method.name()]);
            let options = Bootstrap::new().sides(sides).method(method);
            let options = options.scheme(Scheme::Auto);
            assert_same(&ci, &bootstrap_k_ci(x, y, options).unwrap());
        }
    }
    assert_eq!(number(&run("ci", &["--sides", "lower"]), "upper"), 2.0);
    let words = [
        "ci",
        &gas_furnace(),
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
        "--sides",
        "upper",
    ];
    let printed = stdout(&kosmic(&words));
    assert!(printed.contains("95 % upper limit 1."), "{printed}");
    assert!(printed.contains("90 % interval [-0."), "{printed}");
}

#[test]
fn exact_enumerates_all_resamples() {
    let (x, y) = (
        [1.0, 2.0, 3.0, 4.0, 6.0, 5.0, 7.5],
        [2.0, 1.0, 4.0, 3.0, 7.0, 5.5, 4.5],
    );
    let lines = x.iter().zip(&y).map(|(x, y)| format!("{x},{y}\n"));
    let input = format!("x,y\n{}", lines.collect::<String>());
    let pair = Pair::new(&x, &y).unwrap();
    let exact = ExactBootstrap::of_pair(&pair, u64::MAX).unwrap();
    for (more, method, sides) in [
        (&[][..], ExactBootstrap::DEFAULT_METHOD, Sides::Two),
        (&["--method", "bca"], Method::Bca, Sides::Two),
        (
            &["--method", "bc", "--sides", "upper"],
            Method::Bc,
            Sides::Upper,
        ),
    ] {
        let ci = ci_of(&input, &[more, &["--exact"]].concat());
        assert_same(&ci, &exact.k_interval(method, 0.95, sides).unwrap());
        assert_eq!((&ci["exact"], &ci["mc_error"]), (&true.into(), &0.0.into()));
        // C(13, 7) resamples, seven of them of a single row.
        let counts = ["replicates", "replicates_used", "undefined"].map(|key| &ci[key]);
        assert_eq!(counts, [&1716.into(), &1716.into(), &Value::from(7)]);
    }
    assert_eq!(
        exact
            .k_interval(Method::Bc, 0.9, Sides::Two)
            .unwrap()
            .scheme,
        Scheme::Iid
    );
    let words = ["ci", "-", "--x", "x", "--y", "y", "--exact"];
    let printed = stdout(&kosmic_reading(&words, &input));
    assert!(printed.contains("1716, all distinct resamples, 7 undefined"));
}
