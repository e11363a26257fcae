//! What the columns of a Parquet file hold.

use ::parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use ::parquet::schema::types::ColumnDescriptor;

use crate::ColumnKind;

pub(super) fn kind(column: &ColumnDescriptor) -> ColumnKind {
    let is_decimal = matches!(column.logical_type_ref(), Some(LogicalType::Decimal(_)))
        || column.converted_type() == ConvertedType::DECIMAL;
    if column.max_rep_level() > 0 || is_decimal {
        return ColumnKind::Other;
    }
    match column.physical_type() {
        Physical::BOOLEAN => ColumnKind::Bool,
        Physical::FLOAT => ColumnKind::Float32,
        Physical::DOUBLE => ColumnKind::Float64,
        Physical::INT32 => integer(column, 32),
        Physical::INT64 => integer(column, 64),
        Physical::BYTE_ARRAY => ColumnKind::Text,
        Physical::FIXED_LEN_BYTE_ARRAY
            if matches!(column.logical_type_ref(), Some(LogicalType::Float16))
                && column.type_length() == 2 =>
        {
            ColumnKind::Float16
        }
        Physical::INT96 | Physical::FIXED_LEN_BYTE_ARRAY => ColumnKind::Other,
    }
}

fn integer(column: &ColumnDescriptor, bits: u8) -> ColumnKind {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Integer(integer)), _) => {
            let bits = integer.bit_width.unsigned_abs();
            if integer.is_signed {
                ColumnKind::Int(bits)
            } else {
                ColumnKind::UInt(bits)
            }
        }
        (_, ConvertedType::UINT_8) => ColumnKind::UInt(8),
        (_, ConvertedType::UINT_16) => ColumnKind::UInt(16),
        (_, ConvertedType::UINT_32) => ColumnKind::UInt(32),
        (_, ConvertedType::UINT_64) => ColumnKind::UInt(64),
        (_, ConvertedType::INT_8) => ColumnKind::Int(8),
        (_, ConvertedType::INT_16) => ColumnKind::Int(16),
        _ => ColumnKind::Int(bits),
    }
}

/// A type that is no number, in a few words.
pub(super) fn described(column: &ColumnDescriptor) -> String {
    let physical = column.physical_type();
    if column.max_rep_level() > 0 {
        return format!("a list of {physical}");
    }
    match column.logical_type_ref() {
        Some(logical) => format!("{physical} ({logical:?})"),
        None => physical.to_string(),
    }
}
