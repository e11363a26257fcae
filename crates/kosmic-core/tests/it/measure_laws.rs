//! Laws and closed forms of the measures of ranks, distances and information.

use kosmic_core::{
    Binning, DistanceCorrelation, Histogram, Kendall, Ksg, KsgInformation, KsgVariant, Pair,
    Spearman, distance_correlation, histogram_information, kendall, ksg_information,
    ksg_permutation_test, ksg_standard_error, spearman,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::series::{normal, normal_pair};
use crate::tolerance::{self, assert_near};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_measure_is_symmetric(pairs in vec([-1e3..1e3, -1e3..1e3], 8..80)) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&[x, y]| (x, y)).unzip();
        prop_assert_eq!(spearman(&x, &y).unwrap().rho, spearman(&y, &x).unwrap().rho);
        prop_assert_eq!(kendall(&x, &y).unwrap(), kendall(&y, &x).unwrap());
        let (there, back) = (distance_correlation(&x, &y).unwrap(), distance_correlation(&y, &x).unwrap());
        assert_near(there.correlation, back.correlation, tolerance::DISTANCE, 1.0, "dCor");
        for variant in [KsgVariant::One, KsgVariant::Two] {
            let nats = |x, y| ksg_information(x, y, Ksg::new().variant(variant)).unwrap().information.nats;
            assert_near(nats(&x, &y), nats(&y, &x), tolerance::INFORMATION, 1.0, "KSG");
        }
        for binning in [Binning::Equiprobable, Binning::EqualWidth] {
            let options = Histogram::new().binning(binning);
            let nats = |x, y| histogram_information(x, y, options).unwrap().information.nats;
            assert_near(nats(&x, &y), nats(&y, &x), tolerance::INFORMATION, 1.0, "histogram");
        }
    }

    #[test]
    fn ranks_do_not_see_an_increasing_function(pairs in vec([-5.0..5.0, -5.0..5.0], 8..80)) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&[x, y]| (x, y)).unzip();
        let bent: Vec<f64> = x.iter().map(|x| x.powi(3) + x).collect();
        prop_assert_eq!(spearman(&x, &y).unwrap(), spearman(&bent, &y).unwrap());
        prop_assert_eq!(kendall(&x, &y).unwrap(), kendall(&bent, &y).unwrap());
        let options = Histogram::new().bins(2);
        prop_assert_eq!(
            histogram_information(&x, &y, options).unwrap(),
            histogram_information(&bent, &y, options).unwrap()
        );
        let fallen: Vec<f64> = x.iter().map(|x| -x).collect();
        prop_assert_eq!(kendall(&x, &y).unwrap().score, -kendall(&fallen, &y).unwrap().score);
    }

    #[test]
    fn distances_and_neighbours_do_not_see_shift_and_scale(
        pairs in vec([-1e3..1e3, -1e3..1e3], 8..80), a in prop_oneof![-9.0..-0.1_f64, 0.1..9.0_f64], b in -1e3..1e3,
    ) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&[x, y]| (x, y)).unzip();
        let moved: Vec<f64> = x.iter().map(|x| a * x + b).collect();
        let (before, after) = (distance_correlation(&x, &y).unwrap(), distance_correlation(&moved, &y).unwrap());
        assert_near(after.correlation, before.correlation, tolerance::AFFINE, 1.0, "dCor");
        assert_near(after.variance_x, before.variance_x * a.abs(), tolerance::AFFINE, 1.0, "dVar");
        for variant in [KsgVariant::One, KsgVariant::Two] {
            let nats = |x: &[f64]| ksg_information(x, &y, Ksg::new().variant(variant)).unwrap().information.nats;
            assert_near(nats(&moved), nats(&x), tolerance::AFFINE, 1.0, "KSG");
        }
    }

    #[test]
    fn any_finite_input_gives_a_measure_in_its_range_or_a_typed_error(
        bits in vec([any::<u64>(), any::<u64>()], 0..40), kind in 1_u64..9, jitter in any::<bool>(),
    ) {
        // Few levels; below 2; above 2 and up to the largest there is; all of them.
        let finite = |bits: u64| match kind {
            1..5 => (bits % kind) as f64,
            5 => f64::from_bits(bits & !(1 << 62)),
            6 => f64::from_bits((bits | 1 << 62) & !(1 << 52)),
            7 => f64::MAX * (bits % 4) as f64 / 3.0 - f64::MAX * (bits % 3) as f64 / 2.0,
            _ => Some(f64::from_bits(bits)).filter(|value| value.is_finite()).unwrap_or(1.0),
        };
        let (x, y): (Vec<f64>, Vec<f64>) = bits.iter().map(|&[x, y]| (finite(x), finite(y))).unzip();
        let Ok(pair) = Pair::new(&x, &y) else { return Ok(()) };
        let unit = 0.0..=1.0;
        let s = Spearman::of_pair(&pair).unwrap();
        prop_assert!(s.rho.abs() <= 1.0 && unit.contains(&s.p_value), "{:?}", s);
        let k = Kendall::of_pair(&pair).unwrap();
        prop_assert!(k.tau.abs() <= 1.0 && unit.contains(&k.p_value), "{:?}", k);
        let d = DistanceCorrelation::of_pair(&pair).unwrap();
        prop_assert!(unit.contains(&d.correlation) && d.covariance.is_finite(), "{:?}", d);
        prop_assert!(d.bias_corrected.is_none_or(|c| c.abs() <= 1.0), "{:?}", d);
        prop_assert!(d.p_value.is_none_or(|p| unit.contains(&p)), "{:?}", d);
        for binning in [Binning::Equiprobable, Binning::EqualWidth] {
            if let Ok(h) = histogram_information(&x, &y, Histogram::new().binning(binning)) {
                prop_assert!(h.plug_in.nats >= 0.0 && h.information.nats.is_finite(), "{:?}", h);
                prop_assert!(unit.contains(&h.p_value) && h.degrees_of_freedom > 0, "{:?}", h);
            }
        }
        for variant in [KsgVariant::One, KsgVariant::Two] {
            let options = Ksg::new().variant(variant);
            let options = if jitter { options.jitter(1) } else { options };
            if let Ok(ksg) = KsgInformation::of_pair(&pair, options) {
                prop_assert!(ksg.information.nats.is_finite(), "{:?}", ksg);
            }
            if let Ok(test) = ksg_permutation_test(&x, &y, options, 3, 0) {
                prop_assert!(test.p_value >= 0.25 && test.p_value <= 1.0, "{:?}", test);
            }
            if let Ok(error) = ksg_standard_error(&x, &y, options.neighbours(1), 0) {
                prop_assert!(error.is_finite(), "{}", error);
            }
        }
    }
}

#[test]
fn the_distance_correlation_of_a_normal_pair_has_its_closed_form() {
    // Székely, Rizzo, Bakirov (2007), theorem 7.
    let closed = |r: f64| {
        let above =
            r * r.asin() + (1.0 - r * r).sqrt() - r * (r / 2.0).asin() - (4.0 - r * r).sqrt() + 1.0;
        (above / (1.0 + std::f64::consts::FRAC_PI_3 - 3_f64.sqrt())).sqrt()
    };
    for rho in [0.2, 0.5, 0.9] {
        let (x, y) = normal_pair(1, 200_000, rho);
        let got = distance_correlation(&x, &y).unwrap();
        assert!(
            (got.correlation - closed(rho)).abs() < 0.01,
            "{rho}: {got:?}"
        );
        assert!(
            (got.bias_corrected.unwrap().sqrt() - closed(rho)).abs() < 0.01,
            "{rho}: {got:?}"
        );
    }
}

#[test]
fn a_linear_function_has_a_distance_correlation_of_one() {
    let x = normal(3, 5000);
    let y: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
    let got = distance_correlation(&x, &y).unwrap();
    assert_near(got.correlation, 1.0, tolerance::DISTANCE, 1.0, "dCor");
    assert_near(
        got.bias_corrected.unwrap(),
        1.0,
        tolerance::DISTANCE,
        1.0,
        "corrected",
    );
}

#[test]
fn extreme_magnitudes_change_no_measure() {
    let (x, y) = normal_pair(4, 100, 0.5);
    let plain = (
        kendall(&x, &y).unwrap(),
        distance_correlation(&x, &y).unwrap(),
    );
    let ksg = |x: &[f64], y: &[f64]| ksg_information(x, y, Ksg::new()).unwrap().information.nats;
    let widths = Histogram::new().binning(Binning::EqualWidth);
    let bins = |x: &[f64], y: &[f64]| {
        histogram_information(x, y, widths)
            .unwrap()
            .information
            .nats
    };
    for (a, b) in [(1e-300, 1e-300), (1e300, 1e300), (1e-300, 1e300)] {
        let scaled = |v: &[f64], by: f64| v.iter().map(|v| v * by).collect::<Vec<f64>>();
        let (u, v) = (scaled(&x, a), scaled(&y, b));
        assert_eq!(kendall(&u, &v).unwrap(), plain.0);
        let distance = distance_correlation(&u, &v).unwrap();
        assert_near(
            distance.correlation,
            plain.1.correlation,
            tolerance::DISTANCE,
            0.0,
            "dCor",
        );
        assert_near(
            distance.variance_x / a,
            plain.1.variance_x,
            tolerance::DISTANCE,
            0.0,
            "dVar",
        );
        assert_near(
            distance.covariance / a.sqrt() / b.sqrt(),
            plain.1.covariance,
            tolerance::DISTANCE,
            0.0,
            "dCov",
        );
        assert_near(ksg(&u, &v), ksg(&x, &y), tolerance::INFORMATION, 1.0, "KSG");
        assert_near(
            bins(&u, &v),
            bins(&x, &y),
            tolerance::INFORMATION,
            1.0,
            "histogram",
        );
    }
}

#[test]
fn estimates_with_a_seed_never_change() {
    let (x, y) = normal_pair(11, 200, 0.5);
    let rounded = |v: &[f64]| {
        v.iter()
            .map(|v| (v * 10.0).round() / 10.0)
            .collect::<Vec<f64>>()
    };
    let jittered = ksg_information(&rounded(&x), &rounded(&y), Ksg::new().jitter(1)).unwrap();
    let error = ksg_standard_error(&x, &y, Ksg::new(), 1).unwrap();
    assert_near(
        jittered.information.nats,
        0.087_825_982_203_429_3,
        tolerance::INFORMATION,
        1.0,
        "jittered",
    );
    let test = ksg_permutation_test(&x[..40], &y[..40], Ksg::new(), 99, 1).unwrap();
    assert_eq!(test.as_large, 42);
    assert_near(
        error,
        0.048_895_988_064_569_66,
        tolerance::INFORMATION,
        1.0,
        "standard error",
    );
}

#[test]
fn the_p_value_by_random_orders_is_near_that_of_all_orders() {
    let (x, y) = normal_pair(23, 6, 0.7);
    let nats = |y: &[f64]| {
        let found = ksg_information(&x, y, Ksg::new().neighbours(2)).unwrap();
        found.information.nats
    };
    let observed = nats(&y);
    let (mut orders, mut as_large) = (0, 0);
    for_each_order(&mut y.clone(), 0, &mut |order| {
        orders += 1;
        as_large += usize::from(nats(order) >= observed);
    });
    assert_eq!(orders, 720);
    let expected = as_large as f64 / 720.0;
    let test = ksg_permutation_test(&x, &y, Ksg::new().neighbours(2), 9999, 1).unwrap();
    // Four standard errors.
    let error = (expected * (1.0 - expected) / 9999.0).sqrt();
    assert!(
        (test.p_value - expected).abs() < 4.0 * error + 1e-4,
        "{expected} {test:?}"
    );
}

fn for_each_order(values: &mut [f64], from: usize, see: &mut dyn FnMut(&[f64])) {
    if from == values.len() {
        return see(values);
    }
    for at in from..values.len() {
        values.swap(from, at);
        for_each_order(values, from + 1, see);
        values.swap(from, at);
    }
}
