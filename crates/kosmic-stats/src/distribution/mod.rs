//! Distributions with all their digits in both tails: the central ones from `cdflib`, the noncentral ones, of which no
//! library that could be used has more than some six digits, here.

mod central;
mod noncentral_f;
mod noncentral_t;

pub(crate) use central::{chi_square_above, f_above, t_quantile_above};
pub(crate) use noncentral_f::{noncentral_f_above, noncentral_f_below};
pub(crate) use noncentral_t::noncentral_t_above;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{noncentral_f_below, noncentral_t_above};

    fn golden(key: &str) -> Vec<Value> {
        let text = include_str!("../../tests/golden/stats_py.json");
        let all: Value = serde_json::from_str(text).expect("a generator's output");
        all[key].as_array().expect("a list of cases").clone()
    }

    fn number(case: &Value, key: &str) -> f64 {
        case[key].as_f64().expect("a number")
    }

    #[test]
    fn the_noncentral_t_is_that_of_mpmath_in_either_tail() {
        for case in golden("noncentral_t") {
            let [t, freedom, centre] = ["t", "freedom", "centre"].map(|key| number(&case, key));
            let above = noncentral_t_above(t, freedom, centre);
            let expected = number(&case, "above");
            assert!(
                (above / expected - 1.0).abs() < 1e-12,
                "{above} {expected} {case}"
            );
        }
    }

    #[test]
    fn the_noncentral_f_is_that_of_mpmath() {
        for case in golden("noncentral_f") {
            let freedom = [0, 1].map(|i| case["freedom"][i].as_f64().expect("a number"));
            let below = noncentral_f_below(number(&case, "f"), freedom, number(&case, "centre"));
            let expected = number(&case, "below");
            assert!(
                (below / expected - 1.0).abs() < 1e-12,
                "{below} {expected} {case}"
            );
        }
    }
}
