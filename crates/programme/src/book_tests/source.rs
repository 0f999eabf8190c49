//! The source of the program as text: files without their tests, functions, and the texts written in them.

use std::path::{Path, PathBuf};

/// A source file without its tests.
pub(super) struct Source {
    /// The path from the root of the repository.
    pub(super) path: String,
    pub(super) text: String,
}

/// A text written in the source, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    /// The byte of its first quotation mark.
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
    /// What it says, escapes resolved as far as sentences use them.
    pub(super) text: String,
}

/// The root of the repository.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the crate lies two folders down")
        .to_owned()
}

/// The source of some crates, by path.
pub(super) fn sources(crates: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for name in crates {
        collect(&root().join("crates").join(name).join("src"), &mut found);
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "tests" | "book_tests") {
                collect(&path, found);
            }
        } else if name.ends_with(".rs") && !matches!(name.as_str(), "tests.rs" | "sample.rs" | "testing.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
            let path = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            found.push(Source { path, text });
        }
    }
}

impl Source {
    /// The texts written in the file, in order; comments have none.
    pub(super) fn literals(&self) -> Vec<Literal> {
        let bytes = self.text.as_bytes();
        let (mut literals, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let rest = &self.text[at..];
            if rest.starts_with("//") {
                at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("'\"'") || rest.starts_with("'\\") {
                at += 3;
            } else if let Some(inside) = rest.strip_prefix("r#\"") {
                let length = inside.find("\"#").expect("a raw text ends");
                literals.push(Literal {
                    start: at,
                    end: at + length + 5,
                    text: inside[..length].to_owned(),
                });
                at += length + 5;
            } else if let Some(inside) = rest.strip_prefix('"') {
                let length = length_of(inside);
                literals.push(Literal {
                    start: at,
                    end: at + length + 2,
                    text: resolved(&inside[..length]),
                });
                at += length + 2;
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        literals
    }

    /// The functions of the file: where each begins and where the next one does.
    pub(super) fn functions(&self) -> Vec<(usize, usize)> {
        let mut starts = Vec::new();
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let words = line.trim_start();
            let head = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async "]
                .iter()
                .fold(words, |head, word| head.strip_prefix(word).unwrap_or(head));
            if head.starts_with("fn ") {
                starts.push(at);
            }
            at += line.len();
        }
        let ends = starts.iter().skip(1).copied().chain(std::iter::once(self.text.len()));
        starts.iter().copied().zip(ends).collect()
    }
}

fn length_of(inside: &str) -> usize {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            '"' if !escaped => return at,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    panic!("a text ends");
}

/// Joins lines that a backslash breaks, and takes the backslash off quotation marks.
fn resolved(written: &str) -> String {
    let mut lines = written.split("\\\n");
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| text + line.trim_start()).replace("\\\"", "\"")
}

#[test]
fn texts_are_found_in_code_and_not_in_comments() {
    let text = "let a = \"one \\\"two\\\"\"; // \"no\"\nlet c = '\"'; let d = \"three \\\n     four\";".to_owned();
    let source = Source { path: String::new(), text };
    let found: Vec<String> = source.literals().into_iter().map(|literal| literal.text).collect();
    assert_eq!(found, ["one \"two\"", "three four"]);
}
