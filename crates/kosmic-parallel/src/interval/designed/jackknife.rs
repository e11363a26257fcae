//! The jackknife of r by what a design draws: rows within strata, or whole clusters.

use kosmic_core::{CoreError, Moments, Pair, PairSource, Scratch, read_rows};

use super::super::deviations::{CHUNK, for_each_block};
use super::super::jackknife::{Jackknife, difference_of_z};
use super::blocks::of_blocks;
use super::group_sums::GroupSums;
use crate::error::ParallelError;
use crate::scheme::{Design, Grouping, Labels};

/// A deletion that takes more than this share of a variance or of the generalised variance is made in earnest, since
/// down-dating would cancel. There are a few of these at most.
const OVERWHELMING: f64 = 0.9;

impl Jackknife {
    /// The jackknife of the correlation of a pair by what a design draws.
    ///
    /// *Strata*: row j of stratum s is left out and the other rows of the stratum take its weight, each n_s/(n_s - 1). The
    /// error of z is sqrt(Σ_s (n_s - 1)/n_s Σ_j (z_(sj) - z̄_s)²), z̄_s the mean over the stratum's deletions, and the
    /// acceleration Σ d³ / (6 (Σ d²)^1.5) of d_sj = (n_s - 1)/n_s (r̄_s - r_(sj)). Strata of one row have no part in them.
    /// *Clusters*: cluster g is left out; error and acceleration are those of single rows with the G clusters for the n rows.
    /// *Blocks* of l rows, or of that mean: each of the n - l + 1 stretches of l rows is left out; the squared error of z is
    /// (n - l)²/(n l) times the mean squared deviation of the z_(i) from their mean, the acceleration m3 / (6 m2^1.5 sqrt(n/l))
    /// of the central moments m of r̄ - r_(i). Blocks of one row and all other designs: [`Jackknife::of_pair`].
    ///
    /// Cost: two readings for strata, one for blocks, of which it holds l rows, one for clusters, and one more for each of the few deletions that take nine tenths
    /// of the scatter; five numbers for each group.
    ///
    /// # Errors
    /// As [`Jackknife::of_pair`], and [`ParallelError::LabelCount`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Pair;
    /// use kosmic_parallel::{Design, Jackknife};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 9.0, 8.0, 7.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 5.0, 7.0, 8.0, 9.0])?;
    /// let of = |design: &Design| Jackknife::of_design(&pair, design);
    /// let rows = of(&Design::iid())?.error_of_z.unwrap();
    /// // Two strata apart: what lies between them adds no error.
    /// let strata = of(&Design::stratified([0, 0, 0, 0, 0, 1, 1, 1])?)?.error_of_z.unwrap();
    /// assert!(strata < rows);
    /// assert_eq!(of(&Design::clustered(0..8)?)?, Jackknife::of_pair(&pair)?);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    ///
    /// # Source
    /// A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), sections 3.2.1, 3.8 and equation
    /// 5.27; H. R. Künsch, The jackknife and the bootstrap for general stationary observations, Annals of Statistics 17
    /// (1989) 1217-1241; C. A. Field, A. H. Welsh, Bootstrapping clustered data, J. R. Statist. Soc. B 69 (2007) 369-390.
    pub fn of_design<S: PairSource>(
        pair: &Pair<S>,
        design: &Design,
    ) -> Result<Self, ParallelError> {
        design.verify_rows(pair.len())?;
        if let Some(blocks) = design.blocks().filter(|blocks| blocks.length > 1) {
            return of_blocks(pair, blocks.length);
        }
        match design.grouping() {
            Some(Grouping::Strata(labels)) => Deletions::of(pair, labels)?.by_strata(),
            Some(Grouping::Clusters(labels)) if labels.count() < labels.rows() => {
                Deletions::of(pair, labels)?.by_clusters()
            }
            _ => Self::of_pair(pair),
        }
    }
}

/// A pair whose rows are left out by groups.
struct Deletions<'a, S> {
    pair: &'a Pair<S>,
    r: f64,
    /// 1 - r².
    rest: f64,
    labels: &'a Labels,
    /// The group of each row.
    numbers: Vec<usize>,
}

/// What a deletion leaves.
#[derive(Clone, Copy)]
enum Left {
    /// r' - r and z' - z.
    Steps(f64, f64),
    /// r' = ±1, and r' - r.
    Perfect(f64),
    Constant,
}

impl<'a, S: PairSource> Deletions<'a, S> {
    fn of(pair: &'a Pair<S>, labels: &'a Labels) -> Result<Self, ParallelError> {
        let r = pair.r();
        if r.abs() >= 1.0 {
            return Err(ParallelError::PerfectCorrelation { r });
        }
        Ok(Self {
            pair,
            r,
            rest: (1.0 - r) * (1.0 + r),
            labels,
            numbers: labels.numbers(),
        })
    }

    fn by_clusters(&self) -> Result<Jackknife, ParallelError> {
        let clusters = GroupSums::of_groups(self.pair, self.labels, &self.numbers)?;
        let mut found = Found::default();
        let mut steps = Steps::default();
        for (cluster, sums) in clusters.iter().enumerate() {
            let rows_left = self.pair.len() as f64 - sums.count;
            let left = match self.downdated(sums, 1.0 / rows_left) {
                Some(left) => left,
                None => self.earnest(|row| self.numbers[row] != cluster)?,
            };
            found.count(left, &mut steps);
        }
        found.add(&steps, 1.0);
        Ok(found.jackknife())
    }

    fn by_strata(&self) -> Result<Jackknife, ParallelError> {
        let strata = GroupSums::of_groups(self.pair, self.labels, &self.numbers)?;
        let means: Vec<GroupSums> = strata.iter().map(GroupSums::mean).collect();
        let mut found = Found::default();
        let mut steps = vec![Steps::default(); means.len()];
        let (share, mut heavy) = (1.0 / self.pair.len() as f64, Vec::new());
        for_each_block(self.pair, |first, a, b| {
            for (row, (&a, &b)) in (first..).zip(a.iter().zip(b)) {
                let stratum = self.numbers[row];
                let size = strata[stratum].count;
                if size < 2.0 {
                    continue;
                }
                let moved = GroupSums::of_row(a, b).plus(-1.0, &means[stratum]);
                match self.downdated(&moved.times(size / (size - 1.0)), share) {
                    Some(left) => found.count(left, &mut steps[stratum]),
                    None => heavy.push(row),
                }
            }
        })?;
        for row in heavy {
            let left = self.without(row)?;
            found.count(left, &mut steps[self.numbers[row]]);
        }
        for steps in steps.iter().filter(|steps| steps.count > 0.0) {
            found.add(steps, (steps.count - 1.0) / steps.count);
        }
        Ok(found.jackknife())
    }

    /// What is left without these sums, each row left having this share of the weight; `None` where that cancels.
    fn downdated(&self, lost: &GroupSums, share: f64) -> Option<Left> {
        let Self { r, rest, .. } = *self;
        let aa = lost.aa + lost.a * lost.a * share;
        let bb = lost.bb + lost.b * lost.b * share;
        let ab = lost.ab + lost.a * lost.b * share;
        let (x, y, least) = (1.0 - aa, 1.0 - bb, 1.0 - OVERWHELMING);
        let generalised = x * y - (r - ab) * (r - ab);
        // Written so that NaN, of a cluster that is all there is, is no answer either.
        if !(x > least && y > least && generalised > least * rest) {
            return None;
        }
        let root = (x * y).sqrt();
        // 1 - root without cancellation.
        let shrink = (aa + bb - aa * bb) / (1.0 + root);
        let step = (r * shrink - ab) / root;
        let tangent = step / (rest - r * step);
        (tangent.abs() < 1.0).then(|| Left::Steps(step, libm::atanh(tangent)))
    }

    /// What is left of all rows that are kept, from these themselves.
    fn earnest(&self, kept: impl Fn(usize) -> bool) -> Result<Left, CoreError> {
        Ok(self.left(&self.moments(kept)?))
    }

    /// What is left without a row, the others of its stratum taking its weight: with n_s copies of each of these and
    /// n_s - 1 of all other rows.
    fn without(&self, row: usize) -> Result<Left, CoreError> {
        let stratum = self.numbers[row];
        let own = self.moments(|other| other != row && self.numbers[other] == stratum)?;
        let others = self.moments(|other| self.numbers[other] != stratum)?;
        let mut all = copies(&own, own.count() + 1);
        all.merge(&copies(&others, own.count()));
        Ok(self.left(&all))
    }

    fn left(&self, moments: &Moments) -> Left {
        match moments.correlation() {
            None => Left::Constant,
            Some(r) if r.abs() == 1.0 => Left::Perfect(r - self.r),
            Some(r) => Left::Steps(r - self.r, difference_of_z(r, self.r)),
        }
    }

    fn moments(&self, kept: impl Fn(usize) -> bool) -> Result<Moments, CoreError> {
        let (mut moments, mut scratch, mut some) =
            (Moments::default(), Scratch::default(), Scratch::default());
        for start in (0..self.pair.len()).step_by(CHUNK) {
            let rows = start..self.pair.len().min(start + CHUNK);
            let (x, y) = read_rows(self.pair.source(), rows.clone(), &mut scratch)?;
            for (values, some) in [(x, &mut some.x), (y, &mut some.y)] {
                let values = rows.clone().zip(values);
                some.clear();
                some.extend(
                    values
                        .filter(|(row, _)| kept(*row))
                        .map(|(_, value)| *value),
                );
            }
            moments.merge(&Moments::of_slices(&some.x, &some.y)?);
        }
        Ok(moments)
    }
}

/// The moments of so many copies of each row, by doubling.
fn copies(moments: &Moments, mut count: u64) -> Moments {
    let (mut doubled, mut copies) = (*moments, Moments::default());
    while count > 0 {
        if count & 1 == 1 {
            copies.merge(&doubled);
        }
        let twice = doubled;
        doubled.merge(&twice);
        count >>= 1;
    }
    copies
}

/// Power sums of r' - r and z' - z over the deletions of a group.
#[derive(Clone, Copy, Default)]
struct Steps {
    count: f64,
    r: f64,
    rr: f64,
    rrr: f64,
    z: f64,
    zz: f64,
}

/// What all groups of deletions add up to.
#[derive(Default)]
struct Found {
    squares: f64,
    cubes: f64,
    variance_of_z: f64,
    undefined: usize,
    perfect: usize,
}

impl Found {
    fn count(&mut self, left: Left, steps: &mut Steps) {
        let (r, z) = match left {
            Left::Steps(r, z) => (r, z),
            Left::Perfect(r) => {
                self.perfect += 1;
                (r, 0.0)
            }
            Left::Constant => {
                self.undefined += 1;
                return;
            }
        };
        steps.count += 1.0;
        steps.r += r;
        steps.rr += r * r;
        steps.rrr += r * r * r;
        steps.z += z;
        steps.zz += z * z;
    }

    /// Adds the scatter of a group's deletions about their mean, each deviation times a factor.
    fn add(&mut self, steps: &Steps, factor: f64) {
        let n = steps.count;
        let mean = steps.r / n;
        let squares = steps.rr - n * mean * mean;
        let cubes = steps.rrr - 3.0 * mean * steps.rr + 2.0 * n * mean * mean * mean;
        self.squares += factor * factor * squares;
        self.cubes += factor * factor * factor * cubes;
        self.variance_of_z += (n - 1.0) / n * (steps.zz - steps.z * steps.z / n).max(0.0);
    }

    fn jackknife(&self) -> Jackknife {
        let acceleration = -self.cubes / (6.0 * self.squares * self.squares.sqrt());
        let error = self.variance_of_z.sqrt();
        let (undefined, perfect) = (self.undefined, self.perfect);
        Jackknife {
            acceleration: (undefined == 0 && self.squares > 0.0 && acceleration.is_finite())
                .then_some(acceleration),
            error_of_z: (undefined + perfect == 0 && error > 0.0 && error.is_finite())
                .then_some(error),
            undefined,
            perfect,
        }
    }
}
