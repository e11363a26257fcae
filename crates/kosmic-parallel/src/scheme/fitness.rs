//! Whether a design is fit for data, and what to know of it: groups, checks, warnings.

use kosmic_core::{CoreError, Pair, PairSource};

use super::design::Parts;
use super::{BlockDesign, Design, Labels};
use crate::block_length::dependence;
use crate::error::ParallelError;
use crate::warning::Warning;

/// Fewer clusters than this make intervals too narrow: the variance between clusters is known by few numbers.
const MANY_CLUSTERS: usize = 20;

/// Fewer blocks than this tell little of how they differ.
const MANY_BLOCKS: usize = 8;

/// Copies of rows that can be permuted.
const MOST_COPIES: u128 = 1 << 62;

/// Which rows are not drawn on their own, among all.
pub(crate) enum Grouping<'d> {
    /// Rows are drawn within these.
    Strata(&'d Labels),
    /// These are drawn whole.
    Clusters(&'d Labels),
}

impl Design {
    /// What to know before relying on replicates of this design.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        match &self.0 {
            Parts::Stratified(labels) => {
                let count = labels.groups().filter(|rows| rows.len() == 1).count();
                let warning = (count > 0).then_some(Warning::StrataOfOne { count });
                warning.into_iter().collect()
            }
            Parts::Cluster(labels) => {
                let count = labels.count();
                let warning = (count < MANY_CLUSTERS).then_some(Warning::FewClusters { count });
                warning.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// As [`Design::warnings`], with what a pair says: rows that a design takes for independent and that depend on each other,
    /// and blocks of which there are fewer than eight.
    ///
    /// Cost: two readings where rows are taken for independent, else none.
    ///
    /// # Errors
    /// The failure of the pair's source.
    pub fn warnings_for<S: PairSource>(
        &self,
        pair: &Pair<S>,
    ) -> Result<Vec<Warning>, ParallelError> {
        let mut warnings = self.warnings_without_reading(pair.len());
        if matches!(self.0, Parts::Iid | Parts::Balanced | Parts::Poisson { .. }) {
            warnings.extend(dependence(pair)?.map(Warning::DependentRows));
        }
        Ok(warnings)
    }

    /// What the number of rows alone tells.
    pub(crate) fn warnings_without_reading(&self, rows: usize) -> Vec<Warning> {
        let mut warnings = self.warnings();
        if let Some(BlockDesign { length, .. }) = self.blocks() {
            let count = rows / length;
            warnings.extend((count < MANY_BLOCKS).then_some(Warning::FewBlocks { count }));
        }
        warnings
    }

    /// The groups, if it has any.
    pub(crate) fn grouping(&self) -> Option<Grouping<'_>> {
        match &self.0 {
            Parts::Stratified(labels) => Some(Grouping::Strata(labels)),
            Parts::Cluster(labels) => Some(Grouping::Clusters(labels)),
            _ => None,
        }
    }

    /// Checks that there is a label for each of `rows` rows.
    pub(crate) fn verify_rows(&self, rows: usize) -> Result<(), ParallelError> {
        match &self.0 {
            Parts::Stratified(labels) | Parts::Cluster(labels) if labels.rows() != rows => {
                Err(ParallelError::LabelCount {
                    labels: labels.rows(),
                    rows,
                })
            }
            _ => Ok(()),
        }
    }

    /// Checks that the design is one for `rows` rows and `replicates` replicates.
    pub(crate) fn verify(&self, rows: usize, replicates: usize) -> Result<(), ParallelError> {
        self.verify_rows(rows)?;
        match &self.0 {
            Parts::Blocks(BlockDesign { length, .. }) if *length > rows => {
                Err(ParallelError::BlockLength {
                    length: *length,
                    rows: Some(rows),
                })
            }
            Parts::Balanced if rows as u128 * replicates as u128 >= MOST_COPIES => {
                Err(ParallelError::Core(CoreError::OutOfRange {
                    name: "rows times replicates of a balanced bootstrap",
                    range: "below 2^62",
                    value: rows as f64 * replicates as f64,
                }))
            }
            Parts::Poisson { first_row } if first_row.checked_add(rows as u64).is_none() => {
                Err(ParallelError::Core(CoreError::OutOfRange {
                    name: "the last row of a shard",
                    range: "below 2^64",
                    value: *first_row as f64 + rows as f64,
                }))
            }
            _ => Ok(()),
        }
    }
}
