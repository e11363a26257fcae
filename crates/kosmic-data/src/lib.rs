//! kosmic-data
