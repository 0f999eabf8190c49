//! Facts that do not fit one piece: what was said before is found in any piece, and nothing of a failed import stays.

use super::super::first_pass::FirstPass;
use super::super::pouring::{Basin, Settled, pour};
use super::super::recognition::{Work, read_all};
use super::super::store::Catalogued;
use super::super::told::Told;
use super::super::{Body, Kept};
use engine::{Fact, FactStore, Pinned};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use vocabulary::{IdSource, Instant, NumberedIds};

fn basin<'a>(folder: &'a Path, ids: &Arc<dyn IdSource>, batches: &'a [Catalogued], piece_rows: usize) -> Basin<'a> {
    Basin {
        folder,
        ids: ids.clone(),
        batches,
        writes: true,
        piece_rows,
        watch: Arc::new(|_, _| true),
    }
}

/// A first pass that nobody watches.
pub(super) fn unwatched(files: &[(String, Body)]) -> Arc<FirstPass> {
    FirstPass::over(files, Arc::new(|_, _| true))
}

/// Reads all facts without keeping any.
pub(super) fn poured_nowhere(work: &Work) -> Settled {
    let folder = tempfile::tempdir().unwrap();
    let ids: Arc<dyn IdSource> = Arc::new(NumberedIds::new());
    let trial = Basin {
        writes: false,
        ..basin(folder.path(), &ids, &[], 1 << 22)
    };
    let settled = pour(work, &trial).unwrap();
    assert!(settled.pieces.is_empty());
    settled
}

fn work(files: &[(&str, String)]) -> Work {
    let _book = crate::book();
    let files: Vec<(String, Body)> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes().into()))
        .collect();
    read_all(&files, &Told::default(), &unwatched(&files))
}

const HEAD: &str = "source,document,line,date,account,amount,currency\n";

/// A store that grows import by import, in pieces of so many rows.
struct Firm {
    folder: tempfile::TempDir,
    ids: Arc<dyn IdSource>,
    batches: Vec<Catalogued>,
}

impl Firm {
    fn new() -> Firm {
        Firm {
            folder: tempfile::tempdir().unwrap(),
            ids: Arc::new(NumberedIds::new()),
            batches: Vec::new(),
        }
    }

    fn import(&mut self, files: &[(&str, String)], piece_rows: usize) -> Settled {
        let settled = pour(&work(files), &basin(self.folder.path(), &self.ids, &self.batches, piece_rows)).unwrap();
        for piece in &settled.pieces {
            let number = i64::try_from(self.batches.len()).unwrap();
            self.batches.push(Catalogued {
                pinned: Pinned {
                    id: piece.written.id,
                    name: piece.written.file.name.clone(),
                    sha256: piece.written.file.sha256.clone(),
                    recorded: Instant::from_micros(number),
                },
                sources: piece.written.sources.clone(),
            });
        }
        settled
    }

    /// What counts: every version that no other takes the place of.
    fn holds(&self) -> BTreeMap<(String, String), String> {
        let mut holds = BTreeMap::new();
        for batch in &self.batches {
            let (facts, replaced) = FactStore::new(self.folder.path()).read_facts(&batch.pinned).unwrap();
            let key = |fact: &Fact| (fact.document.clone(), fact.line.clone());
            for fact in replaced.iter().map(|row| row.to_fact()) {
                assert_eq!(holds.remove(&key(&fact)), Some(fact.amount.to_string()));
            }
            for fact in facts.iter().map(|row| row.to_fact()) {
                assert_eq!(holds.insert(key(&fact), fact.amount.to_string()), None);
            }
        }
        holds
    }
}

fn rows(numbers: impl Iterator<Item = u32>, amount: impl Fn(u32) -> u32) -> String {
    let row = |number: u32| {
        format!(
            "sap,D{number},1,2027-0{}-15,A{},{},EUR\n",
            number % 9 + 1,
            number % 5,
            amount(number)
        )
    };
    HEAD.to_owned() + &numbers.map(row).collect::<String>()
}

fn kept(settled: &Settled) -> Kept {
    settled.units.values().fold(Kept::default(), |all, outcome| all.and(outcome.kept))
}

#[test]
fn any_number_of_pieces_says_the_same() {
    for piece_rows in [1, 7, 64, 1_000] {
        let mut firm = Firm::new();
        let first = firm.import(&[("orders.csv", rows(0..300, |n| n))], piece_rows);
        assert_eq!(
            kept(&first),
            Kept {
                created: 300,
                ..Kept::default()
            }
        );
        assert!(piece_rows >= 300 || first.pieces.len() > 1, "{piece_rows}");
        let again = firm.import(&[("orders.csv", rows(0..300, |n| n))], piece_rows);
        assert_eq!((kept(&again).unchanged, again.pieces.len()), (300, 0));
        // A third of them with other amounts, and ten more.
        let corrected = firm.import(&[("orders.csv", rows(0..310, |n| if n % 3 == 0 { n + 1 } else { n }))], piece_rows);
        assert_eq!(
            (kept(&corrected).created, kept(&corrected).changed, kept(&corrected).unchanged),
            (10, 100, 200)
        );
        let expected: BTreeMap<(String, String), String> = (0_u32..310)
            .map(|n| ((format!("D{n}"), "1".to_owned()), (if n % 3 == 0 { n + 1 } else { n }).to_string()))
            .collect();
        assert_eq!(firm.holds(), expected);
        let sum: i64 = corrected.changes.values().map(|sum| sum.count).sum();
        assert_eq!(sum, 10);
    }
}

#[test]
fn a_line_said_twice_is_refused_with_its_row_in_whatever_piece_it_stands() {
    let text = rows((0..40).chain([3, 20]).chain(40..60), |n| n);
    for piece_rows in [5, 1_000] {
        let mut firm = Firm::new();
        let settled = firm.import(&[("orders.csv", text.clone())], piece_rows);
        let outcome = settled.units.values().next().unwrap();
        assert_eq!((outcome.kept.created, outcome.dropped), (60, 2));
        let late: Vec<(u64, Option<&str>, &str)> = outcome
            .late
            .iter()
            .map(|reject| (reject.line, reject.column.as_deref(), reject.value.as_str()))
            .collect();
        assert_eq!(late, [(42, Some("document"), "D3"), (43, Some("document"), "D20")]);
        assert!(
            outcome
                .late
                .iter()
                .all(|reject| reject.row.len() == 7 && reject.reason.ends_with("already says this."))
        );
    }
}

#[test]
fn two_files_may_say_the_same_but_not_otherwise() {
    for piece_rows in [5, 1_000] {
        let mut firm = Firm::new();
        let files = [
            ("orders.csv", rows(0..30, |n| n)),
            ("more.orders.csv", rows(20..40, |n| if n == 25 { 7 } else { n })),
        ];
        let settled = firm.import(&files, piece_rows);
        let second = settled.units.values().last().unwrap();
        assert_eq!(
            (second.kept.created, second.kept.unchanged, second.late.len()),
            (10, 9, 1),
            "{piece_rows}"
        );
        assert!(second.late[0].reason.contains("other content"), "{:?}", second.late);
        assert_eq!(firm.holds().len(), 40);
    }
}

#[test]
fn a_file_of_one_line_many_times_is_not_kept_refusal_by_refusal() {
    let mut firm = Firm::new();
    let settled = firm.import(&[("orders.csv", rows(std::iter::repeat_n(1, 5_000), |n| n))], 700);
    let outcome = settled.units.values().next().unwrap();
    assert_eq!((outcome.kept.created, outcome.late.len()), (1, 1001));
    assert!(outcome.late[1000].reason.starts_with("More than 1000 refusals"));
    assert_eq!(firm.holds().len(), 1);
}

#[test]
fn whoever_watches_is_told_how_far_it_is_and_may_end_it() {
    let mut firm = Firm::new();
    firm.import(&[("orders.csv", rows(0..10, |n| n))], 5);
    let before = std::fs::read_dir(firm.folder.path()).unwrap().count();
    let text = rows(0..400, |n| n + 1);
    let length = u64::try_from(text.len()).unwrap();
    let seen = Arc::new(AtomicU64::new(0));
    let watched = seen.clone();
    let watching = Basin {
        watch: Arc::new(move |done, total| {
            assert!(total == length && done >= watched.load(Ordering::Relaxed));
            watched.store(done, Ordering::Relaxed);
            done < total / 2
        }),
        ..basin(firm.folder.path(), &firm.ids, &firm.batches, 20)
    };
    let error = pour(&work(&[("orders.csv", text)]), &watching).err().unwrap();
    assert_eq!(error.code(), "facts.cancelled");
    assert!(seen.load(Ordering::Relaxed) >= length / 2);
    assert_eq!(std::fs::read_dir(firm.folder.path()).unwrap().count(), before);
}

/// What a first pass over some files told, until it had read so much of them.
fn first_pass(files: &[(String, Body)], until: u64) -> (Vec<(u64, u64)>, bool) {
    let _book = crate::book();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let watched = seen.clone();
    let watch = move |done, total| {
        watched.lock().unwrap().push((done, total));
        done < until
    };
    let pass = FirstPass::over(files, Arc::new(watch));
    read_all(files, &Told::default(), &pass);
    let seen = seen.lock().unwrap().clone();
    (seen, pass.is_ended())
}

#[test]
fn the_first_pass_is_told_in_bytes_and_may_be_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.csv");
    std::fs::write(&path, rows(0..200_000, |n| n)).unwrap();
    let accounts = b"reference,name\nA1,Nordwind\n".to_vec();
    let files = [
        ("accounts.csv".to_owned(), Body::from(accounts.clone())),
        ("orders.csv".to_owned(), Body::on_disk(&path).unwrap()),
    ];
    let before = u64::try_from(accounts.len()).unwrap();
    let all = before + files[1].1.length();
    let (seen, ended) = first_pass(&files, u64::MAX);
    assert!(
        !ended && seen.is_sorted() && seen.iter().all(|(_, total)| *total == all),
        "{seen:?}"
    );
    assert_eq!(seen.last(), Some(&(all, all)));
    assert!(
        seen.iter().any(|(done, _)| before < *done && *done < all),
        "nothing is told inside a file: {seen:?}"
    );
    // Ended in the middle of the second file, and before the first one.
    for until in [before + 1, 0] {
        let (seen, ended) = first_pass(&files, until);
        let asked_after = seen.iter().filter(|(done, _)| *done >= until).count();
        assert!(ended && asked_after == 1, "{until}: {seen:?}");
    }
}

#[test]
fn a_file_larger_than_memory_is_read_from_its_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.csv");
    // A long note in a column that nobody reads makes the file large without many rows.
    let note = "n".repeat(200_000);
    let row = |n: u32| format!("sap,D{n},1,2027-01-15,A1,{n},EUR,{note}\n");
    let text: String = (0..400_u32).map(row).collect();
    std::fs::write(&path, format!("{},note\n{text}", HEAD.trim_end())).unwrap();
    let _book = crate::book();
    let body = Body::on_disk(&path).unwrap();
    assert!(body.bytes().is_none() && body.length() > 64 << 20);
    let files = [("orders.csv".to_owned(), body)];
    let work = read_all(&files, &Told::default(), &unwatched(&files));
    let settled = poured_nowhere(&work);
    let outcome = settled.units.values().next().unwrap();
    assert_eq!(outcome.kept.created, 400);
    assert_eq!(settled.accounts, BTreeMap::from([("A1".to_owned(), 400)]));
}
