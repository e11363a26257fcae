//! A matrix as coloured cells.

use std::sync::Arc;

use kuva::plot::{LegendEntry, LegendShape};
use kuva::prelude::{ColorMap, Heatmap, LegendPosition, Plot};
use kuva::render::layout::Layout;

use crate::axis::{check_drawable, check_lengths};
use crate::error::PlotError;
use crate::figure::{Draw, Drawing, Figure};
use crate::style::{Words, dressed};

/// A matrix whose cells are coloured by value, with a scale beside it. The scale (Viridis) is told apart by every eye and
/// in grey; a cell that is not defined (`None`) is light grey, which is on no place of it, and a legend says so.
///
/// # Example
/// ```
/// use kosmic_plot::{Figure, HeatMap};
///
/// let k = [vec![Some(2.0), Some(0.4)], vec![Some(0.4), None]];
/// let svg = HeatMap::new(&k, &["DAX", "SMI"], &["DAX", "SMI"]).legend("K").to_svg()?;
/// assert!(svg.contains("DAX") && svg.contains("undefined"));
/// # Ok::<(), kosmic_plot::PlotError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatMap {
    words: Words,
    cells: Vec<Vec<Option<f64>>>,
    rows: Vec<String>,
    columns: Vec<String>,
    legend: Option<String>,
}

/// Letters that fit side by side below the map; names of columns that need more are written aslant.
const MOST_LETTERS_ABREAST: usize = 60;

/// Names that fit along an edge without touching each other; of more every second, third, … is written.
const MOST_NAMES: usize = 24;

/// The most rows and columns whose cells can be told apart: those of more are narrower than a dot of paper.
const MOST_CELLS: usize = 1000;

/// Lighter than any colour of the scale but its yellow end, which has a hue.
const UNDEFINED: &str = "#D9D9D9";

impl HeatMap {
    /// Cells by row from the top, with the names of rows and columns; `None` where a cell is not defined.
    #[must_use]
    pub fn new(cells: &[Vec<Option<f64>>], rows: &[&str], columns: &[&str]) -> Self {
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

    fn check(&self) -> Result<(), PlotError> {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        check_lengths("rows and their names", self.cells.len(), rows)?;
        if rows.max(columns) > MOST_CELLS {
            return Err(PlotError::TooManyCells {
                rows,
                columns,
                most: MOST_CELLS,
            });
        }
        for (row, name) in self.cells.iter().zip(&self.rows) {
            check_lengths(&format!("columns of row {name:?}"), row.len(), columns)?;
            let values = row.iter().map(|cell| cell.unwrap_or(0.0));
            check_drawable(&format!("row {name:?}"), values)?;
        }
        if self.cells.iter().flatten().all(Option::is_none) {
            return Err(PlotError::Empty);
        }
        Ok(())
    }

    fn is_whole(&self) -> bool {
        self.cells.iter().flatten().all(Option::is_some)
    }

    /// Rows and their names are counted from below there, from the top here.
    fn map(&self) -> Heatmap {
        let row = |row: &Vec<Option<f64>>| -> Vec<f64> {
            row.iter().map(|cell| cell.unwrap_or(f64::NAN)).collect()
        };
        let map = Heatmap::new().with_data(self.cells.iter().rev().map(row));
        map.with_color_map(ColorMap::Custom(Arc::new(colour)))
    }

    fn layout(&self, marks: &[Plot]) -> Layout {
        let mut from_below = spaced(&self.rows);
        from_below.reverse();
        let words = Words {
            // The scale itself has no place for words.
            x: self.legend.as_ref().map(|what| format!("colour: {what}")),
            ..self.words.clone()
        };
        let layout = dressed(Layout::auto_from_plots(marks), &words)
            .with_x_categories(spaced(&self.columns))
            .with_y_categories(from_below);
        let layout = if self.is_whole() {
            layout
        } else {
            let entry = LegendEntry {
                label: "undefined".into(),
                color: UNDEFINED.into(),
                shape: LegendShape::Rect,
                dasharray: None,
            };
            layout
                .with_legend_entries(vec![entry])
                .with_legend_position(LegendPosition::OutsideTopRight)
                .with_legend_box(false)
        };
        let longest = self.columns.iter().map(|name| name.chars().count()).max();
        let written = self.columns.len().min(MOST_NAMES);
        if longest.unwrap_or(0) * written > MOST_LETTERS_ABREAST {
            layout.with_x_tick_rotate(-45.0)
        } else {
            layout
        }
    }
}

/// The names in their places, as many as have room.
fn spaced(names: &[String]) -> Vec<String> {
    let step = names.len().div_ceil(MOST_NAMES).max(1);
    let written = |(place, name): (usize, &String)| match place % step {
        0 => name.clone(),
        _ => String::new(),
    };
    names.iter().enumerate().map(written).collect()
}

/// The colour of a place on the scale from 0 to 1.
fn colour(place: f64) -> String {
    if place.is_nan() {
        UNDEFINED.into()
    } else {
        ColorMap::Viridis.map(place)
    }
}

impl Figure for HeatMap {
    fn to_svg(&self) -> Result<String, PlotError> {
        Ok(self.drawing()?.into_svg())
    }
}

impl Draw for HeatMap {
    fn drawing(&self) -> Result<Drawing, PlotError> {
        self.check()?;
        let marks = vec![Plot::Heatmap(self.map())];
        let layout = self.layout(&marks);
        Ok(Drawing { marks, layout })
    }
}
