//! Examples of the kosmic workspace: each file beside this one is a program of its own.
#![doc = include_str!("../README.md")]
