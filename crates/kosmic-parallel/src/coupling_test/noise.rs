//! Normal values of which no platform's library decides a bit.

use kosmic_core::Stream;

/// Independent normal values, by Box and Muller, in standard units: about their own mean, in their own standard deviation.
pub(super) fn fill_with_noise(values: &mut [f64], stream: &mut Stream) {
    for pair in values.chunks_mut(2) {
        let radius = (-2.0 * libm::log(1.0 - stream.uniform())).sqrt();
        let (sin, cos) = libm::sincos(std::f64::consts::TAU * stream.uniform());
        for (value, part) in pair.iter_mut().zip([cos, sin]) {
            *value = radius * part;
        }
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    let sd = (squares / n).sqrt();
    for value in values {
        *value = (*value - mean) / sd;
    }
}
