//! From autocorrelations to a length.

use super::BlockLength;
use crate::influence::run_of_lags;

/// What the number of rows alone decides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    rows: usize,
    run: usize,
    longest: usize,
    band: f64,
    cap: f64,
}

impl Rule {
    pub(super) fn of_rows(rows: usize) -> Self {
        let n = rows as f64;
        let (root, logarithm) = (n.sqrt(), libm::log10(n));
        let run = run_of_lags(rows);
        Self {
            rows,
            run,
            longest: root.ceil() as usize + run,
            band: 2.0 * (logarithm / n).sqrt(),
            cap: (3.0 * root).min(n / 3.0).ceil(),
        }
    }

    /// K_n.
    pub(super) fn run(&self) -> usize {
        self.run
    }

    /// What an autocorrelation must stay below.
    pub(super) fn band(&self) -> f64 {
        self.band
    }

    /// The lags that must be known, given those that are (`acf[k]` is ρ(k), from k = 0 on).
    pub(super) fn lags_wanted(&self, acf: &[f64]) -> usize {
        match self.cut(acf) {
            Some(cut) => self.window(Some(cut)),
            // Doubling keeps the readings few and the lags at most twice as many as needed.
            None => (2 * (acf.len() - 1)).max(3 * self.run).min(self.longest),
        }
    }

    pub(super) fn length(&self, acf: &[f64]) -> BlockLength {
        let cut = self.cut(acf);
        let window = self.window(cut);
        let (weighted_sum, long_run) = window_sums(&acf[..=window]);
        let variance = long_run * long_run;
        let [stationary, circular] = [2.0, 4.0 / 3.0].map(|factor| {
            let ratio = 2.0 * weighted_sum * weighted_sum / (factor * variance);
            libm::cbrt(ratio * self.rows as f64)
        });
        // g = 0 makes a length infinite, or undefined where G is 0 as well: the cap is all that is known then.
        let capped = |length: f64| length.is_nan() || length > self.cap;
        let limited = |length: f64| if capped(length) { self.cap } else { length };
        BlockLength {
            stationary: limited(stationary),
            circular: limited(circular),
            rows: self.rows,
            cut,
            run: self.run,
            longest: self.longest,
            band: self.band,
            window,
            weighted_sum,
            long_run,
            stationary_variance: 2.0 * variance,
            circular_variance: 4.0 / 3.0 * variance,
            cap: self.cap,
            stationary_capped: capped(stationary),
            circular_capped: capped(circular),
        }
    }

    fn window(&self, cut: Option<usize>) -> usize {
        cut.map_or(self.longest, |cut| (2 * cut).min(self.longest))
    }

    fn cut(&self, acf: &[f64]) -> Option<usize> {
        let within = |run: &[f64]| run.iter().all(|rho| rho.abs() < self.band);
        let lags = &acf[1..acf.len().min(self.longest + 1)];
        Some(1 + lags.windows(self.run).position(within)?)
    }
}

/// G and g of ρ(0), ..., ρ(M) under the flat-top window of width M.
fn window_sums(acf: &[f64]) -> (f64, f64) {
    let width = (acf.len() - 1) as f64;
    let mut sums = (0.0, acf[0]);
    for (lag, rho) in acf.iter().enumerate().skip(1) {
        let share = lag as f64 / width;
        let weight = if share <= 0.5 {
            1.0
        } else {
            2.0 * (1.0 - share)
        };
        sums.0 += 2.0 * weight * lag as f64 * rho;
        sums.1 += 2.0 * weight * rho;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn powers(phi: f64, count: usize) -> Vec<f64> {
        (0..count).map(|lag| phi.powi(lag as i32)).collect()
    }

    /// G = 2 φ/(1-φ)², g = (1+φ)/(1-φ), hence b = (2φ/(1-φ²))^(2/3) n^(1/3) of stationary blocks.
    #[test]
    fn autoregressive_correlations_give_the_length_in_closed_form() {
        let rule = Rule::of_rows(1_000_000);
        for phi in [-0.6_f64, 0.2, 0.5, 0.9] {
            let length = rule.length(&powers(phi, rule.longest + 1));
            let expected = (2.0 * phi / (1.0 - phi * phi)).abs().powf(2.0 / 3.0) * 100.0;
            let relative = (length.stationary / expected - 1.0).abs();
            assert!(relative < 0.03, "phi {phi}: {relative}");
            let ratio = length.circular / length.stationary;
            assert!((ratio - 1.5_f64.cbrt()).abs() < 1e-12);
        }
    }

    #[test]
    fn a_window_wide_enough_gives_the_sums_of_the_whole_sequence() {
        let (weighted, long_run) = window_sums(&powers(0.5, 201));
        assert!((weighted - 4.0).abs() < 1e-12 && (long_run - 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_cut_is_the_first_lag_of_a_run_within_the_band() {
        let rule = Rule::of_rows(100);
        let mut acf = vec![0.0; rule.longest + 1];
        (acf[0], acf[1], acf[4]) = (1.0, 0.9, -0.5);
        let length = rule.length(&acf);
        assert_eq!((length.cut, length.window), (Some(5), 10));
    }

    #[test]
    fn without_a_run_the_window_is_as_wide_as_allowed() {
        let rule = Rule::of_rows(100);
        let length = rule.length(&vec![1.0; rule.longest + 1]);
        assert_eq!((length.cut, length.window), (None, 15));
        assert!(!length.stationary_capped && length.stationary < length.cap);
    }

    #[test]
    fn a_long_run_variance_of_zero_leaves_the_cap() {
        let rule = Rule::of_rows(100);
        let mut acf = vec![0.0; rule.longest + 1];
        (acf[0], acf[1]) = (1.0, -0.5);
        let length = rule.length(&acf);
        assert_eq!(length.long_run, 0.0);
        assert!(length.circular_capped && length.circular == length.cap);
    }
}
