//! Columns of files, read and cleaned once.

use std::path::Path;
use std::time::Instant;

use kosmic_data::{DataError, LoadOptions, SavedTable, Table, Treatment, load_with};

use super::{Cached, choices, question};
use crate::error::CacheError;
use crate::fingerprint::{Fingerprint, State, Trust};
use crate::key::{Key, OptionValue};

/// A treatment with the columns that it is for: names or lists of names; all columns of numbers, if there is none.
pub type Treated<'t, N> = (&'t [N], &'t Treatment);

impl Cached<'_> {
    /// [`load_with`]; see [`Cached::load_treated`].
    ///
    /// # Errors
    /// As there.
    pub fn load_with(
        self,
        path: impl AsRef<Path>,
        options: &LoadOptions,
        trust: Trust,
    ) -> Result<Table, DataError> {
        self.load_treated::<&str>(path, options, &[], trust)
    }

    /// [`load_with`] and then [`Table::treat`] by each of the treatments, in order.
    ///
    /// The question is the content of the file, what the options say of values (the number of threads, the memory and the size of
    /// batches are not of these) and the treatments. The content of a file that has not changed for a few seconds is remembered by
    /// what the system says of it, or read each time, as `trust` says.
    ///
    /// Nothing is kept of a file that changes while it is read, or has changed within three seconds before, and of columns that
    /// take more than the options allow in memory; nor are such columns taken from the cache.
    ///
    /// Cost: of a hit, a copy of the columns; on disk, its reading.
    ///
    /// # Errors
    /// As there: of a file that cannot be read as it is told without a cache.
    ///
    /// # Example
    /// ```
    /// use kosmic_cache::{Cache, Trust};
    /// use kosmic_data::{LoadOptions, Treatment, load};
    ///
    /// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
    /// let cache = Cache::builder().build()?;
    /// let centred = [(&["gas_rate"][..], &Treatment::Centre)];
    /// let table = cache.cached().load_treated(path, &LoadOptions::new(), &centred, Trust::Content)?;
    /// let uncached = load(path)?.treat(&["gas_rate"], &Treatment::Centre)?;
    /// assert_eq!(table.column("gas_rate")?.series()?.as_slice(), uncached.column("gas_rate")?.series()?.as_slice());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load_treated<N: AsRef<str>>(
        self,
        path: impl AsRef<Path>,
        options: &LoadOptions,
        treatments: &[Treated<'_, N>],
        trust: Trust,
    ) -> Result<Table, DataError> {
        let path = path.as_ref();
        // What cannot be hashed cannot be read either, and that error names the trouble better.
        let Ok((before, content)) = self.known(path, trust) else {
            return treated(path, options, treatments);
        };
        let key = key(path, content, options, treatments);
        let fits = |bytes: &u64| options.allow(*bytes);
        if self.cache.get::<u64>(&key).is_none_or(|bytes| fits(&bytes))
            && let Some(saved) = self.cache.get::<SavedTable>(&key)
            && fits(&saved.bytes())
        {
            return Ok(saved.table(path));
        }
        let begun = Instant::now();
        let table = treated(path, options, treatments)?;
        let cost = begun.elapsed();
        let is_unchanged =
            before.is_settled() && State::of(path).is_ok_and(|after| after == before);
        if is_unchanged && let Some(saved) = SavedTable::new(&table) {
            self.cache.insert(&key, saved.bytes(), cost);
            self.cache.insert(&key, saved, cost);
        }
        Ok(table)
    }

    /// The state that a file was in before its content was found out.
    fn known(self, path: &Path, trust: Trust) -> Result<(State, Fingerprint), CacheError> {
        let before = State::of(path)?;
        Ok((before, self.cache.fingerprint_file(path, trust)?))
    }
}

fn treated<N: AsRef<str>>(
    path: &Path,
    options: &LoadOptions,
    treatments: &[Treated<'_, N>],
) -> Result<Table, DataError> {
    let table = load_with(path, options)?;
    let mut steps = treatments.iter();
    steps.try_fold(table, |table, (names, treatment)| {
        table.treat(names, treatment)
    })
}

/// The end of the name is part of the question: files without magic bytes are told by it.
fn key<N: AsRef<str>>(
    path: &Path,
    content: Fingerprint,
    options: &LoadOptions,
    treatments: &[Treated<'_, N>],
) -> Key {
    let treatments: Vec<(Vec<&str>, &Treatment)> = treatments
        .iter()
        .map(|(names, treatment)| (names.iter().map(AsRef::as_ref).collect(), *treatment))
        .collect();
    let end = path.extension().unwrap_or_default();
    question("columns")
        .data(content)
        .option("end", OptionValue::Bytes(end.as_encoded_bytes().to_vec()))
        .option("options", choices(options))
        .option("treatments", choices(&treatments))
}
