//! `kosmic cache`: what is kept on disk.

use kosmic_cache::{Cache, CacheError};
use serde::Serialize;

use crate::arguments::{CacheArguments, CacheQuestion, FolderArguments};
use crate::failure::Failure;
use crate::output::{Sheet, counted, print_json, print_lines};

/// What `--json` prints of `stats`; the names are a contract.
#[derive(Serialize)]
struct Kept {
    path: String,
    entries: u64,
    bytes: u64,
    bound: u64,
    hits: u64,
    misses: u64,
    seconds_saved: f64,
}

/// Of `clear`.
#[derive(Serialize)]
struct Cleared {
    path: String,
    removed: usize,
}

/// Of `verify`.
#[derive(Serialize)]
struct Checked {
    path: String,
    whole: usize,
    damaged: usize,
    unfinished: usize,
    bytes: u64,
}

/// Of `path`.
#[derive(Serialize)]
struct Place {
    path: String,
}

pub(super) fn run(arguments: &CacheArguments) -> Result<(), Failure> {
    let (answer, folder): (fn(&Cache) -> Answer, &FolderArguments) = match &arguments.question {
        CacheQuestion::Stats(folder) => (stats, folder),
        CacheQuestion::Clear(folder) => (clear, folder),
        CacheQuestion::Verify(folder) => (verify, folder),
        CacheQuestion::Path(folder) => (path, folder),
    };
    let builder = Cache::builder();
    let builder = match &folder.folder {
        Some(path) => builder.folder(path),
        None => builder.user_folder(),
    };
    let cache = builder.build().map_err(Failure::data)?;
    let (report, sheet) = answer(&cache).map_err(Failure::data)?;
    if folder.json {
        return print_json(&report);
    }
    print_lines(&sheet.lines())
}

/// As JSON, and for people.
type Answer = Result<(serde_json::Value, Sheet), CacheError>;

fn answer(report: &impl Serialize, sheet: Sheet) -> Answer {
    let json = serde_json::to_value(report).expect("names and numbers");
    Ok((json, sheet))
}

fn place_of(cache: &Cache) -> String {
    let folder = cache.folder().map(|folder| folder.display().to_string());
    folder.unwrap_or_default()
}

fn stats(cache: &Cache) -> Answer {
    let found = cache.folder_statistics()?.unwrap_or_default();
    let kept = Kept {
        path: place_of(cache),
        entries: found.entries,
        bytes: found.bytes,
        bound: found.bound,
        hits: found.hits,
        misses: found.misses,
        seconds_saved: found.time_saved.as_secs_f64(),
    };
    let sheet = Sheet::default()
        .row("folder", kept.path.clone())
        .row("entries", kept.entries.to_string())
        .row(
            "size",
            format!("{} of at most {}", bytes(kept.bytes), bytes(kept.bound)),
        )
        .row(
            "hits",
            format!("{} of {}", kept.hits, kept.hits + kept.misses),
        )
        .row("time saved", format!("{:.3} s", kept.seconds_saved));
    answer(&kept, sheet)
}

fn clear(cache: &Cache) -> Answer {
    let cleared = Cleared {
        removed: cache.clear()?,
        path: place_of(cache),
    };
    let sheet = Sheet::default()
        .row("folder", cleared.path.clone())
        .row("removed", entries(cleared.removed));
    answer(&cleared, sheet)
}

fn verify(cache: &Cache) -> Answer {
    let found = cache.verify()?;
    let checked = Checked {
        path: place_of(cache),
        whole: found.whole,
        damaged: found.damaged,
        unfinished: found.unfinished,
        bytes: found.bytes,
    };
    let sheet = Sheet::default()
        .row("folder", checked.path.clone())
        .row(
            "whole",
            format!("{}, {}", entries(checked.whole), bytes(checked.bytes)),
        )
        .row("damaged", format!("{}, removed", entries(checked.damaged)))
        .row(
            "unfinished",
            format!("{}, removed", counted(checked.unfinished, "file")),
        );
    answer(&checked, sheet)
}

fn path(cache: &Cache) -> Answer {
    let place = Place {
        path: place_of(cache),
    };
    let sheet = Sheet::default().row("folder", place.path.clone());
    answer(&place, sheet)
}

fn entries(count: usize) -> String {
    match count {
        1 => "1 entry".into(),
        count => format!("{count} entries"),
    }
}

fn bytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
