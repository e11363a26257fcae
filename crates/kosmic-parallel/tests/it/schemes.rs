//! The schemes: what their weights must be exactly, what their laws say, and that all levels of statistic see the same.

use std::ops::Range;

use kosmic_core::{
    CoreError, InstructionSet, Moments, Pair, PairSource, Side, Silent, SourceError,
};
use kosmic_parallel::{
    Bootstrap, Columns, Correlation, Design, Method, ParallelError, Plan, ReplicateCount,
    Replicates, Resample, Scheme, Statistic, StudentisedCorrelation, View, Warning, of_moments,
    of_sample,
};

use crate::samples::{GPA, LSAT, normal_pairs};

/// The weights themselves.
struct RowWeights(usize);

impl Statistic for RowWeights {
    const VIEW: View = View::Weights;

    fn width(&self) -> usize {
        self.0
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::Weights { weights, .. } = resample {
            let weights = weights.iter().copied().map(Some);
            values
                .iter_mut()
                .zip(weights)
                .for_each(|(value, weight)| *value = weight);
        }
    }
}

fn plan(replicates: usize, seed: u64) -> Plan {
    let options = Bootstrap::default().replicates(replicates).seed(seed);
    options.plan().unwrap()
}

/// The weights of `n` rows, replicate by replicate; those of a replicate without rows are 0.
fn weights(n: usize, design: &Design, replicates: usize, seed: u64) -> Vec<Vec<f64>> {
    let (x, y) = normal_pairs(1, n, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let found = plan(replicates, seed)
        .run_designed(&pair, &RowWeights(n), design, &Silent)
        .unwrap();
    let rows = found.values().chunks(n);
    rows.map(|row| row.iter().map(|weight| weight.unwrap_or(0.0)).collect())
        .collect()
}

/// Strata of 3, 300 and many rows, interleaved; clusters of 1 to 40 rows.
fn stratum(row: usize) -> usize {
    match row % 50 {
        0 if row < 150 => 0,
        1..=4 => 1,
        _ => 2,
    }
}

fn cluster(row: usize) -> usize {
    (row * row / 7) % 101
}

fn designs(n: usize) -> [Design; 7] {
    [
        Design::iid(),
        Design::stratified((0..n).map(stratum)).unwrap(),
        Design::clustered((0..n).map(cluster)).unwrap(),
        Design::balanced(),
        Design::poisson(),
        Design::dirichlet(1.0).unwrap(),
        Design::dirichlet(3.5).unwrap(),
    ]
}

fn bits(replicates: &Replicates) -> Vec<Option<u64>> {
    replicates
        .values()
        .iter()
        .map(|value| value.map(f64::to_bits))
        .collect()
}

/// Rows that are copied when they are read.
struct Copied<'a>(&'a [f64], &'a [f64]);

impl PairSource for Copied<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        let column = match side {
            Side::X => self.0,
            Side::Y => self.1,
        };
        scratch.clear();
        scratch.extend_from_slice(&column[rows]);
        Ok(scratch)
    }
}

fn assert_same_bits<T: Statistic>(statistic: &T) {
    for n in [60, 20_001] {
        let (x, y) = normal_pairs(4, n, 0.4);
        let pair = Pair::new(&x, &y).unwrap();
        for design in designs(n) {
            let name = design.scheme().name();
            let of = |options: Bootstrap| {
                let plan = options.replicates(30).seed(3).plan().unwrap();
                bits(
                    &plan
                        .run_designed(&pair, statistic, &design, &Silent)
                        .unwrap(),
                )
            };
            let one = of(Bootstrap::default());
            for set in InstructionSet::available() {
                let found = of(Bootstrap::default().instruction_set(set).threads(3));
                assert_eq!(found, one, "{name} {set} {n}");
            }
            let copied = Pair::from_source(Copied(&x, &y)).unwrap();
            let found = plan(30, 3)
                .run_designed(&copied, statistic, &design, &Silent)
                .unwrap();
            assert_eq!(bits(&found), one, "{name} {n}");
            if design.scheme().is_extendable() {
                let fewer = plan(11, 3)
                    .run_designed(&pair, statistic, &design, &Silent)
                    .unwrap();
                assert_eq!(bits(&fewer)[..], one[..fewer.values().len()], "{name} {n}");
            }
        }
    }
}

#[test]
fn each_scheme_gives_the_same_bits_by_any_threads_instructions_and_source() {
    assert_same_bits(&Correlation);
    assert_same_bits(&StudentisedCorrelation);
}

/// r with weights, in two passes.
fn weighted_r(x: &[f64], y: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let mean = |values: &[f64]| values.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / total;
    let (mx, my) = (mean(x), mean(y));
    let sum = |term: &dyn Fn(f64, f64) -> f64| -> f64 {
        let rows = x.iter().zip(y).zip(weights);
        rows.map(|((x, y), w)| w * term(x - mx, y - my)).sum()
    };
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

#[test]
fn moments_weights_and_samples_of_each_scheme_are_those_of_the_same_rows() {
    for (n, replicates) in [(60, 200), (1200, 50), (20_001, 10)] {
        let (x, y) = normal_pairs(1, n, 0.5);
        let pair = Pair::new(&x, &y).unwrap();
        for design in designs(n) {
            let name = design.scheme().name();
            let plan = plan(replicates, 8);
            let by_moments = plan
                .run_designed(&pair, &Correlation, &design, &Silent)
                .unwrap();
            let weights = weights(n, &design, replicates, 8);
            for (found, weights) in by_moments.values().iter().zip(&weights) {
                let expected = weighted_r(&x, &y, weights);
                assert!(
                    (found.unwrap() - expected).abs() < 1e-12,
                    "{name} {n}: {found:?}"
                );
            }
            let mean = of_sample(|x, _| x.iter().sum::<f64>() / x.len() as f64);
            let samples = plan.run_designed(&pair, &mean, &design, &Silent);
            if design.scheme() == Scheme::Dirichlet {
                assert!(matches!(
                    samples,
                    Err(ParallelError::NoSamples {
                        scheme: "dirichlet"
                    })
                ));
                continue;
            }
            for (found, weights) in samples.unwrap().values().iter().zip(&weights) {
                let sum: f64 = x.iter().zip(weights).map(|(x, w)| x * w).sum();
                let expected = sum / weights.iter().sum::<f64>();
                assert!(
                    (found.unwrap() - expected).abs() < 1e-12,
                    "{name} {n}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn from_each_stratum_as_many_rows_are_drawn_as_it_has() {
    for n in [60, 1000, 40_000] {
        let mut sizes = [0.0; 3];
        (0..n).for_each(|row| sizes[stratum(row)] += 1.0);
        let design = Design::stratified((0..n).map(stratum)).unwrap();
        for weights in weights(n, &design, 20, 5) {
            let mut drawn = [0.0; 3];
            weights
                .iter()
                .enumerate()
                .for_each(|(row, weight)| drawn[stratum(row)] += weight);
            assert_eq!(drawn, sizes);
        }
    }
}

#[test]
fn rows_of_a_cluster_share_their_count_and_counts_sum_to_the_clusters() {
    let n = 20_000;
    let design = Design::clustered((0..n).map(cluster)).unwrap();
    for weights in weights(n, &design, 20, 5) {
        let mut counts = [None; 101];
        for (row, weight) in weights.into_iter().enumerate() {
            assert_eq!(*counts[cluster(row)].get_or_insert(weight), weight);
        }
        let clusters = counts.iter().flatten().count() as f64;
        assert_eq!(counts.iter().flatten().sum::<f64>(), clusters);
    }
}

#[test]
fn clusters_of_one_row_are_independent_rows() {
    let n = 20_000;
    let alone = Design::clustered(0..n).unwrap();
    assert_eq!(weights(n, &alone, 5, 2), weights(n, &Design::iid(), 5, 2));
}

#[test]
fn balanced_replicates_draw_each_row_as_often_as_there_are_replicates() {
    for (n, replicates) in [(10, 7), (500, 400), (3001, 500)] {
        let mut drawn = vec![0.0; n];
        for weights in weights(n, &Design::balanced(), replicates, 1) {
            assert_eq!(weights.iter().sum::<f64>(), n as f64);
            drawn
                .iter_mut()
                .zip(weights)
                .for_each(|(drawn, weight)| *drawn += weight);
        }
        assert!(drawn.iter().all(|&drawn| drawn == replicates as f64), "{n}");
    }
}

/// Mean, variance, and covariance of rows `lag` apart in the same replicate, over rows and replicates.
fn moments_of(weights: &[Vec<f64>], lag: usize) -> [f64; 3] {
    let mean = |term: &dyn Fn(&[f64], usize) -> f64| {
        let sum: f64 = weights
            .iter()
            .map(|row| (0..row.len() - lag).map(|i| term(row, i)).sum::<f64>())
            .sum();
        sum / (weights.len() * (weights[0].len() - lag)) as f64
    };
    let all = mean(&|row, i| row[i]);
    [
        all,
        mean(&|row, i| (row[i] - 1.0).powi(2)),
        mean(&|row, i| (row[i] - 1.0) * (row[i + lag] - 1.0)),
    ]
}

/// Over m weights, errors of mean and covariance are near 1 / sqrt m, of the variance sqrt(3 / m) (kurtosis of a
/// Poisson(1) variable 4) and sqrt(8 / m) for exponential ones: asserted at five times these.
#[test]
fn weights_have_the_variance_and_covariance_of_their_law() {
    let (n, replicates) = (100, 20_000);
    let (size, copies) = (n as f64, (n * replicates) as f64);
    let spread = size * (replicates as f64 - 1.0) / (copies - 1.0);
    let of_pairs = Design::stratified((0..n).map(|row| row / 2)).unwrap();
    let of_fifties = Design::stratified((0..n).map(|row| row / 50)).unwrap();
    let clusters = Design::clustered((0..n).map(|row| row / 5)).unwrap();
    let multinomial = |m: f64| [1.0 - 1.0 / m, -1.0 / m];
    let cases = [
        (Design::iid(), 1, multinomial(size)),
        (
            Design::balanced(),
            1,
            [(1.0 - 1.0 / size) * spread, -spread / size],
        ),
        (Design::poisson(), 1, [1.0, 0.0]),
        (Design::poisson(), 64, [1.0, 0.0]),
        (Design::dirichlet(1.0).unwrap(), 1, [1.0, 0.0]),
        // Neighbours are in one pair every other time, in one fifty 98 of 99 times, in one cluster 80 of 99.
        (of_pairs, 1, [0.5, -0.5 * 50.0 / 99.0]),
        (of_fifties, 1, [0.98, -0.02 * 98.0 / 99.0]),
        (clusters, 1, [0.95, (80.0 * 0.95 - 19.0 * 0.05) / 99.0]),
    ];
    for (design, lag, [variance, covariance]) in cases {
        let name = design.scheme().name();
        let found = moments_of(&weights(n, &design, replicates, 4), lag);
        let error = 5.0 / copies.sqrt();
        // Rows of a cluster are no independent numbers: as many as there are clusters.
        let error = if name == "cluster" {
            error * 5_f64.sqrt()
        } else {
            error
        };
        assert!((found[0] - 1.0).abs() < error, "{name}: {found:?}");
        assert!(
            (found[1] - variance).abs() < 8_f64.sqrt() * error,
            "{name}: {found:?}"
        );
        assert!(
            (found[2] - covariance).abs() < 2.0 * error,
            "{name} {lag}: {found:?}"
        );
    }
}

/// A row's counts in two replicates of a balanced bootstrap have covariance -(1 - 1/n) n / (n B - 1).
#[test]
fn balanced_counts_of_a_row_make_up_for_each_other_over_replicates() {
    let (n, replicates) = (300, 4);
    let sum: f64 = (0..2000)
        .map(|seed| {
            let weights = weights(n, &Design::balanced(), replicates, seed);
            let products = weights[0].iter().zip(&weights[1]);
            products.map(|(a, b)| (a - 1.0) * (b - 1.0)).sum::<f64>()
        })
        .sum();
    let (size, trials) = (n as f64, 2000.0 * n as f64);
    let expected = -(1.0 - 1.0 / size) * size / (size * replicates as f64 - 1.0);
    assert!(
        (sum / trials - expected).abs() < 5.0 / trials.sqrt(),
        "{}",
        sum / trials
    );
}

#[test]
fn shards_get_the_poisson_weights_of_their_rows_in_the_whole() {
    let whole = weights(20_000, &Design::poisson(), 6, 9);
    for rows in [0..20_000, 0..777, 777..20_000, 1023..1029, 16_000..16_400] {
        let design = Design::poisson().from_row(rows.start as u64);
        for (shard, whole) in weights(rows.len(), &design, 6, 9).iter().zip(&whole) {
            assert_eq!(shard, &whole[rows.clone()], "{rows:?}");
        }
    }
}

#[test]
fn moments_of_shards_merge_to_those_of_the_whole() {
    let (x, y) = normal_pairs(6, 30_000, 0.7);
    let sums = of_moments(|moments: &Moments| {
        let (n, x, y) = (
            moments.count() as f64,
            moments.mean(Side::X),
            moments.mean(Side::Y),
        );
        let freedom = n - 1.0;
        let [sx, sy] = [Side::X, Side::Y].map(|side| moments.sd(side).unwrap());
        let cross = freedom * sx * sy * moments.correlation().unwrap();
        [n, x, y, freedom * sx * sx, freedom * sy * sy, cross]
    });
    let of = |rows: Range<usize>| {
        let design = Design::poisson().from_row(rows.start as u64);
        let pair = Pair::new(&x[rows.clone()], &y[rows]).unwrap();
        let found = plan(50, 2)
            .run_designed(&pair, &sums, &design, &Silent)
            .unwrap();
        let values: Vec<f64> = found.values().iter().map(|value| value.unwrap()).collect();
        let replicates = values.chunks(6).map(|sums| {
            let (x, y) = ((sums[1], sums[3], 0), (sums[2], sums[4], 0));
            Moments::from_central(sums[0] as u64, x, y, sums[5])
        });
        replicates.collect::<Vec<Moments>>()
    };
    for ((mut merged, second), whole) in of(0..12_345)
        .into_iter()
        .zip(of(12_345..30_000))
        .zip(of(0..30_000))
    {
        merged.merge(&second);
        assert_eq!(merged.count(), whole.count());
        let (found, expected) = (merged.correlation().unwrap(), whole.correlation().unwrap());
        assert!((found - expected).abs() < 1e-12);
    }
}

/// Rubin 1981: the posterior of the mean has mean x̄ and variance Σ (x - x̄)² / (n (n a + 1)). At five standard errors of
/// 20 000 draws.
#[test]
fn dirichlet_weights_give_the_posterior_mean_and_variance_of_the_mean() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let mean = of_moments(|moments: &Moments| moments.mean(Side::X));
    let n = LSAT.len() as f64;
    let centre = LSAT.iter().sum::<f64>() / n;
    let squares: f64 = LSAT.iter().map(|x| (x - centre).powi(2)).sum();
    for concentration in [0.3, 1.0, 4.0] {
        let design = Design::dirichlet(concentration).unwrap();
        let draws = 20_000;
        let found = plan(draws, 3)
            .run_designed(&pair, &mean, &design, &Silent)
            .unwrap();
        let variance = squares / (n * (n * concentration + 1.0));
        let values = found.values().iter().flatten();
        let average = values.sum::<f64>() / draws as f64;
        assert!(
            (average - centre).abs() < 5.0 * (variance / draws as f64).sqrt(),
            "{average}"
        );
        let share = found.standard_error().unwrap().powi(2) / variance;
        // Kurtosis of so even a mean is near 3.
        assert!(
            (share - 1.0).abs() < 5.0 * (2.5 / draws as f64).sqrt(),
            "{concentration}: {share}"
        );
    }
}

/// The bootstrap variance of a mean in closed form, against 40 000 replicates at five standard errors.
#[test]
fn strata_and_clusters_give_the_variance_of_the_mean_of_their_design() {
    let (x, y) = normal_pairs(12, 120, 0.3);
    let x: Vec<f64> = x
        .iter()
        .enumerate()
        .map(|(row, x)| x + (row % 6) as f64)
        .collect();
    let pair = Pair::new(&x, &y).unwrap();
    let mean_of = |group: usize| x.iter().skip(group).step_by(6).sum::<f64>() / 20.0;
    let means: Vec<f64> = (0..6).map(mean_of).collect();
    let all = means.iter().sum::<f64>() / 6.0;
    let between = means.iter().map(|mean| (mean - all).powi(2)).sum::<f64>() / 36.0;
    let squares = x
        .iter()
        .enumerate()
        .map(|(row, x)| (x - means[row % 6]).powi(2));
    let within = squares.sum::<f64>() / 120.0 / 120.0;
    let mean = of_moments(|moments: &Moments| moments.mean(Side::X));
    let labels = || (0..120).map(|row| row % 6);
    for (design, variance) in [
        (Design::stratified(labels()).unwrap(), within),
        (Design::clustered(labels()).unwrap(), between),
    ] {
        let found = plan(40_000, 1)
            .run_designed(&pair, &mean, &design, &Silent)
            .unwrap();
        let share = found.standard_error().unwrap().powi(2) / variance;
        let error = 5.0 * (2.0 / 40_000_f64).sqrt();
        assert!(
            (share - 1.0).abs() < error,
            "{}: {share}",
            design.scheme().name()
        );
    }
}

#[test]
fn the_mean_over_balanced_replicates_is_that_of_the_data() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let mean = of_moments(|moments: &Moments| moments.mean(Side::Y));
    let found = plan(999, 6)
        .run_designed(&pair, &mean, &Design::balanced(), &Silent)
        .unwrap();
    let average = found.values().iter().flatten().sum::<f64>() / 999.0;
    assert!((average - found.estimate()).abs() < 1e-12);
}

#[test]
fn intervals_of_k_name_their_scheme_and_refuse_errors_of_single_rows_where_these_are_not_resampled()
{
    let n = 60;
    let (x, y) = normal_pairs(7, n, 0.6);
    let pair = Pair::new(&x, &y).unwrap();
    for design in designs(n) {
        let scheme = design.scheme();
        for method in Method::ALL {
            let plan = Bootstrap::default()
                .replicates(499)
                .method(method)
                .plan()
                .unwrap();
            let found = plan.k_interval_designed(&pair, &design, &Silent);
            let by_rows = matches!(scheme, Scheme::Iid | Scheme::Balanced | Scheme::Poisson);
            if by_rows || method.needs().is_nothing() {
                let found = found.unwrap();
                assert_eq!((found.scheme, found.n), (scheme, n));
                assert!(
                    found.lower < pair.k() && pair.k() < found.upper,
                    "{method:?}"
                );
            } else {
                let refused = matches!(found, Err(ParallelError::MethodScheme { .. }));
                assert!(refused, "{method:?} {scheme:?}");
            }
        }
        assert!(!scheme.assumption().is_empty());
    }
}

#[test]
fn schemes_without_labels_run_by_name() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    for (scheme, design) in [
        (Scheme::Balanced, Design::balanced()),
        (Scheme::Poisson, Design::poisson()),
        (Scheme::Dirichlet, Design::dirichlet(1.0).unwrap()),
    ] {
        let named = Bootstrap::default().scheme(scheme).plan().unwrap();
        let found = named.run(&pair, &Correlation).unwrap();
        let plan = Bootstrap::default().plan().unwrap();
        let designed = plan
            .run_designed(&pair, &Correlation, &design, &Silent)
            .unwrap();
        assert_eq!(found, designed);
        assert_eq!(found.scheme(), scheme);
    }
    for scheme in [Scheme::Stratified, Scheme::Cluster] {
        let plan = Bootstrap::default().scheme(scheme).plan().unwrap();
        let error = plan.run(&pair, &Correlation).unwrap_err();
        assert!(
            matches!(error, ParallelError::LabelsNeeded { scheme: name } if name == scheme.name())
        );
    }
}

#[test]
fn labels_that_are_not_one_for_each_row_are_refused() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let labels = [1, 1, 2, 2];
    for design in [
        Design::stratified(labels).unwrap(),
        Design::clustered(labels).unwrap(),
    ] {
        let error = plan(99, 0)
            .run_designed(&pair, &Correlation, &design, &Silent)
            .unwrap_err();
        assert!(matches!(
            error,
            ParallelError::LabelCount {
                labels: 4,
                rows: 15
            }
        ));
    }
}

#[test]
fn designs_under_which_nothing_varies_are_refused() {
    for labels in [&[][..], &["a"], &["a", "a"]] {
        let error = Design::clustered(labels).unwrap_err();
        assert!(matches!(error, ParallelError::TooFewClusters { needed: 2, got } if got < 2));
    }
    for labels in [&[][..], &["a"], &["a", "b", "c"]] {
        let error = Design::stratified(labels).unwrap_err();
        assert!(matches!(error, ParallelError::StrataOfOne { strata } if strata == labels.len()));
    }
    for concentration in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = Design::dirichlet(concentration).unwrap_err();
        assert!(matches!(
            error,
            ParallelError::Core(CoreError::OutOfRange { .. })
        ));
    }
}

#[test]
fn more_copies_or_rows_than_can_be_counted_are_refused() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let run = |replicates, design: Design| {
        plan(replicates, 0).run_designed(&pair, &Correlation, &design, &Silent)
    };
    for error in [
        run(usize::MAX / 8, Design::balanced()).unwrap_err(),
        run(99, Design::poisson().from_row(u64::MAX - 3)).unwrap_err(),
    ] {
        assert!(
            matches!(error, ParallelError::Core(CoreError::OutOfRange { .. })),
            "{error}"
        );
    }
    assert!(run(99, Design::poisson().from_row(u64::MAX - 4096)).is_ok());
}

#[test]
fn single_strata_and_few_clusters_are_warned_of() {
    let labels = [0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 3, 4, 5, 5, 5];
    let strata = Design::stratified(labels).unwrap();
    assert_eq!(strata.warnings(), [Warning::StrataOfOne { count: 2 }]);
    let clusters = Design::clustered(labels).unwrap();
    assert_eq!(clusters.warnings(), [Warning::FewClusters { count: 6 }]);
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let options = Bootstrap::default()
        .replicates(999)
        .method(Method::Percentile);
    let plan = options.plan().unwrap();
    let interval = plan.k_interval_designed(&pair, &clusters, &Silent).unwrap();
    assert!(
        interval
            .warnings
            .contains(&Warning::FewClusters { count: 6 })
    );
    assert_eq!(Design::clustered(0..20).unwrap().warnings(), []);
}

#[test]
fn resamples_without_a_row_are_undefined() {
    let pair = Pair::new(&LSAT[..3], &GPA[..3]).unwrap();
    let count = of_moments(|moments: &Moments| moments.count() as f64);
    let found = plan(2000, 0)
        .run_designed(&pair, &count, &Design::poisson(), &Silent)
        .unwrap();
    // Each with probability e^-3; five standard deviations.
    let (expected, error) = (2000.0 * (-3_f64).exp(), (2000.0 * (-3_f64).exp()).sqrt());
    assert!((found.undefined() as f64 - expected).abs() < 5.0 * error);
    assert!(found.values().iter().flatten().all(|count| *count >= 1.0));
}

/// A point at 1e8 standard deviations, so that resamples without it are narrower than rounding of sums about any centre.
#[test]
fn a_wild_row_costs_no_digits_under_any_scheme() {
    let n = 1500;
    let (mut x, mut y) = normal_pairs(3, n, 0.5);
    (x[700], y[700]) = (1e8, -1e8);
    let pair = Pair::new(&x, &y).unwrap();
    for design in designs(n) {
        let found = plan(40, 1)
            .run_designed(&pair, &Correlation, &design, &Silent)
            .unwrap();
        for (found, weights) in found.values().iter().zip(weights(n, &design, 40, 1)) {
            let off = found.unwrap() - weighted_r(&x, &y, &weights);
            assert!(off.abs() < 1e-9, "{}: {off}", design.scheme().name());
        }
    }
}

#[test]
fn the_first_replicates_of_each_scheme_never_change() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let labels = [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5];
    let first = |design: Design| {
        let found = plan(3, 1)
            .run_designed(&pair, &Correlation, &design, &Silent)
            .unwrap();
        found
            .values()
            .iter()
            .map(|value| value.unwrap())
            .collect::<Vec<f64>>()
    };
    let found: Vec<Vec<f64>> = [
        Design::stratified(labels).unwrap(),
        Design::clustered(labels).unwrap(),
        Design::balanced(),
        Design::poisson(),
        Design::dirichlet(1.0).unwrap(),
        Design::dirichlet(0.5).unwrap(),
    ]
    .into_iter()
    .map(first)
    .collect();
    let expected = [
        [0.7675732753344013, 0.9073236956877005, 0.7899696556859201],
        [0.7372149627740294, 0.7576686511263021, 0.7918319815671792],
        [0.8281065592143922, 0.7939904327955494, 0.6888288885248912],
        [0.9687299902672081, 0.8808234162187767, 0.7595243653122267],
        [0.7366358640479534, 0.827418080729533, 0.7191280068117915],
        [0.7893897734510771, 0.8902685029402732, 0.8050970508032721],
    ];
    assert_eq!(found, expected);
}

#[test]
fn replicates_of_a_design_are_extended_by_the_same_design_only() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let groups = |size: usize| (0..15).map(move |row| row / size);
    let designs = [
        [
            Design::clustered(groups(2)).unwrap(),
            Design::clustered(groups(3)).unwrap(),
        ],
        [
            Design::stratified(groups(4)).unwrap(),
            Design::stratified(groups(5)).unwrap(),
        ],
        [Design::poisson(), Design::poisson().from_row(7)],
        [
            Design::dirichlet(1.0).unwrap(),
            Design::dirichlet(2.0).unwrap(),
        ],
    ];
    for [design, other] in designs {
        let run = |replicates: usize| {
            plan(replicates, 2)
                .run_designed(&pair, &Correlation, &design, &Silent)
                .unwrap()
        };
        let extend = |design: &Design| {
            plan(300, 2).extend_designed(run(100), &pair, &Correlation, design, &Silent)
        };
        assert_eq!(extend(&design).unwrap(), run(300));
        assert!(matches!(
            extend(&other).unwrap_err(),
            ParallelError::OtherRun { .. }
        ));
    }
}

#[test]
fn balanced_replicates_are_neither_extended_nor_drawn_in_rounds() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let design = Design::balanced();
    let drawn = plan(100, 2)
        .run_designed(&pair, &Correlation, &design, &Silent)
        .unwrap();
    let extend = |replicates: usize| {
        let plan = plan(replicates, 2);
        plan.extend_designed(drawn.clone(), &pair, &Correlation, &design, &Silent)
    };
    assert_eq!(extend(100).unwrap(), drawn);
    let refused = |error| {
        matches!(
            error,
            ParallelError::NotExtendable {
                scheme: "balanced",
                ..
            }
        )
    };
    assert!(refused(extend(200).unwrap_err()));
    let adaptive = ReplicateCount::Adaptive {
        tolerance: 0.1,
        min: 500,
        max: 5000,
    };
    let options = Bootstrap::default()
        .replicates(adaptive)
        .method(Method::Percentile);
    let plan = options.scheme(Scheme::Balanced).plan().unwrap();
    assert!(refused(plan.run(&pair, &Correlation).unwrap_err()));
}

#[test]
fn many_couplings_refuse_schemes_that_are_not_theirs() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let plan = Bootstrap::default().scheme(Scheme::Poisson).plan().unwrap();
    let columns = Columns::new([&LSAT[..], &GPA[..]]).unwrap();
    for error in [
        plan.lag_replicates(&pair, 2, &Silent).unwrap_err(),
        plan.matrix_replicates(&columns, &Silent).unwrap_err(),
    ] {
        let refused = matches!(
            error,
            ParallelError::IndependentRowsOnly { scheme: "poisson" }
        );
        assert!(refused, "{error}");
    }
}
