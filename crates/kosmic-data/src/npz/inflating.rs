//! A compressed member of an archive, read as if it could be sought.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::{Crc, read::DeflateDecoder};

use crate::npy::Body;
use crate::positioned::Section;

/// How many bytes are unpacked at once to be passed over.
const PASSED: u64 = 64 << 10;

/// Unpacks forwards; a step back begins anew.
pub(super) struct Inflating {
    packed: Section,
    decoder: DeflateDecoder<Section>,
    /// The unpacked length that the archive promises.
    len: u64,
    /// Where the reader is.
    at: u64,
    /// How far it is unpacked.
    unpacked: u64,
    sum: Crc,
    expected_sum: u32,
}

impl Body for Inflating {}

impl Inflating {
    pub(super) fn new(packed: Section, len: u64, expected_sum: u32) -> Self {
        Self {
            decoder: DeflateDecoder::new(packed.clone()),
            packed,
            len,
            at: 0,
            unpacked: 0,
            sum: Crc::new(),
            expected_sum,
        }
    }

    fn unpack(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len - self.unpacked).unwrap_or(usize::MAX);
        let wanted = left.min(buffer.len());
        let read = self.decoder.read(&mut buffer[..wanted])?;
        self.sum.update(&buffer[..read]);
        self.unpacked += read as u64;
        if self.unpacked == self.len && read > 0 && self.sum.sum() != self.expected_sum {
            let found = format!(
                "checksum {:08x}, expected {:08x}",
                self.sum.sum(),
                self.expected_sum
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, found));
        }
        Ok(read)
    }

    /// Unpacks up to where the reader is.
    fn catch_up(&mut self) -> io::Result<()> {
        if self.at < self.unpacked {
            *self = Self {
                at: self.at,
                ..Self::new(self.packed.part(0, u64::MAX), self.len, self.expected_sum)
            };
        }
        let mut passed = vec![0; PASSED.min(self.at - self.unpacked) as usize];
        while self.unpacked < self.at {
            let step = PASSED.min(self.at - self.unpacked) as usize;
            if self.unpack(&mut passed[..step])? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }
}

impl Read for Inflating {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.len || buffer.is_empty() {
            return Ok(0);
        }
        self.catch_up()?;
        let read = self.unpack(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Inflating {
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
