//! Windows: against the plain definition, after many steps, and at the limits of what can be asked.

use kosmic_core::{
    Alignment, CoreError, InstructionSet, Missing, Pair, Purpose, Rolling, RollingK, Side, Stream,
    expanding_k, rolling_k, rolling_norms,
};
use ndarray::{Array2, s};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::series::{coupled, normal};
use crate::tolerance::{self, assert_near};

/// Each window against K of its rows alone.
#[track_caller]
fn assert_direct(got: &RollingK, x: &[f64], y: &[f64], what: &str) {
    for (window, rows) in got.windows.iter().enumerate() {
        let direct = Pair::new(&x[rows.clone()], &y[rows.clone()]);
        let what = format!("{what}: rows {rows:?} of {}", x.len());
        match (got.r(window), direct) {
            (Some(r), Ok(direct)) => assert_near(r, direct.r(), tolerance::WINDOW, 1.0, &what),
            (None, Err(CoreError::Constant { .. })) => {}
            (r, direct) => panic!("{what}: {r:?}, {direct:?}"),
        }
    }
}

#[test]
fn every_window_of_every_length_is_that_of_its_rows() {
    for n in [3, 4, 5, 8, 17, 40, 73] {
        let (x, y) = coupled(n as u64, n);
        for window in 3..=n {
            assert_direct(&rolling_k(&x, &y, window).unwrap(), &x, &y, "rolling");
        }
        assert_direct(&expanding_k(&x, &y, 3).unwrap(), &x, &y, "expanding");
    }
}

#[test]
fn long_windows_are_made_of_chunks_of_their_rows() {
    let (x, y) = coupled(2, 12_000);
    for window in [1023, 1024, 1025, 1026, 1537, 3001, 5000, 11_990] {
        let every = rolling_k(&x, &y, window).unwrap();
        let some = Rolling::new(window).step(97).k(&x, &y).unwrap();
        assert_eq!(every.len(), x.len() - window + 1);
        for window in 0..some.len() {
            assert_near(
                some.r(window).unwrap(),
                every.r(97 * window).unwrap(),
                tolerance::WINDOW,
                1.0,
                "step",
            );
        }
        assert_direct(&some, &x, &y, "long");
    }
    let expanding = Rolling::new(x.len())
        .minimum(3)
        .step(101)
        .k(&x, &y)
        .unwrap();
    assert_direct(&expanding, &x, &y, "expanding");
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let (x, y) = coupled(5, 9001);
    for window in [3, 4, 7, 50, 400, 1500, 9001] {
        let rolling = Rolling::new(window)
            .minimum(3)
            .alignment(Alignment::Centred);
        let scalar = rolling
            .instruction_set(InstructionSet::Scalar)
            .k(&x, &y)
            .unwrap();
        for set in InstructionSet::available() {
            assert_eq!(
                rolling.instruction_set(set).k(&x, &y).unwrap(),
                scalar,
                "{set}, {window}"
            );
        }
    }
}

#[test]
fn steps_alignments_and_minima_choose_among_the_same_windows() {
    let (x, y) = coupled(7, 60);
    for alignment in [Alignment::Trailing, Alignment::Centred, Alignment::Leading] {
        for (minimum, step) in [(3, 1), (10, 1), (3, 2), (7, 5), (10, 30)] {
            let rolling = Rolling::new(10)
                .minimum(minimum)
                .step(step)
                .alignment(alignment);
            let k = rolling.k(&x, &y).unwrap();
            assert_direct(&k, &x, &y, &format!("{rolling:?}"));
        }
    }
}

#[test]
fn strided_and_single_precision_series_are_read_as_they_are() {
    let (x, y) = coupled(9, 300);
    let table = Array2::from_shape_fn((300, 2), |(t, c)| if c == 0 { x[t] } else { y[t] });
    let plain = rolling_k(&x, &y, 20).unwrap();
    assert_eq!(
        rolling_k(table.column(0), table.column(1), 20).unwrap(),
        plain
    );
    let single: Vec<f32> = x.iter().map(|&v| v as f32).collect();
    let wide: Vec<f64> = single.iter().map(|&v| f64::from(v)).collect();
    assert_eq!(
        rolling_k(&single, &y, 20).unwrap(),
        rolling_k(&wide, &y, 20).unwrap()
    );
    let back = table.slice(s![..;-1, ..]);
    let reversed = rolling_k(back.column(0), back.column(1), 20).unwrap();
    assert_near(
        reversed.r(0).unwrap(),
        plain.r(280).unwrap(),
        tolerance::WINDOW,
        1.0,
        "reversed",
    );
}

/// Ten million pairs far from zero, cheap to make.
fn long_pair(offset: f64) -> (Vec<f64>, Vec<f64>) {
    let mut stream = Stream::new(3, Purpose::Simulate, 1);
    (0..10_000_000)
        .map(|_| {
            let common = stream.uniform();
            (offset + common, offset - common + stream.uniform())
        })
        .unzip()
}

#[test]
fn ten_million_steps_a_spike_and_an_offset_leave_no_trace() {
    let (mut x, mut y) = long_pair(1e9);
    let expanding = expanding_k(&x, &y, 3).unwrap();
    assert!(expanding.iter().all(|k| k.is_some_and(|k| k <= 2.0)));
    for rows in [1000, 3_333_333, 10_000_000] {
        let direct = Pair::new(&x[..rows], &y[..rows]).unwrap().r();
        let r = expanding.r(rows - 3).unwrap();
        assert_near(r, direct, tolerance::WINDOW, 1.0, &format!("{rows} rows"));
    }
    (x[1_000_000], y[1_000_000]) = (1e18, 1e18);
    (x[9_000_000], y[9_000_001]) = (-1e30, 1e15);
    for window in [50, 100_000] {
        let k = rolling_k(&x, &y, window).unwrap();
        assert!(k.iter().all(|k| k.is_some_and(|k| k <= 2.0)));
        for end in [
            window,
            1_000_000,
            1_000_000 + window,
            9_000_001 + window,
            10_000_000,
        ] {
            let rows = end - window..end;
            let direct = Pair::new(&x[rows.clone()], &y[rows.clone()]).unwrap().r();
            let r = k.r(rows.start).unwrap();
            assert_near(r, direct, tolerance::WINDOW, 1.0, &format!("rows {rows:?}"));
        }
    }
}

#[test]
fn constant_windows_have_no_k_and_the_others_keep_theirs() {
    let (mut x, y) = coupled(4, 3000);
    x[500..800].fill(0.1);
    x[1500..1502].fill(7.0);
    for window in [3, 10, 100, 299, 301, 1100] {
        let k = rolling_k(&x, &y, window).unwrap();
        let undefined = k.iter().filter(Option::is_none).count();
        assert_eq!(undefined, 301_usize.saturating_sub(window));
        assert_direct(&k, &x, &y, "constant part");
    }
    let zeros = vec![0.0; 5000];
    let k = rolling_k(&zeros, &zeros, 700).unwrap();
    assert!(k.iter().all(|k| k.is_none()) && k.len() == 4301);
}

#[test]
fn magnitudes_beyond_plain_squares_are_summed_in_units() {
    let (mut x, mut y) = coupled(6, 400);
    x[100] = 1e200;
    y[150] = -3e-200;
    x[200..260].iter_mut().for_each(|x| *x *= 1e-220);
    for window in [5, 50] {
        assert_direct(&rolling_k(&x, &y, window).unwrap(), &x, &y, "magnitudes");
    }
    let tiny: Vec<f64> = x.iter().map(|x| x.clamp(-9.0, 9.0) * 1e-290).collect();
    assert_direct(&rolling_k(&tiny, &y, 30).unwrap(), &tiny, &y, "tiny");
}

#[test]
fn a_line_has_k_two_in_every_window() {
    let x: Vec<f64> = (0..2000).map(|t| f64::from(t * t % 977)).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
    for window in [3, 40, 1100] {
        let k = rolling_k(&x, &y, window).unwrap();
        assert!(k.iter().all(|k| k == Some(2.0)), "window {window}");
    }
}

#[test]
fn windows_that_cannot_be_are_named() {
    let (x, y) = coupled(1, 20);
    let refused = |rolling: Rolling| rolling.k(&x, &y).unwrap_err();
    let out = |error, expected: &str| match error {
        CoreError::OutOfRange { name, .. } => assert_eq!(name, expected),
        other => panic!("{other}"),
    };
    for window in 0..3 {
        out(refused(Rolling::new(window)), "the window");
    }
    out(refused(Rolling::new(5).step(0)), "the step");
    out(refused(Rolling::new(5).minimum(2)), "the minimum");
    out(refused(Rolling::new(5).minimum(6)), "the minimum");
    for window in [21, usize::MAX] {
        let error = refused(Rolling::new(window));
        assert!(
            matches!(error, CoreError::WindowTooLong { n: 20, .. }),
            "{error}"
        );
    }
    assert!(matches!(
        rolling_k(&x, &y[1..], 5),
        Err(CoreError::LengthMismatch { x: 20, y: 19 })
    ));
    assert!(matches!(
        rolling_k(&x[..2], &y[..2], 3),
        Err(CoreError::TooShort { got: 2, .. })
    ));
    assert!(matches!(
        expanding_k(&x[..0], &y[..0], 3),
        Err(CoreError::TooShort { got: 0, .. })
    ));
    assert!(matches!(
        expanding_k(&x, &y, 21),
        Err(CoreError::WindowTooLong { window: 21, .. })
    ));
    assert!(expanding_k(&x, &y, 2).is_err());
    assert_eq!(Rolling::new(5).step(usize::MAX).k(&x, &y).unwrap().len(), 1);
    assert_eq!(rolling_k(&x, &y, 20).unwrap().len(), 1);
    assert_eq!(rolling_k(&x, &y, 20).unwrap().k(1), None);
}

#[test]
fn missing_values_are_refused_unless_left_out() {
    let (mut x, y) = coupled(1, 20);
    x[7] = f64::NAN;
    match rolling_k(&x, &y, 5).unwrap_err() {
        CoreError::NonFinite {
            side: Side::X,
            index: 7,
            count: 1,
            ..
        } => {}
        other => panic!("{other}"),
    }
    let left_out = Rolling::new(5).minimum(4).missing(Missing::Listwise);
    let k = left_out.k(&x, &y).unwrap();
    assert_eq!((k.windows.rows(4), k.pairs(4), k.pairs(9)), (3..8, 4, 5));
    let (a, b) = ([x[3], x[4], x[5], x[6]], [y[3], y[4], y[5], y[6]]);
    assert_near(
        k.r(4).unwrap(),
        Pair::new(&a, &b).unwrap().r(),
        tolerance::WINDOW,
        1.0,
        "gap",
    );
    assert_eq!(left_out.minimum(5).k(&x, &y).unwrap().k(3), None);
    x[8] = f64::INFINITY;
    let error = left_out.k(&x, &y).unwrap_err();
    assert!(
        matches!(
            error,
            CoreError::NonFinite {
                index: 8,
                count: 1,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn norms_are_those_of_the_windows() {
    let values = normal(8, 500);
    let wild: Vec<f64> = (0..500)
        .map(|t| values[t] * 10_f64.powi((t as i32 % 7 - 3) * 90))
        .collect();
    let zeros = vec![0.0; 500];
    for values in [&values, &wild, &zeros] {
        for window in [1, 2, 13, 250, 500] {
            for alignment in [Alignment::Trailing, Alignment::Leading] {
                let rolling = Rolling::new(window).minimum(1).alignment(alignment);
                let norms = rolling.norms(values).unwrap();
                assert_eq!(norms.len(), 500);
                for (place, rows) in norms.windows.iter().enumerate() {
                    let largest = values[rows.clone()]
                        .iter()
                        .fold(0.0_f64, |a, v| a.max(v.abs()));
                    let unit = if largest == 0.0 { 1.0 } else { largest };
                    let squares: f64 = values[rows.clone()]
                        .iter()
                        .map(|v| (v / unit).powi(2))
                        .sum();
                    let (norm, rms) = (norms.norm(place).unwrap(), norms.rms(place).unwrap());
                    let what = format!("window {window}, rows {rows:?}");
                    assert_near(norm, unit * squares.sqrt(), tolerance::R, 0.0, &what);
                    let mean = unit * (squares / rows.len() as f64).sqrt();
                    assert_near(rms, mean, tolerance::R, 0.0, &what);
                }
            }
        }
    }
}

#[test]
fn norms_of_rows_are_frobenius_norms_of_windows() {
    let table = Array2::from_shape_vec((40, 3), normal(3, 120)).unwrap();
    let norms = Rolling::new(6).norms_of_rows(&table).unwrap();
    for (place, rows) in norms.windows.iter().enumerate() {
        let part = table.slice(s![rows, ..]);
        let expected = part.iter().map(|v| v * v).sum::<f64>().sqrt();
        assert_near(
            norms.norm(place).unwrap(),
            expected,
            tolerance::R,
            0.0,
            "Frobenius",
        );
    }
    let empty = Array2::<f64>::zeros((4, 0));
    assert!(matches!(
        Rolling::new(2).norms_of_rows(&empty),
        Err(CoreError::NoComponents { .. })
    ));
}

#[test]
fn norms_leave_missing_values_out_on_request() {
    let values = [3.0, f64::NAN, 4.0, 0.0];
    assert!(matches!(
        rolling_norms(&values, 2),
        Err(CoreError::NonFinite { index: 1, .. })
    ));
    let norms = Rolling::new(3)
        .minimum(2)
        .missing(Missing::Listwise)
        .norms(&values)
        .unwrap();
    assert_eq!(
        norms.iter().collect::<Vec<_>>(),
        [None, Some(5.0), Some(4.0)]
    );
    assert_eq!(
        (norms.present(1), norms.rms(1)),
        (2, Some(5.0 / 2_f64.sqrt()))
    );
    assert!(matches!(
        rolling_norms(&values, 0),
        Err(CoreError::OutOfRange { .. })
    ));
    assert!(matches!(
        rolling_norms(&values, 5),
        Err(CoreError::WindowTooLong { .. })
    ));
    assert!(rolling_norms(&[0.0; 0], 1).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_window_of_any_series_is_that_of_its_rows(
        pairs in vec([-1e3..1e3, -1e3..1e3], 3..90), share in 0.0..1.0, step in 1_usize..9,
    ) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|&[x, y]| (x, y)).unzip();
        let window = 3 + (share * (x.len() - 3) as f64) as usize;
        let k = Rolling::new(window).step(step).minimum(3).k(&x, &y).unwrap();
        assert_direct(&k, &x, &y, "any");
    }

    #[test]
    fn any_bits_give_windows_or_a_typed_error(
        pairs in vec([any::<u64>(), any::<u64>()], 0..40), window in 0_usize..45,
    ) {
        let (x, y): (Vec<f64>, Vec<f64>) =
            pairs.iter().map(|pair| (f64::from_bits(pair[0]), f64::from_bits(pair[1]))).unzip();
        for missing in [Missing::Refuse, Missing::Pairwise] {
            if let Ok(k) = Rolling::new(window).minimum(3).missing(missing).k(&x, &y) {
                prop_assert!(k.iter().flatten().all(|k| (0.0..=2.0).contains(&k)), "{:?}", k);
            }
            if let Ok(norms) = Rolling::new(window).missing(missing).norms(&x) {
                prop_assert!(norms.iter().flatten().all(|norm| norm >= 0.0));
            }
        }
    }
}
