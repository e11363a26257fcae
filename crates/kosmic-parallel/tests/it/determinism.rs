//! The same seed gives the same bits, however the work is done and wherever the data lie.

use kosmic_core::{InstructionSet, Pair, PairSource};
use kosmic_parallel::{Bootstrap, Correlation, Threads};
use ndarray::Array2;

use crate::samples::{Copied, GPA, LSAT, normal_pairs};

fn bits_of<S: PairSource>(pair: &Pair<S>, options: Bootstrap) -> Vec<Option<u64>> {
    let replicates = options.plan().unwrap().run(pair, &Correlation).unwrap();
    let values = replicates.values().iter();
    values.map(|value| value.map(f64::to_bits)).collect()
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let (x, y) = normal_pairs(1, 333, 0.2);
    let pair = Pair::new(&x, &y).unwrap();
    let options = Bootstrap::default().replicates(1000).seed(5);
    let one = bits_of(&pair, options);
    for threads in [2, 3, 8]
        .map(Threads::Exactly)
        .into_iter()
        .chain([Threads::All])
    {
        assert_eq!(bits_of(&pair, options.threads(threads)), one, "{threads:?}");
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    for n in [3, 15, 127, 128, 129, 1000, 16_384, 16_385, 40_001] {
        let (x, y) = normal_pairs(n as u64, n, 0.4);
        let pair = Pair::new(&x, &y).unwrap();
        let options = Bootstrap::default().replicates(30).seed(1);
        let scalar = bits_of(&pair, options.instruction_set(InstructionSet::Scalar));
        for set in InstructionSet::available() {
            assert_eq!(
                bits_of(&pair, options.instruction_set(set)),
                scalar,
                "{set}, n = {n}"
            );
        }
    }
}

#[test]
fn fewer_replicates_are_the_first_of_more() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let options = Bootstrap::default().seed(2);
    let more = bits_of(&pair, options.replicates(1000));
    assert_eq!(bits_of(&pair, options.replicates(500)), more[..500]);
    assert_eq!(bits_of(&pair, options.replicates(2)), more[..2]);
}

#[test]
fn other_seeds_give_other_replicates() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let of = |seed| bits_of(&pair, Bootstrap::default().seed(seed));
    assert_ne!(of(0), of(1));
    assert_ne!(of(0), of(u64::MAX));
}

#[test]
fn the_first_replicates_of_a_seed_never_change() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let first = |seed| {
        let plan = Bootstrap::default()
            .seed(seed)
            .replicates(5)
            .plan()
            .unwrap();
        plan.run(&pair, &Correlation).unwrap().values().to_vec()
    };
    assert_eq!(
        first(0),
        [
            0.8394799929071327,
            0.8910754987532972,
            0.8838469662153965,
            0.7957513234011742,
            0.4785377171085917
        ]
        .map(Some)
    );
    assert_eq!(
        first(42),
        [
            0.8483152037217709,
            0.6798949047919651,
            0.7720061265570125,
            0.6047195883861259,
            0.8234674075860254
        ]
        .map(Some)
    );
}

#[test]
fn slices_strided_columns_and_other_sources_give_the_same_bits() {
    let (x, y) = normal_pairs(2, 300_000, 0.6);
    let table = Array2::from_shape_fn((x.len(), 3), |(row, column)| [x[row], 0.0, y[row]][column]);
    let options = Bootstrap::default().replicates(50);
    let sliced = bits_of(&Pair::new(&x, &y).unwrap(), options);
    let strided = Pair::new(table.column(0), table.column(2)).unwrap();
    assert_eq!(bits_of(&strided, options), sliced);
    let copied = Pair::from_source(Copied(&x, &y)).unwrap();
    assert_eq!(bits_of(&copied, options), sliced);
    assert_eq!(bits_of(&copied, options.threads(3)), sliced);
}

#[test]
fn single_precision_gives_the_bits_of_its_widened_values() {
    let (x, y) = normal_pairs(3, 300, 0.6);
    let narrow =
        |values: &[f64]| -> Vec<f32> { values.iter().map(|value| *value as f32).collect() };
    let widened =
        |values: &[f32]| -> Vec<f64> { values.iter().map(|value| f64::from(*value)).collect() };
    let (x, y) = (narrow(&x), narrow(&y));
    let options = Bootstrap::default().replicates(50);
    let wide = bits_of(&Pair::new(&widened(&x), &widened(&y)).unwrap(), options);
    assert_eq!(bits_of(&Pair::new(&x, &y).unwrap(), options), wide);
}
