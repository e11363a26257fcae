//! Whole files mapped into memory.

use std::fs::File;
use std::io;

use memmap2::Mmap;
use ndarray::{ArrayView1, ShapeBuilder};

/// A file as memory: the system reads a page when it is first looked at, and forgets pages as it likes.
#[derive(Debug)]
pub(crate) struct MappedFile(Mmap);

/// Where every `stride`-th number of a file is, in numbers from `body` on, `body` in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strided {
    pub(crate) body: u64,
    pub(crate) offset: usize,
    pub(crate) stride: usize,
    pub(crate) rows: usize,
}

impl MappedFile {
    /// Maps a file as it is; an error where the system cannot.
    pub(crate) fn new(file: &File) -> io::Result<Self> {
        // SAFETY: the map is read only and ours alone. Whoever cuts the file meanwhile ends the process by SIGBUS, and whoever
        // overwrites it changes numbers under our eyes; numbers of any bits are numbers. `load_memmapped` says so.
        let map = unsafe { Mmap::map(file)? };
        #[cfg(unix)]
        // Advice that is not taken is no matter.
        let _ = map.advise(memmap2::Advice::Sequential);
        Ok(Self(map))
    }

    /// Doubles of this machine's byte order, in place; none where they are not aligned or not all there.
    pub(crate) fn doubles(&self, place: Strided) -> Option<ArrayView1<'_, f64>> {
        // SAFETY: every pattern of 64 bits is an f64.
        let values = place.in_bytes(&self.0, |bytes| unsafe { bytes.align_to::<f64>() })?;
        place.of(values)
    }

    /// As [`doubles`](Self::doubles), of singles.
    pub(crate) fn singles(&self, place: Strided) -> Option<ArrayView1<'_, f32>> {
        // SAFETY: every pattern of 32 bits is an f32.
        let values = place.in_bytes(&self.0, |bytes| unsafe { bytes.align_to::<f32>() })?;
        place.of(values)
    }
}

impl Strided {
    /// The aligned numbers from the body on; none where it is not aligned.
    fn in_bytes<'m, T>(
        &self,
        map: &'m [u8],
        aligned: impl FnOnce(&'m [u8]) -> (&'m [u8], &'m [T], &'m [u8]),
    ) -> Option<&'m [T]> {
        let body = map.get(usize::try_from(self.body).ok()?..)?;
        let (before, values, _) = aligned(body);
        before.is_empty().then_some(values)
    }

    fn of<'m, T>(&self, values: &'m [T]) -> Option<ArrayView1<'m, T>> {
        let values = values.get(self.offset..)?;
        ArrayView1::from_shape(self.rows.strides(self.stride), values).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn numbers_are_seen_in_place_where_they_are_aligned_and_all_there() {
        let mut file = tempfile::tempfile().unwrap();
        for value in [0.0_f64, 1.0, 2.0, 3.0, 4.0, 5.0] {
            file.write_all(&value.to_le_bytes()).unwrap();
        }
        let map = MappedFile::new(&file).unwrap();
        let place = Strided {
            body: 8,
            offset: 1,
            stride: 2,
            rows: 2,
        };
        if cfg!(target_endian = "little") {
            assert_eq!(map.doubles(place).unwrap().to_vec(), [2.0, 4.0]);
        }
        assert!(map.doubles(Strided { rows: 3, ..place }).is_none());
        assert!(map.doubles(Strided { body: 4, ..place }).is_none());
        assert!(map.singles(Strided { body: 4, ..place }).is_some());
        assert!(map.singles(Strided { body: 6, ..place }).is_none());
        assert!(
            map.doubles(Strided {
                body: u64::MAX,
                ..place
            })
            .is_none()
        );
        assert!(
            MappedFile::new(&tempfile::tempfile().unwrap())
                .is_ok_and(|map| { map.doubles(place).is_none() })
        );
    }
}
