//! What was found, cell by cell, as text that a run can be resumed from.

use serde::{Deserialize, Serialize};

use super::cell::{Cell, Finding};
use super::study::Study;

/// What findings must share to stand in one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Terms {
    /// The command that made it.
    pub command: String,
    /// The revision of the source that was run.
    pub revision: String,
    /// The machine.
    pub host: String,
    /// Samples for each cell.
    pub trials: usize,
}

impl Terms {
    /// Terms of a run.
    #[must_use]
    pub fn new(command: &str, revision: &str, host: &str, trials: usize) -> Self {
        Self {
            command: command.to_owned(),
            revision: revision.to_owned(),
            host: host.to_owned(),
            trials,
        }
    }
}

/// The findings of one study, all under the same terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// The terms.
    pub terms: Terms,
    /// The findings, in the order in which they were made.
    pub findings: Vec<Finding>,
}

impl Record {
    /// No findings yet.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            findings: Vec::new(),
        }
    }

    /// The record in a text.
    ///
    /// # Errors
    /// [`serde_json::Error`] where the text holds no record.
    pub fn from_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The record in a text; an empty one where that was made under other terms.
    ///
    /// # Errors
    /// [`serde_json::Error`] where the text holds no record.
    pub fn resumed(text: &str, terms: Terms) -> serde_json::Result<Self> {
        let old = Self::from_json(text)?;
        Ok(if old.terms == terms {
            old
        } else {
            Self::new(terms)
        })
    }

    /// The record as JSON.
    ///
    /// # Errors
    /// [`serde_json::Error`], which no record gives rise to: its numbers are finite and its keys are words.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    /// What was found in a cell.
    #[must_use]
    pub fn finding(&self, cell: &Cell) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.cell == *cell)
    }

    /// The study, once a cell of it was simulated.
    #[must_use]
    pub fn study(&self) -> Option<Study> {
        self.findings.first().map(|finding| finding.cell.study)
    }

    /// The findings in the order of the study's cells.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Finding> {
        let cells = self.study().map_or_else(Vec::new, Study::cells);
        cells.iter().filter_map(|cell| self.finding(cell)).collect()
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::Silent;

    use super::*;

    #[test]
    fn a_record_is_resumed_under_its_terms_and_no_others() {
        let terms = Terms::new("command", "revision", "host", 3);
        let mut record = Record::new(terms.clone());
        let cell = Study::Intervals.cells()[0];
        record.findings.push(cell.simulate(3, &Silent).unwrap());
        let text = record.to_json().unwrap();
        let resumed = Record::resumed(&text, terms).unwrap();
        assert_eq!(resumed, record);
        assert_eq!(resumed.finding(&cell), Some(&record.findings[0]));
        assert_eq!(resumed.finding(&Study::Intervals.cells()[1]), None);
        let other = Terms::new("command", "another revision", "host", 3);
        assert!(Record::resumed(&text, other).unwrap().findings.is_empty());
    }

    #[test]
    fn what_is_no_record_is_an_error() {
        let terms = Terms::new("command", "revision", "host", 3);
        assert!(Record::resumed("{}", terms).is_err());
    }
}
