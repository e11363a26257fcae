//! The spans that a profiler sees.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use kosmic_core::{Pair, Silent};
use kosmic_parallel::{Bootstrap, Method};
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
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("kosmic_parallel")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.next.fetch_add(1, Relaxed) + 1;
        let name = span.metadata().name();
        let mut names = self.names.lock().unwrap();
        let parent = span.parent().map(|parent| names[&parent.into_u64()]);
        names.insert(id, name);
        self.opened.lock().unwrap().push((name, parent));
        Id::from_u64(id)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
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
