//! The look that all figures share.

use kuva::prelude::Palette;
use kuva::render::layout::{AxisLine, Layout};
use kuva::render::theme::Theme;

use crate::axis::{Span, tick_step};
use crate::label::fitted;

/// The colours of Okabe and Ito (2008), told apart by every eye; black first, yellow left out for its weak contrast.
pub(crate) const COLOURS: [&str; 7] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
];

/// Reference lines and their labels stay behind the data.
pub(crate) const QUIET: &str = "#7F7F7F";

/// The size of a single figure in pixels: 3 to 2, a column's width at 144 dots an inch.
pub(crate) const WIDTH: f64 = 660.0;
pub(crate) const HEIGHT: f64 = 420.0;

pub(crate) const TICK_SIZE: u32 = 13;
/// About how many ticks there are along x.
pub(crate) const X_TICKS: f64 = 8.0;

const LABEL_SIZE: u32 = 15;
const TITLE_SIZE: u32 = 16;

/// What the words of a figure are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Words {
    pub(crate) title: Option<String>,
    pub(crate) x: Option<String>,
    pub(crate) y: Option<String>,
}

/// Axes over two spans, with the shared look.
pub(crate) fn axes(x: Span, y: Span, words: &Words) -> Layout {
    let layout = Layout::new((x.low, x.high), (y.low, y.high))
        .with_x_axis_min(x.low)
        .with_x_axis_max(x.high)
        .with_y_axis_min(y.low)
        .with_y_axis_max(y.high)
        .with_x_tick_step(tick_step(x, X_TICKS))
        .with_y_tick_step(tick_step(y, 5.0));
    dressed(layout, words)
}

/// A layout with the shared look.
pub(crate) fn dressed(layout: Layout, words: &Words) -> Layout {
    let mut layout = layout
        .with_width(WIDTH)
        .with_height(HEIGHT)
        .with_theme(Theme::minimal())
        .with_palette(Palette::custom(
            "okabe-ito",
            COLOURS.map(str::to_owned).to_vec(),
        ))
        .with_font_family("Helvetica, Arial, sans-serif")
        .with_show_grid(false)
        .with_axis_line(AxisLine::Open)
        .with_axis_line_width(1.0)
        .with_title_size(TITLE_SIZE)
        .with_label_size(LABEL_SIZE)
        .with_tick_size(TICK_SIZE)
        .with_body_size(TICK_SIZE);
    if let Some(title) = &words.title {
        layout = layout.with_title(fitted(title, WIDTH, TITLE_SIZE));
    }
    if let Some(label) = &words.x {
        layout = layout.with_x_label(fitted(label, WIDTH, LABEL_SIZE));
    }
    if let Some(label) = &words.y {
        layout = layout.with_y_label(fitted(label, HEIGHT, LABEL_SIZE));
    }
    layout
}
