//! How the command fails: one line on stderr and an exit code that scripts can tell apart.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;

/// Why the command ends without its result.
pub(crate) enum Failure {
    /// The command line asks for something that cannot be: exit code 2.
    Usage(anyhow::Error),
    /// The data, or a file, are not fit: exit code 1.
    Data(anyhow::Error),
    /// Ctrl-C ended the work: exit code 130. What could be said of the work done has been printed, or there is a reason
    /// why there is nothing to print.
    Interrupted(Option<anyhow::Error>),
    /// Whoever read our output has left, as `head` does: no fault of anybody.
    ReaderGone,
}

impl Failure {
    /// Prints what went wrong and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let (error, code) = match self {
            Self::ReaderGone => return ExitCode::SUCCESS,
            Self::Interrupted(None) => return ExitCode::from(INTERRUPTED),
            Self::Interrupted(Some(error)) => (error, INTERRUPTED),
            Self::Usage(error) => (error, 2),
            Self::Data(error) => (error, 1),
        };
        complain(&format!("error: {}", one_line(&error)), code)
    }

    pub(crate) fn data(error: impl Into<anyhow::Error>) -> Self {
        Self::Data(error.into())
    }

    pub(crate) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self::Usage(error.into())
    }
}

/// What a shell says of a command that SIGINT (2) ended: 128 + 2.
pub(crate) const INTERRUPTED: u8 = 130;

/// Writing fails for one reason that is no failure: the reader has gone.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::data(error),
        }
    }
}

/// What is said of a command line that asks for help, or for nothing that there is.
pub(crate) fn unparsed(answer: &clap::Error) -> ExitCode {
    let code = match answer.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => ExitCode::from(2),
        _ => {
            return complain(&in_short(&answer.render().to_string()), 2);
        }
    };
    // Help goes to whoever still reads it.
    let _ = answer.print();
    code
}

/// Says a line on stderr, if anybody can hear it.
fn complain(line: &str, code: u8) -> ExitCode {
    let _ = writeln!(io::stderr(), "{line}");
    ExitCode::from(code)
}

/// The parser's paragraphs as one line, without the usage that `--help` shows.
fn in_short(message: &str) -> String {
    let said = message.lines().map(str::trim);
    let said = said.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let words: Vec<&str> = said.filter(|line| !line.is_empty()).collect();
    format!("{}; see --help", words.join(" "))
}

/// The message and its causes on one line, each said once.
fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if line.contains(&cause) {
            continue;
        }
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&cause);
    }
    line.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_parser_says_becomes_one_line_without_the_usage() {
        let message =
            "error: missing:\n  --y <COLUMN>\n\nUsage: kosmic k\n\nFor more information\n";
        assert_eq!(
            in_short(message),
            "error: missing: --y <COLUMN>; see --help"
        );
    }

    #[test]
    fn a_message_of_several_lines_becomes_one() {
        let error = anyhow::anyhow!("first\nsecond").context("while reading");
        assert_eq!(one_line(&error), "while reading: first second");
    }
}
