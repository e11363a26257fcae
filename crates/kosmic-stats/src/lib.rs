//! kosmic-stats
