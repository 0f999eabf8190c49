//! How files read: what they open with, how long they are, what they are called, and what must never stand in them.

use super::{Findings, Tree, is_test_path};
use crate::tree::File;

const LINE_MAX: usize = 160;
const FILE_LINES_MAX: usize = 400;

pub(super) fn every_file_says_what_it_is(tree: &Tree, found: &mut Findings) {
    for source in &tree.rust {
        let first = source
            .file
            .text
            .lines()
            .find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
        if !first.is_some_and(|line| line.starts_with("//! ")) {
            found.add(
                source.path(),
                1,
                "the file does not say what it is about",
                "open it with one to five lines of `//!` in business words",
            );
        }
    }
}

pub(super) fn lines_are_short(tree: &Tree, found: &mut Findings) {
    let mut complain = |path: &str, line: usize, length: usize| {
        if length > LINE_MAX {
            found.add(
                path,
                line,
                format!("the line has {length} characters"),
                "break it; 160 is the most, not counting long strings",
            );
        }
    };
    for source in &tree.rust {
        let mut lengths: Vec<usize> = source.file.text.lines().map(|line| line.chars().count()).collect();
        // The formatter cannot break a string: the outline of an icon or a line of test data is not counted.
        for piece in source.rust.strings.iter().filter(|piece| piece.text.chars().count() > LINE_MAX / 2) {
            for (at, line) in piece.text.lines().enumerate() {
                if let Some(length) = lengths.get_mut(piece.line - 1 + at) {
                    *length = length.saturating_sub(line.chars().count());
                }
            }
        }
        lengths
            .iter()
            .enumerate()
            .for_each(|(at, length)| complain(source.path(), at + 1, *length));
    }
    for file in tree.files.iter().filter(|file| is_script(file)) {
        numbered(&file.text).for_each(|(number, line)| complain(&file.path, number, line.chars().count()));
    }
}

pub(super) fn files_are_named_after_their_subject(tree: &Tree, found: &mut Findings) {
    const BAD: [&str; 8] = ["utils", "util", "helpers", "helper", "common", "types", "manager", "misc"];
    for source in &tree.rust {
        let stem = source.file.name().trim_end_matches(".rs");
        let folders = source.path().split('/').filter(|part| BAD.contains(part));
        if BAD.contains(&stem) || folders.count() > 0 {
            found.add(
                source.path(),
                1,
                format!("`{stem}` names no subject"),
                "name the file after what it is about",
            );
        }
    }
}

pub(super) fn notes_to_oneself_carry_a_number(tree: &Tree, found: &mut Findings) {
    const LATER: &str = concat!("TO", "DO");
    const BROKEN: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X:")];
    for file in tree.files.iter().filter(|file| is_code(file) || file.name().ends_with(".sql")) {
        for (number, line) in numbered(&file.text) {
            if BROKEN.iter().any(|word| line.contains(word)) {
                found.add(&file.path, number, "a note says that this is broken", "mend it before it is merged");
            }
            let rest = line.split_once(LATER).map(|(_, rest)| rest.trim_start_matches(['(', ':', ' ']));
            let numbered = rest
                .and_then(|rest| rest.strip_prefix('#'))
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if rest.is_some() && !numbered {
                found.add(
                    &file.path,
                    number,
                    "a note for later has no issue",
                    "write the issue's number after it (#12), or do it now",
                );
            }
        }
    }
}

pub(super) fn no_machine_is_named(tree: &Tree, found: &mut Findings) {
    const HOSTS: [&str; 5] = [
        concat!("registry.", "npmjs"),
        concat!("pypi", ".org"),
        concat!("index.", "crates.io"),
        concat!("static.", "crates.io"),
        concat!("deb.", "debian.org"),
    ];
    const FOLDERS: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/")];
    const TEMPORARY: &str = concat!("/t", "mp/");
    for file in &tree.files {
        for (number, line) in numbered(&file.text) {
            if HOSTS.iter().any(|host| line.contains(host)) {
                found.add(
                    &file.path,
                    number,
                    "a package registry is named by its host",
                    "name the package only; the client knows its registry",
                );
            }
            let temporary = line.contains(TEMPORARY) && !is_test_path(&file.path);
            if temporary || FOLDERS.iter().any(|folder| names_folder(line, folder)) {
                found.add(
                    &file.path,
                    number,
                    "a folder of one machine is named",
                    "take the path from an argument, the workspace root or a temporary folder",
                );
            }
        }
    }
}

/// Whether the line has `folder` as the beginning of a path, not inside one such as `docs/work/`.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '}' | '$' | '~'))
    })
}

pub(super) fn tests_do_not_wait_or_hide(tree: &Tree, found: &mut Findings) {
    for source in &tree.rust {
        for (at, line) in source.rust.lines().iter().enumerate() {
            if line.contains("#[ignore") {
                found.add(source.path(), at + 1, "a test is ignored", "mend it or remove it");
            }
            if source.is_test(at + 1) && line.contains("sleep(") {
                found.add(source.path(), at + 1, "a test sleeps", "wait for the condition, or move the clock");
            }
        }
    }
    for file in tree.files.iter().filter(|file| file.path.starts_with("web/tests/")) {
        for (number, line) in numbered(&file.text) {
            if ["waitForTimeout(", "setTimeout(", "test.skip", "{ skip:", "test.todo"]
                .iter()
                .any(|word| line.contains(word))
            {
                found.add(
                    &file.path,
                    number,
                    "a browser test waits for time or is skipped",
                    "wait for the condition; mend or remove the test",
                );
            }
        }
    }
}

pub(super) fn files_stay_readable(tree: &Tree, found: &mut Findings) {
    for source in &tree.rust {
        let lines = source.test.iter().filter(|test| !**test).count();
        if lines > FILE_LINES_MAX {
            found.advise(
                source.path(),
                1,
                format!("the file has {lines} lines besides its tests"),
                "split it by noun; about 400 is the most",
            );
        }
    }
}

fn is_code(file: &File) -> bool {
    file.is_rust() || is_script(file)
}

fn is_script(file: &File) -> bool {
    [".mjs", ".js"].iter().any(|ending| file.name().ends_with(ending))
}

pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn a_file_opens_with_what_it_is_about() {
        check(every_file_says_what_it_is, "crates/a/src/lib.rs", "//! About.\n", &[]);
        check(every_file_says_what_it_is, "crates/a/src/lib.rs", "use b;\n//! About.\n", &[1]);
    }

    #[test]
    fn a_note_for_later_needs_an_issue() {
        let text = ["// TO", "DO(#12): later\n// TO", "DO later\n// FIX", "ME"].concat();
        check(notes_to_oneself_carry_a_number, "crates/a/src/lib.rs", &text, &[2, 3]);
    }

    #[test]
    fn a_folder_of_one_machine_is_found_and_a_web_path_is_not() {
        let text = ["see /ho", "me/ann\nhref=\"https://a.org/ho", "me/\"\nlet a = \"/t", "mp/x\";"].concat();
        check(no_machine_is_named, "crates/a/src/lib.rs", &text, &[1, 3]);
        check(no_machine_is_named, "crates/a/src/tests.rs", &text, &[1]);
    }

    #[test]
    fn a_test_that_sleeps_is_found_and_a_server_that_sleeps_is_not() {
        let text = "fn a() { sleep(1) }\n#[cfg(test)]\nmod tests {\nfn b() { sleep(1) }\n}\n";
        check(tests_do_not_wait_or_hide, "crates/a/src/lib.rs", text, &[4]);
    }

    #[test]
    fn utils_is_no_name() {
        check(files_are_named_after_their_subject, "crates/a/src/utils.rs", "", &[1]);
        check(files_are_named_after_their_subject, "crates/a/src/common/x.rs", "", &[1]);
        check(files_are_named_after_their_subject, "crates/a/src/weighting.rs", "", &[]);
    }
}
