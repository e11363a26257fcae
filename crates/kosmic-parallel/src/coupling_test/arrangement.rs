//! All orders of a few items by their numbers.

/// n!, if it is at most `most`.
pub(super) fn orders_within(items: usize, most: usize) -> Option<usize> {
    (1..=items)
        .try_fold(1_usize, usize::checked_mul)
        .filter(|orders| *orders <= most)
}

/// The order with a number below n!, written over `order`, which holds as many places as there are items; number 0 is the
/// ascending one. The digits of the number in the factorial base choose among what is left.
pub(super) fn order_of(number: u64, order: &mut [u32]) {
    for (place, item) in order.iter_mut().zip(0..) {
        *place = item;
    }
    let items = order.len();
    let mut rest = number;
    for last in (1..items).rev() {
        let bound = last as u64 + 1;
        order.swap(last, last - (rest % bound) as usize);
        rest /= bound;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_one_number_and_the_first_is_ascending() {
        let orders: std::collections::BTreeSet<[u32; 5]> = (0..120)
            .map(|number| {
                let mut order = [9; 5];
                order_of(number, &mut order);
                order
            })
            .collect();
        assert_eq!(orders.len(), 120);
        let mut first = [9; 5];
        order_of(0, &mut first);
        assert_eq!(first, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_number_of_orders_is_bounded_and_never_overflows() {
        assert_eq!(orders_within(5, 120), Some(120));
        assert_eq!(orders_within(5, 119), None);
        assert_eq!(orders_within(1000, usize::MAX), None);
    }
}
