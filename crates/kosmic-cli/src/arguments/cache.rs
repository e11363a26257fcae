//! What can be asked of a folder of kept answers.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args)]
pub(crate) struct CacheArguments {
    #[command(subcommand)]
    pub(crate) question: CacheQuestion,
}

#[derive(Subcommand)]
pub(crate) enum CacheQuestion {
    /// Entries, bytes, hits, misses and the time that hits have saved
    Stats(FolderArguments),
    /// Removes all entries
    Clear(FolderArguments),
    /// Reads all entries and removes those that are damaged, and what writers that were killed have left
    Verify(FolderArguments),
    /// Where the entries are
    Path(FolderArguments),
}

#[derive(Args)]
pub(crate) struct FolderArguments {
    /// The folder; by default that of the user.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}
