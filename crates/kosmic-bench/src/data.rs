//! Data to measure with: made by formula from a fixed seed, the same on every machine.

use kosmic_core::{Purpose, Stream, normal_quantile};

/// Two series of n standard normal values with correlation `rho`, |rho| <= 1.
///
/// # Example
/// ```
/// let (x, y) = kosmic_bench::coupled_pair(10_000, 0.5);
/// let k = kosmic_core::k_index(&x, &y)?;
/// assert!((k - 1.0).abs() < 0.05);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[must_use]
pub fn coupled_pair(n: usize, rho: f64) -> (Vec<f64>, Vec<f64>) {
    let mut stream = Stream::new(0, Purpose::Simulate, n as u64);
    // Half a step keeps the quantile away from its infinite ends.
    let mut normal = || normal_quantile(stream.uniform() + 0.5 / (1_u64 << 53) as f64);
    (0..n)
        .map(|_| {
            let (common, own) = (normal(), normal());
            (common, rho * common + (1.0 - rho * rho).sqrt() * own)
        })
        .unzip()
}
