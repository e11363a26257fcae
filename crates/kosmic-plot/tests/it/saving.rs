//! A file is as it was or whole.

use std::fs;
use std::path::Path;

use kosmic_plot::{Figure, LineFigure, PlotError};

fn figure() -> LineFigure {
    LineFigure::new().line("K", &[0.0, 1.0], &[Some(0.5), Some(0.7)])
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    };
    entries.map(name).collect()
}

#[test]
fn a_saved_figure_takes_the_place_of_an_older_file_and_leaves_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("k.svg");
    fs::write(&path, "old").expect("an older file");
    figure().save(&path).expect("it can be written");
    assert_eq!(
        fs::read_to_string(&path).expect("the figure"),
        figure().to_svg().expect("a figure")
    );
    assert_eq!(names(folder.path()), ["k.svg"]);
}

#[test]
fn what_cannot_be_written_is_an_error_that_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("k.svg")).expect("a folder in the way");
    for path in ["k.svg", "missing/k.svg", ".."] {
        let error = figure().save(folder.path().join(path)).unwrap_err();
        assert!(
            matches!(error, PlotError::Write { .. }),
            "{path}: {error:?}"
        );
    }
    assert_eq!(names(folder.path()), ["k.svg"]);
}

#[test]
fn what_cannot_be_drawn_leaves_an_older_file_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("k.svg");
    fs::write(&path, "old").expect("an older file");
    let empty = LineFigure::new().line("K", &[0.0], &[None]);
    assert!(matches!(empty.save(&path), Err(PlotError::Empty)));
    assert_eq!(fs::read_to_string(&path).expect("the older file"), "old");
}

#[cfg(unix)]
#[test]
fn links_and_devices_stay_what_they_are() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let (file, link) = (folder.path().join("k.svg"), folder.path().join("link.svg"));
    fs::write(&file, "old").expect("an older file");
    symlink(&file, &link).expect("a link");
    figure().save(&link).expect("it can be written");
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert!(
        fs::read_to_string(&file)
            .expect("the figure")
            .starts_with("<svg")
    );

    let null = folder.path().join("null.svg");
    symlink("/dev/null", &null).expect("a link");
    figure().save(&null).expect("it can be written");
    let kind = fs::metadata("/dev/null").expect("the device").file_type();
    assert!(kind.is_char_device());
}

#[test]
fn writers_of_one_file_do_not_disturb_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("k.svg");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| figure().save(&path).expect("it can be written"));
        }
    });
    assert_eq!(
        fs::read_to_string(&path).expect("the figure"),
        figure().to_svg().expect("a figure")
    );
    assert_eq!(names(folder.path()), ["k.svg"]);
}
