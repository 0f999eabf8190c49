//! The source tree as the workshop sees it: where it begins, which files belong to it, and Rust source with comments and strings told apart.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder that holds the workspace's Cargo.toml.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("xtask stands two folders below the root")
        .to_owned()
}

/// What holds no source of ours.
const NOT_SOURCE: [&str; 4] = [".git", "target", "node_modules", "proptest-regressions"];
/// The same, where they stand beside the workspace's Cargo.toml.
const NOT_SOURCE_AT_ROOT: [&str; 2] = ["data", "screenshots"];

/// A file of the tree; the path is relative to the root and written with `/`.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    pub(crate) fn is_rust(&self) -> bool {
        self.name().ends_with(".rs")
    }
}

/// Every text file of the tree, sorted by path. Files that are not UTF-8 (fonts, pictures) are left out.
pub(crate) fn files(root: &Path) -> Result<Vec<File>> {
    let mut found = Vec::new();
    walk(root, root, &mut found)?;
    found.sort_by(|a: &File, b: &File| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<File>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading the folder {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // In a second working tree of the repository `.git` is a file.
        let left_out = NOT_SOURCE.contains(&name.as_str()) || (folder == root && NOT_SOURCE_AT_ROOT.contains(&name.as_str()));
        if left_out {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, found)?;
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push(File { path, text });
        }
    }
    Ok(())
}

/// Rust source taken apart, so that a rule about code is not misled by a sentence about code.
#[derive(Debug, Default)]
pub(crate) struct Rust {
    /// The source with comments and the insides of strings blanked; line breaks and offsets (in characters) stay.
    pub(crate) code: Vec<char>,
    pub(crate) strings: Vec<Piece>,
    pub(crate) comments: Vec<Piece>,
}

/// A string or a comment: what it says, and where it begins.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// The offset of its first character (of a string: the opening quote) in `code`.
    pub(crate) at: usize,
    /// Counted from 1.
    pub(crate) line: usize,
}

impl Rust {
    pub(crate) fn read(source: &str) -> Rust {
        let chars: Vec<char> = source.chars().collect();
        let mut rust = Rust::default();
        let mut at = 0;
        let mut line = 1;
        while let Some(&c) = chars.get(at) {
            let next = chars.get(at + 1).copied();
            let end = if c == '/' && next == Some('/') {
                find(&chars, at, |&c, _| c == '\n')
            } else if c == '/' && next == Some('*') {
                block_end(&chars, at)
            } else if let Some(end) = string_end(&chars, at, rust.code.last().copied()) {
                end
            } else {
                rust.code.push(c);
                line += usize::from(c == '\n');
                at += 1;
                continue;
            };
            let piece: String = chars.get(at..end).unwrap_or_default().iter().collect();
            let kind = Piece {
                at,
                line,
                text: inside(&piece).to_owned(),
            };
            if c == '/' { &mut rust.comments } else { &mut rust.strings }.push(kind);
            let ends = [at, end - 1];
            rust.code.extend(piece.chars().zip(at..end).map(|(inner, place)| match inner {
                '\n' => '\n',
                _ if c != '/' && ends.contains(&place) => '"',
                _ => ' ',
            }));
            line += piece.chars().filter(|&c| c == '\n').count();
            at = end;
        }
        rust
    }

    /// The blanked code, line by line.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.code.split(|&c| c == '\n').map(|line| line.iter().collect()).collect()
    }

    /// The line of an offset, counted from 1.
    pub(crate) fn line_of(&self, at: usize) -> usize {
        1 + self.code.iter().take(at).filter(|&&c| c == '\n').count()
    }

    /// The function a string is the first argument of: `say` in `say("accounts.title")`.
    pub(crate) fn called_with(&self, string: &Piece) -> String {
        let before: Vec<char> = self.code.iter().take(string.at).copied().collect();
        let mut back = before.iter().rev().skip_while(|c| c.is_whitespace() || **c == '&');
        if back.next() != Some(&'(') {
            return String::new();
        }
        let name: Vec<char> = back.take_while(|c| is_word(**c)).copied().collect();
        name.into_iter().rev().collect()
    }

    /// Per line, whether it stands inside `#[cfg(test)]`.
    pub(crate) fn test_lines(&self) -> Vec<bool> {
        let mut marks = Vec::new();
        let mut depth = 0_usize;
        let mut within: Option<usize> = None;
        let mut armed = false;
        for line in self.lines() {
            armed |= within.is_none() && line.contains("#[cfg(test)]");
            marks.push(armed || within.is_some());
            for c in line.chars() {
                match c {
                    '{' => {
                        if armed && within.is_none() {
                            within = Some(depth);
                            armed = false;
                        }
                        depth += 1;
                    }
                    '}' => {
                        depth = depth.saturating_sub(1);
                        if within == Some(depth) {
                            within = None;
                        }
                    }
                    ';' if armed && within.is_none() => armed = false,
                    _ => {}
                }
            }
        }
        marks
    }
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn find(chars: &[char], from: usize, wanted: impl Fn(&char, usize) -> bool) -> usize {
    chars
        .iter()
        .enumerate()
        .skip(from)
        .find(|&(at, c)| wanted(c, at))
        .map_or(chars.len(), |(at, _)| at)
}

fn block_end(chars: &[char], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while at < chars.len() {
        match (chars.get(at), chars.get(at + 1)) {
            (Some('/'), Some('*')) => depth += 1,
            (Some('*'), Some('/')) => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

/// Where the string or character literal that begins at `from` ends, if one begins there.
fn string_end(chars: &[char], from: usize, before: Option<char>) -> Option<usize> {
    let c = *chars.get(from)?;
    if c == '"' {
        return Some(quoted_end(chars, from + 1, '"'));
    }
    if c == '\'' {
        let escaped = chars.get(from + 1) == Some(&'\\');
        let closed = chars.get(from + 2) == Some(&'\'');
        return (escaped || closed).then(|| quoted_end(chars, from + 1, '\''));
    }
    if before.is_some_and(is_word) || !matches!(c, 'r' | 'b' | 'c') {
        return None;
    }
    let marks = find(chars, from, |c, _| !matches!(c, 'r' | 'b' | 'c'));
    let quote = find(chars, marks, |c, _| *c != '#');
    if chars.get(quote) != Some(&'"') || marks - from > 2 {
        return None;
    }
    if !chars.get(from..marks)?.contains(&'r') {
        return (quote == marks).then(|| quoted_end(chars, quote + 1, '"'));
    }
    let hashes = quote - marks;
    let closes = |at: usize| chars.iter().skip(at + 1).take_while(|c| **c == '#').count() >= hashes;
    let close = find(chars, quote + 1, |c, at| *c == '"' && closes(at));
    Some((close + 1 + hashes).min(chars.len()))
}

fn quoted_end(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from;
    while let Some(&c) = chars.get(at) {
        match c {
            '\\' => at += 2,
            _ if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// A literal without its quotes, a comment as it is.
fn inside(piece: &str) -> &str {
    if piece.starts_with('/') {
        return piece;
    }
    let body = piece.trim_start_matches(['r', 'b', 'c']);
    let hashes = body.chars().take_while(|&c| c == '#').count();
    body.get(hashes + 1..body.len().saturating_sub(hashes + 1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Rust;

    fn code(source: &str) -> String {
        Rust::read(source).code.into_iter().collect()
    }

    #[test]
    fn comments_and_the_insides_of_strings_are_blanked_and_offsets_stay() {
        assert_eq!(code("a(\"x/y\"); // b\nc"), "a(\"   \");     \nc");
        assert_eq!(code("r#\"a\"b\"# 'x' '\\'' &'a str"), "\"      \" \" \" \"  \" &'a str");
        assert_eq!(code("/* a /* b */ c */d"), "                 d");
    }

    #[test]
    fn a_string_knows_its_words_its_line_and_its_caller() {
        let rust = Rust::read("\nsay_with(\n  \"accounts.title\", &[])");
        let string = rust.strings.first().unwrap();
        assert_eq!(
            (string.text.as_str(), string.line, rust.called_with(string).as_str()),
            ("accounts.title", 3, "say_with")
        );
    }

    #[test]
    fn the_lines_of_a_test_module_are_known() {
        let rust = Rust::read("fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod tests;\nfn d() {}");
        assert_eq!(rust.test_lines(), [false, true, true, true, true, false, true, true, false]);
    }
}
