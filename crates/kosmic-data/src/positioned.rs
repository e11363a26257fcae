//! A part of a file that is read by positions, so that many parts of one file are read side by side.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// Fills the buffer from this offset of a file on, wherever the file's own position is.
pub(crate) fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match read_at(file, buffer, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                buffer = &mut buffer[read..];
                offset += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// Where the bytes of a file are: on disk, or in memory if they came from what cannot be sought.
#[derive(Clone, Debug)]
pub(crate) enum Stored {
    File(Arc<File>),
    Memory(Arc<[u8]>),
}

/// `len` stored bytes from `start` on.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    stored: Stored,
    start: u64,
    len: u64,
    at: u64,
}

impl Section {
    pub(crate) fn new(stored: Stored, start: u64, len: u64) -> Self {
        Self {
            stored,
            start,
            len,
            at: 0,
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// A part of this section, read from its own begin.
    pub(crate) fn part(&self, start: u64, len: u64) -> Self {
        let start = start.min(self.len);
        Self::new(
            self.stored.clone(),
            self.start + start,
            len.min(self.len - start),
        )
    }

    pub(crate) fn stored(&self) -> &Stored {
        &self.stored
    }

    /// Where in what is stored this section begins.
    pub(crate) fn start(&self) -> u64 {
        self.start
    }
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.len.saturating_sub(self.at);
        let wanted = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let from = self.start + self.at;
        let read = match &self.stored {
            Stored::File(file) => read_at(file, &mut buffer[..wanted], from)?,
            Stored::Memory(bytes) => {
                let from = usize::try_from(from).map_or(bytes.len(), |from| from.min(bytes.len()));
                let read = wanted.min(bytes.len() - from);
                buffer[..read].copy_from_slice(&bytes[from..from + read]);
                read
            }
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_file_and_of_memory_read_alike_and_end_where_they_should() {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, b"0123456789").unwrap();
        let memory = Stored::Memory(Arc::from(&b"0123456789"[..]));
        for stored in [Stored::File(Arc::new(file)), memory] {
            let mut part = Section::new(stored, 0, 10).part(2, 5);
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            assert_eq!(text, "23456");
            part.seek(SeekFrom::End(-2)).unwrap();
            text.clear();
            part.read_to_string(&mut text).unwrap();
            assert_eq!(text, "56");
            assert!(part.seek(SeekFrom::Current(-9)).is_err());
            assert_eq!(part.part(3, 99).len(), 2);
        }
    }

    #[test]
    fn what_was_cut_off_is_an_error() {
        let file = tempfile::tempfile().unwrap();
        let error = read_exact_at(&file, &mut [0; 4], 0).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
