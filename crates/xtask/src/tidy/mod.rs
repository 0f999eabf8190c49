//! The rules of STYLE.md and ARCHITECTURE.md that a program can check, checked by reading the source.
//!
//! `cargo xtask tidy` runs them with the formatter and the lints; `cargo test` runs them as a test of this crate.
//! A *violation* fails; *advice* is printed. Each names its place and what to do.

pub(crate) mod boundaries;
mod chapters;
mod manifests;
mod prose;
mod sql;
mod texts;

use anyhow::{Result, bail};

use crate::program::{cargo, must, on_path, said};
use crate::tree::{self, File, Rust};

/// Something that is not as agreed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    file: String,
    line: usize,
    what: String,
    todo: &'static str,
    advice: bool,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}\n    {}", self.file, self.line, self.what, self.todo)
    }
}

/// The tree, read once, with its Rust files taken apart.
pub(crate) struct Tree {
    files: Vec<File>,
    rust: Vec<Source>,
}

/// A Rust file taken apart.
pub(crate) struct Source {
    file: File,
    rust: Rust,
    /// Per line, whether it is test code.
    test: Vec<bool>,
}

impl Source {
    fn read(file: &File) -> Source {
        let rust = Rust::read(&file.text);
        let all = is_test_path(&file.path);
        let test = rust.test_lines().into_iter().map(|inside| inside || all).collect();
        Source {
            file: file.clone(),
            rust,
            test,
        }
    }

    fn path(&self) -> &str {
        &self.file.path
    }

    fn is_test(&self, line: usize) -> bool {
        line.checked_sub(1).and_then(|at| self.test.get(at)).copied().unwrap_or(false)
    }
}

/// Whether a file holds only tests.
fn is_test_path(path: &str) -> bool {
    let parts = ["/tests/", "/book_tests/", "/testing/", "/benches/"];
    path.ends_with("/tests.rs") || path.ends_with("/testing.rs") || parts.iter().any(|part| path.contains(part))
}

impl Tree {
    fn read(files: Vec<File>) -> Tree {
        let rust = files.iter().filter(|file| file.is_rust()).map(Source::read).collect();
        Tree { files, rust }
    }

    #[cfg(test)]
    fn of(path: &str, text: &str) -> Tree {
        Tree::read(vec![File {
            path: path.to_owned(),
            text: text.to_owned(),
        }])
    }
}

/// Collects what the rules find.
#[derive(Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, file: &str, line: usize, what: impl Into<String>, todo: &'static str) {
        self.0.push(Finding {
            file: file.to_owned(),
            line,
            what: what.into(),
            todo,
            advice: false,
        });
    }

    fn advise(&mut self, file: &str, line: usize, what: impl Into<String>, todo: &'static str) {
        self.0.push(Finding {
            file: file.to_owned(),
            line,
            what: what.into(),
            todo,
            advice: true,
        });
    }
}

/// One rule or one family of rules.
type Check = fn(&Tree, &mut Findings);

/// Every check; a new one is a function and a line here.
const CHECKS: [Check; 17] = [
    prose::every_file_says_what_it_is,
    prose::lines_are_short,
    prose::files_are_named_after_their_subject,
    prose::notes_to_oneself_carry_a_number,
    prose::no_machine_is_named,
    prose::tests_do_not_wait_or_hide,
    prose::files_stay_readable,
    boundaries::crates_stay_in_their_rooms,
    boundaries::decisions_are_pure,
    boundaries::chapters_do_not_import_each_other,
    sql::text_is_portable,
    sql::stands_in_stores,
    chapters::have_their_files,
    texts::keys_are_used,
    texts::keys_exist,
    manifests::name_no_version,
    manifests::give_a_reason,
];

/// What all checks find, sorted by place.
pub(crate) fn findings(tree: &Tree) -> Vec<Finding> {
    let mut all = Findings::default();
    for check in CHECKS {
        check(tree, &mut all);
    }
    all.0.sort();
    all.0
}

/// The violations in some files, as they are printed.
#[cfg(test)]
pub(crate) fn violations(files: Vec<File>) -> Vec<String> {
    let found = findings(&Tree::read(files)).into_iter();
    found.filter(|finding| !finding.advice).map(|finding| finding.to_string()).collect()
}

/// Formatter, lints, licences where cargo-deny is installed, and the checks above.
pub(crate) fn run() -> Result<()> {
    let mut faults = Vec::new();
    let mut tools = vec![
        cargo(&["fmt", "--all", "--check"]),
        cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
    ];
    if on_path(&["cargo-deny"]).is_some() {
        tools.push(cargo(&[
            "deny",
            "--offline",
            "--log-level",
            "error",
            "check",
            "bans",
            "licenses",
            "sources",
        ]));
    }
    for tool in &mut tools {
        println!("{}", said(tool));
        faults.extend(must(tool).err().map(|fault| format!("{fault:#}")));
    }
    let found = findings(&Tree::read(tree::files(&tree::root())?));
    for finding in &found {
        println!("{}{finding}", if finding.advice { "advice: " } else { "" });
    }
    let violations = found.iter().filter(|finding| !finding.advice).count();
    if violations > 0 {
        faults.push(format!("{violations} places are not as STYLE.md and ARCHITECTURE.md say"));
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("; "));
    }
    println!("tidy");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Check, Findings, Tree};
    use crate::tree;

    /// Runs one check over one file and says which lines it finds fault with.
    #[track_caller]
    pub(super) fn check(check: Check, path: &str, text: &str, lines: &[usize]) {
        let mut found = Findings::default();
        check(&Tree::of(path, text), &mut found);
        let got: Vec<usize> = found.0.iter().map(|finding| finding.line).collect();
        assert_eq!(got, lines, "{path}: {:#?}", found.0);
    }

    #[test]
    fn the_tree_is_tidy() {
        let violations = super::violations(tree::files(&tree::root()).unwrap());
        assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
    }
}
