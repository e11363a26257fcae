//! Band, test and set of the peak of a lag profile.

use kosmic_core::{Pair, PairSource, Progress, Silent};
use kosmic_parallel::{KLagBands, LagVerdict, ParallelError, PeakSet, TestedLagPeak};
use serde::Serialize;

use crate::arguments::LagArguments;
use crate::failure::Failure;
use crate::interrupt::Interruptible;
use crate::output::{Sheet, counted};

/// What is inferred, if anything is.
pub(super) struct Inference {
    band: Option<KLagBands>,
    tested: Option<(TestedLagPeak, PeakSet)>,
}

/// The keys that `--band` adds to what `--json` prints.
#[derive(Serialize)]
pub(super) struct BandReport {
    level: f64,
    band_lower: Vec<Option<f64>>,
    band_upper: Vec<Option<f64>>,
    band_scheme: &'static str,
    band_block_length: Option<usize>,
    replicates: usize,
    band_warnings: Vec<String>,
}

/// The keys that `--test` adds.
#[derive(Serialize)]
pub(super) struct TestReport {
    peak_p_value: f64,
    tested_lag: i64,
    adjusted_p: Vec<f64>,
    verdict: &'static str,
    peak_set: Vec<i64>,
    alpha: f64,
    scheme: &'static str,
    block_length: Option<usize>,
    shifts: usize,
    surrogates: usize,
    warnings: Vec<String>,
}

impl Inference {
    pub(super) fn of<S: PairSource>(
        arguments: &LagArguments,
        pair: &Pair<S>,
    ) -> Result<Self, Failure> {
        let none = Self {
            band: None,
            tested: None,
        };
        let Some(plan) = arguments.plan()? else {
            return Ok(none);
        };
        let silent = Interruptible::new(&Silent);
        let progress: &dyn Progress = &silent;
        let tested = arguments.lag_test()?.map(|test| test.run(pair, progress));
        let tested = tested.transpose().map_err(failed)?;
        let replicates = plan
            .lag_replicates(pair, arguments.max_lag, progress)
            .map_err(failed)?;
        let band = || replicates.bands(arguments.level);
        let set = || replicates.peak_set(arguments.level);
        Ok(Self {
            band: arguments.band.then(band).transpose().map_err(failed)?,
            tested: match tested {
                Some(tested) => Some((tested, set().map_err(failed)?)),
                None => None,
            },
        })
    }

    pub(super) fn band_report(&self) -> Option<BandReport> {
        let found = self.band.as_ref()?;
        let limit = |upper: bool| {
            let couplings = found.bands.couplings.iter();
            let limits = couplings.map(move |coupling| coupling.as_ref()?.simultaneous);
            let limit = limits.map(move |band| {
                let k = band?.k;
                Some(if upper { k.upper } else { k.lower })
            });
            limit.collect()
        };
        Some(BandReport {
            level: found.bands.simultaneous_level,
            band_lower: limit(false),
            band_upper: limit(true),
            band_scheme: found.bands.scheme.name(),
            band_block_length: found.block_length,
            replicates: found.bands.replicates,
            band_warnings: found
                .bands
                .warnings
                .iter()
                .map(ToString::to_string)
                .collect(),
        })
    }

    /// Lags that have a band, with its limits of K.
    pub(super) fn drawn_band(&self) -> Option<(Vec<f64>, Vec<f64>, Vec<f64>)> {
        let found = self.band.as_ref()?;
        let lags = -(found.max_lag as i64)..;
        let limits = lags
            .zip(&found.bands.couplings)
            .filter_map(|(lag, coupling)| {
                let k = coupling.as_ref()?.simultaneous?.k;
                Some((lag as f64, (k.lower, k.upper)))
            });
        let (lags, limits): (Vec<f64>, Vec<(f64, f64)>) = limits.unzip();
        let (lower, upper) = limits.into_iter().unzip();
        Some((lags, lower, upper))
    }

    pub(super) fn test_report(&self) -> Option<TestReport> {
        let (tested, set) = self.tested.as_ref()?;
        Some(TestReport {
            peak_p_value: tested.p_value,
            tested_lag: tested.lag,
            adjusted_p: tested.adjusted.clone(),
            verdict: verdict(tested, set).name(),
            peak_set: set.lags.clone(),
            alpha: tested.alpha,
            scheme: tested.scheme.name(),
            block_length: tested.block_length,
            shifts: tested.shifts,
            surrogates: tested.surrogates,
            warnings: tested.warnings.iter().map(ToString::to_string).collect(),
        })
    }

    /// The same for people.
    pub(super) fn rows(&self, mut sheet: Sheet) -> Sheet {
        if let Some((tested, set)) = &self.tested {
            let lags: Vec<String> = set.lags.iter().map(ToString::to_string).collect();
            let made = counted(tested.surrogates, "surrogate");
            sheet = sheet
                .row(
                    "peak p",
                    format!("{:.4} for the best of all lags", tested.p_value),
                )
                .row("surrogates", format!("{made}, {}", tested.scheme.name()))
                .row(
                    "shifts",
                    format!("{} without a lag in common", tested.shifts),
                )
                .row("peak set", lags.join(" "))
                .row("verdict", format!("x {}", verdict(tested, set)));
            let warnings = tested.warnings.iter();
            sheet = warnings.fold(sheet, |sheet, warning| {
                sheet.row("warning", warning.to_string())
            });
        }
        if let Some(found) = &self.band {
            let blocks = found
                .block_length
                .map(|rows| format!(" blocks of {}", counted(rows, "row")));
            sheet = sheet.row(
                "band",
                found.bands.scheme.name().to_owned() + &blocks.unwrap_or_default(),
            );
            let warnings = found.bands.warnings.iter();
            sheet = warnings.fold(sheet, |sheet, warning| {
                sheet.row("warning", warning.to_string())
            });
        }
        sheet
    }
}

/// That of the set, if there is a coupling at all.
fn verdict(tested: &TestedLagPeak, set: &PeakSet) -> LagVerdict {
    if tested.is_significant() {
        set.verdict()
    } else {
        LagVerdict::Undecided
    }
}

fn failed(error: ParallelError) -> Failure {
    match error {
        ParallelError::Stopped { .. } => Failure::Interrupted(Some(error.into())),
        error => Failure::data(error),
    }
}
