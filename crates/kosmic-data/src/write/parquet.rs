//! Columns as Parquet, in groups of rows.

use std::fs::File;
use std::io;
use std::sync::Arc;

use ::parquet::basic::{Compression, Repetition, Type as Physical};
use ::parquet::data_type::{DoubleType, FloatType};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;
use kosmic_core::Series;

use super::sink::{Layout, Sink};

/// How many rows a group has at most; pyarrow's default.
const GROUP_ROWS: usize = 1 << 20;

pub(super) struct ParquetSink {
    writer: SerializedFileWriter<File>,
    singles: Vec<bool>,
}

impl ParquetSink {
    pub(super) fn new(file: File, layout: &Layout) -> io::Result<Self> {
        let schema = schema(layout).map_err(io::Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties));
        Ok(Self {
            writer: writer.map_err(io::Error::other)?,
            singles: layout.singles.clone(),
        })
    }

    fn write_group(
        &mut self,
        columns: &[Series<'_>],
        start: usize,
        end: usize,
    ) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        let mut scratch = Vec::new();
        for (column, is_single) in columns.iter().zip(&self.singles) {
            let values = column.read(start..end, &mut scratch);
            let levels: Vec<i16> = values
                .iter()
                .map(|value| i16::from(!value.is_nan()))
                .collect();
            let there = values.iter().copied().filter(|value| !value.is_nan());
            let mut writer = group
                .next_column()?
                .expect("the schema has as many columns");
            if *is_single {
                let there: Vec<f32> = there.map(|value| value as f32).collect();
                let typed = writer.typed::<FloatType>();
                typed.write_batch(&there, Some(&levels), None)?;
            } else {
                let there: Vec<f64> = there.collect();
                let typed = writer.typed::<DoubleType>();
                typed.write_batch(&there, Some(&levels), None)?;
            }
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }
}

impl Sink for ParquetSink {
    fn write(&mut self, columns: &[Series<'_>]) -> io::Result<()> {
        let rows = columns.first().map_or(0, Series::len);
        for start in (0..rows).step_by(GROUP_ROWS) {
            self.write_group(columns, start, rows.min(start + GROUP_ROWS))
                .map_err(io::Error::other)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.finish().map(drop).map_err(io::Error::other)
    }
}

/// Columns of floats that may lack values.
fn schema(layout: &Layout) -> Result<Type, ParquetError> {
    let field = |(name, is_single): (&String, &bool)| {
        let physical = if *is_single {
            Physical::FLOAT
        } else {
            Physical::DOUBLE
        };
        let field = Type::primitive_type_builder(name, physical);
        field
            .with_repetition(Repetition::OPTIONAL)
            .build()
            .map(Arc::new)
    };
    let fields = layout.names.iter().zip(&layout.singles).map(field);
    Type::group_type_builder("schema")
        .with_fields(fields.collect::<Result<_, _>>()?)
        .build()
}
