//! ABC limits of r by what a design draws: rows within strata, or whole clusters.

use kosmic_core::{Pair, PairSource};

use super::super::abc::{Abc, Direction};
use super::super::deviations::for_each_block;
use super::group_sums::GroupSums;
use crate::error::ParallelError;
use crate::interval::Method;
use crate::scheme::{Design, Grouping, Labels};

impl Abc {
    /// The ABC quantities of the correlation of a pair by what a design draws.
    ///
    /// *Strata*: weights move within strata, whose shares stay; L and M of a row are the derivatives of r towards it from
    /// its stratum, L_i = ψ_i - ψ̄_s with ψ = u v - r (u² + v²)/2. *Clusters*: r is a function of the weights of the G
    /// clusters, a large one carrying more of the total; G stands for n. All other designs: [`Abc::of_pair`].
    ///
    /// Cost: two readings for strata, one for clusters; five numbers for each group.
    ///
    /// # Errors
    /// As [`Abc::of_pair`], [`ParallelError::LabelCount`], and [`ParallelError::MethodScheme`] for blocks.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Pair;
    /// use kosmic_parallel::{Abc, Design};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 9.0, 8.0, 7.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 5.0, 7.0, 8.0, 9.0])?;
    /// let strata = Abc::of_design(&pair, &Design::stratified([0, 0, 0, 0, 0, 1, 1, 1])?)?;
    /// assert!(strata.standard_error < Abc::of_pair(&pair)?.standard_error);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    ///
    /// # Source
    /// As [`Abc`]; A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), section 5.4.2; strata as in
    /// R's `boot::abc.ci`.
    pub fn of_design<S: PairSource>(
        pair: &Pair<S>,
        design: &Design,
    ) -> Result<Self, ParallelError> {
        design.verify_rows(pair.len())?;
        if design.blocks().is_some() {
            Method::Abc.verify_scheme(design.scheme())?;
        }
        match design.grouping() {
            Some(Grouping::Strata(labels)) => Ascent::over_rows(pair, labels)?.abc(),
            Some(Grouping::Clusters(labels)) => Ascent::over_clusters(pair, labels)?.abc(),
            None => Self::of_pair(pair),
        }
    }
}

/// Sums over what is drawn, be it rows or clusters.
struct Ascent {
    r: f64,
    /// How many are drawn among.
    count: f64,
    ll: f64,
    lll: f64,
    second: f64,
    /// Σ L times the direction towards each.
    steepest: Direction,
}

impl Ascent {
    fn of<S: PairSource>(pair: &Pair<S>) -> Result<Self, ParallelError> {
        let r = pair.r();
        if r.abs() >= 1.0 {
            return Err(ParallelError::PerfectCorrelation { r });
        }
        Ok(Self {
            r,
            count: 0.0,
            ll: 0.0,
            lll: 0.0,
            second: 0.0,
            steepest: Direction::default(),
        })
    }

    /// Towards each row from its stratum.
    fn over_rows<S: PairSource>(pair: &Pair<S>, labels: &Labels) -> Result<Self, ParallelError> {
        let (mut ascent, numbers) = (Self::of(pair)?, labels.numbers());
        let strata = GroupSums::of_groups(pair, labels, &numbers)?;
        let means: Vec<GroupSums> = strata.iter().map(GroupSums::mean).collect();
        let n = pair.len() as f64;
        for_each_block(pair, |first, a, b| {
            for ((&stratum, &a), &b) in numbers[first..].iter().zip(a).zip(b) {
                let towards = GroupSums::of_row(a, b).plus(-1.0, &means[stratum]);
                ascent.add(&direction(&towards, n, 1.0));
            }
        })?;
        Ok(ascent)
    }

    /// Towards each cluster from all.
    fn over_clusters<S: PairSource>(
        pair: &Pair<S>,
        labels: &Labels,
    ) -> Result<Self, ParallelError> {
        let (mut ascent, numbers) = (Self::of(pair)?, labels.numbers());
        let (n, clusters) = (pair.len() as f64, labels.count() as f64);
        // Σ a², Σ b² and Σ a b of all rows are 1, 1 and r.
        let all = GroupSums {
            count: n,
            a: 0.0,
            b: 0.0,
            aa: 1.0,
            bb: 1.0,
            ab: ascent.r,
        };
        for sums in GroupSums::of_groups(pair, labels, &numbers)? {
            let towards = sums.plus(-1.0 / clusters, &all);
            ascent.add(&direction(&towards, n, clusters / n));
        }
        Ok(ascent)
    }

    fn add(&mut self, towards: &Direction) {
        let influence = towards.derivative(self.r);
        self.count += 1.0;
        self.ll += influence * influence;
        self.lll += influence * influence * influence;
        self.second += towards.second_derivative(self.r);
        self.steepest = self.steepest.plus(influence, towards);
    }

    fn abc(self) -> Result<Abc, ParallelError> {
        let (n, r) = (self.count, self.r);
        let standard_error = self.ll.sqrt() / n;
        let acceleration = self.lll / (6.0 * self.ll * self.ll.sqrt());
        if !(standard_error > 0.0 && acceleration.is_finite()) {
            return Err(ParallelError::NoInfluence);
        }
        let step = 1.0 / (n * n * standard_error);
        let direction = Direction::default().plus(step, &self.steepest);
        Ok(Abc {
            estimate: r,
            standard_error,
            acceleration,
            bias: self.second / (2.0 * n * n),
            curvature: direction.second_derivative(r) / (2.0 * standard_error),
            direction,
        })
    }
}

/// Sums of a and b, of which all rows have sums of squares of 1, as the change of the means of (u, v) = (a, b) sqrt n, times
/// a scale.
fn direction(sums: &GroupSums, n: f64, scale: f64) -> Direction {
    let (first, second) = (scale * n.sqrt(), scale * n);
    Direction {
        u: first * sums.a,
        v: first * sums.b,
        uu: second * sums.aa,
        vv: second * sums.bb,
        uv: second * sums.ab,
        mass: scale * sums.count,
    }
}
