//! Simulated power against what is known of it, and the process that studies are simulated with.

use kosmic_core::{Alternative, Pair, Silent, autocorrelation, correlation_p_value};
use kosmic_parallel::{CouplingTest, LagTest, NullScheme, TestStatistic};
use kosmic_stats::{
    CorrelationMethod, CorrelationPower, CoupledProcess, PowerSimulation, StatsError,
};

/// The test of r by the exact distribution.
fn finds(
    process: CoupledProcess,
    rows: usize,
    worth: f64,
) -> impl Fn(u64) -> Result<bool, StatsError> {
    move |seed| {
        let (x, y) = process.sample(rows, seed);
        let p = correlation_p_value(Pair::new(&x, &y)?.r(), worth.round() as usize)?;
        Ok(p.is_some_and(|p| p <= 0.05))
    }
}

/// Within four standard errors, .011 each at the most.
#[test]
fn simulated_power_of_the_exact_test_is_the_exact_power() {
    for (rho, rows) in [(0.3, 50), (0.6, 20), (0.0, 30)] {
        let process = CoupledProcess::new(rho).unwrap();
        let simulated = PowerSimulation::new().studies(2000).threads(2);
        let simulated = simulated
            .power(finds(process, rows, rows as f64), &Silent)
            .unwrap();
        let exact = CorrelationPower::new().power(rho, rows as f64).unwrap();
        assert!(
            (simulated.power - exact).abs() < 0.045,
            "{rho} {rows} {simulated:?} {exact}"
        );
        assert!(simulated.limits.contains(simulated.power));
        assert_eq!(simulated.found as f64 / 2000.0, simulated.power);
    }
}

#[test]
fn a_permutation_test_has_nearly_the_power_of_the_exact_one() {
    let process = CoupledProcess::new(0.5).unwrap();
    let test = CouplingTest::new()
        .null(NullScheme::Permutation)
        .statistic(TestStatistic::Correlation)
        .alternative(Alternative::Greater)
        .surrogates(199);
    let simulation = PowerSimulation::new().studies(1000).threads(2);
    let simulated = simulation
        .coupling(&process, 25, &test, 0.05, &Silent)
        .unwrap();
    let exact = CorrelationPower::new().alternative(Alternative::Greater);
    let exact = exact.power(0.5, 25.0).unwrap();
    assert!(
        (simulated.power - exact).abs() < 0.06,
        "{simulated:?} {exact}"
    );
    assert_eq!(
        simulated,
        simulation
            .threads(1)
            .coupling(&process, 25, &test, 0.05, &Silent)
            .unwrap()
    );
}

/// Without a coupling the test by as many rows as the series are worth keeps its level, and Fisher's power with as many rows is
/// near the simulated one.
#[test]
fn slow_series_have_the_power_of_their_effective_rows() {
    let rows = 200;
    for phi in [0.5, 0.8] {
        let process = |rho| {
            CoupledProcess::new(rho)
                .unwrap()
                .autoregressive(phi, phi)
                .unwrap()
        };
        let worth = process(0.0).effective_rows(rows);
        let simulation = PowerSimulation::new().studies(2000).threads(2);
        let size = simulation
            .power(finds(process(0.0), rows, worth), &Silent)
            .unwrap();
        assert!((size.power - 0.05).abs() < 0.02, "{phi} {size:?}");
        let power = simulation
            .power(finds(process(0.3), rows, worth), &Silent)
            .unwrap();
        let fisher = CorrelationPower::new().method(CorrelationMethod::Fisher);
        let expected = fisher.power(0.3, worth).unwrap();
        assert!(
            (power.power - expected).abs() < 0.06,
            "{phi} {power:?} {expected}"
        );
    }
}

/// (1 - q) / (1 + q) of many rows, and the sum itself of few.
#[test]
fn effective_rows_are_the_sum_of_the_autocorrelations() {
    let process = CoupledProcess::new(0.0).unwrap();
    assert_eq!(process.effective_rows(50), 50.0);
    let slow = process.autoregressive(0.9, 0.6).unwrap();
    assert_eq!((slow.effective_rows(0), slow.effective_rows(1)), (0.0, 1.0));
    let limit = (1.0 - 0.54) / (1.0 + 0.54);
    assert!((slow.effective_rows(10_000_000) / 1e7 - limit).abs() < 1e-6);
    let sum: f64 = (1..12_i32)
        .map(|k| (1.0 - f64::from(k) / 12.0) * 0.54_f64.powi(k))
        .sum();
    assert!((slow.effective_rows(12) - 12.0 / (1.0 + 2.0 * sum)).abs() < 1e-12);
    let opposed = process.autoregressive(0.9, -0.6).unwrap();
    assert!(opposed.effective_rows(100) > 100.0);
}

#[test]
fn samples_have_the_coupling_the_pasts_and_the_lag_of_their_process() {
    let process = CoupledProcess::new(0.6)
        .unwrap()
        .autoregressive(0.7, 0.4)
        .unwrap()
        .lag(4);
    let (x, y) = process.sample(200_000, 9);
    assert_eq!((x.len(), y.len()), (200_000, 200_000));
    let delayed = Pair::new(&x[..x.len() - 4], &y[4..]).unwrap();
    assert!((delayed.r() - 0.6).abs() < 0.01, "{}", delayed.r());
    for (series, phi) in [(&x, 0.7), (&y, 0.4)] {
        let past = autocorrelation(series, 1).unwrap();
        assert!((past[1] - phi).abs() < 0.01);
    }
    assert_eq!(process.sample(50, 9).0, process.sample(50, 9).0);
    assert_ne!(process.sample(50, 9).0, process.sample(50, 10).0);
}

/// The peak is found less often than one lag that is known, and more often than none.
#[test]
fn looking_at_many_lags_costs_power() {
    let process = CoupledProcess::new(0.4).unwrap().lag(2);
    let simulation = PowerSimulation::new().studies(300).threads(2);
    let test = LagTest::new(8).null(NullScheme::Permutation).surrogates(99);
    let peak = simulation.peak(&process, 60, &test, &Silent).unwrap();
    let known = CorrelationPower::new().power(0.4, 58.0).unwrap();
    assert!(
        peak.limits.upper < known && peak.limits.lower > 0.2,
        "{peak:?} {known}"
    );
}

#[test]
fn what_cannot_be_simulated_is_refused_by_name() {
    let said = |error: StatsError| error.to_string();
    assert!(said(CoupledProcess::new(1.5).unwrap_err()).contains("between -1 and 1, got 1.5"));
    assert!(said(CoupledProcess::new(f64::NAN).unwrap_err()).contains("NaN"));
    let process = CoupledProcess::new(0.9).unwrap();
    assert!(said(process.autoregressive(1.0, 0.0).unwrap_err()).contains("strictly between"));
    assert!(said(process.autoregressive(0.9, -0.9).unwrap_err()).contains("a correlation of 0.9"));
    let simulation = PowerSimulation::new();
    let none = simulation.studies(0).power(|_| Ok(true), &Silent);
    assert!(said(none.unwrap_err()).contains("studies: at least 1"));
    let never = |rows: usize| simulation.studies(rows).power(|_| Ok(false), &Silent);
    assert!(said(simulation.rows(0.8, 3..=10, never).unwrap_err()).contains("largest one"));
    assert!(simulation.rows(1.0, 3..=10, never).is_err());
    let test = CouplingTest::new();
    assert!(
        simulation
            .coupling(&process, 2, &test, 0.05, &Silent)
            .is_err()
    );
    assert!(
        said(
            simulation
                .coupling(&process, 9, &test, 5.0, &Silent)
                .unwrap_err()
        )
        .contains("level")
    );
}
