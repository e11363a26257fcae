//! kosmic-parallel
