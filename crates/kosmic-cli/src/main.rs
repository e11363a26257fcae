#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod arguments;
mod command;
mod failure;
mod input;
mod interrupt;
mod output;
mod prepared;
mod saved;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return failure::unparsed(&answer),
    };
    match command::run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
