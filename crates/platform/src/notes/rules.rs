//! What a note is, what can be said in one, whom it names, and how its plain words are set.

use super::noted::Record;
use crate::texts::say;
use crate::web::listing::fold;
use std::collections::BTreeSet;
use std::ops::Range;
use vocabulary::{Instant, Refusal, UserId};

crate::record_id! {
    /// A note. Those written later are larger.
    NoteId of "note"
}

/// The most characters of a note.
pub(super) const WORDS_MAX: usize = 4_000;
/// For how long a deleted note can be brought back.
pub(super) const KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;
/// The most words of a note by which it is found, and the most letters of one.
const FOUND_BY_MAX: usize = 200;
const LETTERS_MAX: usize = 40;

/// A note on a record, or an answer to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The id.
    pub id: NoteId,
    /// On what it stands.
    pub record: Record,
    /// The note that it answers; none for a note of its own.
    pub under: Option<NoteId>,
    /// What it says, as plain words.
    pub words: String,
    /// Whether its author alone sees it.
    pub private: bool,
    /// Who wrote it. They alone change it.
    pub author: UserId,
    /// When.
    pub written: Instant,
    /// When it was last changed, if it was.
    pub edited: Option<Instant>,
    /// When it was deleted, if it was.
    pub deleted: Option<Instant>,
    /// For optimistic locking.
    pub version: i64,
}

/// What was typed, without what nobody sees: no control characters, no marks that turn the direction of a line, no rows of empty lines.
///
/// # Errors
/// A refusal on `words` when nothing is left, or too much.
pub(super) fn words(typed: &str) -> Result<String, Refusal> {
    let lines = typed
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', " ");
    let unseen = |c: &char| (c.is_control() && *c != '\n') || matches!(*c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    let mut kept = String::new();
    let mut empty = 0;
    for line in lines.trim().split('\n') {
        let line: String = line.chars().filter(|c| !unseen(c)).collect();
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    let kept = kept.trim().to_owned();
    if kept.is_empty() {
        return Err(Refusal::new("notes.nothing", say("notes.nothing")).on("words"));
    }
    if kept.chars().count() > WORDS_MAX {
        return Err(Refusal::new("notes.too_long", say("notes.too_long")).on("words"));
    }
    Ok(kept)
}

/// The folded words by which a note is found.
#[must_use]
pub(super) fn found_by(words: &str) -> BTreeSet<String> {
    let folded = fold(words);
    let all = folded.split(|c: char| !c.is_alphanumeric());
    let whole = all.filter(|word| word.chars().nth(1).is_some() && word.chars().count() <= LETTERS_MAX);
    whole.map(str::to_owned).take(FOUND_BY_MAX).collect()
}

/// The first words of a note, on one line.
#[must_use]
pub(super) fn beginning(words: &str, characters_max: usize) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= characters_max {
        return line;
    }
    let cut: String = line.chars().take(characters_max).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

/// Somebody as a note can name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nameable {
    pub(super) user: UserId,
    /// The name, or what they type to sign in.
    pub(super) name: String,
}

/// Where a text names somebody behind an `@`, and whom. Where one name begins another, the longer one is meant; a name that several
/// people have means all of them.
#[must_use]
pub(super) fn named(words: &str, people: &[Nameable]) -> Vec<(Range<usize>, Vec<UserId>)> {
    let mut found = Vec::new();
    let mut before = None;
    for (at, letter) in words.char_indices() {
        let begins = letter == '@' && before.is_none_or(|c: char| !c.is_alphanumeric());
        before = Some(letter);
        if !begins {
            continue;
        }
        let rest = words.get(at + 1..).unwrap_or_default();
        let first = rest.chars().next().map(|c| fold(&c.to_string()));
        let mut longest: (usize, Vec<UserId>) = (0, Vec::new());
        for person in people {
            if first != person.name.chars().next().map(|c| fold(&c.to_string())) {
                continue;
            }
            if let Some(length) = begins_with(rest, &person.name).filter(|length| *length >= longest.0) {
                if length > longest.0 {
                    longest = (length, Vec::new());
                }
                longest.1.push(person.user);
            }
        }
        if longest.0 > 0 {
            found.push((at..at + 1 + longest.0, longest.1));
        }
    }
    found
}

/// How many bytes of a text are a name at its beginning, however it is written; none when the name goes on.
fn begins_with(text: &str, name: &str) -> Option<usize> {
    let letters = name.chars().count();
    let end = text.char_indices().nth(letters).map_or(text.len(), |(end, _)| end);
    let (own, rest) = text.split_at_checked(end)?;
    let ends = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    (letters > 0 && ends && fold(own) == fold(name)).then_some(end)
}

/// A piece of a text as it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block<'a> {
    /// Lines that belong together.
    Paragraph(Vec<Vec<Span<'a>>>),
    /// Points, numbered or not.
    List(bool, Vec<Vec<Span<'a>>>),
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span<'a> {
    /// Words.
    Words(&'a str),
    /// An address in the web, shown as it is.
    Link(&'a str),
    /// Somebody who is named.
    Name(&'a str),
}

/// Sets plain words: an empty line ends a paragraph; lines that begin with a dash, a star or a number are a list.
#[must_use]
pub(super) fn blocks<'a>(words: &'a str, people: &[Nameable]) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let mut begins = true;
    for line in words.split('\n') {
        if line.trim().is_empty() {
            begins = true;
            continue;
        }
        match (point(line), blocks.last_mut()) {
            (Some((numbered, rest)), Some(Block::List(known, points))) if *known == numbered && !begins => points.push(spans(rest, people)),
            (Some((numbered, rest)), _) => blocks.push(Block::List(numbered, vec![spans(rest, people)])),
            (None, Some(Block::Paragraph(lines))) if !begins => lines.push(spans(line, people)),
            (None, _) => blocks.push(Block::Paragraph(vec![spans(line, people)])),
        }
        begins = false;
    }
    blocks
}

/// What a line says as a point of a list, and whether its list is numbered.
fn point(line: &str) -> Option<(bool, &str)> {
    let line = line.trim_start();
    if let Some(rest) = ["- ", "* ", "• "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some((false, rest.trim()));
    }
    let (number, rest) = line.split_once([' '])?;
    let digits = number.strip_suffix('.').or_else(|| number.strip_suffix(')'))?;
    let numbered = !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit());
    numbered.then(|| (true, rest.trim()))
}

fn spans<'a>(line: &'a str, people: &[Nameable]) -> Vec<Span<'a>> {
    let names = named(line, people).into_iter().map(|(range, _)| (range, true));
    let mut marked: Vec<(Range<usize>, bool)> = names.chain(links(line).into_iter().map(|range| (range, false))).collect();
    marked.sort_by_key(|(range, _)| range.start);
    let (mut spans, mut at) = (Vec::new(), 0);
    for (range, is_name) in marked {
        if range.start < at {
            continue;
        }
        let before = line.get(at..range.start).unwrap_or_default();
        if !before.is_empty() {
            spans.push(Span::Words(before));
        }
        let own = line.get(range.clone()).unwrap_or_default();
        spans.push(if is_name { Span::Name(own) } else { Span::Link(own) });
        at = range.end;
    }
    let rest = line.get(at..).unwrap_or_default();
    if !rest.is_empty() {
        spans.push(Span::Words(rest));
    }
    spans
}

/// Where addresses in the web stand in a line. No other scheme is ever a link.
fn links(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_link(line, at) {
        let rest = line.get(start..).unwrap_or_default();
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(rest.len());
        let address = rest.get(..end).unwrap_or_default();
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '»', '”', '’', '…']);
        let host = address.split_once("://").map_or("", |(_, host)| host);
        if host.chars().next().is_some_and(char::is_alphanumeric) {
            found.push(start..start + address.len());
        }
        at = start + end.max(1);
    }
    found
}

fn next_link(line: &str, from: usize) -> Option<usize> {
    let rest = line.get(from..)?;
    let starts = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme));
    starts.min().map(|start| from + start)
}
