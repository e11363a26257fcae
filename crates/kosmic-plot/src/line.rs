//! Lines with bands.

use kuva::plot::annotations::ReferenceLine;
use kuva::prelude::{BandPlot, LegendPosition, LinePlot, Plot, ScatterPlot};

use crate::axis::{Span, check_drawable, check_lengths, tick_step};
use crate::error::PlotError;
use crate::figure::{Draw, Drawing, Figure};
use crate::label::{LABEL_SHARE, beside_vertical};
use crate::style::{COLOURS, QUIET, Words, X_TICKS, axes};
use crate::thin::thinned;

/// A point between two gaps is drawn as a dot of this radius: a line through it alone has no length.
const DOT: f64 = 2.5;

/// The share of the height that is left free above the data, and below where y has no floor.
const MARGIN: f64 = 0.06;

/// One or more lines over x, with bands of uncertainty and lines for reference.
///
/// A value that is not defined (`None`) leaves a gap. Lines of more than a few thousand points are thinned to the lowest and
/// highest value of each stretch, which looks the same and keeps the file small.
///
/// # Example
/// ```
/// use kosmic_plot::{Figure, LineFigure};
///
/// let lags = [-2.0, -1.0, 0.0, 1.0, 2.0];
/// let figure = LineFigure::new()
///     .x_label("lag (steps)")
///     .y_label("K")
///     .line("K", &lags, &[Some(0.4), None, Some(0.9), Some(1.6), Some(1.1)])
///     .band(&lags, &[0.2, 0.3, 0.7, 1.4, 0.9], &[0.6, 0.7, 1.1, 1.8, 1.3])
///     .vertical(1.0, "x leads by 1");
/// let svg = figure.to_svg()?;
/// assert!(svg.starts_with("<svg") && svg.contains("x leads by 1"));
/// # Ok::<(), kosmic_plot::PlotError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineFigure {
    words: Words,
    lines: Vec<Line>,
    bands: Vec<Band>,
    references: Vec<Reference>,
    floor: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Line {
    label: String,
    x: Vec<f64>,
    y: Vec<Option<f64>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Band {
    /// The number of the line that it belongs to.
    line: usize,
    x: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Reference {
    vertical: bool,
    at: f64,
    label: String,
}

impl LineFigure {
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

    /// What is along y, with its unit.
    #[must_use]
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.words.y = Some(label.into());
        self
    }

    /// A further line; `None` leaves a gap. Labels are shown once there are two lines.
    #[must_use]
    pub fn line(mut self, label: impl Into<String>, x: &[f64], y: &[Option<f64>]) -> Self {
        self.lines.push(Line {
            label: label.into(),
            x: x.to_vec(),
            y: y.to_vec(),
        });
        self
    }

    /// A band around the line given last.
    #[must_use]
    pub fn band(mut self, x: &[f64], lower: &[f64], upper: &[f64]) -> Self {
        let line = self.lines.len().saturating_sub(1);
        let (x, lower, upper) = (x.to_vec(), lower.to_vec(), upper.to_vec());
        self.bands.push(Band {
            line,
            x,
            lower,
            upper,
        });
        self
    }

    /// A thin vertical line for reference.
    #[must_use]
    pub fn vertical(mut self, x: f64, label: impl Into<String>) -> Self {
        self.references.push(Reference {
            vertical: true,
            at: x,
            label: label.into(),
        });
        self
    }

    /// A thin horizontal line for reference.
    #[must_use]
    pub fn horizontal(mut self, y: f64, label: impl Into<String>) -> Self {
        self.references.push(Reference {
            vertical: false,
            at: y,
            label: label.into(),
        });
        self
    }

    /// The least value that the y axis shows, for quantities with a natural zero.
    #[must_use]
    pub fn y_from(mut self, floor: f64) -> Self {
        self.floor = Some(floor);
        self
    }

    fn check(&self) -> Result<(), PlotError> {
        for Line { label, x, y } in &self.lines {
            check_lengths(&format!("x and y of line {label:?}"), x.len(), y.len())?;
            check_drawable(&format!("x of line {label:?}"), x.iter().copied())?;
            check_drawable(
                &format!("y of line {label:?}"),
                y.iter().map(|y| y.unwrap_or(0.0)),
            )?;
        }
        for Band {
            x, lower, upper, ..
        } in &self.bands
        {
            for (what, values) in [("x", x), ("lower limit", lower), ("upper limit", upper)] {
                check_lengths(&format!("x and {what} of a band"), x.len(), values.len())?;
                check_drawable(&format!("{what} of a band"), values.iter().copied())?;
            }
        }
        check_drawable(
            "reference lines",
            self.references.iter().map(|reference| reference.at),
        )?;
        check_drawable("the floor of y", self.floor)
    }

    fn spans(&self) -> Option<(Span, Span)> {
        let lines = || {
            self.lines
                .iter()
                .flat_map(|line| line.x.iter().zip(&line.y))
        };
        let defined = || lines().filter_map(|(x, y)| y.map(|y| (*x, y)));
        let limits = self
            .bands
            .iter()
            .flat_map(|band| band.lower.iter().chain(&band.upper));
        let marks = |vertical| {
            let alike = self
                .references
                .iter()
                .filter(move |mark| mark.vertical == vertical);
            alike.map(|mark| mark.at)
        };
        defined().next()?;
        let x = Span::of(lines().map(|(x, _)| *x).chain(marks(true)))?;
        let y = Span::of(
            defined()
                .map(|(_, y)| y)
                .chain(limits.copied())
                .chain(marks(false)),
        )?;
        let y = match self.floor {
            Some(floor) => Span {
                low: floor,
                high: y.high.max(floor),
            }
            .opened()
            .raised(MARGIN),
            None => y.opened().padded(MARGIN),
        };
        Some((x.opened(), y.raised(self.room_for_labels())))
    }

    /// The share of the height that the labels of vertical lines take above the data.
    fn room_for_labels(&self) -> f64 {
        let labelled = self.references.iter().any(|mark| mark.vertical);
        if labelled { LABEL_SHARE } else { 0.0 }
    }

    /// Whether x counts something, so that ticks between whole numbers would mean nothing.
    fn counts(&self) -> bool {
        let mut x = self.lines.iter().flat_map(|line| &line.x);
        x.all(|x| x.fract() == 0.0)
    }

    fn marks(&self) -> Vec<Plot> {
        let bands = self.bands.iter().map(|band| {
            let plot = BandPlot::new(band.x.clone(), band.lower.clone(), band.upper.clone());
            Plot::Band(plot.with_color(colour(band.line)).with_opacity(0.2))
        });
        let lines = self.lines.iter().enumerate().flat_map(|(number, line)| {
            let labelled = self.lines.len() > 1;
            line.stretches()
                .into_iter()
                .enumerate()
                .map(move |(stretch, points)| {
                    if let [point] = points[..] {
                        let dot = ScatterPlot::new().with_data([point]).with_size(DOT);
                        return Plot::Scatter(dot.with_color(colour(number)));
                    }
                    let plot = LinePlot::new().with_data(thinned(points));
                    let plot = plot.with_color(colour(number)).with_stroke_width(1.8);
                    let named = labelled && stretch == 0;
                    Plot::Line(if named {
                        plot.with_legend(&line.label)
                    } else {
                        plot
                    })
                })
        });
        bands.chain(lines).collect()
    }
}

impl Figure for LineFigure {
    fn to_svg(&self) -> Result<String, PlotError> {
        Ok(self.drawing()?.into_svg())
    }
}

impl Draw for LineFigure {
    fn drawing(&self) -> Result<Drawing, PlotError> {
        self.check()?;
        let (x, y) = self.spans().ok_or(PlotError::Empty)?;
        let mut layout =
            axes(x, y, &self.words).with_legend_position(LegendPosition::InsideTopRight);
        if self.counts() {
            layout = layout.with_x_tick_step(tick_step(x, X_TICKS).max(1.0));
        }
        for reference in &self.references {
            let Reference { at, label, .. } = reference;
            let line = if reference.vertical {
                layout = layout.with_annotation(beside_vertical(*at, label, x, y));
                ReferenceLine::vertical(*at)
            } else {
                ReferenceLine::horizontal(*at).with_label(label)
            };
            layout = layout.with_reference_line(line.with_color(QUIET).with_stroke_width(1.0));
        }
        Ok(Drawing {
            marks: self.marks(),
            layout,
        })
    }
}

fn colour(line: usize) -> &'static str {
    COLOURS[line % COLOURS.len()]
}

impl Line {
    /// The runs of defined points between gaps.
    fn stretches(&self) -> Vec<Vec<(f64, f64)>> {
        let points: Vec<_> = self
            .x
            .iter()
            .zip(&self.y)
            .map(|(x, y)| y.map(|y| (*x, y)))
            .collect();
        let runs = points.split(Option::is_none).filter(|run| !run.is_empty());
        runs.map(|run| run.iter().copied().flatten().collect())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_cut_a_line_into_stretches() {
        let y = [Some(1.0), None, None, Some(2.0), Some(3.0)];
        let line = Line {
            label: String::new(),
            x: vec![0.0, 1.0, 2.0, 3.0, 4.0],
            y: y.to_vec(),
        };
        assert_eq!(
            line.stretches(),
            [vec![(0.0, 1.0)], vec![(3.0, 2.0), (4.0, 3.0)]]
        );
    }
}
