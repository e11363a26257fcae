//! Nearest neighbours in the plane by the maximum norm.

/// Points within one leaf are scanned.
const LEAF: usize = 16;

/// A k-d tree of points in the plane: the points in an order in which each half of a stretch lies on one side of a line.
pub(super) struct Tree {
    points: Vec<Point>,
    /// The line that halves each stretch of more than [`LEAF`] points, halves after wholes as in a heap.
    splits: Vec<Split>,
}

/// A point and the row that it comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) at: [f64; 2],
    pub(super) row: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Split {
    axis: usize,
    at: f64,
}

/// How far the k nearest neighbours of a point reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reach {
    /// The distance of the nearest.
    pub(super) nearest: f64,
    /// The distance of the k-th nearest.
    pub(super) distance: f64,
    /// The largest distance of any of them along each axis.
    pub(super) extent: [f64; 2],
}

impl Tree {
    pub(super) fn new(x: &[f64], y: &[f64]) -> Self {
        let point = |(row, (&x, &y)): (usize, (&f64, &f64))| Point { at: [x, y], row };
        let mut points: Vec<Point> = x.iter().zip(y).enumerate().map(point).collect();
        let mut splits = Vec::new();
        split(&mut points, 0, &mut splits);
        Self { points, splits }
    }

    /// The points, those near each other mostly together.
    pub(super) fn points(&self) -> &[Point] {
        &self.points
    }

    /// How far the k nearest neighbours of a point of the tree reach, k ≥ 1; there are more than k points.
    pub(super) fn reach(&self, point: &Point, found: &mut Nearest) -> Reach {
        found.restart(point.at);
        self.search(0, 0..self.points.len(), [0.0; 2], found);
        found.reach()
    }

    /// Looks through a stretch, of which the query is at least `gap` away along each axis.
    fn search(
        &self,
        node: usize,
        stretch: std::ops::Range<usize>,
        gap: [f64; 2],
        found: &mut Nearest,
    ) {
        if stretch.len() <= LEAF {
            self.points[stretch]
                .iter()
                .for_each(|point| found.offer(point.at));
            return;
        }
        let Split { axis, at } = self.splits[node];
        let beyond = found.query[axis] - at;
        let middle = stretch.start + stretch.len() / 2;
        let halves = [stretch.start..middle, middle..stretch.end];
        let near = usize::from(beyond >= 0.0);
        let [lower, upper] = halves;
        let (near_half, far_half) = if near == 1 {
            (upper, lower)
        } else {
            (lower, upper)
        };
        self.search(2 * node + 1 + near, near_half, gap, found);
        let mut gap = gap;
        gap[axis] = beyond.abs();
        if gap[0].max(gap[1]) < found.distance {
            self.search(2 * node + 2 - near, far_half, gap, found);
        }
    }
}

/// Halves points along their wider axis, again and again.
fn split(points: &mut [Point], node: usize, splits: &mut Vec<Split>) {
    if points.len() <= LEAF {
        return;
    }
    let axis = wider_axis(points);
    let middle = points.len() / 2;
    points.select_nth_unstable_by(middle, |a, b| a.at[axis].total_cmp(&b.at[axis]));
    if splits.len() <= node {
        splits.resize(node + 1, Split::default());
    }
    splits[node] = Split {
        axis,
        at: points[middle].at[axis],
    };
    let (lower, upper) = points.split_at_mut(middle);
    split(lower, 2 * node + 1, splits);
    split(upper, 2 * node + 2, splits);
}

fn wider_axis(points: &[Point]) -> usize {
    let mut least = [f64::INFINITY; 2];
    let mut greatest = [f64::NEG_INFINITY; 2];
    for point in points {
        for axis in 0..2 {
            least[axis] = least[axis].min(point.at[axis]);
            greatest[axis] = greatest[axis].max(point.at[axis]);
        }
    }
    usize::from(greatest[1] - least[1] > greatest[0] - least[0])
}

/// The nearest points found so far, the query itself among them.
pub(super) struct Nearest {
    query: [f64; 2],
    /// By distance: distance, and distance along each axis.
    points: Vec<(f64, [f64; 2])>,
    /// The distance of the last, which a point must come below.
    distance: f64,
}

impl Nearest {
    /// Room for k neighbours.
    pub(super) fn new(k: usize) -> Self {
        Self {
            query: [0.0; 2],
            points: vec![(f64::INFINITY, [f64::INFINITY; 2]); k + 1],
            distance: f64::INFINITY,
        }
    }

    fn restart(&mut self, query: [f64; 2]) {
        self.query = query;
        self.points.fill((f64::INFINITY, [f64::INFINITY; 2]));
        self.distance = f64::INFINITY;
    }

    fn offer(&mut self, at: [f64; 2]) {
        let apart = [(at[0] - self.query[0]).abs(), (at[1] - self.query[1]).abs()];
        let distance = apart[0].max(apart[1]);
        if distance >= self.distance {
            return;
        }
        let mut place = self.points.len() - 1;
        while place > 0 && self.points[place - 1].0 > distance {
            self.points[place] = self.points[place - 1];
            place -= 1;
        }
        self.points[place] = (distance, apart);
        self.distance = self.points[self.points.len() - 1].0;
    }

    /// The first is the query itself, or a point that equals it.
    fn reach(&self) -> Reach {
        let widest = |axis: usize| {
            let along = self.points[1..].iter().map(|(_, apart)| apart[axis]);
            along.fold(0.0, f64::max)
        };
        Reach {
            nearest: self.points[1].0,
            distance: self.distance,
            extent: [widest(0), widest(1)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, Stream};

    #[test]
    fn the_reach_is_that_of_a_sort_of_all_points() {
        let mut stream = Stream::new(2, Purpose::Simulate, 0);
        let mut uniform = |n: usize| (0..n).map(|_| stream.uniform()).collect::<Vec<f64>>();
        for (n, k) in [(2, 1), (13, 12), (300, 1), (300, 5), (1000, 40)] {
            let (x, y) = (uniform(n), uniform(n));
            let tree = Tree::new(&x, &y);
            let mut found = Nearest::new(k);
            for point in tree.points() {
                let apart = |other: usize| {
                    [
                        (x[other] - point.at[0]).abs(),
                        (y[other] - point.at[1]).abs(),
                    ]
                };
                let mut all: Vec<[f64; 2]> =
                    (0..n).filter(|row| *row != point.row).map(apart).collect();
                all.sort_by(|a, b| a[0].max(a[1]).total_cmp(&b[0].max(b[1])));
                let widest = |axis: usize| all[..k].iter().map(|a| a[axis]).fold(0.0, f64::max);
                let expected = Reach {
                    nearest: all[0][0].max(all[0][1]),
                    distance: all[k - 1][0].max(all[k - 1][1]),
                    extent: [widest(0), widest(1)],
                };
                assert_eq!(tree.reach(point, &mut found), expected);
            }
        }
    }
}
