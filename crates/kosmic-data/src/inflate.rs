//! How much a small file may become.

use std::path::Path;

use crate::DataError;

/// What is accepted whatever the ratio: text of this size becomes columns of four times as much at worst.
const FLOOR: u64 = 256 << 20;

/// Measured numbers shrink by 2 to 20, a day of zeros by 1000: beyond the floor such a file is a bomb.
const RATIO: u64 = 200;

/// Refuses `stored` bytes that would become `unpacked`.
pub(crate) fn check(path: &Path, stored: u64, unpacked: u128) -> Result<(), DataError> {
    let most = u128::from(FLOOR).max(u128::from(stored) * u128::from(RATIO));
    if unpacked <= most {
        return Ok(());
    }
    Err(DataError::Inflation {
        path: path.to_path_buf(),
        stored,
        unpacked,
        ratio: RATIO,
        floor: FLOOR,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_or_little_compressed_passes_and_a_bomb_does_not() {
        let path = Path::new("a");
        assert!(check(path, 10, 256 << 20).is_ok());
        assert!(check(path, 1 << 30, 100 << 30).is_ok());
        assert!(matches!(
            check(path, 1 << 20, 1 << 31),
            Err(DataError::Inflation {
                stored: 1_048_576,
                ..
            })
        ));
        assert!(check(path, u64::MAX, u128::MAX).is_err());
    }
}
