//! Values that lie far from the others.

use super::hampel::moving_fences;
use super::known::{Ascending, known, mean_and_sd, median_and_mad};
use super::treatment::Outcome;
use super::{Step, TreatmentProblem};

/// The 0.75 quantile of the normal distribution: the median absolute deviation of normal values is this share of their standard
/// deviation.
const NORMAL_MAD: f64 = 0.6745;

/// How values are found that lie far from the others. Each rule has fences; what lies beyond them is an outlier.
///
/// That a value is one says nothing of why: it may be the most telling of all. No rule but `Hampel` knows of time; a trend or a season
/// widens the fences of the other three.
///
/// # Example
/// ```
/// use kosmic_data::{Detector, read_csv};
///
/// let text = "level\n2.1\n2.0\n1.9\n2.2\n9.9\n2.0\n1.8\n2.1\n";
/// let table = read_csv(text.as_bytes(), &Default::default())?;
/// let level = table.column("level")?;
/// assert_eq!(level.outliers(&Detector::modified_z())?.rows().collect::<Vec<_>>(), [4]);
/// // One outlier among eight hides in the standard deviation that it makes.
/// assert_eq!(level.outliers(&Detector::z_score())?.count(), 0);
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
///
/// # Source
/// B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers, ASQC (1993); J. W. Tukey, Exploratory Data Analysis,
/// Addison-Wesley (1977); F. R. Hampel, The influence curve and its role in robust estimation, JASA 69 (1974) 383-393.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Detector {
    /// |x - mean| / s > threshold, s by n - 1. Of n values none can lie beyond (n - 1)/√n.
    ZScore {
        /// By default 3.
        threshold: f64,
    },
    /// 0.6745 |x - median| / MAD > threshold, with MAD the median of |x - median|.
    ModifiedZ {
        /// By default 3.5.
        threshold: f64,
    },
    /// x < Q1 - factor (Q3 - Q1) or x > Q3 + factor (Q3 - Q1), quantiles of type 7.
    Iqr {
        /// By default 1.5.
        factor: f64,
    },
    /// |x - m| > 1.4826 threshold MAD, m and MAD those of the known values in the window of `half_window` rows to either side, cut at
    /// the ends of the series. Where more than half of a window is equal, MAD is 0, and any other value an outlier.
    Hampel {
        /// Rows to either side, at least 1.
        half_window: usize,
        /// By default 3.
        threshold: f64,
    },
}

/// What becomes of outliers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Handling {
    /// Nothing: the record names their rows.
    Flag,
    /// They become missing values.
    Empty,
    /// Their rows are dropped from the table.
    Drop,
    /// They become the nearest value that is no outlier: of all, or for [`Detector::Hampel`] of the window.
    Winsorise,
    /// They become the value of the fence that they lie beyond.
    Clip,
}

/// Which values lie far from the others, and the fences between. Made by [`Column::outliers`](crate::Column::outliers).
#[derive(Clone, Debug, PartialEq)]
pub struct Outliers {
    flags: Vec<bool>,
    fences: Fences,
}

#[derive(Clone, Debug, PartialEq)]
enum Fences {
    Same([f64; 2]),
    OfRows(Vec<[f64; 2]>),
}

impl Outliers {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows().count()
    }

    /// Their rows, counted from 0.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        let flags = self.flags.iter().enumerate();
        flags.filter_map(|(row, is_outlier)| is_outlier.then_some(row))
    }

    /// The fences of a row, lower and upper; what lies on one is no outlier. NaN where a window has no known value.
    #[must_use]
    pub fn fences(&self, row: usize) -> [f64; 2] {
        match &self.fences {
            Fences::Same(fences) => *fences,
            Fences::OfRows(fences) => fences.get(row).copied().unwrap_or([f64::NAN; 2]),
        }
    }
}

impl Detector {
    /// By the standard deviation, beyond 3.
    #[must_use]
    pub fn z_score() -> Self {
        Self::ZScore { threshold: 3.0 }
    }

    /// By the median absolute deviation, beyond 3.5.
    #[must_use]
    pub fn modified_z() -> Self {
        Self::ModifiedZ { threshold: 3.5 }
    }

    /// By the interquartile range, beyond 1.5.
    #[must_use]
    pub fn iqr() -> Self {
        Self::Iqr { factor: 1.5 }
    }

    /// By the median of a window, beyond 3.
    #[must_use]
    pub fn hampel(half_window: usize) -> Self {
        Self::Hampel {
            half_window,
            threshold: 3.0,
        }
    }

    pub(super) fn step(&self) -> Step {
        let step = |by: &str| Step::new("outliers").with("by", by);
        match *self {
            Self::ZScore { threshold } => step("z-score").with("threshold", threshold),
            Self::ModifiedZ { threshold } => step("modified-z").with("threshold", threshold),
            Self::Iqr { factor } => step("iqr").with("threshold", factor),
            Self::Hampel {
                half_window,
                threshold,
            } => step("hampel")
                .with("half_window", half_window)
                .with("threshold", threshold),
        }
    }

    /// The outliers among values, of which some are missing.
    pub(super) fn detect(&self, values: &[f64]) -> Result<Outliers, TreatmentProblem> {
        self.verify()?;
        let known = known(values, 1)?;
        let fences = match *self {
            Self::ZScore { threshold } => {
                let (mean, sd) = mean_and_sd(&known)?;
                Fences::Same([mean - threshold * sd, mean + threshold * sd])
            }
            Self::ModifiedZ { threshold } => {
                let (median, mad) = median_and_mad(known);
                if mad == 0.0 {
                    let measure = "median absolute deviation";
                    return Err(TreatmentProblem::NoSpread { measure });
                }
                let reach = threshold * mad / NORMAL_MAD;
                Fences::Same([median - reach, median + reach])
            }
            Self::Iqr { factor } => {
                let ascending = Ascending::new(known);
                let [lower, upper] = [0.25, 0.75].map(|p| ascending.quantile(p));
                let reach = factor * (upper - lower);
                Fences::Same([lower - reach, upper + reach])
            }
            Self::Hampel {
                half_window,
                threshold,
            } => Fences::OfRows(moving_fences(values, half_window, threshold)),
        };
        let mut outliers = Outliers {
            flags: Vec::new(),
            fences,
        };
        let beyond = |row: usize| {
            let [lower, upper] = outliers.fences(row);
            values[row] < lower || values[row] > upper
        };
        outliers.flags = (0..values.len()).map(beyond).collect();
        Ok(outliers)
    }

    fn verify(&self) -> Result<(), TreatmentProblem> {
        let (name, found) = match *self {
            Self::ZScore { threshold }
            | Self::ModifiedZ { threshold }
            | Self::Hampel { threshold, .. } => ("threshold", threshold),
            Self::Iqr { factor } => ("factor", factor),
        };
        if !(found > 0.0 && found.is_finite()) {
            let expected = "a number above 0";
            return Err(TreatmentProblem::Parameter {
                name,
                expected,
                found,
            });
        }
        if matches!(self, Self::Hampel { half_window: 0, .. }) {
            return Err(TreatmentProblem::Parameter {
                name: "half_window",
                expected: "at least 1",
                found: 0.0,
            });
        }
        Ok(())
    }

    /// The rows among which the nearest other value is looked for.
    fn neighbourhood(&self, row: usize, n: usize) -> std::ops::Range<usize> {
        match *self {
            Self::Hampel { half_window, .. } => {
                let end = row.saturating_add(half_window).saturating_add(1);
                row.saturating_sub(half_window)..end.min(n)
            }
            _ => 0..n,
        }
    }
}

impl Handling {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Empty => "empty",
            Self::Drop => "drop",
            Self::Winsorise => "winsorise",
            Self::Clip => "clip",
        }
    }

    /// Finds outliers and deals with them.
    pub(super) fn apply(
        self,
        detector: &Detector,
        values: &[f64],
        mut step: Step,
    ) -> Result<Outcome, TreatmentProblem> {
        let outliers = detector.detect(values)?;
        step.flagged = outliers.rows().collect();
        if let Fences::Same([lower, upper]) = outliers.fences {
            step.estimate([("lower", lower), ("upper", upper)]);
        }
        let mut treated = values.to_vec();
        if self == Self::Winsorise {
            winsorise(&mut treated, detector, &outliers);
        }
        for &row in &step.flagged {
            match self {
                Self::Empty => treated[row] = f64::NAN,
                Self::Clip => {
                    let [lower, upper] = outliers.fences(row);
                    treated[row] = values[row].clamp(lower, upper);
                }
                Self::Flag | Self::Drop | Self::Winsorise => {}
            }
        }
        let outcome = Outcome::new(treated, step);
        if self == Self::Drop {
            return Ok(outcome.dropping(|row| outliers.flags[row]));
        }
        Ok(outcome)
    }
}

fn winsorise(values: &mut [f64], detector: &Detector, outliers: &Outliers) {
    let n = values.len();
    let measured = values.to_vec();
    let ends = |rows: std::ops::Range<usize>| {
        let inside = rows.filter(|&row| !outliers.flags[row] && !measured[row].is_nan());
        inside.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], row| {
            [least.min(measured[row]), most.max(measured[row])]
        })
    };
    let of_all = ends(0..n);
    for row in outliers.rows() {
        let [least, most] = match detector {
            Detector::Hampel { .. } => ends(detector.neighbourhood(row, n)),
            _ => of_all,
        };
        let [lower, upper] = outliers.fences(row);
        // Where no value is left to be the nearest, the fence is.
        values[row] = match values[row] > upper {
            true if most.is_finite() => most,
            true => upper,
            false if least.is_finite() => least,
            false => lower,
        };
    }
}
