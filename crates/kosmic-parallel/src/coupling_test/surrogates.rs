//! Surrogates by their numbers, and how they compare with the data.

use kosmic_core::{LANES, Purpose, Stream};

use super::arrangement::{order_of, orders_within};
use super::noise::fill_with_noise;
use super::null_scheme::NullScheme;
use super::options::CouplingTest;
use super::spectral::{Fit, Spectral, Waves};
use super::standard::padded;
use super::statistic::Products;
use crate::resample::{Scattering, shuffle};

/// Two statistics within this of each other, or this share of the larger, are equal but for rounding.
pub(crate) const TIE: f64 = 1e-12;

/// Both series in standard units, ready to be compared again and again.
pub(crate) struct Surrogates {
    u: Vec<[f64; LANES]>,
    /// Twice, one behind the other, and zeros: every turn of the series is a stretch of it.
    v: Vec<f64>,
    rows: usize,
    scheme: NullScheme,
    spectral: Option<Spectral>,
    options: CouplingTest,
    /// The number of surrogates that there are, if it is no larger than what was asked for; the data are the first of them.
    all: Option<usize>,
    /// From where on a statistic counts as at least that of the data.
    threshold: f64,
}

/// What a thread works with.
#[derive(Default)]
pub(crate) struct Workspace {
    v: Vec<[f64; LANES]>,
    order: Vec<u32>,
    scattering: Scattering<f64>,
    waves: Waves,
}

impl Surrogates {
    /// The scheme, which stands in the place of that of the options, leaves nothing open.
    pub(crate) fn new([x, y]: [&[f64]; 2], scheme: NullScheme, options: CouplingTest) -> Self {
        let (rows, asked) = (x.len(), options.surrogates);
        let mut v = y.repeat(2);
        v.resize(2 * rows + LANES, 0.0);
        let all = match scheme {
            NullScheme::CircularShift => Some(rows).filter(|rows| *rows <= asked),
            NullScheme::BlockPermutation { length } => {
                orders_within(rows / length.unwrap_or(1), asked)
            }
            NullScheme::Permutation => orders_within(rows, asked),
            _ => None,
        };
        let mut surrogates = Self {
            u: padded(x),
            v,
            rows,
            scheme,
            spectral: spectral_fit(scheme).map(|fit| Spectral::new(y, fit)),
            options,
            all,
            threshold: 0.0,
        };
        let of_data = options.alternative.oriented(surrogates.of_data());
        surrogates.threshold = of_data - TIE * of_data.abs().max(1.0);
        surrogates
    }

    /// The number of all surrogates, if all of them are gone through.
    pub(crate) fn all(&self) -> Option<usize> {
        self.all
    }

    /// The statistic of the data, with the sign of r.
    pub(super) fn of_data(&self) -> f64 {
        self.of_turned(0)
    }

    /// A lower bound of the memory that a thread takes.
    pub(crate) fn bytes_a_thread(scheme: NullScheme, rows: usize) -> u128 {
        let spectral = spectral_fit(scheme).map_or(0, |_| Spectral::bytes_a_thread(rows));
        // Values, the same scattered, their parts, an order of blocks.
        spectral + rows as u128 * (2 * size_of::<f64>() as u128 + 1 + size_of::<u32>() as u128)
    }

    /// Whether a surrogate is at least as extreme as the data.
    pub(super) fn exceeds(&self, number: u64, workspace: &mut Workspace) -> bool {
        let statistic = match self.scheme {
            NullScheme::CircularShift => self.of_turned(self.turn(number)),
            _ => {
                self.put_down(number, workspace);
                self.of_values(&workspace.v)
            }
        };
        self.options.alternative.oriented(statistic) >= self.threshold
    }

    fn of_turned(&self, rows: usize) -> f64 {
        // Behind the last row x is 0, whatever stands in y.
        let v = &self.v[rows..rows + self.u.len() * LANES];
        self.of_values(v.as_chunks().0)
    }

    fn of_values(&self, v: &[[f64; LANES]]) -> f64 {
        let sums = self.options.instruction_set.run(Products { u: &self.u, v });
        self.options.statistic.of_sums(sums, self.rows as f64)
    }

    fn stream(&self, number: u64) -> Stream {
        Stream::of_key(Stream::key(
            self.options.seed,
            Purpose::Reorder,
            &[self.rows as u64, number],
        ))
    }

    fn turn(&self, number: u64) -> usize {
        match self.all {
            Some(_) => number as usize,
            None => self.stream(number).below(self.rows as u64) as usize,
        }
    }

    /// The values of a surrogate, in standard units.
    pub(crate) fn values<'w>(&self, number: u64, workspace: &'w mut Workspace) -> &'w [f64] {
        match self.scheme {
            NullScheme::CircularShift => {
                let turn = self.turn(number);
                workspace.v.resize(self.u.len(), [0.0; LANES]);
                let v = &mut workspace.v.as_flattened_mut()[..self.rows];
                v.copy_from_slice(&self.v[turn..turn + self.rows]);
            }
            _ => self.put_down(number, workspace),
        }
        &workspace.v.as_flattened()[..self.rows]
    }

    /// Writes a surrogate into the workspace.
    fn put_down(&self, number: u64, workspace: &mut Workspace) {
        workspace.v.resize(self.u.len(), [0.0; LANES]);
        let y = &self.v[..self.rows];
        if let Some(spectral) = &self.spectral {
            let v = &mut workspace.v.as_flattened_mut()[..self.rows];
            let stream = |pair| self.stream(pair);
            return spectral.put_down(number, stream, &mut workspace.waves, v);
        }
        match self.scheme {
            NullScheme::Gaussian => {
                let mut stream = self.stream(number);
                fill_with_noise(
                    &mut workspace.v.as_flattened_mut()[..self.rows],
                    &mut stream,
                );
            }
            NullScheme::Permutation if self.all.is_none() => {
                let v = &mut workspace.v.as_flattened_mut()[..self.rows];
                v.copy_from_slice(y);
                shuffle(v, &mut workspace.scattering, &mut self.stream(number));
            }
            scheme => self.rearrange(scheme.block_length().unwrap_or(1), number, workspace),
        }
    }

    /// Blocks of y in another order.
    fn rearrange(&self, length: usize, number: u64, workspace: &mut Workspace) {
        let order = &mut workspace.order;
        order.resize(self.rows / length, 0);
        match self.all {
            Some(_) => order_of(number, order),
            None => {
                order_of(0, order);
                let scattering = &mut Scattering::default();
                shuffle(order, scattering, &mut self.stream(number));
            }
        }
        let (y, v) = (&self.v[..self.rows], workspace.v.as_flattened_mut());
        for (block, from) in v.chunks_exact_mut(length).zip(&*order) {
            let start = *from as usize * length;
            block.copy_from_slice(&y[start..start + length]);
        }
        let whole = order.len() * length;
        v[whole..self.rows].copy_from_slice(&y[whole..]);
    }
}

/// What surrogates with the spectrum of the series keep beside it.
fn spectral_fit(scheme: NullScheme) -> Option<Fit> {
    match scheme {
        NullScheme::Fourier => Some(Fit::Phases),
        NullScheme::Aaft => Some(Fit::Values),
        NullScheme::Iaaft => Some(Fit::ValuesAndSpectrum),
        _ => None,
    }
}
