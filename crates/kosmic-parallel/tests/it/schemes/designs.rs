//! Designs by name, at their bounds, extended.

use kosmic_core::{CoreError, Pair, Silent};
use kosmic_parallel::{Bootstrap, Columns, Correlation, Design, ParallelError, Scheme};

use super::plan;
use crate::samples::{GPA, LSAT};

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
fn many_couplings_refuse_schemes_that_are_not_theirs() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let plan = Bootstrap::default().scheme(Scheme::Poisson).plan().unwrap();
    let columns = Columns::new([&LSAT[..], &GPA[..]]).unwrap();
    for error in [
        plan.lag_replicates(&pair, 2, &Silent).unwrap_err(),
        plan.matrix_replicates(&columns, &Silent).unwrap_err(),
    ] {
        let refused = matches!(error, ParallelError::SinglePairsOnly { scheme: "poisson" });
        assert!(refused, "{error}");
    }
}
