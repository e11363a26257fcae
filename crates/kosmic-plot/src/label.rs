//! Words that have to find room in a figure.

use kuva::plot::annotations::TextAnnotation;

use crate::axis::Span;
use crate::style::TICK_SIZE;

/// A figure without its margins, in pixels, about.
const INNER_WIDTH: f64 = 580.0;
const INNER_HEIGHT: f64 = 355.0;
/// The width of a character as a share of its height, on average, in the widest font that may stand in for Helvetica.
const CHARACTER: f64 = 0.6;
/// Between a line and its label.
const GAP: f64 = 6.0;
/// How far the drawing lifts a text above its place.
const LIFT: f64 = 6.0;

/// The height at the top of a figure that the label of a vertical line takes, as a share of the whole.
pub(crate) const LABEL_SHARE: f64 = 0.07;

/// The label of a vertical line: at the top, to the right of the line, or to its left where the right has no room.
pub(crate) fn beside_vertical(at: f64, label: &str, x: Span, y: Span) -> TextAnnotation {
    let size = f64::from(TICK_SIZE);
    let unit = (x.high - x.low) / INNER_WIDTH;
    let width = label.chars().count() as f64 * CHARACTER * size * unit;
    let reach = GAP * unit + width;
    let centre = if at + reach <= x.high || at - reach < x.low {
        at + reach - 0.5 * width
    } else {
        at - reach + 0.5 * width
    };
    let below_top = (size + LIFT) * (y.high - y.low) / INNER_HEIGHT;
    TextAnnotation::new(label, centre, y.high - below_top).with_font_size(TICK_SIZE)
}

/// The label of an axis of this length in pixels: control characters made blank, the end cut off where it has no room.
pub(crate) fn fitted(label: &str, length: f64, size: u32) -> String {
    let most = (length / (CHARACTER * f64::from(size))) as usize;
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    if label.chars().count() <= most {
        return label.chars().map(visible).collect();
    }
    let kept = label.chars().map(visible).take(most.saturating_sub(1));
    kept.chain(['\u{2026}']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AXIS: Span = Span {
        low: -20.0,
        high: 20.0,
    };

    #[test]
    fn a_label_without_room_on_the_right_stands_on_the_left() {
        let centre = |at| beside_vertical(at, "peak at +20", AXIS, AXIS).text_x;
        assert!(centre(5.0) > 5.0);
        assert!(centre(20.0) < 18.0);
        assert!(centre(-20.0) > -20.0);
    }

    #[test]
    fn a_label_that_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(fitted("two\nlines", 660.0, 15), "two lines");
        let long = fitted(&"x".repeat(400), 660.0, 15);
        assert_eq!(long.chars().count(), 73);
        assert!(long.ends_with('\u{2026}'));
    }
}
