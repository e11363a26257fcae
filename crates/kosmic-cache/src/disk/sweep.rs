//! Work on all entries of a folder: making room, forgetting, checking.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::folder::{self, Contents, Found};
use super::ledger::{Account, Ledger, Totals};
use super::{Disk, PATIENCE_TO_REMOVE, PATIENCE_TO_STORE, format};
use crate::error::CacheError;
use crate::key::Identity;
use format::Header;

/// What is left after room was made, as a part of the bound: so that not every new entry has to look at all others.
const LEFT: f64 = 0.9;

/// A header longer than this is none.
const LONGEST_HEADER: usize = 1 << 24;

/// What a check of all entries on disk found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Entries that are whole.
    pub whole: usize,
    /// Entries that were not, and have been removed.
    pub damaged: usize,
    /// Files of writers that were killed, which have been removed.
    pub unfinished: usize,
    /// The bytes of the whole entries.
    pub bytes: u64,
}

impl Disk {
    /// The account with `needed` bytes more, after entries were removed so that these fit.
    pub(super) fn make_room(
        &self,
        ledger: &mut Ledger,
        needed: u64,
    ) -> Result<Account, CacheError> {
        let known = ledger.read();
        let mut account = known.unwrap_or_default();
        if known.is_none() || account.bytes.saturating_add(needed) > self.bound {
            let mut contents = self.scan()?;
            remove_all(&contents.unfinished)?;
            account.bytes = contents.entries.iter().map(|found| found.bytes).sum();
            if account.bytes.saturating_add(needed) > self.bound {
                let target =
                    ((self.bound as f64 * LEFT) as u64).min(self.bound.saturating_sub(needed));
                contents.entries.sort_unstable_by_key(|found| found.used);
                for found in &contents.entries {
                    if account.bytes <= target {
                        break;
                    }
                    folder::remove(&found.path).map_err(CacheError::at(&found.path))?;
                    account.bytes -= found.bytes;
                }
            }
        }
        account.bytes += needed;
        Ok(account)
    }

    /// Removes the answer to a question; whether there was one.
    pub(crate) fn remove(&self, identity: &Identity) -> Result<bool, CacheError> {
        let path = folder::path_of(&self.root, identity.hash);
        let mut ledger = Ledger::lock(&self.root, PATIENCE_TO_REMOVE)?;
        let bytes = fs::metadata(&path).map_or(0, |metadata| metadata.len());
        let was_there = folder::remove(&path).map_err(CacheError::at(&path))?;
        if let Some(mut account) = ledger.read() {
            account.bytes = account.bytes.saturating_sub(bytes);
            ledger.write(&account)?;
        }
        Ok(was_there)
    }

    /// Removes all entries whose header is so, and what has no header; how many had one.
    pub(crate) fn remove_where(
        &self,
        is_so: impl Fn(&Header) -> bool,
    ) -> Result<usize, CacheError> {
        let mut removed = 0;
        self.keep(|found| {
            let header = header_of(&found.path);
            let goes = header.as_ref().is_none_or(&is_so);
            removed += usize::from(goes && header.is_some());
            !goes
        })?;
        Ok(removed)
    }

    /// Removes all entries; how many there were.
    pub(crate) fn clear(&self) -> Result<usize, CacheError> {
        let mut removed = 0;
        self.keep(|_| {
            removed += 1;
            false
        })?;
        Ok(removed)
    }

    /// Reads all entries and removes those that are damaged.
    pub(crate) fn verify(&self) -> Result<Verified, CacheError> {
        let mut verified = Verified::default();
        verified.unfinished = self.keep(|found| {
            let is_whole = fs::read(&found.path).is_ok_and(|bytes| format::verify(&bytes).is_ok());
            if is_whole {
                verified.whole += 1;
                verified.bytes += found.bytes;
            } else {
                verified.damaged += 1;
            }
            is_whole
        })?;
        Ok(verified)
    }

    /// The entries and their bytes.
    pub(crate) fn size(&self) -> Result<(u64, u64), CacheError> {
        let entries = self.scan()?.entries;
        let bytes = entries.iter().map(|found| found.bytes).sum();
        Ok((entries.len() as u64, bytes))
    }

    /// What all processes have seen the cache do, `more` included, which is added.
    pub(crate) fn add_to_totals(&self, more: Totals) -> Result<Totals, CacheError> {
        let mut ledger = Ledger::lock(&self.root, PATIENCE_TO_STORE)?;
        let mut account = match ledger.read() {
            Some(account) => account,
            None => self.make_room(&mut ledger, 0)?,
        };
        let totals = &mut account.totals;
        totals.hits = totals.hits.saturating_add(more.hits);
        totals.misses = totals.misses.saturating_add(more.misses);
        totals.time_saved = totals.time_saved.saturating_add(more.time_saved);
        if more != Totals::default() {
            ledger.write(&account)?;
        }
        Ok(account.totals)
    }

    /// Goes through all entries and removes those that are not to be kept, and what killed writers left; how many of these.
    fn keep(&self, mut keeps: impl FnMut(&Found) -> bool) -> Result<usize, CacheError> {
        let mut ledger = Ledger::lock(&self.root, PATIENCE_TO_REMOVE)?;
        let mut account = ledger.read().unwrap_or_default();
        let contents = self.scan()?;
        remove_all(&contents.unfinished)?;
        account.bytes = contents.entries.iter().map(|found| found.bytes).sum();
        for found in &contents.entries {
            if !keeps(found) {
                folder::remove(&found.path).map_err(CacheError::at(&found.path))?;
                account.bytes -= found.bytes;
            }
        }
        ledger.write(&account)?;
        Ok(contents.unfinished.len())
    }

    fn scan(&self) -> Result<Contents, CacheError> {
        folder::scan(&self.root).map_err(CacheError::at(&self.root))
    }
}

fn remove_all(files: &[Found]) -> Result<(), CacheError> {
    for found in files {
        folder::remove(&found.path).map_err(CacheError::at(&found.path))?;
    }
    Ok(())
}

/// The header of an entry, without its value.
fn header_of(path: &Path) -> Option<Header> {
    let mut file = File::open(path).ok()?;
    let mut prefix = [0; format::PREFIX];
    file.read_exact(&mut prefix).ok()?;
    let (length, _) = format::lengths(&prefix).ok()?;
    if length > LONGEST_HEADER {
        return None;
    }
    let mut header = vec![0; length];
    file.read_exact(&mut header).ok()?;
    format::decode_header(&header).ok()
}
