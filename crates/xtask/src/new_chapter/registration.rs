//! Where a chapter is registered: the table of contents, its part, the map of the house, the book tests.

use std::path::Path;

use anyhow::{Context, Result};

use super::{Asked, Files};

const LIB: &str = "crates/programme/src/lib.rs";
const MAP: &str = "ARCHITECTURE.md";
const SAMPLES: &str = "crates/programme/src/book_tests/samples.rs";

/// The files in which the chapter is registered, as they will be.
pub(super) fn plan(root: &Path, asked: &Asked) -> Result<Files> {
    let read = |path: &str| std::fs::read_to_string(root.join(path)).with_context(|| format!("reading {path}"));
    let mut files = Files::new();
    let part = format!("crates/programme/src/{}/mod.rs", asked.part);
    let new_part = !root.join(&part).exists();
    let part_text = if new_part {
        format!("//! {}.\n\npub mod {};\n", about(asked.part), asked.word)
    } else {
        with_module(&read(&part)?, &asked.word)
    };
    files.insert(part, part_text);
    files.insert(LIB.to_owned(), contents(&read(LIB)?, asked, new_part)?);
    files.insert(MAP.to_owned(), map(&read(MAP)?, asked)?);
    let sample = format!("crate::{}::{}::tests::SAMPLES", asked.part, asked.word);
    let samples = in_list(&read(SAMPLES)?, "SAMPLES", &sample).with_context(|| format!("registering in {SAMPLES}"))?;
    files.insert(SAMPLES.to_owned(), samples);
    Ok(files)
}

/// What a part is about, for the first line of its file.
fn about(part: &str) -> &'static str {
    match part {
        "strategy" => "Strategy: why the programme exists, which accounts are in it, and what it wants of them",
        "organisation" => "Organisation: who looks after whom, and who stands behind them",
        "people" => "People: scorecards, rewards, coaching, and what else makes an account team able and willing",
        "systems" => "Systems: opportunities, insight, and the data the programme runs on",
        _ => "The foundation: what every part of the programme stands on",
    }
}

fn contents(lib: &str, asked: &Asked, new_part: bool) -> Result<String> {
    let Asked { word, part, noun: _ } = asked;
    let mut lib = if new_part { with_module(lib, part) } else { lib.to_owned() };
    lib = imported(&lib, part, word).with_context(|| format!("registering in {LIB}"))?;
    for (list, entry) in [("CONTENTS", "CHAPTER"), ("ALERTS", "ALERTS"), ("PERSON_PANELS", "panel")] {
        lib = in_list(&lib, list, &format!("{word}::{entry}")).with_context(|| format!("registering in {LIB}"))?;
    }
    Ok(lib)
}

/// Adds `pub mod name;` behind the last one; the formatter sorts them.
fn with_module(text: &str, name: &str) -> String {
    let line = format!("pub mod {name};\n");
    let begins = text.rfind("\npub mod ").map(|at| at + 1);
    let ends = begins.and_then(|at| text.get(at..)?.find('\n').map(|length| at + length + 1));
    match ends.and_then(|at| text.split_at_checked(at)) {
        Some((before, after)) => format!("{before}{line}{after}"),
        None => format!("{}\n{line}", text.trim_end()) + "",
    }
}

/// Adds the chapter to the imports of its part, or gives the part a line of its own.
fn imported(lib: &str, part: &str, word: &str) -> Result<String> {
    let several = format!("\nuse {part}::{{");
    if let Some((before, rest)) = lib.split_once(&several) {
        return Ok(format!("{before}{several}{word}, {rest}"));
    }
    let (before, rest) = lib
        .split_once("\nuse ")
        .context("the file imports nothing, so there is no place for the chapter")?;
    Ok(format!("{before}\nuse {part}::{word};\nuse {rest}"))
}

/// Adds an entry to the list of a constant: `const NAME: … = &[…];`. A length that is written out grows by one.
fn in_list(text: &str, name: &str, entry: &str) -> Result<String> {
    let missing =
        || format!("there is no list `const {name}: … = &[…]` any more; name the chapter where it went, in new_chapter/registration.rs");
    let begins = text.find(&format!("const {name}: ")).with_context(missing)?;
    let (before, rest) = text.split_at_checked(begins).with_context(missing)?;
    let (head, body) = rest.split_once(" = ").with_context(missing)?;
    let (inside, after) = body.split_once("];").with_context(missing)?;
    let inside = inside.trim_end().trim_end_matches(',');
    let comma = if inside.ends_with('[') { "" } else { ", " };
    Ok(format!("{before}{} = {inside}{comma}{entry}];{after}", longer(head)))
}

/// `NAME: [T; 3]` becomes `NAME: [T; 4]`; anything else stays.
fn longer(head: &str) -> String {
    let counted = head.rsplit_once("; ").and_then(|(kind, count)| {
        let count: usize = count.strip_suffix(']')?.parse().ok()?;
        Some(format!("{kind}; {}]", count + 1))
    });
    counted.unwrap_or_else(|| head.to_owned())
}

/// Adds the chapter to the line of its part in the map, or a line for the part below the others.
fn map(text: &str, asked: &Asked) -> Result<String> {
    let line_of = |part: &str| format!("    │   ├── {:<15}", format!("{part}/"));
    let parts = crate::tidy::boundaries::PARTS;
    let missing = || format!("the map in {MAP} has no line for any part of the book; draw the parts as `├── people/  …`");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    match lines.iter_mut().find(|line| line.starts_with(&line_of(asked.part))) {
        Some(line) => *line = format!("{line}, {}", asked.word),
        None => {
            let is_part = |line: &String| parts.iter().any(|part| line.starts_with(&line_of(part)));
            let last = lines.iter().rposition(is_part).with_context(missing)?;
            lines.insert(last + 1, format!("{}{}", line_of(asked.part), asked.word));
        }
    }
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::{in_list, map, with_module};
    use crate::new_chapter::Asked;

    fn asked(part: &'static str) -> Asked {
        Asked {
            word: "journeys".to_owned(),
            part,
            noun: "note".to_owned(),
        }
    }

    #[test]
    fn a_list_grows_by_an_entry_and_its_length_with_it() {
        let grown = |text: &str| in_list(text, "A", "c").unwrap();
        assert_eq!(grown("const A: &[X] = &[];\nrest"), "const A: &[X] = &[c];\nrest");
        assert_eq!(grown("const A: &[&[X]] = &[a, b];"), "const A: &[&[X]] = &[a, b, c];");
        assert_eq!(
            grown("const A: [X; 2] = [\n    a,\n    b,\n];"),
            "const A: [X; 3] = [\n    a,\n    b, c];"
        );
    }

    #[test]
    fn a_list_that_went_elsewhere_is_named() {
        let fault = in_list("const B: &[X] = &[];", "A", "c").unwrap_err().to_string();
        assert!(fault.contains("const A"), "{fault}");
    }

    #[test]
    fn a_module_stands_behind_the_others() {
        assert_eq!(
            with_module("//! X.\n\npub mod a;\nuse b;\n", "c"),
            "//! X.\n\npub mod a;\npub mod c;\nuse b;\n"
        );
    }

    #[test]
    fn the_map_names_the_chapter_in_the_line_of_its_part() {
        let text = "x\n    │   ├── foundation/    staff\n    │   ├── people/        coaching\n    │   ├── demonstration/ a firm\n";
        assert!(map(text, &asked("people")).unwrap().contains("people/        coaching, journeys\n"));
        let systems = map(text, &asked("systems")).unwrap();
        assert!(
            systems.contains("coaching\n    │   ├── systems/       journeys\n    │   ├── demonstration"),
            "{systems}"
        );
    }
}
