//! Tests of no coupling, and of the peak of a lag profile, at the level that is left of that of the intervals.

use kosmic_core::{LagProfile, Pair, SeriesPair, Silent, correlation_p_value, prewhiten};
use kosmic_parallel::{CouplingTest, LagTest, NullScheme, ParallelError, TestStatistic};

use super::cell::{Cell, LEVEL, Verdict};

/// Ways of making surrogates; the second permutes with r itself as the statistic, which the others studentise. The last permutes
/// what is left of autoregressions of either series.
pub(super) const PROCEDURES: [&str; 10] = [
    "auto",
    "permutation of r",
    "permutation",
    "gaussian",
    "shift",
    "block",
    "fourier",
    "aaft",
    "iaaft",
    "prewhitened",
];

const SCHEMES: [NullScheme; 9] = [
    NullScheme::Auto,
    NullScheme::Permutation,
    NullScheme::Permutation,
    NullScheme::Gaussian,
    NullScheme::CircularShift,
    NullScheme::BlockPermutation { length: None },
    NullScheme::Fourier,
    NullScheme::Aaft,
    NullScheme::Iaaft,
];

/// Nulls of a test of a peak, after the largest |r| taken for the only one, and permutations of what is left of autoregressions.
pub(super) const OF_PEAKS: [&str; 6] = [
    "single",
    "auto",
    "permutation",
    "shift",
    "fourier",
    "prewhitened",
];

const SCHEMES_OF_PEAKS: [NullScheme; 4] = [
    NullScheme::Auto,
    NullScheme::Permutation,
    NullScheme::CircularShift,
    NullScheme::Fourier,
];

/// The longest lag.
const LONGEST: usize = 10;

/// Exceedances that end a test: with 99 surrogates one more cannot be significant at 5 %, so that all decisions are those of the
/// full number, and tests without coupling take a tenth of the time.
const ENOUGH: usize = 5;

/// One sample, all ways.
pub(super) fn of_coupling(cell: &Cell, trial: u64) -> Result<Vec<Verdict>, ParallelError> {
    let (x, y) = cell.sample(trial);
    let pair = Pair::new(&x, &y)?;
    let test = |pair: &Pair<SeriesPair<'_>>, null, statistic| {
        let test = CouplingTest::new()
            .null(null)
            .statistic(statistic)
            .surrogates(cell.study.replicates())
            .stop_after(ENOUGH)
            .seed(cell.key(trial));
        Ok(kept(test.run(pair, &Silent)?.p_value))
    };
    let verdicts = SCHEMES.iter().enumerate().map(|(place, null)| {
        let statistic = match place {
            1 => TestStatistic::Correlation,
            _ => TestStatistic::Studentised,
        };
        test(&pair, *null, statistic)
    });
    let mut verdicts = verdicts.collect::<Result<Vec<Verdict>, ParallelError>>()?;
    let white = prewhiten(&x, &y)?;
    let white = Pair::new(&white.x, &white.y)?;
    verdicts.push(test(
        &white,
        NullScheme::Permutation,
        TestStatistic::Studentised,
    )?);
    Ok(verdicts)
}

/// One sample, the largest |r| and all nulls.
pub(super) fn of_peaks(cell: &Cell, trial: u64) -> Result<Vec<Verdict>, ParallelError> {
    let (x, y) = cell.sample(trial);
    let pair = Pair::new(&x, &y)?;
    let test = |pair: &Pair<SeriesPair<'_>>, null| {
        let test = LagTest::new(LONGEST)
            .alpha(1.0 - LEVEL)
            .null(null)
            .surrogates(cell.study.replicates())
            .seed(cell.key(trial));
        match test.run(pair, &Silent) {
            Ok(tested) => Ok(kept(tested.p_value)),
            Err(ParallelError::TooFewShifts { .. }) => Ok(Verdict {
                contains: true,
                length: None,
            }),
            Err(error) => Err(error),
        }
    };
    let mut verdicts = vec![kept(of_single(&pair)?)];
    for null in SCHEMES_OF_PEAKS {
        verdicts.push(test(&pair, null)?);
    }
    let white = prewhiten(&x, &y)?;
    let white = Pair::new(&white.x, &white.y)?;
    verdicts.push(test(&white, NullScheme::Permutation)?);
    Ok(verdicts)
}

/// The p-value of the largest |r| by its own number of pairs, as if no other lag had been looked at.
fn of_single(pair: &Pair<SeriesPair<'_>>) -> Result<f64, ParallelError> {
    let profile = LagProfile::of_pair(pair, LONGEST)?;
    let peak = profile.peak().expect("a lag is defined");
    Ok(correlation_p_value(peak.r, profile.overlap(peak.lag))?.unwrap_or(0.0))
}

/// Whether no coupling stands, with p in the place of a length.
fn kept(p_value: f64) -> Verdict {
    Verdict {
        contains: p_value > 1.0 - LEVEL,
        length: Some(p_value),
    }
}
