//! The Bayesian bootstrap: closed forms, laws, refusals.

use kosmic_core::{CoreError, Limits, Moments, Pair, Purpose, Side, Silent, Stream};
use kosmic_parallel::{ParallelError, of_moments, of_sample};
use kosmic_stats::{BayesianBootstrap, CouplingPosterior, Posterior, StatsError, Verdict};

/// The law school data of Efron (1979): LSAT and GPA of fifteen schools, r = 0.776.
const LSAT: [f64; 15] = [
    576.0, 635.0, 558.0, 578.0, 666.0, 580.0, 555.0, 661.0, 651.0, 605.0, 653.0, 575.0, 545.0,
    572.0, 594.0,
];
const GPA: [f64; 15] = [
    3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96,
];

fn uniform(seed: u64, rows: usize) -> Vec<f64> {
    let mut stream = Stream::new(seed, Purpose::Simulate, 0);
    (0..rows).map(|_| stream.uniform()).collect()
}

/// Σ (x - x̄)² / (n (n a + 1)), within four Monte Carlo errors of the deviation of 40 000 draws, 0.35 % each.
#[test]
fn the_mean_has_its_posterior_variance_for_each_concentration() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let mean = of_moments(|moments: &Moments| moments.mean(Side::X));
    let n = 15.0;
    let x_mean = LSAT.iter().sum::<f64>() / n;
    let squares: f64 = LSAT.iter().map(|x| (x - x_mean).powi(2)).sum();
    for concentration in [0.5, 1.0, 4.0] {
        let options = BayesianBootstrap::new().draws(40_000).seed(3);
        let posterior = options
            .concentration(concentration)
            .statistic(&pair, &mean, &Silent)
            .unwrap();
        let sd = (squares / (n * (n * concentration + 1.0))).sqrt();
        let [posterior] = &posterior[..] else {
            panic!("one value")
        };
        assert!((posterior.standard_deviation() / sd - 1.0).abs() < 0.014);
        assert!((posterior.mean() - x_mean).abs() < 4.0 * sd / 200.0);
    }
}

#[test]
fn draws_hang_on_the_seed_and_not_on_threads() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let options = BayesianBootstrap::new().draws(500).seed(9);
    let of = |options: BayesianBootstrap| options.correlation(&pair, &Silent).unwrap();
    assert_eq!(of(options), of(options.threads(3)));
    assert_ne!(of(options), of(options.seed(10)));
}

#[test]
fn limits_of_k_are_those_of_r_folded_and_contain_0_where_r_may_be_0() {
    let (x, y) = (uniform(1, 200), uniform(2, 200));
    let posterior = BayesianBootstrap::new()
        .correlation(&Pair::new(&x, &y).unwrap(), &Silent)
        .unwrap();
    let r = posterior.r().credible(0.95).unwrap();
    assert!(r.lower < 0.0 && r.upper > 0.0);
    assert_eq!(posterior.k_credible(0.95).unwrap(), r.folded());
    assert_eq!(posterior.k_credible(0.95).unwrap().lower, 0.0);
    let no_coupling = posterior.no_coupling(0.3, 0.95).unwrap();
    assert_eq!(no_coupling.verdict, Verdict::Equivalent);
    assert!(no_coupling.probability > 0.99);
    assert_eq!(
        posterior.no_coupling(1e-3, 0.95).unwrap().verdict,
        Verdict::Undecided
    );
    let mirrored = CouplingPosterior::new(posterior.r().draws().iter().map(|r| -r).collect());
    let mirrored = mirrored.unwrap();
    for threshold in [-1.0, 0.0, 0.05, 0.2, 2.0] {
        let (of_r, of_minus_r) = (
            posterior.probability_k_above(threshold),
            mirrored.probability_k_above(threshold),
        );
        assert!((of_r - of_minus_r).abs() < 1e-12);
        let draws = posterior.r().draws();
        let above = draws.iter().filter(|r| 2.0 * r.abs() > threshold).count();
        assert!((of_r - above as f64 / draws.len() as f64).abs() < 1e-12);
    }
}

#[test]
fn one_coupling_above_another_is_counted_over_all_pairs_of_draws() {
    let first = CouplingPosterior::new(vec![0.1, -0.5, 0.3, 0.9]).unwrap();
    let second = CouplingPosterior::new(vec![-0.3, 0.2, 0.95]).unwrap();
    // Of 12 pairs 0.1 wins none, 0.5 two, 0.3 one and a half, 0.9 two.
    assert!((first.probability_k_above_that_of(&second) - 5.5 / 12.0).abs() < 1e-15);
    let both =
        first.probability_k_above_that_of(&second) + second.probability_k_above_that_of(&first);
    assert!((both - 1.0).abs() < 1e-15);
    assert_eq!(first.probability_k_above_that_of(&first), 0.5);
}

/// At lag 0 as the correlation of the pair, whose weights are the same; at others as a pair of the overlap weighted so.
#[test]
fn lags_share_the_weights_of_their_times() {
    let (x, y) = (uniform(5, 80), uniform(6, 80));
    let pair = Pair::new(&x, &y).unwrap();
    let options = BayesianBootstrap::new().draws(300);
    let profile = options.lag_profile(&pair, 3, &Silent).unwrap();
    let alone = options.correlation(&pair, &Silent).unwrap();
    let at_0 = profile.at(0).unwrap();
    for (together, alone) in at_0.r().draws().iter().zip(alone.r().draws()) {
        assert!((together - alone).abs() < 1e-12);
    }
    let total: f64 = (-3..=3).map(|lag| profile.probability_of_peak(lag)).sum();
    assert!((total - 1.0).abs() < 1e-12);
    assert!(profile.at(4).is_none() && profile.at(-4).is_none());
    let [one, other] = [(2, -1), (-1, 2)].map(|(a, b)| profile.probability_above(a, b).unwrap());
    assert!((one + other - 1.0).abs() < 1e-12);
    // The posterior mean is near r of the overlap: x leads for positive lags.
    let overlap = Pair::new(&x[..78], &y[2..]).unwrap();
    assert!((profile.at(2).unwrap().r().mean() - overlap.r()).abs() < 0.03);
}

#[test]
fn the_highest_density_interval_is_the_shortest_with_its_share() {
    let posterior = Posterior::new(vec![0.0, 1.0, 1.1, 1.2, 1.3, 5.0, 9.0, 20.0]).unwrap();
    let limits = posterior.highest_density(0.5).unwrap();
    assert_eq!(
        limits,
        Limits {
            lower: 1.0,
            upper: 1.3
        }
    );
    let all = posterior.highest_density(0.999).unwrap();
    assert_eq!(
        all,
        Limits {
            lower: 0.0,
            upper: 20.0
        }
    );
    for level in [0.1, 0.5, 0.9] {
        let dense = posterior.highest_density(level).unwrap();
        let inside = posterior
            .draws()
            .iter()
            .filter(|draw| dense.contains(**draw));
        assert!(inside.count() as f64 >= level * 8.0);
    }
}

#[test]
fn a_perfect_correlation_is_refused() {
    for slope in [2.0, -2.0] {
        let line = LSAT.map(|score| 1.0 + slope * score);
        let pair = Pair::new(&LSAT, &line).unwrap();
        assert!(matches!(
            BayesianBootstrap::new().correlation(&pair, &Silent),
            Err(StatsError::Parallel(ParallelError::PerfectCorrelation { r })) if r == slope.signum()
        ));
    }
}

#[test]
fn what_cannot_be_meant_is_refused_by_name() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let options = BayesianBootstrap::new();
    for concentration in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = options
            .concentration(concentration)
            .correlation(&pair, &Silent);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("concentration"), "{error}");
    }
    assert!(matches!(
        options.draws(1).correlation(&pair, &Silent),
        Err(StatsError::Parallel(_))
    ));
    let of_rows = of_sample(|x: &[f64], _: &[f64]| x.first().copied());
    assert!(matches!(
        options.statistic(&pair, &of_rows, &Silent),
        Err(StatsError::Parallel(ParallelError::NoSamples { .. }))
    ));
    assert!(matches!(
        options.lag_profile(&pair, 13, &Silent),
        Err(StatsError::TooFew {
            needed: 16,
            got: 15,
            ..
        })
    ));
    assert!(matches!(
        options.lag_profile(&pair, usize::MAX, &Silent),
        Err(StatsError::TooFew { .. })
    ));
    let posterior = options.correlation(&pair, &Silent).unwrap();
    for level in [0.0, 1.0, f64::NAN] {
        let error = posterior.k_credible(level).unwrap_err();
        assert!(matches!(
            error,
            StatsError::Core(CoreError::OutOfRange { .. })
        ));
        assert!(posterior.k_highest_density(level).is_err());
    }
    for margin in [0.0, -0.1, f64::NAN, f64::INFINITY] {
        assert!(posterior.no_coupling(margin, 0.95).is_err());
    }
    assert!(matches!(
        Posterior::new(vec![0.5]),
        Err(StatsError::TooFew {
            needed: 2,
            got: 1,
            ..
        })
    ));
    assert!(matches!(
        Posterior::new(vec![0.5, f64::NAN]),
        Err(StatsError::OutOfRangeAt { index: 1, .. })
    ));
    assert!(matches!(
        CouplingPosterior::new(vec![0.5, 1.5]),
        Err(StatsError::OutOfRangeAt { index: 1, .. })
    ));
}
