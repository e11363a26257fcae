//! kosmic-bench
