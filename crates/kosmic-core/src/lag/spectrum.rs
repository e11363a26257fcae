//! Sums of lagged products from cross spectra.
//!
//! Blocks of x, filled up with zeros, and the rows of y that their lags reach are transformed together, x as real and y
//! as imaginary part; the cross spectra of all blocks are added up and transformed back once. Rounding is relative to
//! the norms of the whole series, for which y is brought to the magnitude of x.
//!
//! The transforms are those of rustfft for plain code: its vector code would give other bits on other processors.

use std::sync::Arc;

use rustfft::num_complex::Complex64;
use rustfft::{Fft, FftPlannerScalar};

use super::centred::Centred;
use crate::error::CoreError;
use crate::scale::{exponent, times_power_of_two};
use crate::source::PairSource;

/// The shortest transform that is worth its preparation.
const FEWEST_POINTS: usize = 256;

/// The length of transform that costs least.
pub(super) fn points(n: usize, width: usize) -> usize {
    let least = (2 * width).next_power_of_two().max(FEWEST_POINTS);
    let whole = (n + width).next_power_of_two().max(least);
    let lengths = std::iter::successors(Some(least), |points| Some(2 * points));
    lengths
        .take_while(|&points| points <= whole)
        .min_by(|&a, &b| cost(n, width, a).total_cmp(&cost(n, width, b)))
        .unwrap_or(whole)
}

/// Nanoseconds on the machine of docs/RESULTS.md.
pub(super) fn cost(n: usize, width: usize, points: usize) -> f64 {
    let blocks = n.div_ceil(rows(width, points)) as f64;
    let transform = 0.5 * f64::from(points.ilog2());
    points as f64 * (blocks * (transform + 3.0) + transform + 30.0)
}

/// Rows of x in a block: their lags reach no further than the transform does.
fn rows(width: usize, points: usize) -> usize {
    points + 1 - width
}

/// Σ u_t v_{t + first + k} for k = 0..`width`.
pub(super) fn lagged_products<S: PairSource + ?Sized>(
    x: &Centred<'_, S>,
    y: &Centred<'_, S>,
    first: i64,
    width: usize,
    points: usize,
) -> Result<Vec<f64>, CoreError> {
    let rows = rows(width, points);
    let mut spectrum = Spectrum::new(points);
    // The square of the power of two that y lacks to the magnitude of x.
    let magnitude = |squares: f64| if squares > 0.0 { exponent(squares) } else { 0 };
    let shift = (magnitude(x.squares()) - magnitude(y.squares())) / 2;
    let scale = times_power_of_two(1.0, shift);
    let (mut u, mut v) = (vec![0.0; rows], vec![0.0; points]);
    let mut scratch = Vec::new();
    for start in (0..x.len()).step_by(rows) {
        x.read(start as i64, &mut u, &mut scratch)?;
        y.read(start as i64 + first, &mut v, &mut scratch)?;
        spectrum.add(&u, &v, scale);
    }
    let products = spectrum.products(width);
    Ok(products
        .map(|product| times_power_of_two(product, -shift))
        .collect())
}

/// Sums of cross spectra.
struct Spectrum {
    fft: Arc<dyn Fft<f64>>,
    block: Vec<Complex64>,
    scratch: Vec<Complex64>,
    /// Four times the sums of conj(U) V at the frequencies from 0 to the middle.
    cross: Vec<Complex64>,
}

impl Spectrum {
    fn new(points: usize) -> Self {
        let fft = FftPlannerScalar::new().plan_fft_forward(points);
        let zeros = |n| vec![Complex64::default(); n];
        Self {
            block: zeros(points),
            scratch: zeros(fft.get_inplace_scratch_len()),
            cross: zeros(points / 2 + 1),
            fft,
        }
    }

    /// Adds the cross spectrum of u, which may be shorter than the transform, and v · `scale`.
    fn add(&mut self, u: &[f64], v: &[f64], scale: f64) {
        let u = u.iter().copied().chain(std::iter::repeat(0.0));
        for ((point, u), v) in self.block.iter_mut().zip(u).zip(v) {
            *point = Complex64::new(u, v * scale);
        }
        self.fft
            .process_with_scratch(&mut self.block, &mut self.scratch);
        // The opposite frequency of 0 and of the middle is itself.
        let opposite = self.block[1..].iter().rev();
        let opposite = std::iter::once(&self.block[0]).chain(opposite);
        for ((sum, here), opposite) in self.cross.iter_mut().zip(&self.block).zip(opposite) {
            let (twice_u, twice_iv) = (here + opposite.conj(), here - opposite.conj());
            sum.re += twice_u.re * twice_iv.im - twice_u.im * twice_iv.re;
            sum.im -= twice_u.re * twice_iv.re + twice_u.im * twice_iv.im;
        }
    }

    /// The first sums of products. They are real: the forward transform of the conjugate gives them.
    fn products(mut self, width: usize) -> impl Iterator<Item = f64> {
        let points = self.block.len();
        for (frequency, sum) in self.cross.iter().enumerate() {
            self.block[frequency] = sum.conj();
            self.block[(points - frequency) % points] = *sum;
        }
        self.fft
            .process_with_scratch(&mut self.block, &mut self.scratch);
        let scale = 0.25 / points as f64;
        self.block
            .into_iter()
            .take(width)
            .map(move |product| product.re * scale)
    }
}
