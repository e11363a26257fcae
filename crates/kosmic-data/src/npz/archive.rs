//! The members of an archive.

use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use zip::{CompressionMethod, ZipArchive};

use super::inflating::Inflating;
use crate::arrays::{ArrayPart, ArraysReader, Listed, Listing, Part, PartAndWidth};
use crate::batches::Reader;
use crate::guard::guarded;
use crate::npy::{Body, Checked, NpyReader};
use crate::positioned::Section;
use crate::{Column, DataError, LoadOptions, grow, inflate};

const FORMAT: &str = "NPZ";

/// Where a member is, and how it is stored.
#[derive(Clone)]
struct Member {
    name: String,
    section: Section,
    size: u64,
    sum: u32,
    is_packed: bool,
}

pub(crate) fn open(
    content: &Section,
    options: &LoadOptions,
    path: &Arc<Path>,
) -> Result<Box<dyn Reader>, DataError> {
    let mut listing = Listing::default();
    let mut arrays: Vec<(Member, Checked)> = Vec::new();
    let mut unpacked = 0_u128;
    for member in members(content, path)? {
        let member = member?;
        unpacked += u128::from(member.size);
        inflate::check(path, content.len(), unpacked)?;
        match Checked::read(&mut member.body(), member.size, path) {
            Ok(header) => {
                listing.arrays.push(listed(&member, &header));
                arrays.push((member, header));
            }
            Err(error) => listing.refused.push((member.name, error)),
        }
    }
    let (_, wanted) = listing.wanted(options, path)?;
    let mut parts = Vec::new();
    for part in &wanted.parts {
        let (member, header) = &arrays[part.array];
        parts.extend(readers(part, member, header, options, path)?);
    }
    Ok(Box::new(ArraysReader::new(path, wanted, parts, options)?))
}

/// The arrays of the archive in the order of its directory.
fn members(
    content: &Section,
    path: &Path,
) -> Result<impl Iterator<Item = Result<Member, DataError>>, DataError> {
    let reader = BufReader::new(content.part(0, u64::MAX));
    let mut archive = guarded(path, FORMAT, || ZipArchive::new(reader))?;
    grow::check_width(path, archive.len())?;
    let content = content.clone();
    let path = path.to_path_buf();
    Ok((0..archive.len()).map(move |index| {
        guarded(&path, FORMAT, || {
            let member = archive
                .by_index_raw(index)
                .map_err(|error| error.to_string())?;
            let name = member
                .name()
                .map_err(|error| error.to_string())?
                .into_owned();
            let is_packed = match member.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                other => return Err(format!("{name:?} is compressed by {other}")),
            };
            if member.encrypted() {
                return Err(format!("{name:?} is encrypted"));
            }
            let start = member.data_start().ok_or("a member without begin")?;
            Ok(Member {
                name: name.strip_suffix(".npy").unwrap_or(&name).to_owned(),
                section: content.part(start, member.compressed_size()),
                size: member.size(),
                sum: member.crc32(),
                is_packed,
            })
        })
    }))
}

impl Member {
    fn body(&self) -> Box<dyn Body> {
        if self.is_packed {
            let section = self.section.part(0, u64::MAX);
            Box::new(Inflating::new(section, self.size, self.sum))
        } else {
            Box::new(self.section.part(0, u64::MAX))
        }
    }
}

fn listed(member: &Member, header: &Checked) -> Listed {
    Listed {
        name: member.name.clone(),
        kind: header.element.kind,
        rows: header.rows as u64,
        columns: header.columns,
        is_flat: header.is_flat,
    }
}

/// What reads a part. Columns that lie behind each other in a compressed member have a reader each, since none can go
/// back.
fn readers(
    part: &Part,
    member: &Member,
    header: &Checked,
    options: &LoadOptions,
    path: &Arc<Path>,
) -> Result<Vec<PartAndWidth>, DataError> {
    let apart = if member.is_packed && header.is_fortran {
        1
    } else {
        part.columns.len()
    };
    let readers = part.columns.chunks(apart).map(|columns| {
        let own = LoadOptions::new().columns(columns.iter().map(ToString::to_string));
        let own = own.rows(options.rows.clone());
        let reader = NpyReader::new(member.body(), &own, path)?;
        Ok((Box::new(reader) as Box<dyn ArrayPart>, columns.len()))
    });
    readers.collect()
}

impl<B: Body> ArrayPart for NpyReader<B> {
    fn read(&mut self, columns: &mut [Column], _: u64, rows: usize) -> Result<(), DataError> {
        let mut left = rows;
        while left > 0 {
            left -= match Reader::read(self, columns, left)? {
                0 => break,
                read => read,
            };
        }
        Ok(())
    }
}
