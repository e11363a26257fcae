//! kosmic-plot
