//! `cargo xtask new-chapter`: a small chapter in the house's pattern, registered and with its tests, for somebody to change.
//!
//! Everything is checked and put together before the first file is written, so a refusal leaves the tree as it was.

mod registration;
mod word;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::program::{cargo, must};
use crate::tidy::boundaries::PARTS;
use crate::tree;

/// The files of a chapter by their path in its folder. They are no Rust yet: the word of the chapter is still a hole in them.
const TEMPLATES: [(&str, &str); 20] = [
    ("mod.rs", include_str!("templates/mod.txt")),
    ("rules.rs", include_str!("templates/rules.txt")),
    ("acts.rs", include_str!("templates/acts.txt")),
    ("store.rs", include_str!("templates/store.txt")),
    ("figures.rs", include_str!("templates/figures.txt")),
    ("alerting.rs", include_str!("templates/alerting.txt")),
    ("api.rs", include_str!("templates/api.txt")),
    ("pages/mod.rs", include_str!("templates/pages.txt")),
    ("pages/list.rs", include_str!("templates/list.txt")),
    ("pages/form.rs", include_str!("templates/form.txt")),
    ("pages/panel.rs", include_str!("templates/panel.txt")),
    ("texts.toml", include_str!("templates/texts.txt")),
    ("migrations/0001.sql", include_str!("templates/migration.txt")),
    ("tests/mod.rs", include_str!("templates/tests_mod.txt")),
    ("tests/rules.rs", include_str!("templates/tests_rules.txt")),
    ("tests/acts.rs", include_str!("templates/tests_acts.txt")),
    ("tests/figures.rs", include_str!("templates/tests_figures.txt")),
    ("tests/pages.rs", include_str!("templates/tests_pages.txt")),
    ("tests/api.rs", include_str!("templates/tests_api.txt")),
    (
        "tests/snapshots/programme__{{part}}__{{word}}__tests__pages__the_list.snap",
        include_str!("templates/tests_list.txt"),
    ),
];

/// What a chapter keeps unless somebody says otherwise.
const NOUN: &str = "note";

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    word: String,
    part: &'static str,
    /// What the chapter keeps, in the singular: `note`.
    noun: String,
}

impl Asked {
    fn parse(arguments: &[String]) -> Result<Asked> {
        let (mut word, mut part, mut noun) = (None, None, NOUN.to_owned());
        let mut words = arguments.iter();
        while let Some(argument) = words.next() {
            match argument.as_str() {
                "--part" => part = Some(part_of(words.next().map_or("", String::as_str))?),
                "--noun" => words.next().map_or("", String::as_str).clone_into(&mut noun),
                flag if flag.starts_with('-') => bail!("`cargo xtask new-chapter` has no option `{flag}`; it has `--part` and `--noun`"),
                _ if word.is_some() => bail!("a chapter has one word, and here are two; run `cargo xtask new-chapter` once for each"),
                given => word = Some(given.to_owned()),
            }
        }
        let word = word.context("a chapter begins with its one word; say for example `cargo xtask new-chapter journeys --part people`")?;
        let part = part.with_context(|| {
            format!(
                "a chapter stands in one part of the book; add `--part` with one of {}",
                PARTS.join(", ")
            )
        })?;
        Ok(Asked { word, part, noun })
    }

    /// `AL-JOU-OVERDUE`.
    fn code(&self) -> String {
        let three: String = self.word.chars().take(3).collect();
        format!("AL-{}-OVERDUE", three.to_uppercase())
    }

    /// The group of the navigation that shows the chapter.
    fn group(&self) -> &'static str {
        match self.part {
            "strategy" => "Strategy",
            "organisation" => "Organisation",
            "people" => "People",
            "systems" => "Systems",
            _ => "Admin",
        }
    }

    fn fill(&self, template: &str) -> String {
        let nouns = plural(&self.noun);
        template
            .replace("{{word}}", &self.word)
            .replace("{{Word}}", &capital(&self.word))
            .replace("{{WORD}}", &self.word.to_uppercase())
            .replace("{{part}}", self.part)
            .replace("{{noun}}", &self.noun)
            .replace("{{nouns}}", &nouns)
            .replace("{{Noun}}", &capital(&self.noun))
            .replace("{{Nouns}}", &capital(&nouns))
            .replace("{{NOUN}}", &self.noun.to_uppercase())
            .replace("{{NOUNS}}", &nouns.to_uppercase())
            .replace("{{CODE}}", &self.code())
            .replace("{{Group}}", self.group())
    }

    fn folder(&self) -> String {
        format!("crates/programme/src/{}/{}", self.part, self.word)
    }
}

/// The first letter is a capital: `Journeys`.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// As English usually makes it: notes, stories, journeys, wishes.
fn plural(noun: &str) -> String {
    let vowel_before = |noun: &str| noun.ends_with(['a', 'e', 'i', 'o', 'u']);
    match noun.strip_suffix('y') {
        Some(stem) if !vowel_before(stem) => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

fn part_of(given: &str) -> Result<&'static str> {
    let known = PARTS.iter().find(|part| **part == given);
    known
        .copied()
        .with_context(|| format!("`{given}` is no part of the book; choose one of {}", PARTS.join(", ")))
}

/// Files by their path from the root, as they will be.
type Files = BTreeMap<String, String>;

/// Checks the word and puts together every file that is new or changes.
fn plan(root: &Path, asked: &Asked) -> Result<Files> {
    word::check(root, asked)?;
    let mut files = registration::plan(root, asked)?;
    for (name, template) in TEMPLATES {
        files.insert(format!("{}/{}", asked.folder(), asked.fill(name)), asked.fill(template));
    }
    Ok(files)
}

fn write(root: &Path, files: &Files) -> Result<()> {
    for (path, text) in files {
        let path = root.join(path);
        let folder = path.parent().context("a file lies in a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
        std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// Makes the chapter and says what comes next.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let asked = Asked::parse(arguments)?;
    let root = tree::root();
    let files = plan(&root, &asked).context("nothing was written")?;
    write(&root, &files)?;
    // How lines break depends on the length of the word.
    must(&mut cargo(&["fmt", "--package", "programme"]))?;
    let word = &asked.word;
    println!("{}", files.keys().map(|path| format!("  {path}\n")).collect::<String>());
    println!("The chapter `{word}` stands in {}. Next:", asked.folder());
    for (command, effect) in [
        (format!("cargo xtask test {word}"), "its own tests".to_owned()),
        (
            "cargo xtask test book_tests --accept".to_owned(),
            "writes who may do what, what each role reaches, docs/error-catalogue.md".to_owned(),
        ),
        ("git diff".to_owned(), "what that wrote is what the reviewer reads".to_owned()),
        ("cargo xtask dev".to_owned(), format!("then open /{word}")),
    ] {
        println!("  {command:<38} {effect}");
    }
    println!("CONTRIBUTING.md says how it becomes yours: “Write a new chapter”.");
    Ok(())
}

#[cfg(test)]
mod tests;
