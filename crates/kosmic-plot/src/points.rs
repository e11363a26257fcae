//! Points in the plane.

use kuva::prelude::{Plot, ScatterPlot};

use crate::axis::{Span, check_drawable, check_lengths};
use crate::error::PlotError;
use crate::figure::{Draw, Drawing, Figure};
use crate::style::{COLOURS, Words, axes};

/// Points at pairs of values, as two series that may be coupled.
///
/// # Example
/// ```
/// use kosmic_plot::{Figure, PointFigure};
///
/// let figure = PointFigure::new(&[1.0, 2.0, 3.0], &[2.0, 4.1, 5.9]).x_label("wind").y_label("power");
/// assert_eq!(figure.to_svg()?.matches("<circle").count(), 3);
/// # Ok::<(), kosmic_plot::PlotError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointFigure {
    words: Words,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl PointFigure {
    /// A point at each pair (x, y).
    #[must_use]
    pub fn new(x: &[f64], y: &[f64]) -> Self {
        Self {
            words: Words::default(),
            x: x.to_vec(),
            y: y.to_vec(),
        }
    }

    /// A title above the figure.
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

    /// What is along y, with its unit.
    #[must_use]
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.words.y = Some(label.into());
        self
    }
}

impl Figure for PointFigure {
    fn to_svg(&self) -> Result<String, PlotError> {
        Ok(self.drawing()?.into_svg())
    }
}

impl Draw for PointFigure {
    fn drawing(&self) -> Result<Drawing, PlotError> {
        check_lengths("x and y of the points", self.x.len(), self.y.len())?;
        check_drawable("x of the points", self.x.iter().copied())?;
        check_drawable("y of the points", self.y.iter().copied())?;
        let span = |values: &[f64]| Span::of(values.iter().copied()).ok_or(PlotError::Empty);
        let (x, y) = (
            span(&self.x)?.opened().padded(0.04),
            span(&self.y)?.opened().padded(0.04),
        );
        let points = self.x.iter().copied().zip(self.y.iter().copied());
        let plot = ScatterPlot::new().with_data(points).with_color(COLOURS[0]);
        let plot = plot.with_size(3.0).with_marker_opacity(0.6);
        Ok(Drawing {
            marks: vec![Plot::Scatter(plot)],
            layout: axes(x, y, &self.words),
        })
    }
}
