//! Series in standard units, as surrogates and statistics take them.

use kosmic_core::{CoreError, LANES, Pair, PairSource, Side};

/// One series as deviations from its mean in standard deviations, whatever its units and offset.
pub(crate) fn standard_units<S: PairSource>(
    pair: &Pair<S>,
    side: Side,
) -> Result<Vec<f64>, CoreError> {
    let mut values = pair.column(side)?;
    let centring = pair.moments().centring(side);
    let n = values.len() as f64;
    let sd = (centring.squares / n).sqrt();
    for value in &mut values {
        *value = *value * centring.units[0] * centring.units[1] - centring.mean;
    }
    // What rounding the mean to a double has left.
    let residual = values.iter().sum::<f64>() / n;
    for value in &mut values {
        *value = (*value - residual) / sd;
    }
    Ok(values)
}

/// The values with zeros behind them, in whole vectors.
pub(super) fn padded(values: &[f64]) -> Vec<[f64; LANES]> {
    let mut chunks = vec![[0.0; LANES]; values.len().div_ceil(LANES)];
    chunks.as_flattened_mut()[..values.len()].copy_from_slice(values);
    chunks
}
