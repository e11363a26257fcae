//! Several figures in one.

use kuva::render::figure::Figure as Grid;

use crate::error::PlotError;
use crate::figure::{Draw, Drawing, Figure, document};
use crate::heat_map::HeatMap;
use crate::intervals::IntervalFigure;
use crate::line::LineFigure;
use crate::points::PointFigure;
use crate::style::{HEIGHT, WIDTH};

/// Figures in rows and columns, lettered (a), (b), (c), …, with one legend of all lines below them: lines of one name are taken
/// to be of one colour.
///
/// # Example
/// ```
/// use kosmic_plot::{Figure, LineFigure, Panels, PointFigure};
///
/// let points = PointFigure::new(&[1.0, 2.0, 3.0], &[2.0, 4.1, 5.9]);
/// let line = LineFigure::new().line("K", &[0.0, 1.0], &[Some(0.5), Some(0.7)]);
/// let svg = Panels::in_columns(2).panel(points).panel(line).to_svg()?;
/// assert!(svg.contains("a") && svg.contains("<circle"));
/// # Ok::<(), kosmic_plot::PlotError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Panels {
    columns: usize,
    panels: Vec<Panel>,
}

/// A figure that can stand in a panel.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Panel {
    /// Lines.
    Lines(LineFigure),
    /// Points.
    Points(PointFigure),
    /// A matrix.
    HeatMap(HeatMap),
    /// Estimates with their intervals.
    Intervals(IntervalFigure),
}

impl From<LineFigure> for Panel {
    fn from(figure: LineFigure) -> Self {
        Self::Lines(figure)
    }
}

impl From<PointFigure> for Panel {
    fn from(figure: PointFigure) -> Self {
        Self::Points(figure)
    }
}

impl From<HeatMap> for Panel {
    fn from(figure: HeatMap) -> Self {
        Self::HeatMap(figure)
    }
}

impl From<IntervalFigure> for Panel {
    fn from(figure: IntervalFigure) -> Self {
        Self::Intervals(figure)
    }
}

impl Panels {
    /// Panels side by side, `columns` in a row, at least one.
    #[must_use]
    pub fn in_columns(columns: usize) -> Self {
        Self {
            columns: columns.max(1),
            panels: Vec::new(),
        }
    }

    /// A further panel, to the right of the last or at the beginning of the next row.
    #[must_use]
    pub fn panel(mut self, figure: impl Into<Panel>) -> Self {
        self.panels.push(figure.into());
        self
    }
}

impl Panel {
    fn drawing(&self) -> Result<Drawing, PlotError> {
        match self {
            Self::Lines(figure) => figure.drawing(),
            Self::Points(figure) => figure.drawing(),
            Self::HeatMap(figure) => figure.drawing(),
            Self::Intervals(figure) => figure.drawing(),
        }
    }
}

impl Figure for Panels {
    fn to_svg(&self) -> Result<String, PlotError> {
        if self.panels.is_empty() {
            return Err(PlotError::Empty);
        }
        let drawings = self
            .panels
            .iter()
            .map(Panel::drawing)
            .collect::<Result<Vec<_>, _>>()?;
        let columns = self.columns.min(drawings.len());
        let (marks, layouts) = drawings.into_iter().map(|d| (d.marks, d.layout)).unzip();
        let grid = Grid::new(self.panels.len().div_ceil(columns), columns)
            .with_plots(marks)
            .with_layouts(layouts)
            .with_labels_lowercase()
            .with_shared_legend_bottom()
            .with_cell_size(WIDTH, HEIGHT);
        Ok(document(&grid.render()))
    }
}
