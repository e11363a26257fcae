//! Delimited text as rows of chosen columns.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use memchr::memchr;

use super::block::{Block, Layout};
use super::dialect;
use super::options::Header;
use super::quoted::Records;
use super::text::Text;
use crate::batches::{Reader, chosen};
use crate::grow::{Field, check_width};
use crate::{Column, ColumnKind, DataError, LoadOptions};

/// How many rows below the first are looked at to tell a header.
const LOOK_BELOW: usize = 16;

/// A row as its fields.
type Row = Vec<Vec<u8>>;

pub(crate) struct CsvReader<R> {
    text: Text<R>,
    layout: Layout,
    fields: Vec<Field>,
    is_named: bool,
    records: Records,
    threads: usize,
    spare: Vec<Vec<Column>>,
    /// The first row that is wanted, until one is read.
    start: Option<u64>,
    /// Rows still to be passed over.
    skip: u64,
    /// Rows still to be read.
    left: u64,
    is_unbounded: bool,
}

impl<R: Read> CsvReader<R> {
    /// Finds out delimiter, header and columns from the first block.
    pub(crate) fn new(
        mut text: Text<R>,
        options: &LoadOptions,
        path: &Arc<Path>,
    ) -> Result<Self, DataError> {
        text.advance(1)?;
        let mut layout = Layout {
            path: Arc::clone(path),
            delimiter: options.csv.separator(&text.bytes()[text.start..], path)?,
            comment: options.csv.comment,
            rules: options.csv.rules.clone(),
            wanted: Vec::new(),
        };
        let mut records = Records::new(layout.delimiter);
        let first = first_rows(&mut text, &layout, &mut records)?;
        let is_named = has_header(&first, options.csv.header, &layout);
        if is_named && first.len() == 1 {
            return Err(DataError::HeaderOnly {
                path: path.to_path_buf(),
                columns: first[0].1.len(),
            });
        }
        let (end, row) = &first[0];
        if is_named {
            text.start = *end;
        }
        check_width(path, row.len())?;
        let fields = chosen(fields(row, is_named), options, path)?;
        layout.wanted = vec![None; row.len()];
        for (place, field) in fields.iter().enumerate() {
            layout.wanted[field.position] = Some(place);
        }
        Ok(Self {
            text,
            layout,
            fields,
            is_named,
            records,
            threads: options.csv.threads,
            spare: Vec::new(),
            start: Some(options.rows.start).filter(|&start| start > 0),
            skip: options.rows.start,
            left: options.rows.end.saturating_sub(options.rows.start),
            is_unbounded: options.rows.end == u64::MAX,
        })
    }

    /// Reads from the block at hand.
    fn read_block(
        &mut self,
        rows: usize,
        is_whole: bool,
        columns: &mut [Column],
    ) -> Result<usize, DataError> {
        let block = Block::new(self.text.bytes(), self.text.line, &self.layout);
        let (start, is_last) = (self.text.start, self.text.is_last);
        let is_plain = memchr(b'"', &block.text[start..]).is_none();
        let (read, at) = if !is_plain {
            block.read_quoted(start, rows, is_last, &mut self.records, columns)?
        } else if self.threads > 1 && is_whole {
            self.spare.resize_with(self.threads - 1, || {
                columns.iter().map(Column::renewed).collect()
            });
            let rows = read_apart(block, start, &mut self.spare, columns)?;
            (rows, block.text.len())
        } else {
            block.read_plain(start, rows, columns)?
        };
        self.text.start = at;
        Ok(read)
    }

    /// Passes over the rows before the first that is wanted.
    fn skip_rows(&mut self) -> Result<(), DataError> {
        let wanted = self.skip;
        let mut none: Vec<Column> = Vec::new();
        while self.skip > 0 {
            let block = Block::new(self.text.bytes(), self.text.line, &self.layout);
            let (skipped, at) = if memchr(b'"', &block.text[self.text.start..]).is_none() {
                block.skip_plain(self.text.start, self.skip)
            } else {
                let rows = usize::try_from(self.skip).unwrap_or(usize::MAX);
                let layout = Layout {
                    wanted: vec![None; self.layout.wanted.len()],
                    ..self.layout.clone()
                };
                let block = Block {
                    layout: &layout,
                    ..block
                };
                let is_last = self.text.is_last;
                let (read, at) = block.read_quoted(
                    self.text.start,
                    rows,
                    is_last,
                    &mut self.records,
                    &mut none,
                )?;
                (read as u64, at)
            };
            self.text.start = at;
            self.skip -= skipped;
            if self.skip > 0 && !self.text.advance(1)? {
                return Err(self.beyond_end(wanted, wanted - self.skip));
            }
        }
        Ok(())
    }

    fn beyond_end(&self, start: u64, rows: u64) -> DataError {
        DataError::RowsBeyondEnd {
            path: self.layout.path.to_path_buf(),
            start,
            rows,
        }
    }
}

impl<R: Read> Reader for CsvReader<R> {
    fn path(&self) -> &Arc<Path> {
        &self.layout.path
    }

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn is_named(&self) -> bool {
        self.is_named
    }

    fn n_rows(&self) -> Option<u64> {
        None
    }

    fn expected_rows(&self) -> Option<u64> {
        let rows = self.text.expected_lines()?;
        Some(rows.saturating_sub(self.skip).min(self.left))
    }

    fn read(&mut self, columns: &mut [Column], rows: usize) -> Result<usize, DataError> {
        self.skip_rows()?;
        // A batch or a range may end inside a block: then rows are read one after the other.
        let is_whole = rows == usize::MAX && self.is_unbounded;
        let blocks = if is_whole && self.threads > 1 {
            4 * self.threads
        } else {
            1
        };
        let rows = rows.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if rows == 0 {
            return Ok(0);
        }
        loop {
            let read = self.read_block(rows, is_whole, columns)?;
            if read > 0 {
                self.start = None;
                self.left -= read as u64;
                return Ok(read);
            }
            if !self.text.advance(blocks)? {
                return match self.start {
                    None => Ok(0),
                    Some(start) => Err(self.beyond_end(start, start)),
                };
            }
        }
    }

    fn position(&self) -> (u64, Option<u64>) {
        self.text.position()
    }
}

/// The first rows and where they end; the text stays where it is.
fn first_rows<R: Read>(
    text: &mut Text<R>,
    layout: &Layout,
    records: &mut Records,
) -> Result<Vec<(usize, Row)>, DataError> {
    loop {
        let block = Block::new(text.bytes(), text.line, layout);
        let mut rows = Vec::new();
        let mut at = text.start;
        while rows.len() <= LOOK_BELOW {
            let Some(row) = block.row_start(at) else {
                at = block.text.len();
                break;
            };
            let Some(end) = block.read_record(row, text.is_last, records)? else {
                at = row;
                break;
            };
            rows.push((end, records.fields().map(<[u8]>::to_vec).collect()));
            at = end;
        }
        if !rows.is_empty() {
            return Ok(rows);
        }
        text.start = at;
        if !text.advance(1)? {
            return Err(DataError::Empty {
                path: layout.path.to_path_buf(),
                found: format!("{} bytes and no row", text.bytes_read()),
            });
        }
    }
}

fn has_header(first: &[(usize, Row)], wanted: Header, layout: &Layout) -> bool {
    match wanted {
        Header::Present => true,
        Header::Absent => false,
        Header::Auto => {
            let below: Vec<Row> = first[1..].iter().map(|(_, row)| row.clone()).collect();
            dialect::is_header(&first[0].1, &below, &layout.rules)
        }
    }
}

fn fields(first: &[Vec<u8>], is_named: bool) -> Vec<Field> {
    let field = |(position, cell): (usize, &Vec<u8>)| Field {
        name: if is_named {
            String::from_utf8_lossy(cell.trim_ascii()).into_owned()
        } else {
            position.to_string()
        },
        position,
        kind: ColumnKind::Float64,
    };
    first.iter().enumerate().map(field).collect()
}

/// Reads all rows of a block without quotes, a part of it on each thread. `spare` are the columns of the other threads,
/// whose memory serves for the next block again.
fn read_apart(
    block: Block<'_>,
    start: usize,
    spare: &mut [Vec<Column>],
    columns: &mut [Column],
) -> Result<usize, DataError> {
    let bounds = parts(block, start, spare.len() + 1);
    let read = |(from, to): (usize, usize), columns: &mut [Column]| {
        let part = Block {
            text: &block.text[..to],
            ..block
        };
        part.read_plain(from, usize::MAX, columns)
            .map(|(rows, _)| rows)
    };
    thread::scope(|scope| {
        let others = bounds[1..].iter().zip(spare);
        let others: Vec<_> = others
            .map(|(&bounds, own)| {
                own.iter_mut().for_each(Column::clear);
                scope.spawn(move || read(bounds, own).map(|rows| (rows, own)))
            })
            .collect();
        let mut rows = read(bounds[0], columns)?;
        for other in others {
            let (more, own) = other
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            rows += more;
            for (column, own) in columns.iter_mut().zip(own) {
                column.append(own);
            }
        }
        Ok(rows)
    })
}

/// Parts of about equal size that begin behind line ends.
fn parts(block: Block<'_>, start: usize, count: usize) -> Vec<(usize, usize)> {
    let end = block.text.len();
    let mut bounds = vec![start];
    for part in 1..count {
        let about = start + (end - start) / count * part;
        let last = *bounds.last().expect("there is a first bound");
        bounds.push(block.line_end(about).max(last));
    }
    bounds.push(end);
    bounds.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
