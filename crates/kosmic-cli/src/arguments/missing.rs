//! What becomes of missing values.

use clap::{Args, ValueEnum};
use kosmic_core::{Fill, FillMethod, Missing};

use super::WholeRows;
use super::many::at_least;

#[derive(Args, Clone)]
pub(crate) struct MissingArguments {
    /// What becomes of missing values.
    #[arg(long = "missing", value_enum, value_name = "POLICY")]
    pub(crate) policy: Option<MissingName>,
    /// Leave gaps of more rows than this as they are.
    #[arg(long, value_name = "ROWS", value_parser = at_least(1), requires = "policy", allow_negative_numbers = true)]
    pub(crate) max_gap: Option<usize>,
}

/// The policies for missing values as they are written on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MissingName {
    /// They are an error; the default of what is computed.
    Refuse,
    /// A row in which any of the series lacks its value is left out for all of them.
    Listwise,
    /// For each pair of series, the rows in which one of the two lacks its value are left out.
    Pairwise,
    /// The straight line between the values on either side.
    Linear,
    /// The cubic spline through all values, not-a-knot.
    Spline,
    /// The cubic spline that is straight at both ends.
    NaturalSpline,
    /// The nearer of the values on either side.
    Nearest,
    /// The last value before.
    Carry,
    /// The mean of all values.
    Mean,
}

impl MissingArguments {
    fn name(&self) -> MissingName {
        self.policy.unwrap_or(MissingName::Refuse)
    }

    /// What stands in for missing values, if anything does.
    pub(crate) fn fill(&self) -> Option<Fill> {
        let method = match self.name() {
            MissingName::Refuse | MissingName::Listwise | MissingName::Pairwise => return None,
            MissingName::Linear => FillMethod::Linear,
            MissingName::Spline => FillMethod::Spline,
            MissingName::NaturalSpline => FillMethod::NaturalSpline,
            MissingName::Nearest => FillMethod::Nearest,
            MissingName::Carry => FillMethod::Carry,
            MissingName::Mean => FillMethod::Mean,
        };
        let fill = Fill::new(method);
        Some(self.max_gap.map_or(fill, |most| fill.max_gap(most)))
    }

    /// What becomes of rows with values that are missing in the end.
    pub(crate) fn rows(&self) -> Missing {
        match self.name() {
            MissingName::Listwise => Missing::Listwise,
            MissingName::Pairwise => Missing::Pairwise,
            _ => Missing::Refuse,
        }
    }

    /// The same, where all series must have the same rows.
    pub(crate) fn whole_rows(&self) -> WholeRows {
        match self.name() {
            MissingName::Listwise | MissingName::Pairwise => WholeRows::Listwise,
            _ => WholeRows::Refuse,
        }
    }

    /// The name as it is written on the command line.
    pub(crate) fn written(&self) -> String {
        let value = self.name().to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}
