//! From a seed to how often each row is drawn.

#[cfg_attr(not(test), expect(dead_code, reason = "draws are not split yet"))]
mod binomial;
