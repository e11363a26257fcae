//! Pairs of counts that a table's cells did not give, put aside until all of a block are drawn.

/// Pairs of one chunk: bit p stands for the counts at `start` + p and 64 behind it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Escape {
    pub(crate) start: u32,
    pub(crate) mask: u64,
}

/// The escapes of a block. Each chunk writes its own, and only one that has any moves on: a branch that is taken for one
/// chunk in ten would cost more than what it saves.
#[derive(Default)]
pub(crate) struct Escapes {
    chunks: Vec<Escape>,
    count: usize,
}

impl Escapes {
    /// Forgets all, and has room for those of so many chunks.
    #[inline(always)]
    pub(super) fn clear(&mut self, chunks: usize) {
        if self.chunks.len() < chunks {
            self.chunks.resize(chunks, Escape::default());
        }
        self.count = 0;
    }

    /// Notes the escapes of a chunk, if there are any.
    #[inline(always)]
    pub(super) fn note(&mut self, start: u32, mask: u64) {
        self.chunks[self.count] = Escape { start, mask };
        self.count += usize::from(mask != 0);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Escape> {
        self.chunks[..self.count].iter()
    }
}
