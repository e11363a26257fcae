//! Each scheme gives the same bits, however the work is done and wherever the data lie.

use kosmic_core::{InstructionSet, Pair, Silent};
use kosmic_parallel::{
    Bootstrap, Correlation, Design, Replicates, Statistic, StudentisedCorrelation,
};

use super::{designs, plan};
use crate::samples::{Copied, GPA, LSAT, normal_pairs};

fn bits(replicates: &Replicates) -> Vec<Option<u64>> {
    replicates
        .values()
        .iter()
        .map(|value| value.map(f64::to_bits))
        .collect()
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
