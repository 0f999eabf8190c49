//! Records that chapters bring to the book tests themselves, so that no list here must name what is in them.

use super::firm::{Firm, Names, Whose};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use std::collections::BTreeMap;
use std::path::Path;

/// A kind of record as a chapter brings it.
pub(crate) struct Sample {
    /// The word of the chapter.
    pub(crate) chapter: &'static str,
    /// The parameter that stands for such a record in the chapter's addresses.
    pub(crate) parameter: &'static str,
    /// Makes one.
    pub(crate) make: Make,
    /// The tables of the chapter that grow with the firm: each question to them goes by an index.
    pub(crate) large: &'static [&'static str],
    /// Addresses to which somebody may send a form about some people only, each with the test that others are refused there.
    pub(crate) reaches_less: &'static [(&'static str, &'static str)],
}

/// Makes a record about the person of a reference, with some words in it, and gives its id. What it makes must wait for nobody today:
/// an alert about it would change what other chapters show.
pub(crate) type Make = for<'a> fn(&'a mut Tx, &'a Viewer, &'a str, &'a str) -> Later<'a, platform::Result<String>>;

/// The records of the chapters.
const SAMPLES: &[&[Sample]] = &[
    crate::foundation::facts::tests::SAMPLES,
    crate::foundation::accounts::tests::SAMPLES,
    crate::foundation::alerts::tests::SAMPLES,
];

pub(super) fn all() -> impl Iterator<Item = &'static Sample> {
    SAMPLES.iter().copied().flatten()
}

/// The record that stands for a parameter of a route, if a chapter brings it.
fn standing_for(path: &str, parameter: &str) -> Option<&'static Sample> {
    let word = path.trim_start_matches("/api/v1").split('/').nth(1).unwrap_or_default();
    all().find(|sample| sample.chapter == word && sample.parameter == parameter)
}

/// Whether an address of a route names a record that a chapter brings.
pub(super) fn stands_in(path: &str) -> bool {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .any(|parameter| standing_for(path, parameter).is_some())
}

/// The ids of the records, by chapter, parameter and whose they are.
pub(super) type Made = BTreeMap<(&'static str, &'static str, Whose), String>;

/// One record of each kind for each of the four people.
pub(super) async fn make(firm: &Firm, names: Names) -> Made {
    let operator = firm.programme.operator();
    let mut made = Made::new();
    let mut tx = firm.programme.write().await;
    for sample in all() {
        for whose in Whose::ALL {
            let (reference, words) = (format!("P-{}", whose.word()), names.of("Look at this"));
            let id = (sample.make)(&mut tx, &operator, &reference, &words).await.unwrap();
            made.insert((sample.chapter, sample.parameter, whose), id);
        }
    }
    tx.commit().await.unwrap();
    made
}

/// What a chapter says of a form must go on being so: the address takes a form, and the test is there.
#[tokio::test]
async fn whatever_reaches_less_is_a_form_and_has_its_test() {
    let programme = platform::testing::TestProgramme::new(crate::book()).await;
    for sample in all() {
        for (path, test) in sample.reaches_less {
            let chapter = sample.chapter;
            let is_form = programme.routes.iter().any(|route| route.method == "POST" && route.path == *path);
            assert!(is_form, "`reaches_less` of {chapter} names {path}, which takes no form");
            assert!(
                has_test(&tests_of(chapter), test),
                "`reaches_less` of {chapter} names {test} for {path}; there is no such test: write it as `file::name`"
            );
        }
    }
}

/// The files of a chapter's tests, by their module: `acts`, `rules::month`.
fn tests_of(chapter: &str) -> BTreeMap<String, String> {
    let parts = std::fs::read_dir(super::source::root().join("crates/programme/src")).unwrap();
    let folders = parts.map(|part| part.unwrap().path().join(chapter).join("tests"));
    let mut files = BTreeMap::new();
    for folder in folders.filter(|folder| folder.is_dir()) {
        collect(&folder, "", &mut files);
    }
    files
}

fn collect(folder: &Path, within: &str, files: &mut BTreeMap<String, String>) {
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let module = format!("{within}{}", path.file_stem().expect("a file has a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{module}::"), files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let module = module.strip_suffix("::mod").unwrap_or(&module).to_owned();
            files.insert(module, std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Whether there is a test `file::name`.
fn has_test(files: &BTreeMap<String, String>, test: &str) -> bool {
    let Some((file, name)) = test.rsplit_once("::") else { return false };
    files.get(file).is_some_and(|text| text.contains(&format!("fn {name}(")))
}

#[test]
fn a_test_is_found_by_its_file_and_name() {
    let files = BTreeMap::from([("acts".to_owned(), "#[test]\nfn nobody_else_writes() {}".to_owned())]);
    assert!(has_test(&files, "acts::nobody_else_writes"));
    assert!(!has_test(&files, "acts::nobody_else"), "a part of a name is none");
    assert!(!has_test(&files, "pages::nobody_else_writes"), "another file is none");
    assert!(!has_test(&files, "nobody_else_writes"), "without its file it is none");
    let coaching: Vec<String> = tests_of("coaching").into_keys().collect();
    for module in ["mod", "figures", "rules", "rules::generic"] {
        assert!(coaching.iter().any(|known| known == module), "{module} is not in {coaching:?}");
    }
}

/// The id of the record that stands for a parameter of a route.
pub(super) fn id(made: &Made, path: &str, parameter: &str, whose: Whose) -> Option<String> {
    let sample = standing_for(path, parameter)?;
    made.get(&(sample.chapter, sample.parameter, whose)).cloned()
}
