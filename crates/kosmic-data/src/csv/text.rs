//! The text of a file, in blocks of whole lines.

use std::io::{self, BufReader, Chain, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use flate2::bufread::MultiGzDecoder;
use memchr::{memchr, memrchr};

use crate::format::utf16;
use crate::{DataError, inflate};

/// How a gzip file begins.
pub(crate) const GZIP: &[u8] = b"\x1f\x8b";

/// How many bytes are read at once: they stay in the second level of the cache while they are parsed.
const BLOCK: usize = 512 << 10;

/// How long a row may be: ten thousand columns of long numbers take a quarter of a megabyte.
const LONGEST_ROW: usize = 64 << 20;

/// Bytes as they come, counted, so that the size of compressed text can be compared with what it becomes.
struct Counted<R> {
    reader: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.count.fetch_add(read as u64, Relaxed);
        Ok(read)
    }
}

type Source<R> = Counted<Chain<Cursor<Vec<u8>>, R>>;

enum Content<R> {
    Plain(Source<R>),
    Gzip(MultiGzDecoder<BufReader<Source<R>>>),
}

/// Text that is read a block at a time.
pub(crate) struct Text<R> {
    content: Content<R>,
    stored: Arc<AtomicU64>,
    size: Option<u64>,
    path: Arc<Path>,
    buffer: Vec<u8>,
    /// Where in the buffer what was not consumed begins.
    pub(super) start: usize,
    /// Where the whole lines in the buffer end.
    pub(super) end: usize,
    /// Whether the buffer reaches the end of the text.
    pub(super) is_last: bool,
    /// The line on which the buffer begins.
    pub(super) line: u64,
    /// The offset of the buffer in the text.
    offset: u64,
    ended: bool,
}

impl<R: Read> Text<R> {
    /// Text of `size` bytes in storage, where that is known.
    pub(crate) fn new(
        mut reader: R,
        size: Option<u64>,
        path: &Arc<Path>,
    ) -> Result<Self, DataError> {
        let mut head = Vec::new();
        if let Err(source) = reader.by_ref().take(2).read_to_end(&mut head) {
            let path = path.to_path_buf();
            return Err(DataError::Read { path, source });
        }
        let is_gzip = head.starts_with(GZIP);
        let stored = Arc::new(AtomicU64::new(0));
        let source = Counted {
            reader: Cursor::new(head).chain(reader),
            count: Arc::clone(&stored),
        };
        Ok(Self {
            content: if is_gzip {
                Content::Gzip(MultiGzDecoder::new(BufReader::new(source)))
            } else {
                Content::Plain(source)
            },
            stored,
            size,
            path: Arc::clone(path),
            buffer: Vec::new(),
            start: 0,
            end: 0,
            is_last: false,
            line: 1,
            offset: 0,
            ended: false,
        })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.end]
    }

    /// Bytes of storage read so far, and in all.
    pub(super) fn position(&self) -> (u64, Option<u64>) {
        (self.stored.load(Relaxed), self.size)
    }

    /// About how many lines there are, by the length of those at hand; a little more rather than less.
    pub(super) fn expected_lines(&self) -> Option<u64> {
        let size = match self.content {
            Content::Plain(_) => self.size?,
            Content::Gzip(_) => return None,
        };
        let lines = line_ends(self.bytes()).max(1);
        let length = (self.end as u64 / lines).max(1);
        let all = size / length;
        Some(all + all / 32)
    }

    /// How many bytes of text have been read.
    pub(super) fn bytes_read(&self) -> u64 {
        self.offset + self.buffer.len() as u64
    }

    /// Drops what was consumed and reads `blocks` more blocks; false at the end of the text.
    pub(super) fn advance(&mut self, blocks: usize) -> Result<bool, DataError> {
        if self.is_last && self.start >= self.end {
            return Ok(false);
        }
        self.line += line_ends(&self.buffer[..self.start]);
        self.offset += self.start as u64;
        self.buffer.drain(..self.start);
        self.start = 0;
        loop {
            if self.buffer.len() > LONGEST_ROW {
                return Err(DataError::LongRow {
                    path: self.path.to_path_buf(),
                    line: self.line,
                    limit: LONGEST_ROW,
                });
            }
            // Rows longer than a block double what is read, so that looking for their ends stays linear.
            let more = (blocks * BLOCK).max(self.buffer.len());
            self.fill((self.buffer.len() + more).min(LONGEST_ROW + 1))?;
            self.is_last = self.ended;
            self.end = self.whole_lines();
            if self.end > 0 || self.is_last {
                break;
            }
        }
        self.check_encoding()?;
        Ok(self.end > 0)
    }

    fn fill(&mut self, target: usize) -> Result<(), DataError> {
        let from = self.buffer.len();
        let wanted = (target - from) as u64;
        let read = match &mut self.content {
            Content::Plain(source) => source.take(wanted).read_to_end(&mut self.buffer),
            Content::Gzip(decoder) => decoder.take(wanted).read_to_end(&mut self.buffer),
        };
        let read = read.map_err(|source| self.failed(source))?;
        self.ended = (read as u64) < wanted;
        if matches!(self.content, Content::Gzip(_)) {
            let unpacked = u128::from(self.bytes_read());
            inflate::check(&self.path, self.stored.load(Relaxed), unpacked)?;
        }
        if self.offset == 0 && from == 0 {
            self.check_mark()?;
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> DataError {
        let path = self.path.to_path_buf();
        let damaged = [
            io::ErrorKind::InvalidInput,
            io::ErrorKind::InvalidData,
            io::ErrorKind::UnexpectedEof,
        ];
        if matches!(self.content, Content::Gzip(_)) && damaged.contains(&source.kind()) {
            return DataError::Compressed {
                path,
                format: "gzip",
                offset: self.bytes_read(),
                found: source.to_string(),
            };
        }
        DataError::Read { path, source }
    }

    /// Refuses UTF-16; skips the mark of UTF-8.
    fn check_mark(&mut self) -> Result<(), DataError> {
        if self.buffer.starts_with(b"\xff\xfe") || self.buffer.starts_with(b"\xfe\xff") {
            return Err(utf16(&self.path));
        }
        if self.buffer.starts_with(b"\xef\xbb\xbf") {
            self.start = 3;
        }
        Ok(())
    }

    /// Where the last whole line ends; 0 if none does.
    fn whole_lines(&self) -> usize {
        let buffer = &self.buffer;
        if self.is_last {
            return buffer.len();
        }
        if let Some(at) = memrchr(b'\n', buffer) {
            return at + 1;
        }
        // A line feed may follow a return at the very end.
        let inside = &buffer[..buffer.len().saturating_sub(1)];
        memrchr(b'\r', inside).map_or(0, |at| at + 1)
    }

    fn check_encoding(&self) -> Result<(), DataError> {
        let text = self.bytes();
        let Err(error) = std::str::from_utf8(text) else {
            return Ok(());
        };
        let at = error.valid_up_to();
        Err(DataError::NotUtf8 {
            path: self.path.to_path_buf(),
            line: self.line + line_ends(&text[..at]),
            offset: self.offset + at as u64,
        })
    }
}

/// Line ends of all three kinds: `\n`, `\r\n`, `\r`.
pub(super) fn line_ends(text: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', text).count();
    if memchr(b'\r', text).is_none() {
        return feeds as u64;
    }
    let lone = text
        .windows(2)
        .filter(|pair| pair[0] == b'\r' && pair[1] != b'\n')
        .count();
    (feeds + lone + usize::from(text.last() == Some(&b'\r'))) as u64
}
