//! Matrices: each entry that of its pair, whatever is missing, constant or perfect.

use kosmic_core::{
    CoreError, CouplingMatrix, InstructionSet, MatrixPlan, Missing, Pair, Sequential, Workers,
    correlation_p_value, k_matrix,
};
use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::series::normal;
use crate::tolerance::{self, assert_near};

/// Series that share some of their noise, of different offsets and scales.
fn table(series: usize, rows: usize) -> Vec<Vec<f64>> {
    let common = normal(99, rows);
    let own = |m: usize| normal(m as u64, rows);
    (0..series)
        .map(|m| {
            let share = (m % 5) as f64 / 4.0;
            let scale = 10_f64.powi(m as i32 % 7 - 3);
            let mixed = common.iter().zip(own(m));
            mixed
                .map(|(c, o)| scale * (share * c + o + (m % 3) as f64 * 1e6))
                .collect()
        })
        .collect()
}

/// Each entry against its pair alone, rows with a missing value left out.
fn assert_pairs(matrix: &CouplingMatrix, table: &[Vec<f64>], what: &str) {
    for (i, j) in matrix.pairs() {
        let both = table[i]
            .iter()
            .zip(&table[j])
            .filter(|(x, y)| !x.is_nan() && !y.is_nan());
        let (x, y): (Vec<f64>, Vec<f64>) = both.unzip();
        let what = format!("{what}: {i}, {j}");
        assert_eq!(matrix.rows(j, i), Some(x.len() as u64), "{what}");
        assert_eq!(matrix.r(i, j), matrix.r(j, i));
        match (matrix.r(i, j), Pair::new(&x, &y)) {
            (Some(r), Ok(pair)) => assert_near(r, pair.r(), tolerance::WINDOW, 1.0, &what),
            (None, Err(CoreError::Constant { .. } | CoreError::TooShort { .. })) => {}
            (r, pair) => panic!("{what}: {r:?}, {pair:?}"),
        }
    }
}

/// Cuts the work as for so many workers, and does it alone.
struct Alone(usize);

impl Workers for Alone {
    type Error = CoreError;

    fn together(&self) -> usize {
        self.0
    }

    fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(&T) -> Result<R, CoreError> + Sync,
    ) -> Result<Vec<R>, CoreError> {
        Sequential.map(items, work)
    }
}

#[test]
fn any_tiles_give_the_same_bits() {
    let mut table = table(61, 1000);
    for missing in [Missing::Refuse, Missing::Pairwise] {
        let plan = MatrixPlan::new(&table).unwrap().missing(missing);
        let whole = plan.run(&Sequential).unwrap();
        for workers in [0, 2, 3, 5, usize::MAX] {
            assert_eq!(plan.run(&Alone(workers)).unwrap(), whole, "{workers}");
        }
        table[7][500] = f64::NAN;
        table[60][3] = f64::NAN;
    }
}

#[test]
fn every_entry_is_that_of_its_pair() {
    for (series, rows) in [(2, 3), (7, 50), (8, 257), (25, 512), (61, 1000)] {
        let table = table(series, rows);
        let matrix = k_matrix(&table, Missing::Refuse).unwrap();
        assert_pairs(&matrix, &table, &format!("{series} series"));
        assert!((0..series).all(|i| matrix.k(i, i) == Some(2.0)));
        assert_eq!(matrix.pairs().count(), series * (series - 1) / 2);
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let mut table = table(53, 700);
    let plan = |set, missing| {
        let plan = MatrixPlan::new(&table).unwrap();
        plan.instruction_set(set)
            .missing(missing)
            .run(&Sequential)
            .unwrap()
    };
    let scalar = plan(InstructionSet::Scalar, Missing::Refuse);
    for set in InstructionSet::available() {
        assert_eq!(plan(set, Missing::Refuse), scalar, "{set}");
    }
    (table[3][5], table[40][600]) = (f64::NAN, f64::NAN);
    let plan = |set| {
        let plan = MatrixPlan::new(&table).unwrap().missing(Missing::Pairwise);
        plan.instruction_set(set).run(&Sequential).unwrap()
    };
    let scalar = plan(InstructionSet::Scalar);
    for set in InstructionSet::available() {
        assert_eq!(plan(set), scalar, "{set}, pairwise");
    }
}

#[test]
fn without_missing_values_the_choice_changes_no_bit() {
    let table = table(11, 300);
    let refused = k_matrix(&table, Missing::Refuse).unwrap();
    assert_eq!(k_matrix(&table, Missing::Pairwise).unwrap(), refused);
    assert_eq!(k_matrix(&table, Missing::Listwise).unwrap(), refused);
    let columns = Array2::from_shape_fn((300, 11), |(row, m)| table[m][row]);
    assert_eq!(
        k_matrix(columns.columns(), Missing::Refuse).unwrap(),
        refused
    );
}

#[test]
fn pairwise_entries_have_the_rows_of_their_pair_and_listwise_ones_those_of_all() {
    let mut table = table(20, 120);
    for (m, column) in table.iter_mut().enumerate() {
        column
            .iter_mut()
            .skip(m)
            .step_by(41 + m)
            .for_each(|value| *value = f64::NAN);
    }
    // Apart but for two rows; constant where the other is present; wild where the other is missing; never there.
    table[5][..61].fill(f64::NAN);
    table[6][63..].fill(f64::NAN);
    table[7][61..].fill(4.0);
    (table[8][60], table[5][60]) = (1e12, f64::NAN);
    table[9].fill(f64::NAN);
    let pairwise = k_matrix(&table, Missing::Pairwise).unwrap();
    assert_pairs(&pairwise, &table, "pairwise");
    assert_eq!(
        (pairwise.k(5, 6), pairwise.k(5, 7), pairwise.k(9, 9)),
        (None, None, None)
    );
    let error = k_matrix(&table, Missing::Listwise).unwrap_err();
    assert!(
        matches!(error, CoreError::TooShort { needed: 3, got: 0 }),
        "{error}"
    );

    let usable = [&table[..5], &table[10..]].concat();
    let listwise = k_matrix(&usable, Missing::Listwise).unwrap();
    let complete: Vec<usize> = (0..120)
        .filter(|&row| usable.iter().all(|c| !c[row].is_nan()))
        .collect();
    let kept: Vec<Vec<f64>> = usable
        .iter()
        .map(|c| complete.iter().map(|&row| c[row]).collect())
        .collect();
    assert_pairs(&listwise, &kept, "listwise");
    assert_eq!(
        (listwise.n, listwise.rows(0, 1)),
        (120, Some(complete.len() as u64))
    );
}

#[test]
fn constant_and_perfect_series_are_seen_exactly() {
    let mut table = table(4, 5000);
    table.push(vec![0.1; 5000]);
    table.push(table[0].iter().map(|x| 7.0 - 3.0 * x).collect());
    table.push(table[0].clone());
    let matrix = k_matrix(&table, Missing::Refuse).unwrap();
    assert_pairs(&matrix, &table, "special");
    assert!((0..7).all(|i| matrix.k(i, 4).is_none() && matrix.p_value(i, 4).is_none()));
    assert_eq!(
        (matrix.r(0, 5), matrix.r(0, 6), matrix.r(5, 6)),
        (Some(-1.0), Some(1.0), Some(-1.0))
    );
    assert_eq!(
        (matrix.r(0, 7), matrix.rows(7, 0), matrix.k(9, 9)),
        (None, None, None)
    );
}

#[test]
fn offsets_and_magnitudes_cost_no_digits() {
    let mut table = table(9, 3000);
    table[1].iter_mut().for_each(|x| *x = *x * 1e-3 + 1e6);
    table[2].iter_mut().for_each(|x| *x *= 1e300 / 1e7);
    table[3].iter_mut().for_each(|x| *x *= 1e-300);
    assert_pairs(
        &k_matrix(&table, Missing::Refuse).unwrap(),
        &table,
        "magnitudes",
    );
}

#[test]
fn p_values_are_those_of_the_exact_test() {
    let table = table(3, 40);
    let matrix = k_matrix(&table, Missing::Refuse).unwrap();
    let expected = correlation_p_value(matrix.r(0, 2).unwrap(), 40).unwrap();
    assert_eq!(matrix.p_value(2, 0), expected);
    assert_eq!(matrix.p_value(1, 1), None);
}

#[test]
fn series_that_cannot_be_compared_are_named() {
    let mut table = table(3, 10);
    let error = k_matrix(&table[..1], Missing::Refuse).unwrap_err();
    assert!(matches!(error, CoreError::TooFewSeries { got: 1 }));
    let two: Vec<Vec<f64>> = table.iter().map(|c| c[..2].to_vec()).collect();
    assert!(matches!(
        k_matrix(&two, Missing::Refuse),
        Err(CoreError::TooShort { got: 2, .. })
    ));
    table[2][4] = f64::NAN;
    let error = k_matrix(&table, Missing::Refuse).unwrap_err();
    assert!(matches!(
        error,
        CoreError::NonFiniteSeries {
            series: 2,
            index: 4,
            count: 1,
            ..
        }
    ));
    table[1][7] = f64::INFINITY;
    for missing in [Missing::Pairwise, Missing::Listwise] {
        let error = k_matrix(&table, missing).unwrap_err();
        assert!(
            matches!(
                error,
                CoreError::NonFiniteSeries {
                    series: 1,
                    index: 7,
                    ..
                }
            ),
            "{error}"
        );
    }
    table[1].pop();
    let error = k_matrix(&table, Missing::Refuse).unwrap_err();
    assert!(matches!(
        error,
        CoreError::SeriesLength {
            series: 1,
            expected: 10,
            got: 9
        }
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_table_with_gaps_has_the_couplings_of_its_pairs(
        table in vec(vec(prop_oneof![5 => -1e3..1e3, 1 => Just(f64::NAN)], 13), 2..12),
    ) {
        assert_pairs(&k_matrix(&table, Missing::Pairwise).unwrap(), &table, "pairwise");
        let complete = |row: &usize| table.iter().all(|series| !series[*row].is_nan());
        let rows: Vec<usize> = (0..13).filter(complete).collect();
        match k_matrix(&table, Missing::Listwise) {
            Ok(matrix) => {
                let kept = |series: &Vec<f64>| rows.iter().map(|&row| series[row]).collect();
                let kept: Vec<Vec<f64>> = table.iter().map(kept).collect();
                assert_pairs(&matrix, &kept, "listwise");
            }
            Err(error) => prop_assert!(rows.len() < 3, "{error}"),
        }
    }

    #[test]
    fn any_bits_give_a_matrix_or_a_typed_error(
        table in vec(vec(any::<u64>(), 5), 0..12), shift in 0_u32..12,
    ) {
        let value = |bits: &u64| f64::from_bits(bits >> shift);
        let table: Vec<Vec<f64>> =
            table.iter().map(|series| series.iter().map(value).collect()).collect();
        for missing in [Missing::Refuse, Missing::Listwise, Missing::Pairwise] {
            let Ok(matrix) = k_matrix(&table, missing) else { continue };
            for (i, j) in matrix.pairs() {
                let k = matrix.k(i, j);
                prop_assert!(k.is_none_or(|k| (0.0..=2.0).contains(&k)), "{k:?}");
                prop_assert_eq!(k, matrix.k(j, i));
            }
        }
    }
}
