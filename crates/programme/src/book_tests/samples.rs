//! Records that chapters bring to the book tests themselves, so that no list here must name what is in them.

use super::firm::{Firm, Names, Whose};
use platform::access::Viewer;
use platform::chapter::Later;
use platform::database::Tx;
use std::collections::BTreeMap;

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
const SAMPLES: &[&[Sample]] = &[crate::foundation::facts::tests::SAMPLES];

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

/// The id of the record that stands for a parameter of a route.
pub(super) fn id(made: &Made, path: &str, parameter: &str, whose: Whose) -> Option<String> {
    let sample = standing_for(path, parameter)?;
    made.get(&(sample.chapter, sample.parameter, whose)).cloned()
}
