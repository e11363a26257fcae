//! No bytes whatever make a reader panic.

use crate::file;
use kosmic_data::{CsvOptions, Format, LoadOptions, load, load_with, read_csv};
use proptest::prelude::*;

fn survive(bytes: &[u8]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bytes");
    std::fs::write(&path, bytes).unwrap();
    let forced = load_with(&path, &LoadOptions::new().format(Format::Npy));
    for table in [read_csv(bytes, &CsvOptions::new()), load(&path), forced]
        .into_iter()
        .flatten()
    {
        for column in table.columns() {
            prop_assert_eq!(column.len(), table.n_rows());
            prop_assert_eq!(
                column.series().map_or(table.n_rows(), |all| all.len()),
                table.n_rows()
            );
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn arbitrary_bytes_give_a_table_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survive(&bytes)?;
    }

    #[test]
    fn arbitrary_text_of_the_right_alphabet_gives_a_table_or_an_error(text in "[\"0-9a.,;\t\r\n#|+ -]{0,120}") {
        survive(text.as_bytes())?;
    }

    #[test]
    fn damaged_files_give_a_table_or_an_error(
        name in prop::sample::select(vec!["f8_big_f.npy", "i8_little_c.npy", "half_edges.npy", "pandas.csv", "bom_tab.csv"]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = std::fs::read(file(name)).unwrap();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        survive(&bytes)?;
    }
}
