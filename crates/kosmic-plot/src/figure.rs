//! What every figure can do: become SVG and be saved.

use std::path::Path;

use kuva::backend::svg::SvgBackend;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::{Scene, render_multiple};

use crate::error::PlotError;
use crate::save::replace;

/// The marks and axes of one figure.
pub(crate) struct Drawing {
    pub(crate) marks: Vec<Plot>,
    pub(crate) layout: Layout,
}

impl Drawing {
    pub(crate) fn into_svg(self) -> String {
        document(&render_multiple(self.marks, self.layout))
    }
}

/// The SVG of a scene.
pub(crate) fn document(scene: &Scene) -> String {
    recounted(&SvgBackend::default().render_scene(scene))
}

/// What the drawing calls the areas that it clips to.
const CLIP: &str = "kuva-clip-";

/// Areas are numbered over the life of the process; counted anew in each figure, the same figure gives the same bytes.
fn recounted(svg: &str) -> String {
    let mut seen = Vec::new();
    let mut pieces = svg.split(CLIP);
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(piece.len());
        let (number, rest) = piece.split_at(end);
        let known = seen.iter().position(|&other| other == number);
        let place = known.unwrap_or_else(|| {
            seen.push(number);
            seen.len() - 1
        });
        whole.push_str(&format!("{CLIP}{place}{rest}"));
    }
    whole
}

/// A figure that can stand in a panel.
pub(crate) trait Draw {
    fn drawing(&self) -> Result<Drawing, PlotError>;
}

/// A figure that becomes SVG. The same figure gives the same bytes.
pub trait Figure {
    /// The figure as an SVG document.
    ///
    /// # Errors
    /// [`PlotError`] where the data cannot be drawn.
    fn to_svg(&self) -> Result<String, PlotError>;

    /// Writes the figure into a file: first beside it under another name, then renamed, so that the file is never half
    /// written. A link keeps pointing where it did; what is no regular file, such as `/dev/stdout`, is written to as it is.
    ///
    /// # Errors
    /// [`PlotError`] where the data cannot be drawn or the file not be written; then an older file stays as it was.
    fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError>
    where
        Self: Sized,
    {
        let path = path.as_ref();
        let svg = self.to_svg()?;
        replace(path, svg.as_bytes()).map_err(|cause| PlotError::Write {
            path: path.to_owned(),
            cause,
        })
    }
}
