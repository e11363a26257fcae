//! Gamma variates that are the same bits on every platform: exponential ones by a ziggurat, all others from normal ones.
//!
//! What decides a number is IEEE arithmetic, square roots and the pure Rust functions of `libm`.
//!
//! # Source
//! G. Marsaglia, W. W. Tsang, The ziggurat method for generating random variables, J. Stat. Softw. 5 (2000) 8; A simple
//! method for generating gamma variables, ACM TOMS 26 (2000) 363-372.

use crate::kernel::Words;

/// Layers of equal area under e^-x.
const LAYERS: usize = 256;

/// Where the lowest layer's rectangle ends.
const TAIL: f64 = 7.697_117_470_131_05;

/// Gamma(shape, 1).
pub(crate) struct Gamma {
    shape: f64,
    ziggurat: Ziggurat,
}

impl Gamma {
    /// The law of a positive, finite shape.
    pub(crate) fn new(shape: f64) -> Self {
        Self {
            shape,
            ziggurat: Ziggurat::new(),
        }
    }

    #[inline]
    pub(crate) fn draw(&self, words: &mut Words) -> f64 {
        if self.shape == 1.0 {
            return self.ziggurat.exponential(words);
        }
        if self.shape > 1.0 {
            return squeezed(self.shape, words);
        }
        // A gamma variate of the next shape times u^(1 / shape), u uniform: -log u is exponential.
        let more = squeezed(self.shape + 1.0, words);
        more * libm::exp(-self.ziggurat.exponential(words) / self.shape)
    }
}

/// Gamma(shape, 1) for a shape above 1: the cube of a normal variate, accepted by a squeeze or its logarithm.
fn squeezed(shape: f64, words: &mut Words) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(words);
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let (u, squared) = (uniform(words.bits()), x * x);
        if u < 1.0 - 0.0331 * squared * squared
            || libm::log(u) < 0.5 * squared + d * (1.0 - v + libm::log(v))
        {
            return d * v;
        }
    }
}

/// A normal variate by Marsaglia's polar method; its twin is dropped.
fn normal(words: &mut Words) -> f64 {
    loop {
        let [x, y] = [(); 2].map(|()| 2.0 * uniform(words.bits()) - 1.0);
        let s = x * x + y * y;
        if s > 0.0 && s < 1.0 {
            return x * (-2.0 * libm::log(s) / s).sqrt();
        }
    }
}

/// A number in [0, 1) by the upper 53 of 64 bits.
#[inline(always)]
fn uniform(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

struct Ziggurat {
    /// Right ends of the layers from the lowest up; that of the lowest as wide as its area with the tail.
    ends: Box<[f64; LAYERS + 1]>,
    /// e^-x there.
    heights: Box<[f64; LAYERS + 1]>,
}

impl Ziggurat {
    fn new() -> Self {
        let mut ends = [0.0; LAYERS + 1];
        let height = libm::exp(-TAIL);
        // The rectangle and the tail beyond it, whose area is e^-TAIL.
        let area = TAIL * height + height;
        ends[0] = area / height;
        ends[1] = TAIL;
        for layer in 2..LAYERS {
            let below = ends[layer - 1];
            ends[layer] = -libm::log(area / below + libm::exp(-below));
        }
        Self {
            heights: Box::new(ends.map(|end| libm::exp(-end))),
            ends: Box::new(ends),
        }
    }

    #[inline]
    fn exponential(&self, words: &mut Words) -> f64 {
        // Beyond the tail's start the law is itself again, shifted.
        let mut shift = 0.0;
        loop {
            // The layer by the lowest eight bits, the place in it by the upper 53.
            let bits = words.bits();
            let layer = (bits & 255) as usize;
            let x = uniform(bits) * self.ends[layer];
            if x < self.ends[layer + 1] {
                return shift + x;
            }
            if layer == 0 {
                shift += TAIL;
                continue;
            }
            let (lower, upper) = (self.heights[layer], self.heights[layer + 1]);
            if lower + uniform(words.bits()) * (upper - lower) < libm::exp(-x) {
                return shift + x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(shape: f64, count: usize) -> Vec<f64> {
        let (gamma, mut words) = (Gamma::new(shape), Words::of_key(17));
        (0..count).map(|_| gamma.draw(&mut words)).collect()
    }

    #[test]
    fn layers_have_equal_areas_and_end_at_the_top() {
        let Ziggurat { ends, heights } = Ziggurat::new();
        let area = ends[0] * heights[1];
        for layer in 1..LAYERS {
            let found = ends[layer] * (heights[layer + 1] - heights[layer]);
            assert!((found / area - 1.0).abs() < 1e-7, "layer {layer}");
        }
        assert_eq!((ends[LAYERS], heights[LAYERS]), (0.0, 1.0));
    }

    /// Kolmogorov's distance from 1 - e^-x: above 2.2 / sqrt n with probability 1.2e-4.
    #[test]
    fn shape_one_is_exponential() {
        let mut values = drawn(1.0, 1_000_000);
        values.sort_unstable_by(f64::total_cmp);
        let n = values.len() as f64;
        let off = |(rank, x): (usize, &f64)| {
            let p = 1.0 - (-x).exp();
            (p - rank as f64 / n)
                .abs()
                .max(((rank + 1) as f64 / n - p).abs())
        };
        let distance = values.iter().enumerate().map(off).fold(0.0, f64::max);
        assert!(distance < 2.2 / n.sqrt(), "{distance}");
    }

    /// Mean and variance are the shape; their errors, by the fourth moment 3 a (a + 2), at five standard deviations.
    #[test]
    fn other_shapes_have_the_mean_and_variance_of_their_law() {
        for shape in [0.05, 0.5, 1.0, 1.5, 4.0, 100.0] {
            let values = drawn(shape, 200_000);
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|x| (x - shape).powi(2)).sum::<f64>() / n;
            assert!(
                (mean - shape).abs() < 5.0 * (shape / n).sqrt(),
                "{shape}: {mean}"
            );
            let error = ((3.0 * shape * (shape + 2.0) - shape * shape) / n).sqrt();
            assert!(
                (variance - shape).abs() < 5.0 * error,
                "{shape}: {variance}"
            );
        }
    }
}
