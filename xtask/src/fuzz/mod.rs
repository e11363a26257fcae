//! Hostile files: real ones with bytes changed, read by every loader.

// The same functions as the fuzz targets, which are no member of the workspace.
#[path = "../../../crates/kosmic-data/fuzz/checked.rs"]
mod checked;
mod mutation;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use self::mutation::Mutator;
use crate::workspace::root;

/// Nothing that a small file holds takes this long.
const LONGEST: Duration = Duration::from_secs(20);

/// Larger files of the corpus make each round slow and find no more.
const LARGEST: u64 = 64 << 10;

/// Reads mutations of the files that the tests read for so many seconds. A panic, an inconsistent table or an endless read is a failure; the
/// file that did it stays in `target/fuzz`.
pub(crate) fn run(seconds: u64, seed: u64) -> Result<()> {
    let corpus = corpus()?;
    let folder = root().join("target/fuzz");
    fs::create_dir_all(&folder)?;
    let current = folder.join("current");
    let round = watched(&current);
    let mut mutator = Mutator::new(seed);
    let begun = Instant::now();
    let (mut rounds, mut loaded) = (0_u64, 0_u64);
    // The loaders catch panics of the parsers they call; each would be printed.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = loop {
        if begun.elapsed().as_secs() >= seconds {
            break Ok(());
        }
        let bytes = mutator.next(&corpus);
        fs::write(&current, &bytes)?;
        round.store(round.load(Relaxed) + 1, Relaxed);
        match catch_unwind(AssertUnwindSafe(|| checked::read(&current))) {
            Ok(Ok(tables)) => loaded += tables,
            Ok(Err(broken)) => break Err(broken),
            Err(_) => break Err("a panic".to_owned()),
        }
        rounds += 1;
    };
    let _ = std::panic::take_hook();
    println!(
        "{rounds} files from {} seeds, {loaded} tables among them, {:.0} s, seed {seed}",
        corpus.len(),
        begun.elapsed().as_secs_f64()
    );
    if let Err(broken) = outcome {
        let kept = folder.join(format!("failed-{seed}-{rounds}"));
        fs::copy(&current, &kept)?;
        anyhow::bail!("{broken}: {}", kept.display());
    }
    Ok(())
}

/// The files of the tests of kosmic-data, and the smallest ones there can be.
fn corpus() -> Result<Vec<Vec<u8>>> {
    let tests = root().join("crates/kosmic-data/tests");
    let mut files = Vec::new();
    for folder in ["files", "golden"] {
        let entries = fs::read_dir(tests.join(folder)).context(folder)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>()?;
        paths.sort();
        let is_data = |path: &&PathBuf| {
            let name = path.extension().and_then(|name| name.to_str());
            !matches!(name, Some("json" | "py" | "md"))
        };
        for path in paths.iter().filter(is_data) {
            if fs::metadata(path)?.len() <= LARGEST {
                files.push(fs::read(path)?);
            }
        }
    }
    ensure!(files.len() > 50, "only {} files to begin with", files.len());
    files.extend(
        [
            &b""[..],
            b"\n",
            b"a,b\n1,2\n",
            b"\xef\xbb\xbf\"a\";\"b\"\r\n1,5;2\r\n",
        ]
        .map(<[u8]>::to_vec),
    );
    Ok(files)
}

/// Ends the process where a round does not end: nothing else can end a thread.
fn watched(current: &Path) -> &'static AtomicU64 {
    let round: &'static AtomicU64 = Box::leak(Box::new(AtomicU64::new(0)));
    let current = current.display().to_string();
    std::thread::spawn(move || {
        loop {
            let before = round.load(Relaxed);
            std::thread::sleep(LONGEST);
            if before > 0 && round.load(Relaxed) == before {
                eprintln!("error: reading does not end: {current}");
                std::process::exit(1);
            }
        }
    });
    round
}
