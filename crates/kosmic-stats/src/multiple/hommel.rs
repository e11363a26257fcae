//! Hommel's adjustment, in O(m log m).
//!
//! Let s(k) be Simes' p-value of the k largest p-values: the least k p / j over them, j counting them in order. It does not
//! grow with k, and a hypothesis with p-value p is rejected at level α as soon as k p ≤ α, k being the largest number with
//! s(k) > α (Meijer, Krebs, Goeman 2019). s(k) is k times the least slope from the point (m - k, 0) to the points (i, p(i))
//! to its right, hence a tangent of their lower convex hull.

/// The adjusted values of p-values in ascending order.
pub(super) fn hommel(p: &[f64]) -> Vec<f64> {
    let simes = simes_of_largest(p);
    // The largest k with k p ≤ s(k) falls as p grows.
    let mut k = p.len();
    // In exact arithmetic the values never fall; products are rounded.
    let mut most = 0.0_f64;
    let adjusted = p.iter().map(|&p| {
        while k > 1 && k as f64 * p > simes[k] {
            k -= 1;
        }
        let beyond = simes.get(k + 1).copied().unwrap_or(0.0);
        most = most.max(p).max(beyond).max(k as f64 * p).min(1.0);
        most
    });
    adjusted.collect()
}

/// s(0) = 1, s(1), …, s(m).
fn simes_of_largest(p: &[f64]) -> Vec<f64> {
    let point = |i: usize| ((i + 1) as f64, p[i]);
    let mut hull: Vec<usize> = Vec::new();
    let mut simes = vec![1.0];
    for i in (0..p.len()).rev() {
        while let [.., second, first] = hull[..] {
            if !turns_up(point(i), point(first), point(second)) {
                hull.pop();
            } else {
                break;
            }
        }
        hull.push(i);
        let slope = |corner: usize| {
            let (x, y) = point(hull[corner]);
            y / (x - i as f64)
        };
        // Slopes fall and then rise along the hull: the tangent is where the next one rises.
        let (mut low, mut high) = (0, hull.len() - 1);
        while low < high {
            let middle = (low + high) / 2;
            if slope(middle) < slope(middle + 1) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        simes.push((p.len() - i) as f64 * slope(low));
    }
    simes
}

/// Whether the path through three points, from left to right, turns upwards at the second.
fn turns_up(a: (f64, f64), b: (f64, f64), c: (f64, f64)) -> bool {
    (b.1 - a.1) * (c.0 - b.0) < (c.1 - b.1) * (b.0 - a.0)
}
