//! What is compared between the data and their resamples: differences in units of their own errors.

use super::options::ConditionDesign;
use crate::sample::Summary;

/// How far two conditions are apart: Welch's t, or that of paired differences.
pub(super) fn of_two(design: ConditionDesign, [a, b]: [&[f64]; 2]) -> f64 {
    match design {
        ConditionDesign::Independent => {
            let [a, b] = [a, b].map(Summary::of_values);
            ratio(
                a.mean - b.mean,
                (a.variance() / a.n + b.variance() / b.n).sqrt(),
            )
        }
        ConditionDesign::Paired => {
            let differences = Summary::of(a.iter().zip(b).map(|(a, b)| a - b));
            ratio(
                differences.mean,
                (differences.variance() / differences.n).sqrt(),
            )
        }
    }
}

/// How far several conditions are apart; 0 where all means are equal.
pub(super) fn of_all(design: ConditionDesign, conditions: &[&[f64]]) -> f64 {
    match design {
        ConditionDesign::Independent => heterogeneity(conditions),
        ConditionDesign::Paired => repeated_measures(conditions),
    }
}

/// Σ w_i (m_i - m)² with w_i = n_i / s_i² and m = Σ w_i m_i / Σ w_i, which is the mean of a condition that does not vary.
fn heterogeneity(conditions: &[&[f64]]) -> f64 {
    let summaries: Vec<Summary> = conditions
        .iter()
        .map(|values| Summary::of_values(values))
        .collect();
    let weight = |group: &Summary| group.n / group.variance();
    let mut fixed = summaries.iter().filter(|group| group.squares == 0.0);
    let mean = match fixed.next() {
        Some(group) if fixed.all(|other| other.mean == group.mean) => group.mean,
        Some(_) => return f64::INFINITY,
        None => {
            let sum: f64 = summaries
                .iter()
                .map(|group| weight(group) * group.mean)
                .sum();
            sum / summaries.iter().map(weight).sum::<f64>()
        }
    };
    let varying = summaries.iter().filter(|group| group.squares > 0.0);
    varying
        .map(|group| weight(group) * (group.mean - mean).powi(2))
        .sum()
}

/// The F of conditions within rows: (n - 1) Σ n (m_j - m)² / Σ (x_ij - m_i - m_j + m)².
fn repeated_measures(conditions: &[&[f64]]) -> f64 {
    let rows = conditions[0].len();
    let of_row = |row: usize| Summary::of(conditions.iter().map(move |values| values[row])).mean;
    let row_means: Vec<f64> = (0..rows).map(of_row).collect();
    let column_means: Vec<f64> = conditions
        .iter()
        .map(|values| Summary::of_values(values).mean)
        .collect();
    let mean = Summary::of_values(&column_means).mean;
    let between: f64 = column_means.iter().map(|m| (m - mean).powi(2)).sum();
    let residual = |column: usize, row: usize| {
        conditions[column][row] - row_means[row] - column_means[column] + mean
    };
    let within: f64 = (0..conditions.len())
        .flat_map(|column| (0..rows).map(move |row| (column, row)))
        .map(|(column, row)| residual(column, row).powi(2))
        .sum();
    ratio((rows - 1) as f64 * rows as f64 * between, within)
}

/// A difference in units of an error: infinite where there is no error, and 0 where there is no difference either.
fn ratio(difference: f64, error: f64) -> f64 {
    if difference == 0.0 {
        0.0
    } else {
        difference / error
    }
}
