//! Every file of real data beside the repository, tried as somebody would who was given it: what it becomes, how many of its rows
//! are taken and refused, and why the first is refused. The table is reviewed by people; a change of it is a change of behaviour.

use super::super::Told;
use super::super::acts::try_import;
use super::super::report::{FileReport, Report};
use super::Files;
use platform::testing::TestProgramme;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files that are sent together, because one of them means little without the others: a folder, and the files' names. All of the
/// folder if none is named.
const TOGETHER: &[(&str, &[&str])] = &[
    ("adventureworks/csv", &[]),
    ("adventureworks/derived", &[]),
    ("adventureworks/raw", &[]),
    ("contoso", &["orders.csv", "orderrows.csv"]),
    ("northwind", &["Orders.csv", "Order Details.csv"]),
    ("northwind", &["Products.csv", "Categories.csv"]),
    (
        "workday_fivetran",
        &[
            "workday_worker_history_data.csv",
            "workday_person_name_data.csv",
            "workday_worker_position_history_data.csv",
            "workday_person_contact_email_address_data.csv",
        ],
    ),
    (
        "salesforce_exports/earthfink_salesforce_in_powerbi",
        &["Account.csv", "Contact.csv"],
    ),
    ("salesforce_exports/stomita_migration_app_pack", &["Account.csv", "Contact.csv"]),
    (
        "salesforce_exports/sfdc_assets_data_cloud_workshop/data",
        &["Account.csv", "Contact.csv"],
    ),
];

/// Endings of files that hold no rows, and are refused as such: licences, descriptions, recipes.
const OTHERS: [&str; 6] = [".md", ".json", ".yml", ".sh", "LICENSE", ".html"];

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if !folder.is_dir() {
        println!("passed over: the data is not beside the repository");
        return None;
    }
    Some(folder)
}

/// The files below a folder by their path from there.
fn below(folder: &Path, prefix: &str, found: &mut BTreeMap<String, PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            below(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, entry.path());
        }
    }
}

/// The paths, together as they are sent.
fn deliveries(paths: &BTreeSet<&str>) -> Vec<Vec<String>> {
    let mut left = paths.clone();
    let mut deliveries = Vec::new();
    for (folder, names) in TOGETHER {
        let of_folder = |path: &&str| {
            path.rsplit_once('/')
                .is_some_and(|(parent, name)| parent == *folder && (names.is_empty() || names.contains(&name)))
        };
        let together: Vec<&str> = left.iter().copied().filter(of_folder).collect();
        left.retain(|path| !together.contains(path));
        deliveries.push(together.into_iter().map(str::to_owned).collect());
    }
    deliveries.extend(left.into_iter().map(|path| vec![path.to_owned()]));
    deliveries
}

fn cut(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c == '|' || c.is_control() { '·' } else { c }).collect();
    if plain.chars().count() > 110 {
        plain.chars().take(109).chain(['…']).collect()
    } else {
        plain
    }
}

/// One line for each thing that a file becomes.
fn lines(path: &str, report: &Report) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap();
    // A table of a workbook is named after its file and its sheet.
    let of_file = |file: &&FileReport| file.name.starts_with(name);
    let line = |file: &FileReport| {
        let first = report.rejects.iter().find(|reject| reject.file == file.name && file.rejects > 0);
        let reason = match (&file.refusal, first, &file.target) {
            (Some(refusal), _, _) => refusal.clone(),
            (None, Some(reject), _) => format!("line {}: {}", reject.line, reject.reason),
            // The reason stands behind the sentence that says what the file is.
            (None, None, None) => file.recognised_because.split_once(". ").map_or("", |(_, reason)| reason).to_owned(),
            (None, None, Some(_)) => String::new(),
        };
        let target = file.target.as_deref().unwrap_or("–");
        format!(
            "{path}{} | {target} | {} | {} | {} | {}",
            cut(file.name.strip_prefix(name).unwrap_or_default()),
            file.rows,
            file.accepted,
            file.rejects,
            cut(&reason)
        )
    };
    report.files.iter().filter(of_file).map(line).collect()
}

#[tokio::test]
async fn every_file_of_real_data_is_taken_or_refused_with_a_reason() {
    let Some(folder) = folder() else { return };
    let mut found = BTreeMap::new();
    below(&folder, "", &mut found);
    let paths: BTreeSet<&str> = found.keys().map(String::as_str).collect();
    let programme = TestProgramme::new(crate::book()).await;
    let mut table = BTreeMap::new();
    for delivery in deliveries(&paths) {
        let files: Files = delivery
            .iter()
            .map(|path| (path.rsplit('/').next().unwrap().to_owned(), std::fs::read(&found[path]).unwrap()))
            .collect();
        if files.is_empty() {
            continue;
        }
        let report = try_import(&programme.app, &programme.operator(), files, Told::default())
            .await
            .unwrap_or_else(|error| panic!("{delivery:?}: {error:?}"));
        for path in delivery {
            let of_path = lines(&path, &report);
            assert!(!of_path.is_empty(), "{path} is not in its report");
            table.insert(path, of_path);
        }
    }
    let mut others: BTreeMap<String, u32> = BTreeMap::new();
    let is_text = |path: &str| OTHERS.iter().any(|ending| path.ends_with(ending));
    table.retain(|path: &String, lines: &mut Vec<String>| {
        let other = is_text(path) && lines.iter().all(|line| line.ends_with("This is no text in columns."));
        if other {
            let ending = path.rsplit(['.', '/']).next().unwrap_or_default();
            *others.entry(ending.to_owned()).or_default() += 1;
        }
        !other
    });
    let others = others
        .iter()
        .map(|(ending, count)| format!("{count} {ending}"))
        .collect::<Vec<_>>()
        .join(", ");
    let rows: Vec<String> = table.into_values().flatten().collect();
    let head = "file | becomes | rows | taken | refused | why";
    insta::assert_snapshot!(
        "every_file",
        format!(
            "{head}\n{}\nRefused because they are no text in columns: {others}.",
            rows.join("\n")
        )
    );
}
