//! A scheme with what it needs besides its name: labels of rows, a concentration, the place of a shard.

use std::hash::Hash;

use kosmic_core::CoreError;

use super::{BlockDesign, BlockKind, Labels, Scheme};
use crate::error::ParallelError;

/// A resampling scheme, ready for data: what [`Plan::run_designed`](crate::Plan::run_designed) draws by.
///
/// All schemes run on the same engine, whose replicates are the same bits for any number of threads, source and instruction
/// set. [`Design::stratified`], [`Design::clustered`] and [`Design::balanced`] draw a replicate for all rows at once:
/// they hold one byte for each row of each of the replicates drawn together, at most 32 MiB a thread (or four
/// replicates), and read the data again for each such group.
///
/// # Example
/// Twelve pupils of four classes, where classes are the sampling unit:
/// ```
/// use kosmic_core::{Pair, Silent};
/// use kosmic_parallel::{Bootstrap, Design};
///
/// let class = ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"];
/// let hours = [1.0, 2.0, 2.0, 4.0, 5.0, 4.0, 6.0, 5.0, 7.0, 8.0, 7.0, 9.0];
/// let marks = [2.0, 1.0, 3.0, 3.0, 4.0, 5.0, 5.0, 4.0, 6.0, 5.0, 7.0, 6.0];
/// let pair = Pair::new(&hours, &marks)?;
/// let plan = Bootstrap::default().plan()?;
/// let by_class = plan.k_interval_designed(&pair, &Design::clustered(class)?, &Silent)?;
/// assert_eq!(by_class.scheme.name(), "cluster");
/// assert!(by_class.lower < pair.k() && pair.k() < by_class.upper);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Design(pub(crate) Parts);

/// A scheme with its needs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Parts {
    Iid,
    Stratified(Labels),
    Cluster(Labels),
    Balanced,
    Poisson { first_row: u64 },
    Dirichlet { concentration: f64 },
    Blocks(BlockDesign),
}

impl Design {
    /// Independent rows, drawn with replacement: multinomial counts.
    ///
    /// # Source
    /// B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979) 1-26.
    #[must_use]
    pub fn iid() -> Self {
        Self(Parts::Iid)
    }

    /// Rows drawn with replacement within strata, from each stratum as many as it has: multinomial counts in each. One
    /// label for each row; equal labels are one stratum.
    ///
    /// For data sampled in fixed numbers from each stratum. A stratum of one row is always drawn as it is: the error that
    /// it adds is not seen, and a warning says so. Errors and acceleration come from the scatter within strata
    /// ([`Jackknife::of_design`](crate::Jackknife::of_design)).
    ///
    /// # Errors
    /// [`ParallelError::StrataOfOne`] if no stratum has two rows, so that each resample would be the sample.
    ///
    /// # Source
    /// A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), section 3.2.
    pub fn stratified<L: Hash + Eq>(
        labels: impl IntoIterator<Item = L>,
    ) -> Result<Self, ParallelError> {
        let labels = Labels::of(labels);
        if labels.count() == labels.rows() {
            return Err(ParallelError::StrataOfOne {
                strata: labels.count(),
            });
        }
        Ok(Self(Parts::Stratified(labels)))
    }

    /// Whole clusters drawn with replacement, as many as there are: the rows of a cluster share its multinomial count.
    /// One label for each row; equal labels are one cluster.
    ///
    /// For clusters that are independent, whatever the dependence within. The number of rows of a resample varies with
    /// the sizes of its clusters. Below 20 clusters a warning says that intervals come out too narrow. Errors and
    /// acceleration come from leaving out whole clusters ([`Jackknife::of_design`](crate::Jackknife::of_design)).
    ///
    /// # Errors
    /// [`ParallelError::TooFewClusters`] below two.
    ///
    /// # Source
    /// A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), section 3.8; C. A. Field, A. H.
    /// Welsh, Bootstrapping clustered data, J. R. Statist. Soc. B 69 (2007) 369-390.
    pub fn clustered<L: Hash + Eq>(
        labels: impl IntoIterator<Item = L>,
    ) -> Result<Self, ParallelError> {
        let labels = Labels::of(labels);
        let got = labels.count();
        if got < 2 {
            return Err(ParallelError::TooFewClusters { needed: 2, got });
        }
        Ok(Self(Parts::Cluster(labels)))
    }

    /// Independent rows, each drawn exactly B times over the B replicates: replicate b takes places b n to (b + 1) n of a
    /// random permutation of B copies of the rows.
    ///
    /// Counts of a row are hypergeometric, with variance (1 - 1/n) n (B - 1)/(n B - 1). Means over the replicates lose
    /// their Monte Carlo error of first order: that of the sample mean is exactly the sample's. The permutation is keyed by (seed, n,
    /// B) and can be had at any place alone; another B gives other replicates, so that they cannot be extended.
    ///
    /// Up to 2^20 copies the permutation is a shuffle; beyond, a Feistel network of eight rounds, at some hundred times the
    /// cost of independent draws with AVX-512 (25 ns a draw, `docs/RESULTS.md`).
    ///
    /// # Source
    /// A. C. Davison, D. V. Hinkley, E. Schechtman, Efficient bootstrap simulation, Biometrika 73 (1986) 555-566; J.
    /// Black, P. Rogaway, Ciphers with arbitrary finite domains, CT-RSA (2002) 114-130.
    #[must_use]
    pub fn balanced() -> Self {
        Self(Parts::Balanced)
    }

    /// Independent rows with independent Poisson(1) weights, keyed by (seed, replicate, row): the number of rows of a
    /// resample varies, with variance n.
    ///
    /// For data in shards: with [`Design::from_row`] a shard gets the weights that its rows have in the whole, so that
    /// moments of replicates merge as those of the data do.
    ///
    /// # Source
    /// J. A. Hanley, B. MacGibbon, Creating non-parametric bootstrap samples using Poisson frequencies, Comput. Methods
    /// Programs Biomed. 83 (2006) 57-62; N. Chamandy, O. Muralidharan, A. Najmi, S. Naidu, Estimating uncertainty for
    /// massive data streams (2012).
    #[must_use]
    pub fn poisson() -> Self {
        Self(Parts::Poisson { first_row: 0 })
    }

    /// The place of a shard's first row in the whole, counted from 0. Of meaning for [`Design::poisson`] only, whose weights
    /// are keyed by row; all other schemes stay as they are.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Moments, Pair, Side};
    /// use kosmic_parallel::{Bootstrap, Design, of_moments};
    ///
    /// let x: Vec<f64> = (0..900).map(|t| f64::from(t % 17)).collect();
    /// let y: Vec<f64> = (0..900).map(|t| f64::from(t % 5)).collect();
    /// let plan = Bootstrap::default().replicates(20).plan()?;
    /// let total = of_moments(|moments: &Moments| moments.count() as f64 * moments.mean(Side::X));
    /// let of = |rows: std::ops::Range<usize>| {
    ///     let design = Design::poisson().from_row(rows.start as u64);
    ///     plan.run_designed(&Pair::new(&x[rows.clone()], &y[rows])?, &total, &design, &kosmic_core::Silent)
    /// };
    /// let (whole, first, second) = (of(0..900)?, of(0..333)?, of(333..900)?);
    /// for b in 0..20 {
    ///     let merged = first.values()[b].unwrap() + second.values()[b].unwrap();
    ///     assert!((whole.values()[b].unwrap() / merged - 1.0).abs() < 1e-12);
    /// }
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    #[must_use]
    pub fn from_row(self, first_row: u64) -> Self {
        match self.0 {
            Parts::Poisson { .. } => Self(Parts::Poisson { first_row }),
            other => Self(other),
        }
    }

    /// The Bayesian bootstrap: rows with independent Gamma(`concentration`) weights, whose shares follow the symmetric
    /// Dirichlet distribution. At 1 the weights are exponential and replicates are draws from the posterior distribution
    /// of the statistic under the improper prior of Rubin.
    ///
    /// Quantiles of such draws are credible limits: `percentile` is the default method. What is made of errors over samples
    /// (BCa, ABC, bootstrap-t) is refused.
    ///
    /// The mean of x has posterior mean x̄ and variance Σ (x - x̄)² / (n (n a + 1)), a the concentration. A statistic of moments sees
    /// the weights scaled to a sum of n; one of weights sees them as drawn, positive numbers of mean a whose shares alone
    /// have a meaning; one of samples cannot be had. Cost: some 70 times that of independent draws with AVX-512 at a
    /// concentration of 1 (17 ns a weight, `docs/RESULTS.md`), more otherwise.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] unless the concentration is positive and finite.
    ///
    /// # Source
    /// D. B. Rubin, The Bayesian bootstrap, Annals of Statistics 9 (1981) 130-134; G. Marsaglia, W. W. Tsang, The ziggurat
    /// method for generating random variables, J. Stat. Softw. 5 (2000) 8, and A simple method for generating gamma variables,
    /// ACM TOMS 26 (2000) 363-372.
    pub fn dirichlet(concentration: f64) -> Result<Self, ParallelError> {
        if concentration > 0.0 && concentration.is_finite() {
            return Ok(Self(Parts::Dirichlet { concentration }));
        }
        Err(ParallelError::Core(CoreError::OutOfRange {
            name: "the concentration of Dirichlet weights",
            range: "above 0 and be finite",
            value: concentration,
        }))
    }

    /// Blocks of `length` consecutive rows, drawn with replacement from all n - length + 1 of them: ⌈n / length⌉ blocks, the
    /// last one cut so that a resample has n rows.
    ///
    /// For stationary series that depend on each other over short times. Rows within `length` of either end are drawn less
    /// often; [`Design::circular`] draws all alike. Statistics of moments cost O(n / length) for each replicate and one
    /// reading of the data for all of them, 1.3 MiB of sums and some hundred bytes a replicate. The blocks of a sample stand
    /// in the order of their starts by chunks of 16384 rows.
    ///
    /// # Errors
    /// [`ParallelError::BlockLength`] for a length of 0, and when it meets data with fewer rows.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent};
    /// use kosmic_parallel::{Bootstrap, Design};
    ///
    /// let slow = |t: i32, step: f64| (f64::from(t) * step).sin();
    /// let x: Vec<f64> = (0..200).map(|t| slow(t, 0.11) + slow(t, 1.7)).collect();
    /// let y: Vec<f64> = (0..200).map(|t| slow(t, 0.11) + slow(t, 2.3)).collect();
    /// let pair = Pair::new(&x, &y)?;
    /// let plan = Bootstrap::default().plan()?;
    /// let blocks = plan.k_interval_designed(&pair, &Design::moving(12)?, &Silent)?;
    /// assert_eq!(blocks.block_length, Some(12));
    /// assert!(blocks.lower < pair.k() && pair.k() < blocks.upper);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    ///
    /// # Source
    /// H. R. Künsch, The jackknife and the bootstrap for general stationary observations, Annals of Statistics 17 (1989)
    /// 1217-1241; R. Y. Liu, K. Singh, Moving blocks jackknife and bootstrap capture weak dependence (1992).
    pub fn moving(length: usize) -> Result<Self, ParallelError> {
        Self::of_blocks(BlockKind::Moving, length)
    }

    /// As [`Design::moving`], on rows that close to a circle: n blocks, behind the last row stands the first, and each row is
    /// drawn as often as any other.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Source
    /// D. N. Politis, J. P. Romano, A circular block-resampling procedure for stationary data (1992).
    pub fn circular(length: usize) -> Result<Self, ParallelError> {
        Self::of_blocks(BlockKind::Circular, length)
    }

    /// As [`Design::circular`], blocks having geometric lengths of this mean, until there are n rows: resamples are
    /// stationary.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Source
    /// D. N. Politis, J. P. Romano, The stationary bootstrap, Journal of the American Statistical Association 89 (1994)
    /// 1303-1313.
    pub fn stationary(mean_length: usize) -> Result<Self, ParallelError> {
        Self::of_blocks(BlockKind::Stationary, mean_length)
    }

    /// Blocks of a kind.
    pub(crate) fn of_blocks(kind: BlockKind, length: usize) -> Result<Self, ParallelError> {
        if length == 0 {
            return Err(ParallelError::BlockLength { length, rows: None });
        }
        Ok(Self(Parts::Blocks(BlockDesign { kind, length })))
    }

    /// The design of blocks that has this fingerprint.
    pub(crate) fn of_blocks_like(scheme: Scheme, fingerprint: u64) -> Option<Self> {
        Self::of_blocks(BlockKind::of(scheme)?, fingerprint as usize).ok()
    }

    /// The length of its blocks, or their mean length; `None` where none are drawn.
    #[must_use]
    pub fn block_length(&self) -> Option<usize> {
        self.blocks().map(|blocks| blocks.length)
    }

    pub(crate) fn blocks(&self) -> Option<BlockDesign> {
        match self.0 {
            Parts::Blocks(blocks) => Some(blocks),
            _ => None,
        }
    }

    /// The design of a scheme that needs no labels, at its defaults.
    pub(crate) fn of(scheme: Scheme) -> Result<Self, ParallelError> {
        match scheme {
            Scheme::Iid => Ok(Self::iid()),
            Scheme::Balanced => Ok(Self::balanced()),
            Scheme::Poisson => Ok(Self::poisson()),
            Scheme::Dirichlet => Self::dirichlet(1.0),
            Scheme::Moving | Scheme::Circular | Scheme::Stationary | Scheme::Auto => {
                Err(ParallelError::BlockLengthNeeded {
                    scheme: scheme.name(),
                })
            }
            Scheme::Stratified | Scheme::Cluster => Err(ParallelError::LabelsNeeded {
                scheme: scheme.name(),
            }),
        }
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        match self.0 {
            Parts::Iid => Scheme::Iid,
            Parts::Stratified(_) => Scheme::Stratified,
            Parts::Cluster(_) => Scheme::Cluster,
            Parts::Balanced => Scheme::Balanced,
            Parts::Poisson { .. } => Scheme::Poisson,
            Parts::Dirichlet { .. } => Scheme::Dirichlet,
            Parts::Blocks(blocks) => blocks.kind.scheme(),
        }
    }

    /// Tells designs of one scheme apart whose replicates differ: a hash of labels or settings, 0 where there are none.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        match &self.0 {
            Parts::Iid | Parts::Balanced => 0,
            Parts::Stratified(labels) | Parts::Cluster(labels) => labels.hash(),
            Parts::Poisson { first_row } => *first_row,
            Parts::Dirichlet { concentration } => concentration.to_bits(),
            Parts::Blocks(blocks) => blocks.length as u64,
        }
    }
}
