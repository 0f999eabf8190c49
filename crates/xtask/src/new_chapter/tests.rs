//! The generator in a copy of the files it touches: what it makes, what it refuses, and that the tree stays tidy.

use std::path::{Path, PathBuf};

use super::{Asked, Files, plan, write};
use crate::tidy;
use crate::tree::{self, File};

/// What the generator reads: the table of contents, the parts, the map, the book tests, the manifest, the house's texts.
const NEEDED: [&str; 7] = [
    "ARCHITECTURE.md",
    "Cargo.toml",
    "crates/platform/src/texts.toml",
    "crates/programme/src/book_tests/samples.rs",
    "crates/programme/src/foundation/mod.rs",
    "crates/programme/src/lib.rs",
    "crates/programme/src/people/mod.rs",
];

/// A copy that goes away with the test.
struct Copy(PathBuf);

impl Copy {
    fn new(name: &str) -> Copy {
        let folder = tree::root()
            .join("target")
            .join(format!("new-chapter-{name}-{}", std::process::id()));
        let read = |path: &str| (path.to_owned(), std::fs::read_to_string(tree::root().join(path)).unwrap());
        write(&folder, &NEEDED.into_iter().map(read).collect()).unwrap();
        Copy(folder)
    }

    fn files(&self) -> Vec<(String, String)> {
        tree::files(&self.0)
            .unwrap()
            .into_iter()
            .map(|file| (file.path, file.text))
            .collect()
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn asked(word: &str, part: &'static str) -> Asked {
    Asked {
        word: word.to_owned(),
        part,
        noun: "note".to_owned(),
    }
}

fn made(root: &Path, word: &str, part: &'static str) -> Files {
    let files = plan(root, &asked(word, part)).unwrap();
    write(root, &files).unwrap();
    files
}

#[track_caller]
fn has(files: &Files, path: &str, text: &str) {
    let file = &files[path];
    assert!(file.contains(text), "{path} lacks `{text}`:\n{file}");
}

#[test]
fn a_chapter_is_registered_wherever_the_book_looks() {
    let copy = Copy::new("registered");
    let files = made(&copy.0, "journeys", "people");
    for (path, text) in [
        ("crates/programme/src/people/mod.rs", "pub mod journeys;"),
        ("crates/programme/src/lib.rs", "use people::{journeys, "),
        ("crates/programme/src/lib.rs", "journeys::CHAPTER];"),
        ("crates/programme/src/lib.rs", "journeys::ALERTS];"),
        ("crates/programme/src/lib.rs", "journeys::panel];"),
        (
            "crates/programme/src/book_tests/samples.rs",
            "crate::people::journeys::tests::SAMPLES];",
        ),
        ("ARCHITECTURE.md", ", journeys\n"),
        ("crates/programme/src/people/journeys/alerting.rs", "code: \"AL-JOU-OVERDUE\","),
        ("crates/programme/src/people/journeys/mod.rs", "group: Group::People,"),
        (
            "crates/programme/src/people/journeys/migrations/0001.sql",
            "create table journeys_note (",
        ),
    ] {
        has(&files, path, text);
    }
    let holes: Vec<&String> = files.iter().filter(|(_, text)| text.contains("{{")).map(|(path, _)| path).collect();
    assert!(holes.is_empty(), "a hole was left open in {holes:?}");
}

#[test]
fn a_part_that_has_no_chapter_yet_is_opened() {
    let copy = Copy::new("part");
    let files = made(&copy.0, "journeys", "systems");
    has(&files, "crates/programme/src/systems/mod.rs", "pub mod journeys;\n");
    has(&files, "crates/programme/src/lib.rs", "pub mod systems;\n");
    has(&files, "crates/programme/src/lib.rs", "use systems::journeys;\n");
    has(&files, "ARCHITECTURE.md", "├── systems/       journeys\n");
}

#[test]
fn the_same_word_again_is_refused_and_changes_nothing() {
    let copy = Copy::new("again");
    made(&copy.0, "journeys", "people");
    let before = copy.files();
    let fault = plan(&copy.0, &asked("journeys", "systems")).unwrap_err().to_string();
    assert!(fault.contains("already, in crates/programme/src/people/journeys"), "{fault}");
    assert_eq!(copy.files(), before);
}

#[test]
fn a_word_that_cannot_be_everything_at_once_is_refused_with_the_reason() {
    let copy = Copy::new("words");
    made(&copy.0, "journeys", "people");
    for (word, reason) in [
        ("Journeys", "letters a–z"),
        ("it", "3 to 20"),
        ("customer_journeys", "letters a–z"),
        ("../people", "letters a–z"),
        ("counterrevolutionaries", "3 to 20"),
        ("match", "a word of Rust"),
        ("people", "a part of the book"),
        ("metrics", "a place or a file of the house"),
        ("serde", "a crate"),
        ("form", "a section of the house's texts"),
        ("journals", "AL-JOU-OVERDUE"),
    ] {
        let fault = plan(&copy.0, &asked(word, "people")).unwrap_err().to_string();
        assert!(fault.contains(reason) && fault.contains("choose"), "{word}: {fault}");
    }
}

#[test]
fn whoever_says_no_part_is_told_which_there_are() {
    let fault = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Asked::parse(&words).unwrap_err().to_string()
    };
    assert!(fault(&[]).contains("its one word"));
    assert!(fault(&["journeys"]).contains("foundation, strategy, organisation, people, systems"));
    assert!(fault(&["journeys", "--part", "nowhere"]).contains("`nowhere` is no part"));
    assert!(fault(&["journeys", "plans"]).contains("one word"));
    assert!(fault(&["journeys", "--quick"]).contains("no option"));
}

#[test]
fn the_tree_stays_tidy_with_a_new_chapter() {
    let root = tree::root();
    let mut made = plan(&root, &asked("quarterlies", "strategy")).unwrap();
    let mut files = tree::files(&root).unwrap();
    for file in &mut files {
        if let Some(text) = made.remove(&file.path) {
            file.text = text;
        }
    }
    files.extend(made.into_iter().map(|(path, text)| File { path, text }));
    assert_eq!(tidy::violations(files), Vec::<String>::new());
}

#[test]
fn a_chapter_keeps_what_its_writer_calls_it() {
    let asked = Asked {
        noun: "story".to_owned(),
        ..asked("journeys", "people")
    };
    let files = plan(&tree::root(), &asked).unwrap();
    for (file, text) in [
        ("store.rs", "StoryId of \"story\""),
        ("store.rs", "from journeys_story n"),
        ("pages/mod.rs", "\"/journeys/{story}/edit\""),
        ("texts.toml", "{n} stories"),
        ("texts.toml", "has stories that wait: {note}"),
        ("acts.rs", "journal::note(tx, viewer, \"journeys_story_written\""),
    ] {
        has(&files, &format!("crates/programme/src/people/journeys/{file}"), text);
    }
    let words: Vec<String> = ["journeys", "--part", "people", "--noun", "scope"].map(str::to_owned).to_vec();
    let fault = plan(&tree::root(), &Asked::parse(&words).unwrap()).unwrap_err().to_string();
    assert!(fault.contains("something else in its files"), "{fault}");
}
