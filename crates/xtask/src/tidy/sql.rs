//! SQL stands in stores and reads the same on SQLite and PostgreSQL.

use super::{Findings, Tree};
use crate::tree::is_word;

/// A word or sign that one of the two databases rejects or reads differently, and what to write instead.
const UNPORTABLE: [(&str, &str); 27] = [
    ("?", "write `$1`: PostgreSQL rejects `?`"),
    ("::", "write `cast(x as bigint)`"),
    ("now()", "bind the Clock's instant"),
    ("current_timestamp", "bind the Clock's instant"),
    ("current_date", "bind the Clock's day"),
    ("datetime(", "bind a value computed in Rust"),
    ("strftime(", "bind a value computed in Rust"),
    ("date_trunc(", "bind a value computed in Rust"),
    ("autoincrement", "ids come from the IdSource"),
    ("serial", "ids come from the IdSource"),
    ("bigserial", "ids come from the IdSource"),
    ("boolean", "columns are text and bigint; use 0 and 1"),
    ("integer", "columns are text and bigint"),
    ("real", "columns are text and bigint; money never meets a float"),
    ("float", "columns are text and bigint; money never meets a float"),
    ("numeric", "columns are text and bigint"),
    ("timestamptz", "instants are bigint microseconds UTC"),
    ("json", "columns are text and bigint; read it in Rust"),
    ("jsonb", "columns are text and bigint; read it in Rust"),
    ("ilike", "compare folded keys computed in Rust"),
    ("ifnull(", "write `coalesce(`"),
    ("group_concat(", "join in Rust"),
    ("string_agg(", "join in Rust"),
    ("rowid", "name the key"),
    ("insert or", "write `on conflict`"),
    ("returning *", "name the columns"),
    ("strict", "STRICT tables exist on SQLite only"),
];

pub(super) fn text_is_portable(tree: &Tree, found: &mut Findings) {
    for source in tree.rust.iter().filter(|source| !source.path().starts_with("crates/xtask/")) {
        let pieces = source
            .rust
            .strings
            .iter()
            .filter(|piece| is_sql(&piece.text) && !source.is_test(piece.line));
        for piece in pieces {
            complain(source.path(), piece.line, &piece.text, found);
        }
    }
    for file in tree.files.iter().filter(|file| file.name().ends_with(".sql")) {
        let without_comments: Vec<&str> = file.text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
        complain(&file.path, 1, &without_comments.join("\n"), found);
    }
}

fn complain(path: &str, first: usize, sql: &str, found: &mut Findings) {
    for (at, line) in without_literals(sql).lines().enumerate() {
        for (word, todo) in UNPORTABLE {
            if has(line, word) {
                found.add(path, first + at, format!("`{word}` is not portable SQL"), todo);
            }
        }
    }
}

/// The text in lower case with the insides of `'…'` and the `\n` of Rust sources removed.
fn without_literals(sql: &str) -> String {
    let mut quoted = false;
    let kept = sql.chars().filter(|&c| {
        quoted ^= c == '\'';
        !quoted || c == '\n'
    });
    kept.collect::<String>().to_lowercase()
}

/// Whether a line has the word, alone where it begins and ends with letters.
fn has(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        let begins = !word.starts_with(is_word) || !before.is_some_and(is_word);
        let ends = !word.ends_with(is_word) || !after.is_some_and(is_word);
        begins && ends
    })
}

/// Whether a string is SQL of ours: lower case, a statement's first word and the word that must follow it.
fn is_sql(text: &str) -> bool {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let follows = |first: &str, second: &str| words.strip_prefix(first).is_some_and(|rest| format!(" {rest} ").contains(second));
    follows("select ", " from ")
        || follows("with ", " select ")
        || follows("update ", " set ")
        || [
            "insert into ",
            "delete from ",
            "create table ",
            "create index ",
            "create unique index ",
            "alter table ",
            "drop table ",
        ]
        .iter()
        .any(|first| words.starts_with(first))
}

pub(super) fn stands_in_stores(tree: &Tree, found: &mut Findings) {
    for source in tree.rust.iter().filter(|source| source.path().starts_with("crates/programme/src/")) {
        let store = source
            .path()
            .split('/')
            .any(|part| matches!(part, "store" | "store.rs" | "migrations" | "migrations.rs"));
        for piece in source
            .rust
            .strings
            .iter()
            .filter(|piece| !store && is_sql(&piece.text) && !source.is_test(piece.line))
        {
            found.add(
                source.path(),
                piece.line,
                "SQL outside a store",
                "move the statement to the chapter's store.rs",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn sql_that_only_one_database_reads_is_found() {
        let text = "let a = \"select id from account where id = ?\";\nlet b = \"update account\n set seen = now() where name = 'why?'\";";
        check(text_is_portable, "crates/programme/src/foundation/accounts/store.rs", text, &[1, 3]);
        let table = "create table account (\n  id text primary key, -- boolean?\n  known boolean\n);";
        check(
            text_is_portable,
            "crates/programme/src/foundation/accounts/migrations/1.sql",
            table,
            &[3],
        );
    }

    #[test]
    fn portable_sql_and_english_pass() {
        let text =
            "let a = \"select cast(sum(x) as bigint) from t where realm = $1\";\nlet b = \"Select a plan?\";\nlet c = \"update? no\";";
        check(text_is_portable, "crates/programme/src/foundation/accounts/store.rs", text, &[]);
    }

    #[test]
    fn sql_in_a_page_is_found() {
        let text = "let a = \"select id from account\";";
        check(stands_in_stores, "crates/programme/src/foundation/accounts/pages.rs", text, &[1]);
        check(
            stands_in_stores,
            "crates/programme/src/foundation/accounts/store/list.rs",
            text,
            &[],
        );
    }
}
