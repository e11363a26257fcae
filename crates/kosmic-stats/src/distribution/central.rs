//! Upper tails of Student's t, F and chi-square, and the quantile of t.

use cdflib::traits::ContinuousCdf;
use cdflib::{ChiSquared, FisherSnedecor, StudentsT};

use crate::root;

/// P(T > t) with `freedom` > 0 degrees of freedom.
pub(crate) fn t_above(t: f64, freedom: f64) -> f64 {
    StudentsT::new(freedom).ccdf(t)
}

/// P(F > f) with degrees of freedom above 0.
pub(crate) fn f_above(f: f64, freedom: [f64; 2]) -> f64 {
    FisherSnedecor::new(freedom[0], freedom[1]).ccdf(f)
}

/// P(X > x), X chi-square with `freedom` > 0.
pub(crate) fn chi_square_above(x: f64, freedom: f64) -> f64 {
    ChiSquared::new(freedom).ccdf(x)
}

/// The t with P(T > t) = `tail`, for a tail in (0, 1). The search runs over ln t, since quantiles of few degrees of
/// freedom span all magnitudes; that of cdflib ends at some nine digits.
pub(crate) fn t_quantile_above(tail: f64, freedom: f64) -> f64 {
    if tail > 0.5 {
        return -t_quantile_above(1.0 - tail, freedom);
    }
    let excess = |log: f64| tail.ln() - t_above(log.exp(), freedom).ln();
    root::of_increasing(excess, -40.0, 700.0).exp()
}
