//! Cubic splines through the known values of a series.

/// A cubic spline by its values and slopes at the knots.
///
/// The second derivative does not jump at the knots: h_i s_{i-1} + 2 (h_{i-1} + h_i) s_i + h_{i-1} s_{i+1} =
/// 3 (h_i δ_{i-1} + h_{i-1} δ_i), with h the steps and δ the slopes of the lines between knots; two conditions at the ends make the
/// system complete. It is solved by elimination from the top, which needs no exchange of rows.
pub(super) struct Spline {
    /// Rows of the knots, ascending.
    knots: Vec<usize>,
    values: Vec<f64>,
    slopes: Vec<f64>,
}

/// A row of the system: factors of the slope before, at and behind the knot, and the right side.
type Equation = [f64; 4];

impl Spline {
    /// The spline through the values that are not NaN, at least one.
    pub(super) fn through(series: &[f64], is_natural: bool) -> Self {
        let known = (0..series.len()).filter(|&row| !series[row].is_nan());
        let knots: Vec<usize> = known.collect();
        let values: Vec<f64> = knots.iter().map(|&row| series[row]).collect();
        let steps: Vec<f64> = knots
            .windows(2)
            .map(|knots| (knots[1] - knots[0]) as f64)
            .collect();
        let rises = values.windows(2).map(|values| values[1] - values[0]);
        let lines: Vec<f64> = rises.zip(&steps).map(|(rise, step)| rise / step).collect();
        let slopes = match lines[..] {
            [] => vec![0.0],
            [line] => vec![line; 2],
            _ => solved(equations(&steps, &lines, is_natural)),
        };
        Self {
            knots,
            values,
            slopes,
        }
    }

    /// The value in a row behind the knot in the row `before` and in front of the next.
    pub(super) fn at(&self, before: usize, row: usize) -> f64 {
        // The gap begins behind a knot, so that the search finds one.
        let left = self.knots.partition_point(|&knot| knot <= before) - 1;
        let step = (self.knots[left + 1] - self.knots[left]) as f64;
        let line = (self.values[left + 1] - self.values[left]) / step;
        let (first, second) = (self.slopes[left], self.slopes[left + 1]);
        let bend = (first + second - 2.0 * line) / step;
        let curve = (line - first) / step - bend;
        let way = (row - before) as f64;
        self.values[left] + way * (first + way * (curve + way * (bend / step)))
    }
}

/// Of at least two lines.
fn equations(steps: &[f64], lines: &[f64], is_natural: bool) -> Vec<Equation> {
    let last = lines.len() - 1;
    let inner = (1..=last).map(|i| {
        let (h, k) = (steps[i - 1], steps[i]);
        let right = 3.0 * (k * lines[i - 1] + h * lines[i]);
        [k, 2.0 * (h + k), h, right]
    });
    let ends = if is_natural {
        let end = |line: f64| 3.0 * line;
        [
            [0.0, 2.0, 1.0, end(lines[0])],
            [1.0, 2.0, 0.0, end(lines[last])],
        ]
    } else if last == 1 {
        // Three knots: the parabola through them.
        [
            [0.0, 1.0, 1.0, 2.0 * lines[0]],
            [1.0, 1.0, 0.0, 2.0 * lines[1]],
        ]
    } else {
        let end = |h: f64, k: f64, outer: f64, inner: f64| {
            let both = h + k;
            let right = ((h + 2.0 * both) * k * outer + h * h * inner) / both;
            (k, both, right)
        };
        let (a, b, c) = end(steps[0], steps[1], lines[0], lines[1]);
        let (d, e, f) = end(steps[last], steps[last - 1], lines[last], lines[last - 1]);
        [[0.0, a, b, c], [e, d, 0.0, f]]
    };
    let [first, end] = ends;
    std::iter::once(first).chain(inner).chain([end]).collect()
}

/// The slopes that fulfil the equations.
fn solved(mut equations: Vec<Equation>) -> Vec<f64> {
    for row in 1..equations.len() {
        let [_, at, behind, right] = equations[row - 1];
        let equation = &mut equations[row];
        let share = equation[0] / at;
        equation[1] -= share * behind;
        equation[3] -= share * right;
    }
    let mut slopes = vec![0.0; equations.len()];
    let mut next = 0.0;
    for (slope, [_, at, behind, right]) in slopes.iter_mut().zip(&equations).rev() {
        *slope = (right - behind * next) / at;
        next = *slope;
    }
    slopes
}
