//! What every figure can do: become SVG and be saved.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use kuva::backend::svg::SvgBackend;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::render_multiple;

use crate::error::PlotError;

/// The marks and axes of one figure.
pub(crate) struct Drawing {
    pub(crate) marks: Vec<Plot>,
    pub(crate) layout: Layout,
}

impl Drawing {
    pub(crate) fn into_svg(self) -> String {
        SvgBackend::default().render_scene(&render_multiple(self.marks, self.layout))
    }
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
    /// written.
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

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path)?;
    let written = write_all(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The first failure is the one to report.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::other("not the name of a file"))?;
    let mut temporary = name.to_owned();
    temporary.push(format!(".{}.tmp", std::process::id()));
    Ok(path.with_file_name(temporary))
}

fn write_all(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
