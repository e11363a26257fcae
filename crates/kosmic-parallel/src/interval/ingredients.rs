//! From the bootstrap distribution and what else a method needs to limits: each method in a few lines.

use kosmic_core::{Limits, normal_quantile};

use super::bca::{adjusted_probabilities, bias_correction};
use super::{Abc, Distribution, Jackknife, Method, StudentisedErrors};
use crate::error::ParallelError;

/// All that limits are made of. What a method does not need may be absent; see [`Method::needs`].
pub(crate) struct Ingredients<'a, D> {
    /// θ, the statistic on the data.
    pub(crate) estimate: f64,
    /// The distribution of θ*.
    pub(crate) distribution: &'a D,
    /// Errors of the replicates.
    pub(crate) studentised: Option<&'a StudentisedErrors>,
    /// The jackknife of the data.
    pub(crate) jackknife: Option<&'a Jackknife>,
    /// The ABC quantities of the data.
    pub(crate) abc: Option<&'a Abc>,
}

/// Limits, and what is doubtful about them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    /// The limits.
    pub(crate) limits: Limits,
    /// The smaller probability that the bootstrap distribution has beyond a limit; `None` where no limit hangs on its
    /// tails.
    pub(crate) tail: Option<f64>,
    /// Whether a quantile was infinite.
    pub(crate) infinite: bool,
}

impl<D: Distribution> Ingredients<'_, D> {
    /// The two-sided limits at a level strictly between 0 and 1.
    ///
    /// # Errors
    /// [`ParallelError::MissingIngredient`], and those of BC, BCa and ABC.
    pub(crate) fn limits(&self, method: Method, level: f64) -> Result<Found, ParallelError> {
        let tail = 0.5 - 0.5 * level;
        match method {
            Method::Percentile => Ok(self.between([tail, 1.0 - tail])),
            Method::Basic => Ok(self.basic(tail)),
            Method::Normal => Ok(self.normal(tail)),
            Method::Bc => {
                let z0 = bias_correction(self.distribution, self.estimate)?;
                Ok(self.between(adjusted_probabilities(z0, 0.0, level)))
            }
            Method::Bca => {
                let acceleration = self.acceleration()?;
                let z0 = bias_correction(self.distribution, self.estimate)?;
                Ok(self.between(adjusted_probabilities(z0, acceleration, level)))
            }
            Method::Abc => {
                let limits = self.abc.ok_or(missing(method))?.limits(level)?;
                Ok(Found {
                    limits,
                    tail: None,
                    infinite: false,
                })
            }
            Method::Student => {
                let errors = self.studentised.ok_or(missing(method))?;
                Ok(by_t(
                    tail,
                    errors.equal_tailed(self.error_of_z(method)?, level),
                ))
            }
            Method::StudentSymmetric => {
                let errors = self.studentised.ok_or(missing(method))?;
                let error = self.error_of_z(method)?;
                Ok(by_t(2.0 * tail, errors.symmetric(error, level)))
            }
            Method::LegacyPercentile => {
                let sizes = self.distribution.of_sizes();
                Ok(between(&sizes, [tail, 1.0 - tail]))
            }
        }
    }

    fn between(&self, probabilities: [f64; 2]) -> Found {
        between(self.distribution, probabilities)
    }

    fn basic(&self, tail: f64) -> Found {
        let found = self.between([tail, 1.0 - tail]);
        let limits = Limits {
            lower: 2.0 * self.estimate - found.limits.upper,
            upper: 2.0 * self.estimate - found.limits.lower,
        };
        Found { limits, ..found }
    }

    fn normal(&self, tail: f64) -> Found {
        let reach = -normal_quantile(tail) * self.distribution.standard_deviation();
        let limits = Limits {
            lower: self.estimate - reach,
            upper: self.estimate + reach,
        };
        Found {
            limits,
            tail: None,
            infinite: false,
        }
    }

    fn acceleration(&self) -> Result<f64, ParallelError> {
        let jackknife = self.jackknife.ok_or(missing(Method::Bca))?;
        jackknife.acceleration.ok_or(undefined(jackknife))
    }

    fn error_of_z(&self, method: Method) -> Result<f64, ParallelError> {
        let jackknife = self.jackknife.ok_or(missing(method))?;
        jackknife.error_of_z.ok_or(undefined(jackknife))
    }
}

fn between<D: Distribution>(distribution: &D, [lower, upper]: [f64; 2]) -> Found {
    Found {
        limits: Limits {
            lower: distribution.quantile(lower),
            upper: distribution.quantile(upper),
        },
        tail: Some(lower.min(1.0 - upper)),
        infinite: false,
    }
}

fn by_t(tail: f64, (limits, infinite): (Limits, bool)) -> Found {
    Found {
        limits,
        tail: Some(tail),
        infinite,
    }
}

fn missing(method: Method) -> ParallelError {
    ParallelError::MissingIngredient {
        method: method.name(),
        needs: method.needs().described(),
    }
}

fn undefined(jackknife: &Jackknife) -> ParallelError {
    ParallelError::UndefinedJackknife {
        undefined: jackknife.undefined,
        perfect: jackknife.perfect,
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::Pair;

    use super::super::{ReplicateValues, StudentisedReplicate};
    use super::*;

    const X: [f64; 7] = [0.3, -1.1, 2.0, 0.7, -0.4, 1.5, 0.2];
    const Y: [f64; 7] = [0.1, -0.9, 1.2, 1.4, 0.2, -0.3, 0.6];

    #[test]
    fn a_method_without_what_it_needs_is_refused_and_with_it_served() {
        let pair = Pair::new(&X, &Y).unwrap();
        let (jackknife, abc) = (
            Jackknife::of_pair(&pair).unwrap(),
            Abc::of_pair(&pair).unwrap(),
        );
        let values: Vec<f64> = (0..41)
            .map(|i| pair.r() + 0.01 * f64::from(i - 20))
            .collect();
        let replicates = values.iter().map(|&r| StudentisedReplicate {
            r,
            error: Some(0.3),
        });
        let studentised = StudentisedErrors::new(pair.r(), replicates);
        let distribution = ReplicateValues::new(values.clone());
        let bare = Ingredients {
            estimate: pair.r(),
            distribution: &distribution,
            studentised: None,
            jackknife: None,
            abc: None,
        };
        let all = Ingredients {
            studentised: Some(&studentised),
            jackknife: Some(&jackknife),
            abc: Some(&abc),
            ..bare
        };
        for method in Method::ALL {
            let Limits { lower, upper } = all.limits(method, 0.8).unwrap().limits;
            assert!(lower < pair.r() && pair.r() < upper, "{method:?}");
            match bare.limits(method, 0.8) {
                Ok(found) => {
                    assert!(method.needs().is_nothing());
                    assert_eq!(found, all.limits(method, 0.8).unwrap());
                }
                Err(error) => {
                    assert!(error.to_string().contains(method.name()), "{error}");
                    assert!(!method.needs().is_nothing());
                }
            }
        }
    }

    #[test]
    fn bc_of_replicates_around_the_estimate_is_percentile() {
        let distribution = ReplicateValues::new((0..101).map(f64::from).collect());
        let ingredients = Ingredients {
            estimate: 50.0,
            distribution: &distribution,
            studentised: None,
            jackknife: None,
            abc: None,
        };
        let of = |method| ingredients.limits(method, 0.9).unwrap();
        let (bc, percentile) = (of(Method::Bc), of(Method::Percentile));
        assert!((bc.limits.lower - percentile.limits.lower).abs() < 1e-12);
        assert!((bc.limits.upper - percentile.limits.upper).abs() < 1e-12);
        assert!((bc.tail.unwrap() - 0.05).abs() < 1e-14);
    }
}
