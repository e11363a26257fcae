//! Ctrl-C: the first ends the work and keeps what is finished, the second ends the command.

use std::io::{self, Write};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use kosmic_core::Progress;

use crate::failure::{Failure, INTERRUPTED};

/// Whether there is work whose finished part is worth something.
static WORKING: AtomicBool = AtomicBool::new(false);

/// Whether Ctrl-C was pressed since.
static PRESSED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C from now on. Before work has begun it ends the command.
pub(crate) fn listen() -> Result<(), Failure> {
    ctrlc::set_handler(pressed).map_err(Failure::data)
}

fn pressed() {
    if !WORKING.load(SeqCst) {
        let _ = writeln!(
            io::stderr(),
            "error: interrupted before any replicate was drawn"
        );
        exit(INTERRUPTED.into());
    }
    if PRESSED.swap(true, SeqCst) {
        exit(INTERRUPTED.into());
    }
}

/// Whether Ctrl-C has ended the work.
pub(crate) fn was_pressed() -> bool {
    PRESSED.load(SeqCst)
}

/// An observer that Ctrl-C stops.
pub(crate) struct Interruptible<'a>(&'a dyn Progress);

impl<'a> Interruptible<'a> {
    /// From now on Ctrl-C ends the work, no longer the command.
    pub(crate) fn new(progress: &'a dyn Progress) -> Self {
        WORKING.store(true, SeqCst);
        Self(progress)
    }
}

impl Progress for Interruptible<'_> {
    fn begin(&self, total: u64) {
        self.0.begin(total);
    }

    fn advance(&self, finished: u64) {
        self.0.advance(finished);
    }

    fn end(&self) {
        self.0.end();
    }

    fn is_cancelled(&self) -> bool {
        was_pressed() || self.0.is_cancelled()
    }
}
