//! Lines of many points, made as short as the eye allows.

use crate::style::WIDTH;

/// Lines of more points than this are thinned: two points for each pixel are all that can be seen.
const MOST_POINTS: usize = 4 * WIDTH as usize;

/// The lowest and the highest point of each of a few thousand stretches, in order.
pub(crate) fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if points.len() <= MOST_POINTS {
        return points;
    }
    let stretch = points.len().div_ceil(MOST_POINTS / 2);
    let ends = |part: &[(f64, f64)]| {
        let mut order: Vec<usize> = (0..part.len()).collect();
        order.sort_by(|&a, &b| part[a].1.total_cmp(&part[b].1));
        let (first, last) = (order[0], order[order.len() - 1]);
        [part[first.min(last)], part[first.max(last)]]
    };
    points.chunks(stretch).flat_map(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::Span;

    #[test]
    fn thinning_keeps_the_extremes_and_the_order() {
        let points: Vec<_> = (0..100_000)
            .map(|t| (f64::from(t), f64::from(t % 977)))
            .collect();
        let thin = thinned(points);
        assert!(thin.len() <= MOST_POINTS + 2);
        assert!(thin.is_sorted_by(|a, b| a.0 <= b.0));
        assert_eq!(
            Span::of(thin.iter().map(|p| p.1)),
            Some(Span {
                low: 0.0,
                high: 976.0
            })
        );
    }
}
