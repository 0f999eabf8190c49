//! Who may use what: databases, the web and columns each in one place, decisions without side effects, chapters apart.

use super::{Findings, Source, Tree};
use crate::tree::is_word;

/// A crate from outside and the places that may name it: beginnings of paths, or file names and folders inside a chapter.
struct Room {
    crates: &'static [&'static str],
    folders: &'static [&'static str],
    files: &'static [&'static str],
    todo: &'static str,
}

const ROOMS: [Room; 9] = [
    Room {
        crates: &["sqlx"],
        folders: &["crates/platform/src/database"],
        files: &["store"],
        todo: "go through platform::database; SQL stands in store.rs",
    },
    Room {
        crates: &["axum", "tower", "tower_http", "http_body_util"],
        // The measured list page is set against the framework's bare router, so that program speaks to both.
        folders: &[
            "crates/platform/src/web",
            "crates/platform/src/testing",
            "crates/programme/examples/list_page",
        ],
        files: &["pages", "api"],
        todo: "only pages.rs, api.rs and platform::web speak HTTP; call an act instead",
    },
    Room {
        crates: &["arrow", "arrow_array", "arrow_schema", "parquet"],
        folders: &["crates/engine", "crates/cluster"],
        files: &[],
        todo: "no Arrow type leaves the engine; pass plain data",
    },
    Room {
        crates: &["datafusion", "ballista"],
        folders: &["crates/cluster"],
        files: &[],
        todo: "the query engine stays in `cluster`",
    },
    Room {
        crates: &["typst", "typst_layout", "typst_pdf"],
        folders: &["crates/press"],
        files: &[],
        todo: "give `press` plain document data",
    },
    Room {
        crates: &["chrono", "chrono_tz", "uuid", "num_bigint", "num_integer", "num_traits"],
        folders: &["crates/vocabulary"],
        files: &[],
        todo: "use vocabulary's Day, Instant, Ratio and ids",
    },
    Room {
        crates: &["num_rational"],
        // A second calculation shares no arithmetic with the first.
        folders: &["crates/vocabulary", "crates/payplan/src/tests/oracles"],
        files: &[],
        todo: "use vocabulary's Ratio",
    },
    Room {
        crates: &["lettre"],
        folders: &["crates/platform/src/mail"],
        files: &[],
        todo: "mail leaves the house in platform::mail",
    },
    Room {
        crates: &["argon2"],
        folders: &["crates/platform"],
        files: &[],
        todo: "passwords belong to platform",
    },
];

pub(super) fn crates_stay_in_their_rooms(tree: &Tree, found: &mut Findings) {
    for source in &tree.rust {
        for (at, line) in source.rust.lines().iter().enumerate() {
            for room in ROOMS.iter().filter(|room| !room.admits(source.path())) {
                for name in room.crates.iter().filter(|name| names_crate(line, name)) {
                    found.add(source.path(), at + 1, format!("`{name}` is used outside its room"), room.todo);
                }
            }
        }
    }
}

impl Room {
    fn admits(&self, path: &str) -> bool {
        let mut parts = path.split('/').map(|part| part.trim_end_matches(".rs"));
        self.folders.iter().any(|folder| is_in(path, folder)) || parts.any(|part| self.files.contains(&part))
    }
}

fn is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with(['/', '.']))
}

/// Whether a line of code names the crate at the head of a path: `use axum;`, `axum::Router`, not `web::axum::x` or `parquet` alone.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + name.len()..).unwrap_or_default();
        let head = !before.ends_with(|c: char| is_word(c) || c == ':' || c == '.');
        let used = after.starts_with("::") || (before.trim() == "use" && after.starts_with([';', ' ']));
        head && used
    })
}

/// Code that a decision must not contain, and what it would be.
const IMPURE: [(&str, &str); 14] = [
    ("async fn", "a wait"),
    (".await", "a wait"),
    ("tokio::", "a wait"),
    ("std::env", "the environment"),
    ("std::fs", "a file"),
    ("std::net", "the network"),
    ("std::process", "another program"),
    ("SystemTime", "the clock"),
    ("Instant::now", "the clock"),
    ("Utc::now", "the clock"),
    ("now_v7", "randomness"),
    ("getrandom", "randomness"),
    ("rand::", "randomness"),
    ("thread::sleep", "a wait"),
];

pub(super) fn decisions_are_pure(tree: &Tree, found: &mut Findings) {
    for source in tree.rust.iter().filter(|source| decides(source.path())) {
        for (at, line) in source.rust.lines().iter().enumerate() {
            if source.is_test(at + 1) {
                continue;
            }
            for (code, meaning) in IMPURE.iter().filter(|(code, _)| line.contains(code)) {
                found.add(
                    source.path(),
                    at + 1,
                    format!("a decision depends on {meaning} (`{code}`)"),
                    "take what it needs as an argument",
                );
            }
        }
    }
}

fn decides(path: &str) -> bool {
    let pure = ["crates/document/src/", "crates/payplan/src/", "crates/vocabulary/src/"]
        .iter()
        .any(|folder| path.starts_with(folder));
    let source = matches!(path.rsplit('/').next(), Some("clock.rs" | "id.rs" | "ids.rs"));
    (pure && !source) || path.ends_with("/rules.rs") || path.contains("/rules/")
}

/// The parts of the book.
pub(crate) const PARTS: [&str; 5] = ["foundation", "strategy", "organisation", "people", "systems"];

/// The part and chapter of a file of the book, or none.
pub(super) fn chapter_of(path: &str) -> Option<(&str, &str)> {
    let mut parts = path.strip_prefix("crates/programme/src/")?.split('/');
    let (part, chapter, _file) = (parts.next()?, parts.next()?, parts.next()?);
    PARTS.contains(&part).then_some((part, chapter))
}

pub(super) fn chapters_do_not_import_each_other(tree: &Tree, found: &mut Findings) {
    for source in &tree.rust {
        let Some((part, chapter)) = chapter_of(source.path()) else {
            continue;
        };
        for (other_part, other, at) in imports(source, part) {
            let chapter_exists = tree
                .rust
                .iter()
                .filter_map(|source| chapter_of(source.path()))
                .any(|known| known == (other_part, other.as_str()));
            let foreign = (other_part, other.as_str()) != (part, chapter) && other_part != "foundation";
            if foreign && (chapter_exists || other_part != part) {
                found.add(
                    source.path(),
                    source.rust.line_of(at),
                    format!("the chapter `{chapter}` imports the chapter `{other}`"),
                    "read it as a figure, or offer a panel to its pages",
                );
            }
        }
    }
}

/// The chapters a file names by path: `crate::people::coaching`, `crate::people::{coaching, …}`, `super::coaching`.
fn imports<'a>(source: &Source, own_part: &'a str) -> Vec<(&'a str, String, usize)> {
    let code: String = source.rust.code.iter().map(|c| if c.is_ascii() { *c } else { ' ' }).collect();
    let mut named = Vec::new();
    for part in PARTS {
        let head = format!("crate::{part}::");
        for (at, _) in code.match_indices(&head) {
            let after = code.get(at + head.len()..).unwrap_or_default();
            named.extend(heads(after).into_iter().map(|chapter| (part, chapter, at)));
        }
    }
    // From `part/chapter/file.rs` the part is two steps up, from a deeper file one more each.
    let folders = source.path().split('/').count().saturating_sub(6);
    let file_level = usize::from(!matches!(source.file.name(), "mod.rs"));
    let ups = "super::".repeat(1 + folders + file_level);
    for (at, _) in code.match_indices(&ups) {
        let longer = code.get(..at).is_some_and(|before| before.ends_with("super::"));
        let after = code.get(at + ups.len()..).unwrap_or_default();
        if !longer && !after.starts_with("super::") && !source.is_test(source.rust.line_of(at)) {
            named.extend(heads(after).into_iter().map(|chapter| (own_part, chapter, at)));
        }
    }
    named
}

/// The first names of a path or of each branch of `{a::b, c}`.
fn heads(after: &str) -> Vec<String> {
    let word = |text: &str| text.trim_start().chars().take_while(|c| is_word(*c)).collect::<String>();
    let Some(list) = after.strip_prefix('{') else {
        return vec![word(after)];
    };
    let mut depth = 0_usize;
    let mut branches = vec![String::new()];
    for c in list.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => branches.push(String::new()),
            _ => {}
        }
        if let (Some(branch), true) = (branches.last_mut(), c != ',') {
            branch.push(c);
        }
    }
    branches.iter().map(|branch| word(branch)).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn the_database_driver_stays_in_its_room() {
        let text = "use sqlx::Row;\nlet a = sqlx::query(\"\");\n// sqlx::no\ncrate::sqlx::yes();";
        check(
            crates_stay_in_their_rooms,
            "crates/programme/src/people/coaching/acts.rs",
            text,
            &[1, 2],
        );
        check(crates_stay_in_their_rooms, "crates/platform/src/database/sqlite.rs", text, &[]);
        check(crates_stay_in_their_rooms, "crates/platform/src/database.rs", text, &[]);
        check(crates_stay_in_their_rooms, "crates/platform/src/signin/store.rs", text, &[]);
    }

    #[test]
    fn only_pages_and_api_speak_http() {
        check(
            crates_stay_in_their_rooms,
            "crates/programme/src/people/coaching/rules.rs",
            "use axum::Router;",
            &[1],
        );
        check(
            crates_stay_in_their_rooms,
            "crates/programme/src/people/coaching/pages/list.rs",
            "use axum::Router;",
            &[],
        );
        check(
            crates_stay_in_their_rooms,
            "crates/programme/src/people/coaching/tests/api.rs",
            "use axum::Router;",
            &[],
        );
    }

    #[test]
    fn a_decision_neither_waits_nor_asks_the_time() {
        let text = "async fn a() {}\nlet now = Instant::now();\n#[cfg(test)]\nmod tests {\nuse std::fs;\n}\n";
        check(decisions_are_pure, "crates/programme/src/people/coaching/rules.rs", text, &[1, 2]);
        check(decisions_are_pure, "crates/vocabulary/src/clock.rs", text, &[]);
        check(decisions_are_pure, "crates/programme/src/people/coaching/acts.rs", text, &[]);
    }

    #[test]
    fn a_chapter_imports_the_foundation_and_no_other_chapter() {
        let text = "use crate::foundation::accounts::Account;\nuse crate::people::coaching::Medal;\n\
                    use crate::people::{self, rewards::{a, b}};\nuse crate::strategy::plans;";
        check(
            chapters_do_not_import_each_other,
            "crates/programme/src/people/coaching/acts.rs",
            text,
            &[4],
        );
        check(
            chapters_do_not_import_each_other,
            "crates/programme/src/systems/insight/acts.rs",
            text,
            &[4, 2, 3, 3],
        );
    }
}
