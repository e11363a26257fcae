//! How the command fails: one line on stderr and an exit code that scripts can tell apart.

use std::io::ErrorKind;
use std::process::ExitCode;

/// Why the command ends without its result.
pub(crate) enum Failure {
    /// The command line asks for something that cannot be: exit code 2.
    Usage(anyhow::Error),
    /// The data, or a file, are not fit: exit code 1.
    Data(anyhow::Error),
    /// Whoever read our output has left, as `head` does: no fault of anybody.
    ReaderGone,
}

impl Failure {
    /// Prints what went wrong and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let (error, code) = match self {
            Self::ReaderGone => return ExitCode::SUCCESS,
            Self::Usage(error) => (error, 2),
            Self::Data(error) => (error, 1),
        };
        eprintln!("error: {}", one_line(&error));
        ExitCode::from(code)
    }

    pub(crate) fn data(error: impl Into<anyhow::Error>) -> Self {
        Self::Data(error.into())
    }

    pub(crate) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self::Usage(error.into())
    }
}

/// Writing fails for one reason that is no failure: the reader has gone.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::data(error),
        }
    }
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
    fn a_message_of_several_lines_becomes_one() {
        let error = anyhow::anyhow!("first\nsecond").context("while reading");
        assert_eq!(one_line(&error), "while reading: first second");
    }
}
