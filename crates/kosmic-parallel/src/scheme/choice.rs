//! Which scheme a pair calls for, and how long its blocks are.

use std::fmt;

use kosmic_core::{Pair, PairSource};

use super::{BlockKind, Design, Scheme};
use crate::block_length::{
    BlockLength, Dependence, JointBlockLength, dependence, joint_block_length,
};
use crate::error::ParallelError;

/// Which scheme was chosen for a pair, and why. Its `Display` is a sentence for people.
///
/// The rule of [`Scheme::Auto`]: independent rows if none of the first K_n = max(5, ⌈log10 n⌉) autocorrelations of the
/// influences on r exceeds 2 sqrt(log10 n / n) in size, nor one of each series, and else circular blocks of the joint length
/// ([`joint_block_length`]).
///
/// Cost: as [`joint_block_length`] where rows depend on each other, else two readings.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{Scheme, SchemeChoice};
///
/// let slow: Vec<f64> = (0..400).map(|t| (f64::from(t) / 9.0).sin()).collect();
/// let other: Vec<f64> = (0..400).map(|t| (f64::from(t) / 7.0).cos()).collect();
/// let choice = SchemeChoice::of_pair(&Pair::new(&slow, &other)?)?;
/// assert_eq!(choice.scheme, Scheme::Circular);
/// assert!(choice.block_length.unwrap() > 5);
/// assert!(choice.to_string().starts_with("circular blocks of"));
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// D. N. Politis, H. White, Automatic block-length selection for the dependent bootstrap, Econometric Reviews 23 (2004)
/// 53-70; A. Patton, D. N. Politis, H. White, correction, Econometric Reviews 28 (2009) 372-375.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SchemeChoice {
    /// The scheme.
    pub scheme: Scheme,
    /// The length of its blocks, or their mean length.
    pub block_length: Option<usize>,
    /// What shows that rows depend on each other; `None` where nothing does, or where it was not looked at.
    pub dependence: Option<Dependence>,
    /// Where the length comes from, if it was not given.
    pub lengths: Option<JointBlockLength>,
}

impl SchemeChoice {
    /// The choice for a pair.
    ///
    /// # Errors
    /// The failure of the pair's source.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>) -> Result<Self, ParallelError> {
        Self::of(Scheme::Auto, None, pair)
    }

    /// As [`SchemeChoice::of_pair`], with a length for the blocks; or for a scheme that draws blocks whose length is
    /// open.
    pub(crate) fn of<S: PairSource>(
        scheme: Scheme,
        given: Option<usize>,
        pair: &Pair<S>,
    ) -> Result<Self, ParallelError> {
        let auto = scheme == Scheme::Auto;
        let dependence = auto.then(|| dependence(pair)).transpose()?.flatten();
        if auto && dependence.is_none() {
            return Ok(Self {
                scheme: Scheme::Iid,
                block_length: None,
                dependence,
                lengths: None,
            });
        }
        let scheme = if auto { Scheme::Circular } else { scheme };
        let lengths = match given {
            Some(_) => None,
            None => Some(joint_block_length(pair)?),
        };
        let automatic = lengths.as_ref().map(|lengths| lengths.rows_for(scheme));
        Ok(Self {
            scheme,
            block_length: given.or(automatic),
            dependence,
            lengths,
        })
    }

    /// The design that it stands for.
    ///
    /// # Errors
    /// [`ParallelError::BlockLength`] for a given length of 0.
    pub fn design(&self) -> Result<Design, ParallelError> {
        match BlockKind::of(self.scheme) {
            Some(kind) => Design::of_blocks(kind, self.block_length.unwrap_or(1)),
            None => Ok(Design::iid()),
        }
    }
}

impl fmt::Display for SchemeChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(length) = self.block_length else {
            return f.write_str(
                "independent rows: no autocorrelation of their influences on r stands out, nor one of both series",
            );
        };
        write!(f, "{} blocks of {length} rows", self.scheme.name())?;
        if let Some(dependence) = self.dependence {
            write!(f, ": {dependence}")?;
        }
        let Some(lengths) = &self.lengths else {
            return f.write_str("; the length was given");
        };
        let of = |length: &BlockLength| length.circular;
        write!(
            f,
            "; lengths {:.1} of x, {:.1} of y",
            of(&lengths.x),
            of(&lengths.y)
        )?;
        let influence = lengths.influence.as_ref().map(of);
        influence.map_or(Ok(()), |length| {
            write!(f, ", {length:.1} of the influences")
        })
    }
}
