//! Imports from the first file to the last refusal, on both databases.

mod background;
mod columns;
mod compaction;
mod every_file;
mod history;
mod hostile;
mod importing;
mod intruders;
mod pages;
mod parquet;
mod pouring;
mod profiles;
mod ready;
mod sample;
mod taking_back;
mod trials;
mod workbooks;

use super::profiles::Said;
use super::profiles::acts::keep_in;
use super::store;
use super::sums::Sum;
use crate::book_tests::samples::Sample;
use engine::{FactKind, LineFilter, LinePage};
use platform::testing::{Browser, Seen, TestProgramme};
use vocabulary::{Currency, Ratio};

/// What stands in addresses of this chapter.
pub(crate) const SAMPLES: &[Sample] = &[Sample {
    chapter: "facts",
    parameter: "profile",
    make: |tx, viewer, reference, words| {
        Box::pin(async move {
            let said = Said {
                headings: vec![words.to_owned()],
                ..Said::default()
            };
            let name = format!("{words} {reference}");
            let kept = keep_in(tx, viewer, &name, said).await?;
            Ok(kept.id.to_string())
        })
    },
    large: &[],
    reaches_less: &[],
}];

const ORDERS: &str = "source,document,line,date,account,seller,amount,currency\n\
    sap,1001,,2026-01-05,A1,P1,100.50,EUR\n\
    sap,1002,,2026-01-06,A2,P1,-20.25,EUR\n\
    sap,1003,,2026-01-07,A1,,7.5,USD\n";

/// Files as they are sent.
type Files = Vec<(String, Vec<u8>)>;

fn one(name: &str, text: &str) -> Files {
    vec![(name.to_owned(), text.as_bytes().to_vec())]
}

fn ratio(text: &str) -> Ratio {
    Ratio::parse(text).unwrap()
}

/// The batch files on disk, visible or not.
fn files_on_disk(programme: &TestProgramme) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(super::folder(&programme.app.config)) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".parquet") || name.ends_with(".part")).collect()
}

async fn held(programme: &TestProgramme, kind: FactKind, currency: Currency) -> Sum {
    let mut tx = programme.read().await;
    store::holdings(&mut tx)
        .await
        .unwrap()
        .remove(&(kind, currency))
        .unwrap_or_default()
}

async fn newest(programme: &TestProgramme, filter: &LineFilter) -> LinePage {
    let mut tx = programme.read().await;
    let pinned = super::pinned(&mut tx).await.unwrap();
    super::fact_store(&programme.app.config).lines(&pinned, filter, 0, 100).unwrap()
}

/// Sends files as a browser does: the fields first.
async fn upload(browser: &mut Browser, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Seen {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, bytes) in files {
        let head =
            format!("--edge\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    browser
        .send(
            "POST",
            "/facts/import",
            Some(body),
            &[("content-type", "multipart/form-data; boundary=edge")],
        )
        .await
}

/// Opens the form and tries the files.
async fn try_files(browser: &mut Browser, files: &[(&str, &[u8])]) -> Seen {
    let csrf = browser.get("/facts/import").await.csrf();
    upload(browser, &[("csrf", &csrf)], files).await
}
