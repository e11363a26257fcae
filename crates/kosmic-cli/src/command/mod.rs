//! One file for each command; all have the same shape: read, compute, print.

mod adjust;
mod bayes;
mod blocklen;
mod cache;
mod ci;
mod clean;
mod compare;
mod completions;
mod convert;
mod describe;
mod effect;
mod k;
mod lag;
mod matrix;
mod measure;
mod mi;
mod partial;
mod power;
mod rolling;
mod test;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::K(arguments) => k::run(arguments),
        Command::Ci(arguments) => ci::run(arguments),
        Command::Test(arguments) => test::run(arguments),
        Command::Blocklen(arguments) => blocklen::run(arguments),
        Command::Lag(arguments) => lag::run(arguments),
        Command::Mi(arguments) => mi::run(arguments),
        Command::Matrix(arguments) => matrix::run(arguments),
        Command::Rolling(arguments) => rolling::run(arguments),
        Command::Partial(arguments) => partial::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Power(arguments) => power::run(arguments),
        Command::Effect(arguments) => effect::run(arguments),
        Command::Bayes(arguments) => bayes::run(arguments),
        Command::Adjust(arguments) => adjust::run(arguments),
        Command::Convert(arguments) => convert::run(arguments),
        Command::Clean(arguments) => clean::run(arguments),
        Command::Describe(arguments) => describe::run(arguments),
        Command::Cache(arguments) => cache::run(arguments),
        Command::Completions { shell } => completions::run(*shell),
    }
}
