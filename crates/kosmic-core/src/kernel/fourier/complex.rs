//! Complex numbers eight at a time, and the transform of eight of them.

use crate::kernel::{LANES, Vector};

/// Eight complex numbers in memory, on cache lines of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(64))]
pub(crate) struct Points {
    pub(crate) re: [f64; LANES],
    pub(crate) im: [f64; LANES],
}

/// Eight complex numbers in registers.
#[derive(Clone, Copy)]
pub(super) struct Complex<V> {
    pub(super) re: V,
    pub(super) im: V,
}

impl<V: Vector> Complex<V> {
    #[inline(always)]
    pub(super) fn load(points: &Points) -> Self {
        Self {
            re: V::load(&points.re),
            im: V::load(&points.im),
        }
    }

    #[inline(always)]
    pub(super) fn points(self) -> Points {
        Points {
            re: self.re.lanes(),
            im: self.im.lanes(),
        }
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            re: self.re.plus(other.re),
            im: self.im.plus(other.im),
        }
    }

    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        Self {
            re: self.re.minus(other.re),
            im: self.im.minus(other.im),
        }
    }

    /// i · (self - other).
    #[inline(always)]
    pub(super) fn minus_turned(self, other: Self) -> Self {
        Self {
            re: other.im.minus(self.im),
            im: self.re.minus(other.re),
        }
    }

    #[inline(always)]
    pub(super) fn times(self, w: Self) -> Self {
        Self {
            re: self.re.fused_minus(w.re, self.im.times(w.im)),
            im: self.re.fused(w.im, self.im.times(w.re)),
        }
    }

    /// self times the conjugate of w.
    #[inline(always)]
    pub(super) fn times_conjugate(self, w: Self) -> Self {
        Self {
            re: self.re.fused(w.re, self.im.times(w.im)),
            im: self.im.fused_minus(w.re, self.re.times(w.im)),
        }
    }

    /// √½ (1 + i) · self.
    #[inline(always)]
    fn eighth_turned(self) -> Self {
        let root = V::splat(std::f64::consts::FRAC_1_SQRT_2);
        Self {
            re: self.re.minus(self.im).times(root),
            im: self.re.plus(self.im).times(root),
        }
    }

    /// √½ (1 - i) · self.
    #[inline(always)]
    fn eighth_turned_back(self) -> Self {
        let root = V::splat(std::f64::consts::FRAC_1_SQRT_2);
        Self {
            re: self.re.plus(self.im).times(root),
            im: self.im.minus(self.re).times(root),
        }
    }
}

/// Transforms of four, lane by lane: Σ_t a_t exp(-2πi t k / 4) for k = 0..4 in order.
#[inline(always)]
pub(super) fn of_four<V: Vector>([a, b, c, d]: [Complex<V>; 4]) -> [Complex<V>; 4] {
    let (even, odd) = (a.plus(c), a.minus(c));
    let (sum, turned) = (b.plus(d), d.minus_turned(b));
    [
        even.plus(sum),
        odd.plus(turned),
        even.minus(sum),
        odd.minus(turned),
    ]
}

/// Four times what [`of_four`] came from.
#[inline(always)]
pub(super) fn from_four<V: Vector>([a, b, c, d]: [Complex<V>; 4]) -> [Complex<V>; 4] {
    let (even, odd) = (a.plus(c), a.minus(c));
    let (sum, turned) = (b.plus(d), b.minus_turned(d));
    [
        even.plus(sum),
        odd.plus(turned),
        even.minus(sum),
        odd.minus(turned),
    ]
}

/// Transforms of eight, lane by lane: k = 0, 2, 4, 6, then 1, 3, 5, 7.
#[inline(always)]
pub(super) fn of_eight<V: Vector>(a: [Complex<V>; 8]) -> [Complex<V>; 8] {
    let even = of_four([
        a[0].plus(a[4]),
        a[1].plus(a[5]),
        a[2].plus(a[6]),
        a[3].plus(a[7]),
    ]);
    let odd = of_four([
        a[0].minus(a[4]),
        a[1].minus(a[5]).eighth_turned_back(),
        a[6].minus_turned(a[2]),
        a[7].minus_turned(a[3]).eighth_turned_back(),
    ]);
    [
        even[0], even[1], even[2], even[3], odd[0], odd[1], odd[2], odd[3],
    ]
}

/// Eight times what [`of_eight`] came from.
#[inline(always)]
pub(super) fn from_eight<V: Vector>(a: [Complex<V>; 8]) -> [Complex<V>; 8] {
    let even = from_four([a[0], a[1], a[2], a[3]]);
    let odd = from_four([a[4], a[5], a[6], a[7]]);
    let first = odd[1].eighth_turned();
    let third = odd[3].eighth_turned();
    // odd[2] and `third` come a quarter of a turn later.
    let turned = |a: Complex<V>, b: Complex<V>| Complex {
        re: a.re.minus(b.im),
        im: a.im.plus(b.re),
    };
    let turned_back = |a: Complex<V>, b: Complex<V>| Complex {
        re: a.re.plus(b.im),
        im: a.im.minus(b.re),
    };
    [
        even[0].plus(odd[0]),
        even[1].plus(first),
        turned(even[2], odd[2]),
        turned(even[3], third),
        even[0].minus(odd[0]),
        even[1].minus(first),
        turned_back(even[2], odd[2]),
        turned_back(even[3], third),
    ]
}
