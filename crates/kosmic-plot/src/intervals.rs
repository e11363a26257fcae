//! Estimates with their intervals, one below the other.

use kuva::plot::ForestPlot;
use kuva::plot::annotations::ReferenceLine;
use kuva::prelude::Plot;
use kuva::render::layout::Layout;

use crate::axis::{Span, check_drawable, tick_step};
use crate::error::PlotError;
use crate::figure::{Draw, Drawing, Figure};
use crate::label::fitted;
use crate::style::{COLOURS, QUIET, TICK_SIZE, WIDTH, Words, X_TICKS, dressed};

/// The share of the width that is left free at either end.
const MARGIN: f64 = 0.05;

/// The width that the names may take, as a share of the whole.
const NAMES: f64 = 0.4;

/// Estimates by name, each with the interval around it: a mark and a line from the lower to the upper limit.
///
/// # Example
/// ```
/// use kosmic_plot::{Figure, IntervalFigure};
///
/// let figure = IntervalFigure::new()
///     .x_label("K")
///     .interval("wind and power", 1.4, Some([1.2, 1.5]))
///     .interval("wind and price", 0.6, Some([0.2, 0.9]))
///     .interval("difference", 0.8, Some([0.4, 1.2]))
///     .vertical(0.0);
/// assert!(figure.to_svg()?.contains("wind and price"));
/// # Ok::<(), kosmic_plot::PlotError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntervalFigure {
    words: Words,
    rows: Vec<Row>,
    references: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    name: String,
    estimate: f64,
    limits: Option<[f64; 2]>,
}

impl IntervalFigure {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A title above the figure; papers put it into the caption instead.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.words.title = Some(title.into());
        self
    }

    /// What is along x, with its unit.
    #[must_use]
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.words.x = Some(label.into());
        self
    }

    /// A further estimate, below those before; a mark alone where it has no limits.
    #[must_use]
    pub fn interval(
        mut self,
        name: impl Into<String>,
        estimate: f64,
        limits: Option<[f64; 2]>,
    ) -> Self {
        self.rows.push(Row {
            name: name.into(),
            estimate,
            limits,
        });
        self
    }

    /// A thin vertical line for reference.
    #[must_use]
    pub fn vertical(mut self, x: f64) -> Self {
        self.references.push(x);
        self
    }

    fn check(&self) -> Result<(), PlotError> {
        for row in &self.rows {
            let values = row.limits.into_iter().flatten();
            let values = std::iter::once(row.estimate).chain(values);
            check_drawable(&format!("interval {:?}", row.name), values)?;
        }
        check_drawable("reference lines", self.references.iter().copied())
    }

    fn span(&self) -> Option<Span> {
        let rows = self.rows.iter();
        let values = rows.flat_map(|row| row.ends().into_iter().chain([row.estimate]));
        self.rows.first()?;
        let span = Span::of(values.chain(self.references.iter().copied()))?;
        Some(span.opened().padded(MARGIN))
    }
}

impl Row {
    /// The limits, or the estimate where there are none.
    fn ends(&self) -> [f64; 2] {
        self.limits.unwrap_or([self.estimate; 2])
    }
}

impl Figure for IntervalFigure {
    fn to_svg(&self) -> Result<String, PlotError> {
        Ok(self.drawing()?.into_svg())
    }
}

impl Draw for IntervalFigure {
    fn drawing(&self) -> Result<Drawing, PlotError> {
        self.check()?;
        let x = self.span().ok_or(PlotError::Empty)?;
        let rows = self.rows.iter().map(|row| (row, row.ends()));
        let forest = rows.fold(ForestPlot::new(), |forest, (row, [lower, upper])| {
            let name = fitted(&row.name, NAMES * WIDTH, TICK_SIZE);
            forest.with_row(name, row.estimate, lower, upper)
        });
        let forest = forest
            .with_color(COLOURS[0])
            .with_marker_size(4.0)
            .with_whisker_width(1.8)
            .with_cap_size(4.0)
            .with_show_null_line(false);
        let marks = vec![Plot::Forest(forest)];
        let layout = dressed(Layout::auto_from_plots(&marks), &self.words)
            .with_x_axis_min(x.low)
            .with_x_axis_max(x.high)
            .with_x_tick_step(tick_step(x, X_TICKS));
        let layout = self.references.iter().fold(layout, |layout, &at| {
            let line = ReferenceLine::vertical(at);
            layout.with_reference_line(line.with_color(QUIET).with_stroke_width(1.0))
        });
        Ok(Drawing { marks, layout })
    }
}
