//! The one door to parsers of others: what goes wrong behind it is an error of ours.

use std::any::Any;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::DataError;

/// Calls a parser of `format`. Its error, and a panic too, says that the file is damaged. Sizes are to be checked before:
/// nothing catches memory that runs out.
pub(crate) fn guarded<T, E: Display>(
    path: &Path,
    format: &'static str,
    call: impl FnOnce() -> Result<T, E>,
) -> Result<T, DataError> {
    // What the call was given is not used again after an error.
    let found = match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => format!("its reader failed: {}", message(panic.as_ref())),
    };
    Err(DataError::Damaged {
        path: path.to_path_buf(),
        format,
        found,
    })
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("for reasons unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_panics_of_a_parser_are_errors_with_path_and_reason() {
        let call = |panics: bool| {
            guarded(Path::new("a.h5"), "HDF5", || {
                assert!(!panics, "an index out of bounds");
                Err::<(), _>("a bad magic")
            })
        };
        let texts = [false, true].map(|panics| call(panics).unwrap_err().to_string());
        assert_eq!(texts[0], "a.h5: damaged HDF5 file: a bad magic");
        assert!(texts[1].ends_with("its reader failed: an index out of bounds"));
        assert_eq!(
            guarded(Path::new(""), "", || Ok::<_, String>(7)).unwrap(),
            7
        );
    }
}
