//! How large a correlation is, on the data and on each surrogate.

use kosmic_core::{Kernel, LANES, Vector};

/// What is compared between data and surrogates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum TestStatistic {
    /// sqrt(n) r / τ with τ² = mean((x - x̄)² (y - ȳ)²) / (s_x² s_y²), which is Σ u v / sqrt(Σ u² v²) of the deviations u and v: r by
    /// an error of its own, found anew on each surrogate. Rejects too often for ρ = 0 neither where tails are heavy nor
    /// where variances hang together, as n grows, and is exact for independent series.
    #[default]
    Studentised,
    /// r itself. Tests *independence*: of series that are uncorrelated but not independent it rejects far more often than it
    /// should.
    Correlation,
}

impl TestStatistic {
    /// The name as users write it.
    ///
    /// # Example
    /// ```
    /// assert_eq!(kosmic_parallel::TestStatistic::default().name(), "studentised");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Studentised => "studentised",
            Self::Correlation => "correlation",
        }
    }

    /// From sums over `rows` rows to the statistic, the correlation on the scale of the studentised one: times sqrt(n).
    pub(crate) fn of_sums(self, sums: ProductSums, rows: f64) -> f64 {
        match self {
            // Without any product there is no correlation either.
            Self::Studentised if sums.squares == 0.0 => 0.0,
            Self::Studentised => sums.products / sums.squares.sqrt(),
            Self::Correlation => sums.products / rows.sqrt(),
        }
    }
}

/// Σ p and Σ p², p = u v.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ProductSums {
    products: f64,
    squares: f64,
}

/// [`ProductSums`] of two equally long runs of rows. Row i is added in lane i mod 32.
pub(crate) struct Products<'a> {
    pub(crate) u: &'a [[f64; LANES]],
    pub(crate) v: &'a [[f64; LANES]],
}

/// Vectors whose sums stand side by side, since each waits for the one before.
const SIDE_BY_SIDE: usize = 4;

impl Kernel for Products<'_> {
    type Output = ProductSums;

    #[inline(always)]
    fn run<V: Vector>(self) -> ProductSums {
        let mut sums = [[V::splat(0.0); 2]; SIDE_BY_SIDE];
        let ((u, of_u), (v, of_v)) = (self.u.as_chunks(), self.v.as_chunks());
        for (u, v) in u.iter().zip(v) {
            add::<V, SIDE_BY_SIDE>(&mut sums, u, v);
        }
        for (sums, (u, v)) in sums.chunks_mut(1).zip(of_u.iter().zip(of_v)) {
            add::<V, 1>(sums, &[*u], &[*v]);
        }
        let [a, b, c, d] = sums;
        let all = |k: usize| a[k].plus(c[k]).plus(b[k].plus(d[k])).folded();
        ProductSums {
            products: all(0),
            squares: all(1),
        }
    }
}

#[inline(always)]
fn add<V: Vector, const N: usize>(
    sums: &mut [[V; 2]],
    u: &[[f64; LANES]; N],
    v: &[[f64; LANES]; N],
) {
    for ([products, squares], (u, v)) in sums.iter_mut().zip(u.iter().zip(v)) {
        let product = V::load(u).times(V::load(v));
        *products = products.plus(product);
        *squares = product.fused(product, *squares);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kosmic_core::InstructionSet;

    #[test]
    fn sums_of_every_length_are_those_of_plain_loops_on_every_instruction_set() {
        for chunks in 0..=9 {
            let row =
                |k: usize| std::array::from_fn(|lane| ((k * 8 + lane) * 37 % 101) as f64 - 50.0);
            let u: Vec<[f64; LANES]> = (0..chunks).map(row).collect();
            let v: Vec<[f64; LANES]> = (0..chunks).map(|k| row(k + 3)).collect();
            let products = || {
                u.as_flattened()
                    .iter()
                    .zip(v.as_flattened())
                    .map(|(u, v)| u * v)
            };
            for set in InstructionSet::available() {
                let sums = set.run(Products { u: &u, v: &v });
                assert_eq!(sums.products, products().sum::<f64>());
                assert_eq!(sums.squares, products().map(|p| p * p).sum::<f64>());
            }
        }
    }
}
