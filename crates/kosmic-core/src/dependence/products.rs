//! The sum of products of distances, Σ_{i<j} |x_i - x_j| |y_i - y_j|, in O(n log n).

/// A row, with the rank 0..n of its y; no two ranks are equal.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) rank: usize,
}

/// Stretches this short are summed pair by pair.
const FEW: usize = 16;

/// Σ_{i<j} |x_i - x_j| |y_i - y_j| of rows in the order of x. Reorders the rows.
///
/// By the highest bit of their ranks the rows fall into a lower and an upper half. Of a pair across them y_i - y_j has a
/// known sign, and the order says which x is larger, so that running sums over the lower half give all of it. The halves
/// follow, each in its order. No step branches on a value.
///
/// `rows` should lie around 0: what is summed are differences of products.
pub(super) fn sum_of_products(rows: &mut [Row], space: &mut [Row]) -> f64 {
    let bits = usize::BITS - rows.len().leading_zeros();
    sum_within(rows, space, bits)
}

fn sum_within(rows: &mut [Row], space: &mut [Row], bits: u32) -> f64 {
    if rows.len() <= FEW {
        return sum_of_few(rows);
    }
    let Some(bit) = bits.checked_sub(1) else {
        return 0.0;
    };
    let (across, lower) = sum_across(rows, space, bit);
    let (low, high) = rows.split_at_mut(lower);
    across + (sum_within(low, space, bit) + sum_within(high, space, bit))
}

/// The pairs of which one row has this bit of its rank and the other has not; puts those without it first. Also how many
/// these are.
fn sum_across(rows: &mut [Row], space: &mut [Row], bit: u32) -> (f64, usize) {
    let (mut lower, mut upper) = (Sums::default(), Sums::default());
    let (mut below, mut above, mut earlier) = (0, 0, 0.0);
    for at in 0..rows.len() {
        let row = rows[at];
        let is_upper = row.rank >> bit & 1;
        let share = is_upper as f64;
        earlier += share * lower.products_with(&row);
        lower.add(&row, 1.0 - share);
        upper.add(&row, share);
        rows[below] = row;
        space[above] = row;
        above += is_upper;
        below += 1 - is_upper;
    }
    rows[below..].copy_from_slice(&space[..above]);
    // Of (x_u - x_l)(y_u - y_l) those with l before u are positive, the others negative: twice the former less all.
    (2.0 * earlier - upper.products_with_all(&lower), below)
}

/// Sums over a set of rows.
#[derive(Default)]
struct Sums {
    count: f64,
    x: f64,
    y: f64,
    xy: f64,
}

impl Sums {
    fn add(&mut self, row: &Row, share: f64) {
        let x = share * row.x;
        self.count += share;
        self.x += x;
        self.y += share * row.y;
        self.xy += x * row.y;
    }

    /// Σ (x - x_j)(y - y_j) over the set.
    fn products_with(&self, row: &Row) -> f64 {
        row.x * (self.count * row.y - self.y) + (self.xy - row.y * self.x)
    }

    /// Σ (x_i - x_j)(y_i - y_j) over this set and another.
    fn products_with_all(&self, other: &Self) -> f64 {
        (other.count * self.xy - self.x * other.y) + (self.count * other.xy - self.y * other.x)
    }
}

fn sum_of_few(rows: &[Row]) -> f64 {
    let mut sum = 0.0;
    for (at, later) in rows.iter().enumerate() {
        let products = rows[..at]
            .iter()
            .map(|row| (later.x - row.x) * (later.y - row.y).abs());
        sum += products.sum::<f64>();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order;
    use crate::stream::{Purpose, Stream};

    #[test]
    fn the_sum_is_that_of_the_double_loop() {
        let mut stream = Stream::new(3, Purpose::Simulate, 0);
        for n in [0, 1, 2, 16, 17, 100, 1000, 1025] {
            let y: Vec<f64> = (0..n).map(|_| stream.uniform() - 0.5).collect();
            let mut rows: Vec<Row> = y.iter().map(|&y| Row { x: 0.0, y, rank: 0 }).collect();
            for (rank, entry) in order::ascending(&y).iter().enumerate() {
                rows[entry.tag].rank = rank;
            }
            let mut x = -0.5;
            for row in &mut rows {
                x += stream.uniform() / n as f64;
                row.x = x;
            }
            let expected = sum_of_few(&rows);
            let got = sum_of_products(&mut rows, &mut vec![Row::default(); n]);
            assert!(
                (got - expected).abs() <= 1e-13 * expected,
                "{n}: {got} {expected}"
            );
        }
    }
}
