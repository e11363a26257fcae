//! ABC: limits of r from its derivatives along the weights of the rows, without a replicate.

use kosmic_core::{Limits, Moments, Pair, PairSource, normal_quantile};

use super::Needs;
use super::jackknife::imperfect_correlation;
use super::survey::Survey;
use crate::error::ParallelError;

/// Partial sums kept side by side; part of the definition of the result, not of the machine.
const LANES: usize = 8;

/// The quantities of the nonparametric approximate bootstrap confidence limits of r.
///
/// r is taken as a function T of the weights of the rows. With (u, v) the standardised pair, the first and second
/// derivatives of T towards row i are
/// L_i = u v - r (u² + v²)/2 and M_i = -u v (u² + v²) + r (3 u⁴ + 3 v⁴ + 2 u² v²)/4;
/// from them σ = sqrt(Σ L²)/n, a = Σ L³ / (6 (Σ L²)^1.5), b = Σ M / (2 n²), and along the direction d = L / (n² σ) of
/// steepest ascent (the least favourable one) c = T''(d) / (2 σ). The limit at p is T at the weights 1/n + λ d, with
/// w = a - b/σ + c + Φ⁻¹(p) and λ = w / (1 - a w)². All derivatives are in closed form.
///
/// Assumes independent rows and enough of them (n of some dozens) for T to be smooth at the distance asked for.
///
/// Cost: one reading, O(n) time, constant memory.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::Abc;
///
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let y = [2.0, 1.0, 4.0, 3.0, 6.0, 5.0];
/// let limits = Abc::of_pair(&Pair::new(&x, &y)?)?.limits(0.9)?;
/// assert!(limits.lower < 0.83 && 0.83 < limits.upper);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// T. DiCiccio, B. Efron, More accurate confidence intervals in exponential families, Biometrika 79 (1992) 231-245; B.
/// Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), section 14.4 and chapter 22; the form a - b/σ + c of
/// the correction for bias is that of R's `boot::abc.ci`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Abc {
    /// The correlation r.
    pub estimate: f64,
    /// σ, the standard error of r by the delta method.
    pub standard_error: f64,
    /// a, the acceleration.
    pub acceleration: f64,
    /// b, the bias of r.
    pub bias: f64,
    /// c, the curvature along the steepest ascent.
    pub curvature: f64,
    /// Change of E u, E v, E u², E v² and E u v for a step of length 1.
    pub(super) direction: Direction,
}

impl Abc {
    /// The ABC quantities of the correlation of a pair.
    ///
    /// # Errors
    /// [`ParallelError::PerfectCorrelation`] for |r| = 1, [`ParallelError::NoInfluence`] where no row has an influence
    /// on r, or the source's failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>) -> Result<Self, ParallelError> {
        let needs = Needs {
            abc: true,
            ..Needs::default()
        };
        let surveyed = Survey::of_pair(pair, needs)?;
        Ok(surveyed.abc.expect("it was asked for"))
    }

    /// The limits of r at a level in (0, 1).
    ///
    /// # Errors
    /// [`ParallelError::BeyondAbc`] where a limit asks for weights so far from equal that r is undefined: few rows, a high
    /// level.
    pub fn limits(&self, level: f64) -> Result<Limits, ParallelError> {
        kosmic_core::verify_level(level)?;
        let reach = -normal_quantile(0.5 - 0.5 * level);
        let beyond = ParallelError::BeyondAbc { level };
        match (self.limit(-reach), self.limit(reach)) {
            (Some(lower), Some(upper)) => Ok(Limits { lower, upper }),
            _ => Err(beyond),
        }
    }

    /// The limit at a normal quantile.
    fn limit(&self, quantile: f64) -> Option<f64> {
        let w = self.acceleration - self.bias / self.standard_error + self.curvature + quantile;
        let slowing = 1.0 - self.acceleration * w;
        let limit = self
            .direction
            .correlation_at(self.estimate, w / (slowing * slowing))?;
        (slowing > 0.0).then_some(limit)
    }
}

/// How the sums that the moments of the standardised pair are made of change along d, in units of the total weight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Direction {
    pub(super) u: f64,
    pub(super) v: f64,
    pub(super) uu: f64,
    pub(super) vv: f64,
    pub(super) uv: f64,
    /// The change of the total weight itself: 0 where rows are drawn, not so where clusters of several sizes are.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(super) mass: f64,
}

impl Direction {
    pub(super) fn plus(&self, factor: f64, other: &Self) -> Self {
        Self {
            u: self.u + factor * other.u,
            v: self.v + factor * other.v,
            uu: self.uu + factor * other.uu,
            vv: self.vv + factor * other.vv,
            uv: self.uv + factor * other.uv,
            mass: self.mass + factor * other.mass,
        }
    }

    /// T'(0).
    pub(super) fn derivative(&self, r: f64) -> f64 {
        self.uv - 0.5 * r * (self.uu + self.vv)
    }

    /// T''(0) of T(λ) = (r + λ E uv - λ² E u E v / w) / sqrt((1 + λ E uu - λ² (E u)²/w)(1 + λ E vv - λ² (E v)²/w)), w = 1 + λ E 1:
    /// that at a constant total weight of the change relative to the total, less twice E 1 times T'.
    pub(super) fn second_derivative(&self, r: f64) -> f64 {
        let Self { u, v, mass, .. } = *self;
        let (uu, vv, uv) = (self.uu - mass, self.vv - mass, self.uv - r * mass);
        let shrinking = 0.75 * (uu * uu + vv * vv) + 0.5 * uu * vv + u * u + v * v;
        let at_constant_weight = r * shrinking - uv * (uu + vv) - 2.0 * u * v;
        at_constant_weight - 2.0 * mass * self.derivative(r)
    }

    /// T(λ); `None` where a weight or a variance is not positive.
    fn correlation_at(&self, r: f64, length: f64) -> Option<f64> {
        let Self {
            u,
            v,
            uu,
            vv,
            uv,
            mass,
        } = *self;
        let weight = 1.0 + length * mass;
        let squared = length * length / weight;
        let variance = |uu: f64, u: f64| 1.0 + length * uu - squared * u * u;
        let (vx, vy) = (variance(uu, u), variance(vv, v));
        let limit = (r + length * uv - squared * u * v) / (vx.sqrt() * vy.sqrt());
        (weight > 0.0 && vx > 0.0 && vy > 0.0 && limit.is_finite()).then_some(limit)
    }
}

/// ABC quantities on their way, as rows come.
pub(super) struct AbcSums {
    r: f64,
    n: f64,
    sums: Sums,
}

impl AbcSums {
    /// For the rows that have these moments.
    ///
    /// # Errors
    /// [`ParallelError::PerfectCorrelation`] for |r| = 1.
    pub(super) fn of(moments: &Moments) -> Result<Self, ParallelError> {
        Ok(Self {
            r: imperfect_correlation(moments)?,
            n: moments.count() as f64,
            sums: Sums::default(),
        })
    }

    /// Adds some rows.
    pub(super) fn add(&mut self, a: &[f64], b: &[f64]) {
        self.sums.add_block(self.r, self.n.sqrt(), a, b);
    }

    pub(super) fn finish(self) -> Result<Abc, ParallelError> {
        let Self { r, n, sums } = self;
        let [ll, lll, second, lu, lv, luu, lvv, luv] = sums.folded();
        let standard_error = ll.sqrt() / n;
        let acceleration = lll / (6.0 * ll * ll.sqrt());
        if !(standard_error > 0.0 && acceleration.is_finite()) {
            return Err(ParallelError::NoInfluence);
        }
        let step = 1.0 / (n * n * standard_error);
        let direction = Direction {
            u: lu * step,
            v: lv * step,
            uu: luu * step,
            vv: lvv * step,
            uv: luv * step,
            mass: 0.0,
        };
        Ok(Abc {
            estimate: r,
            standard_error,
            acceleration,
            bias: second / (2.0 * n * n),
            curvature: direction.second_derivative(r) / (2.0 * standard_error),
            direction,
        })
    }
}

/// Σ of L², L³, M, L u, L v, L u², L v², L u v.
#[derive(Default)]
struct Sums([[f64; LANES]; 8]);

impl Sums {
    fn add_block(&mut self, r: f64, root_n: f64, a: &[f64], b: &[f64]) {
        let (chunks_a, chunks_b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
        let rest = chunks_a.remainder().iter().zip(chunks_b.remainder());
        for (lane, (a, b)) in rest.enumerate() {
            self.add(lane, r, a * root_n, b * root_n);
        }
        for (a, b) in chunks_a.zip(chunks_b) {
            for lane in 0..LANES {
                self.add(lane, r, a[lane] * root_n, b[lane] * root_n);
            }
        }
    }

    #[inline(always)]
    fn add(&mut self, lane: usize, r: f64, u: f64, v: f64) {
        let (uu, vv, uv) = (u * u, v * v, u * v);
        let influence = uv - 0.5 * r * (uu + vv);
        let second = r * (0.75 * (uu * uu + vv * vv) + 0.5 * uu * vv) - uv * (uu + vv);
        let squared = influence * influence;
        let terms = [
            squared,
            squared * influence,
            second,
            influence * u,
            influence * v,
            influence * uu,
            influence * vv,
            influence * uv,
        ];
        for (sum, term) in self.0.iter_mut().zip(terms) {
            sum[lane] += term;
        }
    }

    fn folded(&self) -> [f64; 8] {
        self.0
            .map(|[a, b, c, d, e, f, g, h]| ((a + e) + (c + g)) + ((b + f) + (d + h)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 7] = [0.3, -1.1, 2.0, 0.7, -0.4, 1.5, 0.2];
    const Y: [f64; 7] = [0.1, -0.9, 1.2, 1.4, 0.2, -0.3, 0.6];

    fn abc() -> Abc {
        Abc::of_pair(&Pair::new(&X, &Y).unwrap()).unwrap()
    }

    /// r of weighted rows, any weights of sum 1.
    fn weighted(weights: &[f64]) -> f64 {
        let mean = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
            let rows = X.iter().zip(Y).zip(weights);
            rows.map(|((x, y), w)| w * of(*x, y)).sum()
        };
        let (mx, my) = (mean(&|x, _| x), mean(&|_, y| y));
        let (vx, vy) = (
            mean(&|x, _| (x - mx).powi(2)),
            mean(&|_, y| (y - my).powi(2)),
        );
        mean(&|x, y| (x - mx) * (y - my)) / (vx * vy).sqrt()
    }

    #[test]
    fn derivatives_in_closed_form_are_limits_of_differences() {
        let (n, step) = (X.len(), 1e-4);
        let equal = vec![1.0 / n as f64; n];
        let towards = |row: usize, step: f64| {
            let mut weights: Vec<f64> = equal.iter().map(|w| (1.0 - step) * w).collect();
            weights[row] += step;
            weighted(&weights)
        };
        let r = weighted(&equal);
        let first: Vec<f64> = (0..n)
            .map(|row| (towards(row, step) - towards(row, -step)) / (2.0 * step))
            .collect();
        let second: f64 = (0..n)
            .map(|row| (towards(row, step) - 2.0 * r + towards(row, -step)) / (step * step))
            .sum();
        let squares: f64 = first.iter().map(|l| l * l).sum();
        let cubes: f64 = first.iter().map(|l| l * l * l).sum();
        let count = n as f64;
        let error = squares.sqrt() / count;
        let along = |step: f64| {
            let moved = equal.iter().zip(&first);
            let weights: Vec<f64> = moved
                .map(|(w, l)| w + step * l / (count * count * error))
                .collect();
            weighted(&weights)
        };
        let curvature = (along(step) - 2.0 * r + along(-step)) / (2.0 * step * step * error);
        let abc = abc();
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-6;
        assert!(close(abc.estimate, r) && close(abc.standard_error, error));
        assert!(close(abc.acceleration, cubes / (6.0 * squares.powf(1.5))));
        assert!(close(abc.bias, second / (2.0 * count * count)));
        assert!(close(abc.curvature, curvature));
        let length = 0.37;
        let found = abc.direction.correlation_at(r, length).unwrap();
        assert!(close(found, along(length)));
    }

    #[test]
    fn turning_y_around_mirrors_the_limits() {
        let turned = Y.map(|y| -y);
        let mirrored = Abc::of_pair(&Pair::new(&X, &turned).unwrap()).unwrap();
        let (here, there) = (abc().limits(0.8).unwrap(), mirrored.limits(0.8).unwrap());
        assert!((here.lower + there.upper).abs() < 1e-14);
        assert!((here.upper + there.lower).abs() < 1e-14);
    }

    #[test]
    fn limits_beyond_the_reach_of_few_rows_are_refused() {
        let error = abc().limits(1.0 - 1e-12).unwrap_err();
        assert!(matches!(error, ParallelError::BeyondAbc { level } if level > 0.999));
        let error = abc().limits(1.5).unwrap_err();
        assert!(matches!(error, ParallelError::Core(_)));
    }
}
