//! kosmic-cache
