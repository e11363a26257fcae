//! Ranges of axes, and which values can stand on one.

use crate::error::PlotError;

/// Larger values make differences between neighbouring ticks overflow somewhere on the way to the paper.
const LARGEST: f64 = 1e100;

/// The ends of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Span {
    /// The span of some values; `None` if there are none.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        values.into_iter().fold(None, |span: Option<Self>, value| {
            let Self { low, high } = span.unwrap_or(Self {
                low: value,
                high: value,
            });
            Some(Self {
                low: low.min(value),
                high: high.max(value),
            })
        })
    }

    /// Wide enough to tell its ends apart.
    pub(crate) fn opened(self) -> Self {
        let size = self.low.abs().max(self.high.abs());
        if self.high - self.low > 1e-9 * size {
            return self;
        }
        let room = if size == 0.0 { 1.0 } else { 0.1 * size };
        Self {
            low: self.low - room,
            high: self.high + room,
        }
    }

    /// With a margin of this share of its width at either end.
    pub(crate) fn padded(self, share: f64) -> Self {
        let room = share * (self.high - self.low);
        Self {
            low: self.low - room,
            high: self.high + room,
        }
    }

    /// With this share of its width more at the upper end.
    pub(crate) fn raised(self, share: f64) -> Self {
        Self {
            high: self.high + share * (self.high - self.low),
            ..self
        }
    }
}

/// Checks that values can be drawn.
pub(crate) fn check_drawable(
    what: &str,
    values: impl IntoIterator<Item = f64>,
) -> Result<(), PlotError> {
    let drawable = |value: f64| value.abs() <= LARGEST;
    match values
        .into_iter()
        .enumerate()
        .find(|(_, value)| !drawable(*value))
    {
        None => Ok(()),
        Some((index, value)) => Err(PlotError::Undrawable {
            what: what.to_owned(),
            index,
            value,
        }),
    }
}

pub(crate) fn check_lengths(what: &str, left: usize, right: usize) -> Result<(), PlotError> {
    if left == right {
        return Ok(());
    }
    Err(PlotError::LengthMismatch {
        what: what.to_owned(),
        left,
        right,
    })
}

/// A step between ticks: 1, 2 or 5 times a power of ten, so that there are about `wanted` of them.
pub(crate) fn tick_step(span: Span, wanted: f64) -> f64 {
    let rough = (span.high - span.low) / wanted;
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stand_at_round_numbers() {
        assert_eq!(
            tick_step(
                Span {
                    low: -20.0,
                    high: 20.0
                },
                8.0
            ),
            5.0
        );
        assert!(
            (tick_step(
                Span {
                    low: 0.0,
                    high: 2.0
                },
                5.0
            ) - 0.5)
                .abs()
                < 1e-12
        );
    }

    #[test]
    fn a_single_value_gets_room() {
        assert_eq!(
            Span::of([5.0]).unwrap().opened(),
            Span {
                low: 4.5,
                high: 5.5
            }
        );
        assert_eq!(
            Span::of([0.0]).unwrap().opened(),
            Span {
                low: -1.0,
                high: 1.0
            }
        );
    }
}
