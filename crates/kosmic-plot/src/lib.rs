#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod axis;
mod error;
mod figure;
mod heat_map;
mod intervals;
mod label;
mod line;
mod panels;
mod points;
mod save;
mod style;
mod thin;

pub use error::PlotError;
pub use figure::Figure;
pub use heat_map::HeatMap;
pub use intervals::IntervalFigure;
pub use line::LineFigure;
pub use panels::{Panel, Panels};
pub use points::PointFigure;
