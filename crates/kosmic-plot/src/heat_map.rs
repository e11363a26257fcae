//! A matrix as coloured cells.

use kuva::prelude::{ColorMap, Heatmap, Plot};
use kuva::render::layout::Layout;

use crate::axis::{check_drawable, check_lengths};
use crate::error::PlotError;
use crate::figure::{Draw, Drawing, Figure};
use crate::style::{Words, dressed};

/// A matrix whose cells are coloured by value, with a scale beside it. The scale (Viridis) is told apart by every eye and
/// in grey.
///
/// # Example
/// ```
/// use kosmic_plot::{Figure, HeatMap};
///
/// let k = [vec![2.0, 0.4], vec![0.4, 2.0]];
/// let svg = HeatMap::new(&k, &["DAX", "SMI"], &["DAX", "SMI"]).legend("K").to_svg()?;
/// assert!(svg.contains("DAX"));
/// # Ok::<(), kosmic_plot::PlotError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatMap {
    words: Words,
    cells: Vec<Vec<f64>>,
    rows: Vec<String>,
    columns: Vec<String>,
    legend: Option<String>,
}

/// Letters that fit side by side below the map; names of columns that need more are written aslant.
const MOST_LETTERS_ABREAST: usize = 60;

impl HeatMap {
    /// Cells by row from the top, with the names of rows and columns.
    #[must_use]
    pub fn new(cells: &[Vec<f64>], rows: &[&str], columns: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            cells: cells.to_vec(),
            rows: owned(rows),
            columns: owned(columns),
            ..Self::default()
        }
    }

    /// A title above the figure.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.words.title = Some(title.into());
        self
    }

    /// What the colours mean.
    #[must_use]
    pub fn legend(mut self, legend: impl Into<String>) -> Self {
        self.legend = Some(legend.into());
        self
    }
}

impl Figure for HeatMap {
    fn to_svg(&self) -> Result<String, PlotError> {
        Ok(self.drawing()?.into_svg())
    }
}

impl Draw for HeatMap {
    fn drawing(&self) -> Result<Drawing, PlotError> {
        check_lengths("rows and their names", self.cells.len(), self.rows.len())?;
        for (row, name) in self.cells.iter().zip(&self.rows) {
            check_lengths(
                &format!("columns of row {name:?}"),
                row.len(),
                self.columns.len(),
            )?;
            check_drawable(&format!("row {name:?}"), row.iter().copied())?;
        }
        if self.rows.is_empty() || self.columns.is_empty() {
            return Err(PlotError::Empty);
        }
        // Rows and their names are counted from below there, from the top here.
        let map = Heatmap::new().with_data(self.cells.iter().rev().cloned());
        let map = map.with_color_map(ColorMap::Viridis);
        let map = match &self.legend {
            Some(legend) => map.with_legend(legend),
            None => map,
        };
        let marks = vec![Plot::Heatmap(map)];
        let from_below = self.rows.iter().rev().cloned().collect();
        let layout = dressed(Layout::auto_from_plots(&marks), &self.words)
            .with_x_categories(self.columns.clone())
            .with_y_categories(from_below);
        let longest = self.columns.iter().map(|name| name.chars().count()).max();
        let crowded = longest.unwrap_or(0) * self.columns.len() > MOST_LETTERS_ABREAST;
        let layout = if crowded {
            layout.with_x_tick_rotate(-45.0)
        } else {
            layout
        };
        Ok(Drawing { marks, layout })
    }
}
