//! A batch that is damaged, missing or no batch at all is named and never computed over.

use super::shelf::*;
use crate::{Crediting, EngineProblem, Fact, FactStore, Pinned, TextField};
use vocabulary::{BatchId, NumberedIds, Scaled};

fn one_batch() -> (Shelf, Pinned, Vec<u8>) {
    let mut shelf = Shelf::new();
    let facts: Vec<Fact> = (0..20).map(|number| fact(&number.to_string(), "2027-03-01", "12.34")).collect();
    shelf.add(&facts);
    let pinned = shelf.pinned[0].clone();
    let bytes = std::fs::read(shelf.folder.path().join(&pinned.name)).unwrap();
    (shelf, pinned, bytes)
}

/// Whatever is read of a damaged file is named; what is not read does no harm to what is computed, and a check of everything finds it.
#[track_caller]
fn check_damaged(shelf: &Shelf, pinned: &Pinned, file: &str, bytes: &[u8]) {
    let sound = shelf.credit(&split(&[("ada", "1")]), &year_2027(), 1);
    let path = shelf.folder.path().join(file);
    let before = std::fs::read(&path).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let is_named = |problem: EngineProblem| {
        assert!(
            matches!(&problem, EngineProblem::Damaged { file, .. } if *file == pinned.name),
            "{problem}"
        );
    };
    is_named(shelf.store().verify(pinned).unwrap_err());
    if let Err(problem) = shelf.store().read_facts(pinned) {
        is_named(problem);
    }
    std::fs::remove_dir_all(shelf.folder.path().join("cells")).unwrap();
    match shelf.store().credit(&shelf.pinned, &split(&[("ada", "1")]), &year_2027(), None) {
        Ok(computed) => assert_eq!(computed, sound),
        Err(problem) => is_named(problem),
    }
    std::fs::write(&path, before).unwrap();
}

#[test]
fn a_flipped_byte_anywhere_is_detected_and_named() {
    let (shelf, pinned, bytes) = one_batch();
    for at in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        check_damaged(&shelf, &pinned, &pinned.name, &flipped);
    }
    let index = crate::batch::index::index_name(&pinned.name);
    let bytes = std::fs::read(shelf.folder.path().join(&index)).unwrap();
    for at in (0..bytes.len()).step_by(13).chain([bytes.len() - 1]) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        check_damaged(&shelf, &pinned, &index, &flipped);
    }
}

#[test]
fn a_truncated_or_empty_file_is_damaged() {
    let (shelf, pinned, bytes) = one_batch();
    let index = crate::batch::index::index_name(&pinned.name);
    let beside = std::fs::read(shelf.folder.path().join(&index)).unwrap();
    for (file, bytes) in [(&pinned.name, &bytes), (&index, &beside)] {
        check_damaged(&shelf, &pinned, file, &bytes[..bytes.len() - 1]);
        check_damaged(&shelf, &pinned, file, &bytes[..bytes.len() / 2]);
        check_damaged(&shelf, &pinned, file, &[]);
        let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
        check_damaged(&shelf, &pinned, file, &longer);
    }
}

#[test]
fn a_block_that_is_read_is_checked_even_where_its_neighbours_are_sound() {
    let mut shelf = Shelf::new();
    let facts: Vec<Fact> = (0..2_000)
        .map(|number| fact(&format!("{number:06}"), "2027-03-01", "12.34"))
        .collect();
    shelf.add(&facts);
    let pinned = shelf.pinned[0].clone();
    let path = shelf.folder.path().join(&pinned.name);
    let mut bytes = std::fs::read(&path).unwrap();
    let early = bytes.len() / 10;
    bytes[early] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let problem = shelf.store().read_facts(&pinned).unwrap_err();
    assert!(
        matches!(&problem, EngineProblem::Damaged { file, .. } if *file == pinned.name),
        "{problem}"
    );
}

#[test]
fn a_file_that_is_no_fact_batch_is_unreadable_even_with_the_right_checksum() {
    for bytes in [b"not a batch".as_slice(), b"", b"PAR1PAR1PAR1"] {
        let (shelf, mut pinned, _) = one_batch();
        std::fs::write(shelf.folder.path().join(&pinned.name), bytes).unwrap();
        pinned.sha256 = shelf.index_anew(&pinned.name);
        let problem = shelf.store().read_facts(&pinned).unwrap_err();
        assert!(
            matches!(&problem, EngineProblem::Unreadable { file, .. } if *file == pinned.name),
            "{problem}"
        );
    }
}

#[test]
fn a_missing_file_is_named_without_its_folder() {
    let (shelf, pinned, _) = one_batch();
    std::fs::remove_file(shelf.folder.path().join(&pinned.name)).unwrap();
    let problem = shelf.store().read_facts(&pinned).unwrap_err();
    let expected = format!(
        "The fact batch {} is missing. Nothing was computed. Restore the file from a backup or import its source again.",
        pinned.name
    );
    assert_eq!(problem.to_string(), expected);
}

#[test]
fn a_name_that_leaves_the_folder_is_refused() {
    let (shelf, mut pinned, _) = one_batch();
    for name in ["../facts.parquet", "/etc/hostname", "..", ""] {
        pinned.name = name.to_owned();
        let problem = shelf.store().read_facts(&pinned).unwrap_err();
        assert!(matches!(problem, EngineProblem::Unreadable { .. }), "{name}");
    }
}

#[test]
fn of_two_damaged_batches_the_oldest_is_named() {
    let mut shelf = Shelf::holding(&[vec![fact("a", "2027-03-01", "1")], vec![fact("b", "2027-03-01", "1")]]);
    for pinned in &shelf.pinned {
        std::fs::write(shelf.folder.path().join(&pinned.name), b"").unwrap();
    }
    let oldest = shelf.pinned[0].name.clone();
    shelf.pinned.reverse();
    let problem = shelf
        .store()
        .credit(&shelf.pinned, &Crediting::default(), &[], Some(4))
        .unwrap_err();
    assert!(matches!(problem, EngineProblem::Damaged { file, .. } if file == oldest));
}

#[test]
fn the_same_facts_give_the_same_bytes_and_other_facts_never_replace_a_batch() {
    let folder = tempfile::tempdir().unwrap();
    let id = BatchId::new(&NumberedIds::new());
    let mut facts: Vec<Fact> = (0..20).map(|number| fact(&number.to_string(), "2027-03-01", "12.34")).collect();
    let first = FactStore::new(folder.path()).write_batch(id, &facts, &[]).unwrap();
    facts.reverse();
    assert_eq!(FactStore::new(folder.path()).write_batch(id, &facts, &[]).unwrap(), first);
    facts.pop();
    let problem = FactStore::new(folder.path()).write_batch(id, &facts, &[]).unwrap_err();
    assert!(matches!(problem, EngineProblem::AlreadyWritten { file } if file == first.name));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn the_catalogue_entry_tells_rows_days_and_totals() {
    let mut shelf = Shelf::new();
    let facts = [fact("a", "2027-03-01", "12.3456"), fact("b", "2027-04-30", "-0.34")];
    let file = shelf.add(&facts);
    assert_eq!(file.name, "00000000-0000-0000-0000-000000000001.parquet");
    assert_eq!((file.rows, file.days), (2, Some(span("2027-03-01", "2027-05-01"))));
    let totals: Vec<(&str, u64, String)> = file
        .totals
        .iter()
        .map(|total| (total.kind.as_str(), total.rows, total.amount.to_string()))
        .collect();
    assert_eq!(totals, [("order_line", 2, "12.0056".to_owned())]);
    let on_disk = std::fs::metadata(shelf.folder.path().join(&file.name)).unwrap();
    assert_eq!(file.bytes, on_disk.len());
    let empty = shelf.add(&[]);
    assert_eq!((empty.rows, empty.days, empty.totals), (0, None, vec![]));
    let (facts, replaced) = shelf.store().read_facts(&shelf.pinned[1]).unwrap();
    assert!(facts.is_empty() && replaced.is_empty());
}

#[test]
fn a_key_that_occurs_twice_and_a_number_that_does_not_fit_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let id = BatchId::new(&NumberedIds::new());
    let twice = [fact("a", "2027-03-01", "1"), fact("a", "2027-04-01", "2")];
    let problem = FactStore::new(folder.path()).write_batch(id, &twice, &[]).unwrap_err();
    assert!(matches!(problem, EngineProblem::Repeated { document, .. } if document == "a"));
    let largest = Fact {
        amount: Scaled::new(i128::from(i64::MAX), 6).unwrap(),
        ..fact("a", "2027-03-01", "0")
    };
    let larger = Fact {
        amount: Scaled::new(i128::from(i64::MAX) + 1, 6).unwrap(),
        ..largest.clone()
    };
    let problem = FactStore::new(folder.path()).write_batch(id, &[larger], &[]).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "The amount of document a line 1 is 9223372036854.775808, more than can be kept exactly (about 9.2 × 10^18 units of \
         its last decimal). Correct the source, or state the amount with fewer decimals."
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    FactStore::new(folder.path()).write_batch(id, &[largest], &[]).unwrap();
}

fn kept(shelf: &Shelf) -> Vec<std::path::PathBuf> {
    let folder = std::fs::read_dir(shelf.folder.path().join("cells"));
    let mut files: Vec<_> = folder.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn damaged_cells_are_made_again_and_never_computed_over() {
    let facts: Vec<Fact> = (0..40).map(|number| fact(&number.to_string(), "2027-03-01", "12.34")).collect();
    let shelf = Shelf::holding(&[facts]);
    let crediting = split(&[("ada", "1")]);
    let first = shelf.credit(&crediting, &year_2027(), 2);
    let files = kept(&shelf);
    assert_eq!(files.len(), 1);
    let bytes = std::fs::read(&files[0]).unwrap();
    for place in [0, bytes.len() / 2, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        std::fs::write(&files[0], damaged).unwrap();
        assert_eq!(shelf.credit(&crediting, &year_2027(), 2), first);
        assert_eq!(std::fs::read(&files[0]).unwrap(), bytes);
    }
    std::fs::write(&files[0], []).unwrap();
    assert_eq!(shelf.credit(&crediting, &year_2027(), 2), first);
}

#[test]
fn cells_that_cannot_be_kept_are_done_without() {
    let facts: Vec<Fact> = (0..40).map(|number| fact(&number.to_string(), "2027-03-01", "1")).collect();
    let shelf = Shelf::holding(&[facts]);
    // Where the folder should be stands a file.
    std::fs::write(shelf.folder.path().join("cells"), "in the way").unwrap();
    let crediting = split(&[("ada", "1")]);
    assert_eq!(amounts(&shelf.credit(&crediting, &year_2027(), 2)), [("ada", ratio("40"))]);
}

#[test]
fn cells_are_kept_by_what_the_rules_ask_of_lines_and_the_oldest_make_room() {
    let facts: Vec<Fact> = (0..40).map(|number| fact(&number.to_string(), "2027-03-01", "1")).collect();
    let shelf = Shelf::holding(&[facts]);
    let asking = |product: &str| Crediting {
        rules: vec![taking("only", TextField::Product, product)],
        ..Crediting::default()
    };
    shelf.credit(&asking("bike"), &year_2027(), 1);
    shelf.credit(&asking("bike"), &[], 1);
    let by_account = Crediting {
        rules: vec![taking("only", TextField::Account, "A1")],
        ..Crediting::default()
    };
    shelf.credit(&by_account, &year_2027(), 1);
    assert_eq!(kept(&shelf).len(), 2);
    for number in 0..10 {
        shelf.credit(&asking(&format!("P{number}")), &year_2027(), 1);
    }
    assert_eq!(kept(&shelf).len(), 8);
}

#[test]
fn a_store_that_knows_a_batch_notices_when_its_file_changes() {
    let (shelf, pinned, bytes) = one_batch();
    let store = shelf.store();
    let crediting = split(&[("ada", "1")]);
    store.credit(&shelf.pinned, &crediting, &year_2027(), None).unwrap();
    // Another length is seen however fast it comes; a real disk's change of a byte carries another time.
    std::fs::write(shelf.folder.path().join(&pinned.name), &bytes[..bytes.len() - 1]).unwrap();
    let problem = store.credit(&shelf.pinned, &crediting, &year_2027(), None).unwrap_err();
    assert!(matches!(problem, EngineProblem::Damaged { .. }), "{problem}");
}
