//! Surrogates with the autocorrelation of a series: random phases, as they come or fitted to its values.
//!
//! Two surrogates are made by one transform, as the real and the imaginary part of a complex series. The transforms are
//! those of rustfft for plain code, so that no vector instruction decides a bit; planners of real transforms choose by the
//! processor.

use std::sync::Arc;

use kosmic_core::Stream;
use rustfft::num_complex::Complex64;
use rustfft::{Fft, FftPlannerScalar};

use super::noise::fill_with_noise;
use crate::resample::{Scattering, shuffle};

/// Rounds after which a surrogate counts as fitted, though its order still changes.
const MOST_ROUNDS: usize = 100;

/// What is kept of a series beside its spectrum.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fit {
    /// Nothing: values become normal.
    Phases,
    /// Its values, behind which the spectrum stands back.
    Values,
    /// Its values, and the spectrum as far as they allow.
    ValuesAndSpectrum,
}

/// A series that surrogates are made of.
pub(super) struct Spectral {
    fit: Fit,
    forward: Arc<dyn Fft<f64>>,
    inverse: Arc<dyn Fft<f64>>,
    /// Of the frequencies from 0 to the middle.
    amplitudes: Vec<f64>,
    ascending: Vec<f64>,
    /// The rows from the smallest value to the largest.
    order: Vec<usize>,
}

/// What a thread works with.
#[derive(Default)]
pub(super) struct Waves {
    /// The pair of surrogates that stands in `values`.
    pair: Option<u64>,
    values: Vec<Complex64>,
    scratch: Vec<Complex64>,
    part: Vec<f64>,
    orders: [Vec<usize>; 2],
    before: Vec<usize>,
}

impl Spectral {
    pub(super) fn new(series: &[f64], fit: Fit) -> Self {
        let n = series.len();
        let mut planner = FftPlannerScalar::new();
        let mut order: Vec<usize> = (0..n).collect();
        sort_rows(&mut order, |row| series[row]);
        let mut spectral = Self {
            fit,
            forward: planner.plan_fft_forward(n),
            inverse: planner.plan_fft_inverse(n),
            amplitudes: Vec::new(),
            ascending: order.iter().map(|row| series[*row]).collect(),
            order,
        };
        let mut spectrum: Vec<_> = series.iter().map(|y| Complex64::new(*y, 0.0)).collect();
        let mut scratch = spectral.scratch();
        spectral
            .forward
            .process_with_scratch(&mut spectrum, &mut scratch);
        let half = &spectrum[..=n / 2];
        spectral.amplitudes = half.iter().map(|value| length(*value) / n as f64).collect();
        spectral
    }

    /// A lower bound of the memory that a thread takes.
    pub(super) fn bytes_a_thread(rows: usize) -> u128 {
        rows as u128
            * (2 * size_of::<Complex64>() + size_of::<f64>() + 3 * size_of::<usize>()) as u128
    }

    /// Writes a surrogate; `stream` gives that of a pair of them.
    pub(super) fn put_down(
        &self,
        number: u64,
        stream: impl FnOnce(u64) -> Stream,
        waves: &mut Waves,
        to: &mut [f64],
    ) {
        let pair = number / 2;
        if waves.pair != Some(pair) {
            self.make(&mut stream(pair), waves);
            waves.pair = Some(pair);
        }
        waves.copy(number as usize % 2, to);
    }

    fn make(&self, stream: &mut Stream, waves: &mut Waves) {
        let n = self.order.len();
        waves.values.resize(n, Complex64::default());
        if waves.scratch.is_empty() {
            waves.scratch = self.scratch();
            waves.part.resize(n, 0.0);
        }
        match self.fit {
            Fit::Phases => self.phases(stream, waves),
            Fit::Values => self.phases_of_noise(stream, waves),
            Fit::ValuesAndSpectrum => self.fitted(stream, waves),
        }
    }

    /// The amplitudes of the series with random phases.
    fn phases(&self, stream: &mut Stream, waves: &mut Waves) {
        let n = self.order.len();
        self.by_frequency(waves, |k, _| match k {
            0 => Complex64::default(),
            k => turn(2 * k == n, stream) * self.amplitudes[k],
        });
    }

    /// Normal noise in the order of the series, with random phases; the values of the series in the order of that.
    fn phases_of_noise(&self, stream: &mut Stream, waves: &mut Waves) {
        let n = self.order.len();
        for half in 0..2 {
            fill_with_noise(&mut waves.part, stream);
            waves.part.sort_unstable_by(f64::total_cmp);
            for (row, noise) in self.order.iter().zip(&waves.part) {
                *part(&mut waves.values[*row], half) = *noise;
            }
        }
        self.transform(waves);
        self.by_frequency(waves, |k, value| match k {
            0 => value,
            k => turn(2 * k == n, stream) * value,
        });
        self.reorder(waves);
    }

    /// The values of the series in random order; by turns the amplitudes of the series with the phases that there are, and
    /// its values in the order that there is, until that no longer changes.
    fn fitted(&self, stream: &mut Stream, waves: &mut Waves) {
        for half in 0..2 {
            waves.part.copy_from_slice(&self.ascending);
            shuffle(&mut waves.part, &mut Scattering::default(), stream);
            for (value, shuffled) in waves.values.iter_mut().zip(&waves.part) {
                *part(value, half) = *shuffled;
            }
        }
        for _ in 0..MOST_ROUNDS {
            self.transform(waves);
            self.by_frequency(waves, |k, value| {
                let length = length(value);
                let phase = if length > 0.0 {
                    value / length
                } else {
                    Complex64::new(1.0, 0.0)
                };
                phase * self.amplitudes[k]
            });
            if !self.reorder(waves) {
                break;
            }
        }
    }

    fn scratch(&self) -> Vec<Complex64> {
        let needed = [&self.forward, &self.inverse].map(|fft| fft.get_inplace_scratch_len());
        vec![Complex64::default(); needed[0].max(needed[1])]
    }

    fn transform(&self, waves: &mut Waves) {
        self.forward
            .process_with_scratch(&mut waves.values, &mut waves.scratch);
    }

    /// Puts other values into both spectra, given those there are from frequency 0 to the middle, and transforms back.
    fn by_frequency(
        &self,
        waves: &mut Waves,
        mut other: impl FnMut(usize, Complex64) -> Complex64,
    ) {
        let spectrum = &mut waves.values;
        let n = spectrum.len();
        let i = Complex64::new(0.0, 1.0);
        for k in 0..=n / 2 {
            let opposite = (n - k) % n;
            let (here, there) = (spectrum[k], spectrum[opposite].conj());
            let first = other(k, (here + there) * 0.5);
            let second = other(k, (here - there) * -0.5 * i);
            spectrum[opposite] = first.conj() + i * second.conj();
            spectrum[k] = first + i * second;
        }
        self.inverse
            .process_with_scratch(spectrum, &mut waves.scratch);
    }

    /// Puts the values of the series into the order of those that there are; whether an order is another than before.
    fn reorder(&self, waves: &mut Waves) -> bool {
        let mut changed = false;
        for half in 0..2 {
            let order = &mut waves.orders[half];
            if order.len() != self.order.len() {
                *order = (0..self.order.len()).collect();
            }
            waves.before.clone_from(order);
            for (to, value) in waves.part.iter_mut().zip(&mut waves.values) {
                *to = *part(value, half);
            }
            sort_rows(order, |row| waves.part[row]);
            changed |= *order != waves.before;
            for (row, value) in order.iter().zip(&self.ascending) {
                *part(&mut waves.values[*row], half) = *value;
            }
        }
        changed
    }
}

impl Waves {
    fn copy(&mut self, half: usize, to: &mut [f64]) {
        for (to, value) in to.iter_mut().zip(&mut self.values) {
            *to = *part(value, half);
        }
    }
}

fn part(value: &mut Complex64, half: usize) -> &mut f64 {
    if half == 0 {
        &mut value.re
    } else {
        &mut value.im
    }
}

/// A random turn; of what is real a random sign.
fn turn(real: bool, stream: &mut Stream) -> Complex64 {
    let uniform = stream.uniform();
    if real {
        return Complex64::new(if uniform < 0.5 { -1.0 } else { 1.0 }, 0.0);
    }
    let (sin, cos) = libm::sincos(std::f64::consts::TAU * uniform);
    Complex64::new(cos, sin)
}

/// Square roots are exact everywhere, `hypot` is not.
fn length(value: Complex64) -> f64 {
    value.norm_sqr().sqrt()
}

/// Ties by the row, so that no order of before plays a part.
fn sort_rows(rows: &mut [usize], value: impl Fn(usize) -> f64) {
    rows.sort_by(|a, b| value(*a).total_cmp(&value(*b)).then(a.cmp(b)));
}

#[cfg(test)]
mod tests;
