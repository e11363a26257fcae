//! What one row less does to r and to z, from the row's deviations alone, and power sums of it.

/// Partial sums kept side by side; part of the definition of the result, not of the machine.
const LANES: usize = 8;

/// A row whose deletion takes more than this share of the generalised variance is left out of the data in earnest, since
/// down-dating would cancel. The shares sum to 2, so that there are at most three such rows.
const OVERWHELMING: f64 = 0.9;

/// Steps of atanh up to which eight terms of its series are exact to rounding.
const SMALL: f64 = 0.1;

/// What a deletion does to r and z.
pub(super) enum Step {
    /// The common case, summed in lanes.
    Small,
    /// A step of z too large for the series.
    Large { r: f64, z: f64 },
    /// Not to be had by down-dating.
    Overwhelming,
}

/// Down-dating of r by one row.
pub(super) struct Downdate {
    pub(super) r: f64,
    /// 1 - r².
    rest: f64,
    pub(super) n: f64,
    /// n / (n - 1).
    c: f64,
}

impl Downdate {
    pub(super) fn of(r: f64, n: f64) -> Self {
        Self {
            r,
            rest: (1.0 - r) * (1.0 + r),
            n,
            c: n / (n - 1.0),
        }
    }

    /// The share of the generalised variance that a row carries, r_(i) - r, and (r_(i) - r) / (1 - r r_(i)), the
    /// hyperbolic tangent of z_(i) - z.
    #[inline(always)]
    fn deletion(&self, a: f64, b: f64) -> (f64, f64, f64) {
        let Self { r, rest, c, .. } = *self;
        let (aa, bb, residual) = (c * a * a, c * b * b, a - r * b);
        let share = bb + c * residual * residual / rest;
        let root = ((1.0 - aa) * (1.0 - bb)).sqrt();
        // 1 - root without cancellation.
        let shrink = (aa + bb - aa * bb) / (1.0 + root);
        let step = (r * shrink - c * a * b) / root;
        (share, step, step / (rest - r * step))
    }

    #[inline(always)]
    pub(super) fn step(&self, a: f64, b: f64) -> Step {
        let (share, step, tangent) = self.deletion(a, b);
        if is_small(share, tangent) {
            return Step::Small;
        }
        // Written so that NaN, of rounding in an r next to ±1, is overwhelming too.
        if share < OVERWHELMING && tangent.abs() < 1.0 {
            let z = libm::atanh(tangent);
            return Step::Large { r: step, z };
        }
        Step::Overwhelming
    }

    /// Sums over the small steps of a block, and the number of the others.
    pub(super) fn block(&self, a: &[f64], b: &[f64]) -> (Sums, usize) {
        let (mut lanes, mut small) = (LaneSums::default(), 0.0);
        let (chunks_a, chunks_b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
        let rest = chunks_a.remainder().iter().zip(chunks_b.remainder());
        for (lane, (&a, &b)) in rest.enumerate() {
            small += lanes.add(lane, self.deletion(a, b));
        }
        for (a, b) in chunks_a.zip(chunks_b) {
            for lane in 0..LANES {
                small += lanes.add(lane, self.deletion(a[lane], b[lane]));
            }
        }
        (lanes.folded(), a.len() - small as usize)
    }
}

#[inline(always)]
fn is_small(share: f64, tangent: f64) -> bool {
    (share < OVERWHELMING) & (tangent.abs() < SMALL)
}

/// atanh within ±[`SMALL`].
#[inline(always)]
fn small_atanh(t: f64) -> f64 {
    let s = t * t;
    let (low, high) = (
        1.0 / 3.0 + s * (1.0 / 5.0 + s * (1.0 / 7.0)),
        1.0 / 9.0 + s * (1.0 / 11.0 + s * (1.0 / 13.0 + s * (1.0 / 15.0))),
    );
    t + t * s * (low + s * s * s * high)
}

/// Power sums of r_(i) - r and z_(i) - z.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    r: f64,
    rr: f64,
    rrr: f64,
    z: f64,
    zz: f64,
}

impl Sums {
    pub(super) fn push(&mut self, r: f64, z: f64) {
        self.add(&Self {
            r,
            rr: r * r,
            rrr: r * r * r,
            z,
            zz: z * z,
        });
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.r += other.r;
        self.rr += other.rr;
        self.rrr += other.rrr;
        self.z += other.z;
        self.zz += other.zz;
    }

    pub(super) fn acceleration(&self, n: f64) -> Option<f64> {
        let mean = self.r / n;
        let squares = self.rr - n * mean * mean;
        let cubes = self.rrr - 3.0 * mean * self.rr + 2.0 * n * mean * mean * mean;
        let acceleration = -cubes / (6.0 * squares * squares.sqrt());
        (squares > 0.0 && acceleration.is_finite()).then_some(acceleration)
    }

    pub(super) fn error_of_z(&self, n: f64) -> Option<f64> {
        let squares = self.zz - self.z * self.z / n;
        let error = ((n - 1.0) / n * squares).sqrt();
        (error > 0.0 && error.is_finite()).then_some(error)
    }
}

#[derive(Default)]
struct LaneSums {
    r: [f64; LANES],
    rr: [f64; LANES],
    rrr: [f64; LANES],
    z: [f64; LANES],
    zz: [f64; LANES],
}

impl LaneSums {
    /// Adds a small step, or nothing; returns how many it has added, as the number that vectorises.
    #[inline(always)]
    fn add(&mut self, lane: usize, (share, step, tangent): (f64, f64, f64)) -> f64 {
        let small = is_small(share, tangent);
        let r = if small { step } else { 0.0 };
        let z = if small { small_atanh(tangent) } else { 0.0 };
        let rr = r * r;
        self.r[lane] += r;
        self.rr[lane] += rr;
        self.rrr[lane] += rr * r;
        self.z[lane] += z;
        self.zz[lane] += z * z;
        f64::from(small)
    }

    fn folded(&self) -> Sums {
        let fold =
            |[a, b, c, d, e, f, g, h]: [f64; LANES]| ((a + e) + (c + g)) + ((b + f) + (d + h));
        Sums {
            r: fold(self.r),
            rr: fold(self.rr),
            rrr: fold(self.rrr),
            z: fold(self.z),
            zz: fold(self.zz),
        }
    }
}
