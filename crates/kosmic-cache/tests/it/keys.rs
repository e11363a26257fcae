//! Two different questions never share a key, the same one always has the same.

use std::collections::BTreeMap;
use std::convert::Infallible;

use kosmic_cache::{Cache, Fingerprint, Key, OptionValue};
use proptest::prelude::*;

#[test]
fn questions_that_look_alike_are_told_apart() {
    let data = |values: &[f64]| Fingerprint::of_series(values);
    let base = || Key::new("k", 1);
    let lists = |list: Vec<OptionValue>| base().option("a", OptionValue::List(list));
    let float = OptionValue::Float;
    let keys = [
        base(),
        Key::new("k", 2),
        Key::new("k1", 1),
        Key::new("", 1),
        base().seed(0),
        base().seed(1),
        base().data(data(&[1.0, 2.0])),
        base().data(data(&[2.0, 1.0])),
        base().data(data(&[0.0])),
        base().data(data(&[-0.0])),
        base().data(data(&[1.0])).data(data(&[2.0])),
        base().data(data(&[2.0])).data(data(&[1.0])),
        base().data(Fingerprint::of_bytes(&1.0_f64.to_le_bytes())),
        base().data(data(&[1.0])),
        base().option("a", 1),
        base().option("a", 1.0),
        base().option("a", true),
        base().option("a", "1"),
        base().option("a", ""),
        base().option("a", None::<f64>),
        base().option("a", 0.0),
        base().option("a", -0.0),
        base().option("a", f64::NAN),
        base().option("a", f64::INFINITY),
        base().option("a", 1.0 + f64::EPSILON),
        base().option("b", 1),
        base().option("ab", "c"),
        base().option("a", "bc"),
        base().option("a", 1).option("b", 1),
        lists(vec![]),
        lists(vec![float(1.0)]),
        lists(vec![float(1.0), float(1.0)]),
        lists(vec![OptionValue::List(vec![float(1.0), float(1.0)])]),
        lists(vec![OptionValue::List(vec![float(1.0)]), float(1.0)]),
    ];
    for (i, one) in keys.iter().enumerate() {
        for (j, other) in keys.iter().enumerate() {
            assert_eq!(one == other, i == j, "{one:?} and {other:?}");
        }
    }
}

#[test]
fn answers_of_another_type_belong_to_another_question() {
    let cache = Cache::builder().build().unwrap();
    let key = Key::new("size", 1);
    let whole = cache
        .get_or_compute(&key, || Ok::<u64, Infallible>(3))
        .unwrap();
    let real = cache
        .get_or_compute(&key, || Ok::<f64, Infallible>(2.5))
        .unwrap();
    assert_eq!((*whole, *real), (3, 2.5));
    assert_eq!(cache.get::<String>(&key), None);
}

#[test]
fn tags_are_no_part_of_the_question() {
    assert_eq!(Key::new("k", 1).tag("a"), Key::new("k", 1).tag("b"));
}

fn value() -> impl Strategy<Value = OptionValue> {
    let leaf = prop_oneof![
        Just(OptionValue::None),
        any::<bool>().prop_map(OptionValue::from),
        any::<i64>().prop_map(OptionValue::from),
        any::<u64>().prop_map(|bits| OptionValue::Float(f64::from_bits(bits))),
        "[a-c]{0,3}".prop_map(OptionValue::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop::collection::vec(inner, 0..3).prop_map(OptionValue::List)
    })
}

/// Equality by the bits of floats.
fn same(one: &OptionValue, other: &OptionValue) -> bool {
    match (one, other) {
        (OptionValue::Float(one), OptionValue::Float(other)) => one.to_bits() == other.to_bits(),
        (OptionValue::List(one), OptionValue::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => one == other,
    }
}

proptest! {
    #[test]
    fn keys_are_equal_exactly_if_all_options_are(
        one in prop::collection::btree_map("[ab]{1,2}", value(), 0..4),
        other in prop::collection::btree_map("[ab]{1,2}", value(), 0..4),
    ) {
        let forward = |options: &BTreeMap<String, OptionValue>| {
            options.iter().fold(Key::new("k", 1), |key, (name, value)| key.option(name, value.clone()))
        };
        let backward = |options: &BTreeMap<String, OptionValue>| {
            options.iter().rev().fold(Key::new("k", 1), |key, (name, value)| key.option(name, value.clone()))
        };
        prop_assert_eq!(forward(&one), backward(&one));
        let equal = one.len() == other.len()
            && one.iter().zip(&other).all(|(one, other)| one.0 == other.0 && same(one.1, other.1));
        prop_assert_eq!(forward(&one) == forward(&other), equal);
    }
}
