//! Two columns as a source of pairs.

use std::ops::Range;

use kosmic_core::{CoreError, PairSource, Scratch, Series, Side, SourceError};

use super::readable::Readable;

/// Two series of equal length, each in memory or in a file: what every metric and every bootstrap of moments reads block by block.
/// The results have the same bits wherever the columns are.
///
/// What must hold whole columns (ranks, distances, neighbours, some schemes of the bootstrap) asks for memory within the budget of
/// [`LoadOptions::memory_budget`](crate::LoadOptions::memory_budget), and fails with
/// [`CoreError::NeedsMemory`] where that does not suffice.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_data::{ColumnPair, LoadOptions, load_with};
///
/// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
/// let k = |budget| {
///     let table = load_with(path, &LoadOptions::new().memory_budget(budget))?;
///     let (x, y) = (table.column("gas_rate")?, table.column("co2_percent")?);
///     let source = ColumnPair::new(x.readable()?, y.readable()?)?;
///     Ok::<_, Box<dyn std::error::Error>>(Pair::from_source(source)?.k())
/// };
/// assert_eq!(k(1 << 30)?, k(1000)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ColumnPair<'t> {
    x: Readable<'t>,
    y: Readable<'t>,
}

impl<'t> ColumnPair<'t> {
    /// Puts two series of equal length side by side.
    ///
    /// # Errors
    /// [`CoreError::LengthMismatch`] with both lengths.
    pub fn new(x: Readable<'t>, y: Readable<'t>) -> Result<Self, CoreError> {
        if x.len() != y.len() {
            return Err(CoreError::LengthMismatch {
                x: x.len(),
                y: y.len(),
            });
        }
        Ok(Self { x, y })
    }

    fn side(&self, side: Side) -> &Readable<'t> {
        match side {
            Side::X => &self.x,
            Side::Y => &self.y,
        }
    }
}

impl PairSource for ColumnPair<'_> {
    fn len(&self) -> usize {
        self.x.len()
    }

    fn series(&self, side: Side) -> Option<Series<'_>> {
        self.side(side).held()
    }

    fn memory_budget(&self) -> Option<u64> {
        let budgets = [self.x.memory_budget(), self.y.memory_budget()];
        budgets.into_iter().flatten().min()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        let read = self.side(side).read(rows, scratch);
        read.map_err(SourceError::new)
    }

    fn rows<'a>(
        &'a self,
        rows: Range<usize>,
        scratch: &'a mut Scratch,
    ) -> Result<(&'a [f64], &'a [f64]), SourceError> {
        let Scratch { x, y } = scratch;
        let together = self.x.read_both(&self.y, rows.clone(), x, y);
        if together.map_err(SourceError::new)? {
            return Ok((x, y));
        }
        let x = self.column(Side::X, rows.clone(), x)?;
        Ok((x, self.column(Side::Y, rows, y)?))
    }
}
