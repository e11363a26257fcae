//! Eight doubles, and what is computed with them.

/// Doubles in a [`Vector`]: part of the definition of results, not of the machine.
pub const LANES: usize = 8;

/// A computation written once for every width of vector; [`InstructionSet::run`](crate::InstructionSet::run) runs it.
pub trait Kernel {
    /// What it gives.
    type Output;

    /// The computation. Mark it, and every function it hands vectors to, `#[inline(always)]`: only what is inlined is
    /// compiled for the instruction set.
    fn run<V: Vector>(self) -> Self::Output;
}

/// Eight doubles, in as many registers as they take. Lane by lane all implementations give the same bits.
///
/// A type that stands for vector instructions is met as the `V` of a [`Kernel`] only, which is run where the
/// processor has them.
pub trait Vector: Copy {
    /// How many of these the registers hold at once.
    const HELD: usize;

    /// One value in all lanes.
    fn splat(value: f64) -> Self;

    /// Eight values.
    fn load(values: &[f64; LANES]) -> Self;

    /// Eight values of single precision, widened.
    fn load_single(values: &[f32; LANES]) -> Self;

    /// self + other.
    fn plus(self, other: Self) -> Self;

    /// self - other.
    fn minus(self, other: Self) -> Self;

    /// self · other.
    fn times(self, other: Self) -> Self;

    /// self / other.
    fn over(self, other: Self) -> Self;

    /// The square root.
    fn root(self) -> Self;

    /// self · factor + addend, rounded once.
    fn fused(self, factor: Self, addend: Self) -> Self;

    /// self · factor - subtrahend, rounded once.
    fn fused_minus(self, factor: Self, subtrahend: Self) -> Self;

    /// Eight vectors as a matrix whose rows they are, with rows and columns exchanged.
    fn transposed(rows: [Self; LANES]) -> [Self; LANES];

    /// The eight values.
    fn lanes(self) -> [f64; LANES];

    /// The sum of the eight, by halves: 0+4, 1+5, 2+6, 3+7, then the halves of that.
    #[inline(always)]
    fn folded(self) -> f64 {
        let [a, b, c, d, e, f, g, h] = self.lanes();
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }
}
