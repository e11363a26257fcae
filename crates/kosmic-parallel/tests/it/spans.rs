//! The spans that a profiler sees.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use kosmic_core::{Pair, Silent};
use kosmic_parallel::{
    Bootstrap, Design, ExactBootstrap, Method, ReplicateCount, of_sample, parameter_sweep,
};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::samples::{GPA, LSAT, normal_pairs};

/// A span and the one that it was opened in.
type Opened = (&'static str, Option<&'static str>);

/// Collects which spans were opened in which.
#[derive(Clone, Default)]
struct Collector {
    next: Arc<AtomicU64>,
    names: Arc<Mutex<BTreeMap<u64, &'static str>>>,
    opened: Arc<Mutex<Vec<Opened>>>,
    /// Those that are entered, on the one thread that is listened to.
    entered: Arc<Mutex<Vec<u64>>>,
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("kosmic_parallel")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.next.fetch_add(1, Relaxed) + 1;
        let name = span.metadata().name();
        let mut names = self.names.lock().unwrap();
        let around = self.entered.lock().unwrap().last().copied();
        let parent = match span.parent() {
            Some(parent) => Some(parent.into_u64()),
            None => around.filter(|_| span.is_contextual()),
        };
        let parent = parent.map(|parent| names[&parent]);
        names.insert(id, name);
        self.opened.lock().unwrap().push((name, parent));
        Id::from_u64(id)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, id: &Id) {
        self.entered.lock().unwrap().push(id.into_u64());
    }

    fn exit(&self, id: &Id) {
        let left = self.entered.lock().unwrap().pop();
        assert_eq!(left, Some(id.into_u64()));
    }
}

fn spans_of(work: impl FnOnce()) -> Vec<Opened> {
    let collector = Collector::default();
    tracing::subscriber::with_default(collector.clone(), work);
    let opened = collector.opened.lock().unwrap();
    opened.clone()
}

#[test]
fn a_bootstrap_its_strips_and_its_interval_have_spans() {
    let (x, y) = normal_pairs(1, 300_000, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let plan = Bootstrap::default().replicates(4).plan().unwrap();
    let spans = spans_of(|| {
        plan.k_interval(&pair, &Silent).unwrap();
    });
    assert_eq!(spans[0], ("bootstrap", None));
    let strips = spans
        .iter()
        .filter(|span| **span == ("strip", Some("bootstrap")));
    assert_eq!(strips.count(), 2);
    assert_eq!(spans.last(), Some(&("interval", None)));
}

#[test]
fn rounds_of_an_adaptive_number_have_spans_with_their_draws_inside() {
    let (x, y) = normal_pairs(2, 60, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let count = ReplicateCount::Adaptive {
        tolerance: 0.2,
        min: 200,
        max: 400,
    };
    let plan = Bootstrap::default().replicates(count).plan().unwrap();
    let spans = spans_of(|| {
        plan.k_interval(&pair, &Silent).unwrap();
    });
    let rounds = spans.iter().filter(|span| **span == ("round", None));
    let draws = spans
        .iter()
        .filter(|span| **span == ("bootstrap", Some("round")));
    assert!(rounds.count() > 0, "{spans:?}");
    assert!(draws.count() > 0, "{spans:?}");
}

#[test]
fn the_reading_for_the_jackknife_of_strata_has_a_span() {
    let (x, y) = normal_pairs(3, 60, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let strata: Vec<usize> = (0..60).map(|row| row % 3).collect();
    let design = Design::stratified(&strata).unwrap();
    let plan = Bootstrap::default().replicates(20).plan().unwrap();
    let spans = spans_of(|| {
        plan.k_interval_designed(&pair, &design, &Silent).unwrap();
    });
    assert!(spans.iter().any(|(name, _)| *name == "survey"), "{spans:?}");
}

#[test]
fn an_enumeration_and_a_sweep_have_spans() {
    let pair = Pair::new(&LSAT[..6], &GPA[..6]).unwrap();
    let enumerated = spans_of(|| {
        ExactBootstrap::of_pair(&pair, 1000).unwrap();
    });
    assert_eq!(enumerated, [("enumeration", None)]);
    let plan = Bootstrap::default().replicates(20).plan().unwrap();
    let swept = spans_of(|| {
        let statistic = |power: &i32| {
            let power = *power;
            of_sample(move |x, _| x.iter().map(|x| x.powi(power)).sum::<f64>())
        };
        parameter_sweep(&[1, 2], &pair, &plan, &Silent, statistic).unwrap();
    });
    assert_eq!(swept[0], ("parameter_sweep", None));
    assert!(swept.contains(&("bootstrap", Some("parameter_sweep"))));
}

#[test]
fn replicates_taken_again_have_a_span() {
    // One in nine resamples of three rows is one row thrice.
    let pair = Pair::new(&LSAT[..3], &GPA[..3]).unwrap();
    let plan = Bootstrap::default()
        .replicates(200)
        .method(Method::Percentile)
        .plan()
        .unwrap();
    let spans = spans_of(|| {
        plan.k_interval(&pair, &Silent).unwrap();
    });
    assert!(spans.contains(&("repair", Some("bootstrap"))), "{spans:?}");
}
