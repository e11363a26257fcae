//! The datasets of an HDF5 file to columns.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use hdf5_reader::error::ByteOrder;
use hdf5_reader::storage::DynStorage;
use hdf5_reader::{
    BytesStorage, Dataset, Datatype, H5Type, Hdf5File, OpenOptions, RangeRequestStorage, SliceInfo,
    SliceInfoElem, error,
};

use crate::arrays::{ArrayPart, ArraysReader, Listed, Listing, Part, PartAndWidth};
use crate::batches::Reader;
use crate::element::Element;
use crate::guard::guarded;
use crate::positioned::{Section, Stored, read_exact_at};
use crate::{Column, ColumnKind, DataError, LoadOptions, grow, inflate};

const FORMAT: &str = "HDF5";

/// How deep groups may be nested.
const DEEPEST: usize = 64;

/// How many bytes of a dataset are read at once.
const BLOCK: usize = 8 << 20;

pub(crate) fn open(
    content: &Section,
    options: &LoadOptions,
    path: &Arc<Path>,
) -> Result<Box<dyn Reader>, DataError> {
    let storage = storage(content);
    let limits = OpenOptions::default().with_max_read_bytes(64 << 20);
    let file = guarded(path, FORMAT, || {
        Hdf5File::from_storage_with_options(storage, limits)
    })?;
    let found = guarded(path, FORMAT, || Found::in_file(&file, path))?;
    let (datasets, listing) = found.listed(path)?;
    let (arrays, wanted) = listing.wanted(options, path)?;
    let (mut parts, mut bytes): (Vec<PartAndWidth>, _) = (Vec::new(), 0_u128);
    for part in &wanted.parts {
        let reader = DatasetPart::new(&datasets[part.array], part, path);
        let width = reader.element.width() * part.columns.len();
        bytes += u128::from(arrays[part.array].rows) * width as u128;
        parts.push((Box::new(reader), part.columns.len()));
    }
    inflate::check(path, content.len(), bytes)?;
    Ok(Box::new(ArraysReader::new(path, wanted, parts, options)?))
}

fn storage(content: &Section) -> DynStorage {
    match content.stored() {
        Stored::Memory(bytes) => Arc::new(BytesStorage::from_shared(Arc::clone(bytes))),
        Stored::File(file) => {
            let file = Arc::clone(file);
            Arc::new(RangeRequestStorage::new(
                content.len(),
                move |offset, len| {
                    let mut bytes = vec![0; len];
                    read_exact_at(&file, &mut bytes, offset)?;
                    Ok(bytes)
                },
            ))
        }
    }
}

/// The datasets of all groups, in the order of the file.
#[derive(Default)]
struct Found {
    datasets: Vec<(String, Dataset)>,
    seen: HashSet<u64>,
}

impl Found {
    fn in_file(file: &Hdf5File, path: &Path) -> Result<Self, String> {
        let mut found = Self::default();
        let root = file.root_group().map_err(|error| error.to_string())?;
        found.visit(&root, "", 0, path)?;
        Ok(found)
    }

    /// A group that is reached twice is listed where it was first.
    fn visit(
        &mut self,
        group: &hdf5_reader::group::Group,
        prefix: &str,
        depth: usize,
        path: &Path,
    ) -> Result<(), String> {
        if depth > DEEPEST {
            return Err(format!("groups are nested more than {DEEPEST} deep"));
        }
        if !self.seen.insert(group.address()) {
            return Ok(());
        }
        let (groups, datasets) = group.members().map_err(|error| error.to_string())?;
        for dataset in datasets {
            let name = format!("{prefix}{}", dataset.name());
            self.datasets.push((name, dataset));
        }
        grow::check_width(path, self.datasets.len()).map_err(|error| error.to_string())?;
        for group in groups {
            let prefix = format!("{prefix}{}/", group.name());
            self.visit(&group, &prefix, depth + 1, path)?;
        }
        Ok(())
    }

    /// Parts those that can be columns from the others.
    fn listed(self, path: &Path) -> Result<(Vec<Dataset>, Listing), DataError> {
        let (mut kept, mut listing) = (Vec::new(), Listing::default());
        for (name, dataset) in self.datasets {
            match of_numbers(&dataset) {
                Ok((element, rows, columns)) => {
                    let columns = usize::try_from(columns).unwrap_or(usize::MAX);
                    grow::check_width(path, columns)?;
                    listing.arrays.push(Listed {
                        name,
                        kind: element.kind,
                        rows,
                        columns,
                        is_flat: dataset.ndim() == 1,
                    });
                    kept.push(dataset);
                }
                Err(found) => {
                    let error = DataError::ArrayType {
                        path: path.to_path_buf(),
                        dataset: format!("dataset {name:?}"),
                        found,
                    };
                    listing.refused.push((name, error));
                }
            }
        }
        Ok((kept, listing))
    }
}

/// How a dataset is written, its rows and columns; or what it is instead.
fn of_numbers(dataset: &Dataset) -> Result<(Element, u64, u64), String> {
    let (rows, columns) = match *dataset.shape() {
        [rows] => (rows, 1),
        [rows, columns] => (rows, columns),
        ref shape => return Err(format!("shape {shape:?}")),
    };
    if rows == 0 || columns == 0 {
        return Err(format!("shape {:?}", dataset.shape()));
    }
    let element = element(dataset.dtype()).ok_or_else(|| described(dataset.dtype()))?;
    Ok((element, rows, columns))
}

fn element(dtype: &Datatype) -> Option<Element> {
    let (kind, order) = match dtype {
        Datatype::FloatingPoint { size, byte_order } => {
            let kind = match size {
                2 => ColumnKind::Float16,
                4 => ColumnKind::Float32,
                8 => ColumnKind::Float64,
                _ => return None,
            };
            (kind, *byte_order)
        }
        Datatype::FixedPoint {
            size: size @ (1 | 2 | 4 | 8),
            signed,
            byte_order,
        } => {
            let bits = size * 8;
            let kind = if *signed {
                ColumnKind::Int(bits)
            } else {
                ColumnKind::UInt(bits)
            };
            (kind, *byte_order)
        }
        // How h5py stores booleans.
        Datatype::Enum { base, members } if is_bool(base, members.len()) => {
            (ColumnKind::Bool, ByteOrder::LittleEndian)
        }
        _ => return None,
    };
    Some(Element {
        kind,
        is_big_endian: order == ByteOrder::BigEndian,
    })
}

fn is_bool(base: &Datatype, members: usize) -> bool {
    matches!(base, Datatype::FixedPoint { size: 1, .. }) && members == 2
}

/// A type in a few words.
fn described(dtype: &Datatype) -> String {
    let text = format!("{dtype:?}");
    let name = text.split([' ', '{', '(']).next().unwrap_or_default();
    format!("the type {name}")
}

/// Some columns of a dataset.
struct DatasetPart {
    dataset: Dataset,
    element: Element,
    columns: Vec<usize>,
    path: Arc<Path>,
}

impl DatasetPart {
    fn new(dataset: &Dataset, part: &Part, path: &Arc<Path>) -> Self {
        Self {
            element: element(dataset.dtype()).expect("the listing holds numbers only"),
            dataset: dataset.clone(),
            columns: part.columns.clone(),
            path: Arc::clone(path),
        }
    }

    /// The bytes of these rows of the columns from the first to the last.
    fn bytes(&self, first: u64, rows: usize, across: (usize, usize)) -> Result<Vec<u8>, DataError> {
        let range = |start: u64, count: usize| SliceInfoElem::Slice {
            start,
            end: start + count as u64,
            step: 1,
        };
        let mut selections = vec![range(first, rows)];
        if self.dataset.ndim() == 2 {
            selections.push(range(across.0 as u64, across.1));
        }
        let selection = SliceInfo { selections };
        guarded(&self.path, FORMAT, || match self.element.width() {
            1 => raw::<1>(&self.dataset, &selection),
            2 => raw::<2>(&self.dataset, &selection),
            4 => raw::<4>(&self.dataset, &selection),
            _ => raw::<8>(&self.dataset, &selection),
        })
    }
}

impl ArrayPart for DatasetPart {
    fn read(&mut self, columns: &mut [Column], first: u64, rows: usize) -> Result<(), DataError> {
        let least = self.columns.iter().min().copied().unwrap_or(0);
        let most = self.columns.iter().max().copied().unwrap_or(0);
        let width = most - least + 1;
        let block = (BLOCK / (width * self.element.width())).max(1);
        let mut done = 0;
        while done < rows {
            let now = block.min(rows - done);
            let row = first + done as u64;
            let bytes = self.bytes(row, now, (least, width))?;
            for (&position, column) in self.columns.iter().zip(columns.iter_mut()) {
                let offset = position - least;
                self.element.append(&bytes, column, row, offset, width);
            }
            done += now;
        }
        Ok(())
    }
}

fn raw<const N: usize>(dataset: &Dataset, selection: &SliceInfo) -> error::Result<Vec<u8>> {
    let values = dataset.read_slice::<Bytes<N>>(selection)?;
    let (values, _) = values.into_raw_vec_and_offset();
    Ok(values.iter().flat_map(|value| value.0).collect())
}

/// An element as it is stored, whatever its type and byte order.
#[derive(Clone)]
struct Bytes<const N: usize>([u8; N]);

impl<const N: usize> H5Type for Bytes<N> {
    fn hdf5_type() -> Datatype {
        Datatype::Opaque {
            size: N as u32,
            tag: String::new(),
        }
    }

    fn from_bytes(bytes: &[u8], _: &Datatype) -> error::Result<Self> {
        let element = bytes.first_chunk();
        let element = element.ok_or_else(|| error::Error::InvalidData("a cut element".into()))?;
        Ok(Self(*element))
    }

    fn element_size(_: &Datatype) -> usize {
        N
    }

    fn decode_vec(raw: &[u8], _: &Datatype, count: usize) -> Option<error::Result<Vec<Self>>> {
        let (elements, _) = raw.as_chunks();
        let elements = elements.get(..count)?;
        Some(Ok(elements.iter().copied().map(Self).collect()))
    }
}
