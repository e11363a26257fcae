//! From limits of the signed difference to limits of the difference of two K.

use crate::analytic::Limits;

/// The limits of 2(|ρ₁| - |ρ₂|) from those of s₁ρ₁ - s₂ρ₂ for each pair of signs.
///
/// Kept within [-2, 2], where every difference of two K lies. |ρ₁| - |ρ₂| is the largest over s₁ of the smallest over s₂ of s₁ρ₁ - s₂ρ₂, and so is each limit: the same step that
/// turns limits of r into limits of K. Combining the folded limits of the two K as MOVER does instead, with the
/// correlation of the estimates by their signs, covers .80 to .86 where one coupling is 0 and the other strong.
pub(super) fn folded(limits: impl Fn(f64, f64) -> Limits) -> Limits {
    let of_sign = |sign: f64| {
        let (with, against) = (limits(sign, 1.0), limits(sign, -1.0));
        [with.lower.min(against.lower), with.upper.min(against.upper)]
    };
    let (plus, minus) = (of_sign(1.0), of_sign(-1.0));
    Limits {
        lower: (2.0 * plus[0].max(minus[0])).max(-2.0),
        upper: (2.0 * plus[1].max(minus[1])).min(2.0),
    }
}
