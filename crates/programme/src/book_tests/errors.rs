//! The catalogue of refusals: every stable code with its sentence, kept as a document so that the wording is reviewed.

use super::source::{Literal, Source, root, sources};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What a code may begin with besides the word of a chapter: the parts of the house that refuse before any chapter does.
const HOUSE: [&str; 6] = ["form", "config", "database", "server", "payplan", "demonstration"];

/// Said by another part of the program, in words of its own that name the case.
const ELSEWHERE: &str = "(in the words of the part that found it)";

fn catalogue() -> BTreeMap<String, String> {
    let book = crate::book();
    let chapters = book.chapters.iter().flat_map(|chapter| platform::texts::parse(chapter.texts));
    platform::texts::parse(platform::texts::PLATFORM)
        .into_iter()
        .chain(chapters)
        .collect()
}

/// Codes and their sentences, wherever the program refuses.
fn refusals() -> BTreeMap<String, BTreeSet<String>> {
    let texts = catalogue();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // The three constructors themselves stand in error.rs.
    for source in sources(&["platform", "programme", "mainstay"])
        .iter()
        .filter(|source| !source.path.ends_with("platform/src/error.rs"))
    {
        let literals = source.literals();
        for (start, end) in source.functions() {
            for (code, sentence) in of_function(source, &literals, (start, end)) {
                let written = sentence.map(|said| texts.get(&said).cloned().unwrap_or(said));
                let sentence = written
                    .or_else(|| texts.get(&code).cloned())
                    .unwrap_or_else(|| ELSEWHERE.to_owned());
                found.entry(code).or_default().insert(sentence);
            }
        }
    }
    found
}

/// The codes of a function with the sentence that stands beside them, if one does.
fn of_function(source: &Source, literals: &[Literal], (start, end): (usize, usize)) -> Vec<(String, Option<String>)> {
    let body = &source.text[start..end];
    let inside: Vec<&Literal> = literals
        .iter()
        .filter(|literal| literal.start >= start && literal.end <= end)
        .collect();
    let mut found = Vec::new();
    let mut indirect = body.contains("refuse(\"").then_some(true);
    for (constructor, place) in [("Error::refused(", 0), ("Error::refused_on(", 1), ("Refusal::new(", 0)] {
        for (at, _) in body.match_indices(constructor) {
            let arguments = arguments(source, &inside, start + at + constructor.len());
            let code = arguments
                .get(place)
                .and_then(|(from, to)| inside.iter().find(|literal| literal.start == *from && literal.end == *to));
            match code {
                Some(code) => found.push((
                    code.text.clone(),
                    sentence(source, &inside, arguments.get(place + 1).copied(), start),
                )),
                None => {
                    let says = arguments
                        .get(place + 1)
                        .is_some_and(|(from, to)| source.text[*from..*to].contains("say"));
                    indirect = Some(indirect.unwrap_or_default() || says);
                }
            }
        }
    }
    // The code is a variable, or a `refuse` of the file makes the refusal: then the codes are what the function names without saying it.
    if let Some(says) = indirect {
        let codes = inside.iter().filter(|literal| is_code(&literal.text) && !is_said(source, literal));
        found.extend(codes.map(|literal| (literal.text.clone(), (!says).then(|| ELSEWHERE.to_owned()))));
    }
    found
}

/// The places of the arguments of a call whose opening bracket ends at `from`, without the space around them.
fn arguments(source: &Source, literals: &[&Literal], from: usize) -> Vec<(usize, usize)> {
    let (mut arguments, mut depth, mut at, mut begin) = (Vec::new(), 0_usize, from, from);
    let trimmed = |from: usize, to: usize| {
        let text = &source.text[from..to];
        (from + text.len() - text.trim_start().len(), from + text.trim_end().len())
    };
    loop {
        if let Some(literal) = literals.iter().find(|literal| literal.start == at) {
            at = literal.end;
            continue;
        }
        match source.text[at..].chars().next().expect("a call ends") {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => {
                arguments.push(trimmed(begin, at));
                return arguments;
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(trimmed(begin, at));
                begin = at + 1;
            }
            _ => {}
        }
        at += source.text[at..].chars().next().map_or(1, char::len_utf8);
    }
}

/// The first text of an argument, or that of the `let` it names.
fn sentence(source: &Source, literals: &[&Literal], argument: Option<(usize, usize)>, function: usize) -> Option<String> {
    let (from, to) = argument?;
    let head = |literal: &Literal| {
        source.text[from..literal.start]
            .trim()
            .rsplit("::")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let beside = literals
        .iter()
        .find(|literal| literal.start >= from && literal.end <= to)
        .filter(|literal| matches!(head(literal).as_str(), "" | "format!(" | "say(" | "say_with("));
    let named = || {
        let head = format!("let {} = ", &source.text[from..to]);
        let at = source.text[function..from].find(&head)? + function + head.len();
        literals.iter().find(|literal| literal.start == at)
    };
    beside.or_else(named).map(|literal| literal.text.clone())
}

/// `chapter.what_is_wrong`.
fn is_code(text: &str) -> bool {
    text.split_once('.')
        .is_some_and(|(word, rest)| !rest.is_empty() && words().contains(word) && rest.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

/// Whether a text is the key of a sentence that is being said.
fn is_said(source: &Source, literal: &Literal) -> bool {
    let before = source.text[..literal.start].trim_end();
    ["say(", "say_with(", "say_count("].iter().any(|call| before.ends_with(call))
}

fn words() -> BTreeSet<&'static str> {
    crate::book().chapters.iter().map(|chapter| chapter.word).chain(HOUSE).collect()
}

fn document(refusals: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut text = String::from(
        "# What the program says when it refuses\n\n\
         Generated from the source by the book tests; `MAINSTAY_ACCEPT=1 cargo test -p programme book_tests` writes it anew.\n\
         Programs may rely on the codes: they stand in `code` of a problem answer (RFC 9457), as `urn:mainstay:CODE` in its `type`, and do\n\
         not change. Sentences may. What stands in braces is filled in.\n",
    );
    let mut chapter = "";
    for (code, sentences) in refusals {
        let word = code.split('.').next().unwrap_or_default();
        if word != chapter {
            write!(text, "\n## {word}\n\n| code | sentence |\n|---|---|\n").unwrap();
            chapter = word;
        }
        for sentence in sentences {
            writeln!(text, "| `{code}` | {} |", sentence.trim().replace('|', "\\|").replace('\n', " ")).unwrap();
        }
    }
    text
}

#[test]
fn every_refusal_stands_in_the_catalogue_with_its_sentence() {
    let refusals = refusals();
    let strange: Vec<&String> = refusals.keys().filter(|code| !is_code(code)).collect();
    assert_eq!(
        strange,
        Vec::<&String>::new(),
        "a code begins with the word of its chapter, then says in snake_case what is wrong"
    );
    for (code, sentences) in &refusals {
        for sentence in sentences {
            let whole = sentence.ends_with(['.', '}', ')', '?']) && sentence.starts_with(|c: char| c.is_uppercase() || "{`(".contains(c));
            assert!(whole, "{code} is not a sentence: {sentence}");
        }
    }
    let (path, text) = (root().join("docs/error-catalogue.md"), document(&refusals));
    if accepts() {
        std::fs::write(&path, &text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == text,
        "docs/error-catalogue.md is not what the program says; read the difference after\n    \
         cargo xtask test book_tests --accept && git diff docs/error-catalogue.md"
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests accepts a new wording in the environment, as with snapshots"
)]
fn accepts() -> bool {
    std::env::var("MAINSTAY_ACCEPT").is_ok_and(|said| said == "1")
}
