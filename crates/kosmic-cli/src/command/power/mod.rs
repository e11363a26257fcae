//! `kosmic power`: what a study finds, or what it takes to find something.

mod corr;
mod ttest;

use crate::arguments::{PowerArguments, PowerTest, StudyArguments};
use crate::failure::Failure;

pub(super) fn run(arguments: &PowerArguments) -> Result<(), Failure> {
    match &arguments.test {
        PowerTest::Corr(arguments) => corr::run(arguments),
        PowerTest::Ttest(arguments) => ttest::run(arguments),
    }
}

/// What is to be found, from what is given.
enum Wanted {
    Power { effect: f64, n: f64 },
    Rows { effect: f64, power: f64 },
    Effect { n: f64, power: f64 },
    Level { effect: f64, n: f64, power: f64 },
}

const DEFAULT_ALPHA: f64 = 0.05;

impl Wanted {
    fn of(effect: Option<f64>, name: &str, study: &StudyArguments) -> Result<Self, Failure> {
        match (effect, study.n, study.power) {
            (Some(effect), Some(n), None) => Ok(Self::Power { effect, n }),
            (Some(effect), None, Some(power)) => Ok(Self::Rows { effect, power }),
            (None, Some(n), Some(power)) => Ok(Self::Effect { n, power }),
            (Some(effect), Some(n), Some(power)) if study.alpha.is_none() => {
                Ok(Self::Level { effect, n, power })
            }
            _ => Err(Failure::usage(anyhow::anyhow!(
                "two of {name}, --n and --power are needed to find the third, or all three, without --alpha, to find alpha"
            ))),
        }
    }
}
