//! What the processes that share a folder tell each other: the bytes in it and what the cache has done, in a file that whoever
//! writes or removes entries holds locked.
//!
//! The bytes are an upper bound of what is there: they are raised before a file is written and lowered after one is gone, so that
//! a process killed between the two leaves too much, never too little; the next one to find no room counts anew.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::error::CacheError;

const NAME: &str = "ledger";
const RETRY: Duration = Duration::from_millis(2);

/// What stands in the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(super) bytes: u64,
    pub(crate) totals: Totals,
}

/// What all processes have seen the cache do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Totals {
    pub(crate) hits: u64,
    pub(crate) misses: u64,
    pub(crate) time_saved: Duration,
}

/// The ledger, locked as long as this lives.
pub(super) struct Ledger {
    file: File,
    path: PathBuf,
}

impl Ledger {
    /// Locks the ledger of a folder, which is made if need be; [`CacheError::Locked`] where another holds it for too long.
    pub(super) fn lock(root: &Path, patience: Duration) -> Result<Self, CacheError> {
        let path = root.join(NAME);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(CacheError::at(&path))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { file, path }),
                Err(TryLockError::Error(cause)) => return Err(CacheError::at(&path)(cause)),
                Err(TryLockError::WouldBlock) if start.elapsed() > patience => {
                    return Err(CacheError::Locked {
                        path,
                        seconds: patience.as_secs_f64(),
                    });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(RETRY),
            }
        }
    }

    /// What stands in it; nothing where it is new or damaged.
    pub(super) fn read(&mut self) -> Option<Account> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0)).ok()?;
        (&self.file).take(1024).read_to_end(&mut bytes).ok()?;
        let (checksum, content) = bytes.split_first_chunk()?;
        let (account, rest) = postcard::take_from_bytes(content).ok()?;
        let used = content.len() - rest.len();
        (xxh3_64(&content[..used]).to_le_bytes() == *checksum).then_some(account)
    }

    pub(super) fn write(&mut self, account: &Account) -> Result<(), CacheError> {
        self.overwrite(account).map_err(CacheError::at(&self.path))
    }

    /// In one call to the system, which is done or not when the process is killed; a torn one shows by its checksum.
    fn overwrite(&mut self, account: &Account) -> io::Result<()> {
        let content = postcard::to_stdvec(account).map_err(io::Error::other)?;
        let mut bytes = xxh3_64(&content).to_le_bytes().to_vec();
        bytes.extend(content);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&bytes)
    }
}
