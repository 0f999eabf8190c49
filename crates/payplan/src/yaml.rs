//! Reads a plan's text as strict YAML 1.2 and keeps the line and column of every value.
//! Whatever could mean two things to two readers (anchors, tags, repeated keys, bare yes and no) is refused.

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use crate::problem::{Place, Problems};

/// A plan of a million characters is no plan; refusing it keeps the reader quick.
const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// The language needs eight levels; the reader's own stack stays small.
const DEPTH_MAX: usize = 24;

/// A value of the document with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// `quoted` values are always text, never a number, a date or nothing.
    Scalar {
        text: String,
        quoted: bool,
    },
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) place: Place,
    pub(crate) name: String,
}

impl Node {
    /// What stands here, in the words of a message.
    pub(crate) fn description(&self) -> String {
        match &self.content {
            Content::Scalar { text, .. } if text.is_empty() => "nothing".to_owned(),
            Content::Scalar { text, .. } => format!("`{}`", shortened(text)),
            Content::List(_) => "a list".to_owned(),
            Content::Map(_) => "a group of keys".to_owned(),
        }
    }
}

/// The first forty characters of what was written, for a message.
pub(crate) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Reads one document. Problems of form are added to `problems`; `None` means nothing sensible could be read.
pub(crate) fn read(text: &str, problems: &mut Problems) -> Option<Node> {
    if text.len() > TEXT_BYTES_MAX {
        let start = Place { line: 1, column: 1 };
        problems.add(start, "", "the plan is longer than 1 MiB; a plan is a few pages");
        return None;
    }
    if let Some((place, found)) = control_character(text) {
        let code = u32::from(found);
        problems.add(place, "", format!("the character U+{code:04X} is not allowed in a plan; delete it"));
        return None;
    }
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        problems,
    };
    reader.document()
}

/// YAML 1.2 allows tabs, line ends and printable characters only.
fn control_character(text: &str) -> Option<(Place, char)> {
    text.lines().enumerate().find_map(|(line, content)| {
        content
            .chars()
            .enumerate()
            .find(|(_, c)| (c.is_control() && *c != '\t') || ('\u{FFFE}'..='\u{FFFF}').contains(c))
            .map(|(column, c)| {
                let place = Place {
                    line: line + 1,
                    column: column + 1,
                };
                (place, c)
            })
    })
}

struct Reader<'t, 'p> {
    parser: Parser<'t, StrInput<'t>>,
    problems: &'p mut Problems,
}

/// Reading stopped because the text is no YAML, or a limit was passed; the problem is already noted.
struct Stopped;

impl<'t> Reader<'t, '_> {
    fn document(&mut self) -> Option<Node> {
        let mut root = None;
        let mut documents = 0;
        while let Ok((event, span)) = self.next() {
            match event {
                Event::StreamEnd => return root,
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        self.problems
                            .add(place_of(span), "", "a plan is one document; remove what follows `---`");
                        return None;
                    }
                }
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                value @ (Event::Alias(_)
                | Event::Scalar(..)
                | Event::SequenceStart(..)
                | Event::SequenceEnd
                | Event::MappingStart(..)
                | Event::MappingEnd) => match self.node(value, span, 0) {
                    Ok(node) => root = Some(node),
                    Err(Stopped) => return None,
                },
            }
        }
        None
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Stopped> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let marker = error.marker();
                let place = Place {
                    line: marker.line(),
                    column: marker.col() + 1,
                };
                // The scanner reads ahead and meets its own limit first.
                let message = if error.info() == "recursion limit exceeded" {
                    too_deep()
                } else {
                    format!("this is not well-formed YAML: {}", error.info())
                };
                self.problems.add(place, "", message);
                Err(Stopped)
            }
            None => Err(Stopped),
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Stopped> {
        let place = place_of(span);
        if depth > DEPTH_MAX {
            self.problems.add(place, "", too_deep());
            return Err(Stopped);
        }
        let content = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_marks(place, anchor, tag.is_some());
                let quoted = style != ScalarStyle::Plain;
                if !quoted {
                    self.refuse_ambiguous(place, &text, "value");
                }
                Content::Scalar {
                    text: text.into_owned(),
                    quoted,
                }
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_marks(place, anchor, tag.is_some());
                Content::List(self.list(depth)?)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_marks(place, anchor, tag.is_some());
                Content::Map(self.map(depth)?)
            }
            Event::Alias(_) => {
                self.problems
                    .add(place, "", "aliases (`*name`) are not allowed; write the value out");
                Content::Scalar {
                    text: String::new(),
                    quoted: false,
                }
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => {
                self.problems.add(place, "", "a value is expected here");
                return Err(Stopped);
            }
        };
        Ok(Node { place, content })
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Stopped> {
        let mut nodes = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(nodes);
            }
            nodes.push(self.node(event, span, depth + 1)?);
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<(Key, Node)>, Stopped> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        let mut names = std::collections::BTreeSet::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(entries);
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            let Content::Scalar { text: name, .. } = key.content else {
                self.problems.add(key.place, "", "a key must be a single name");
                continue;
            };
            if !names.insert(name.clone()) {
                let message = format!("the key `{}` stands here twice; keep one", shortened(&name));
                self.problems.add(key.place, "", message);
                continue;
            }
            let place = key.place;
            entries.push((Key { place, name }, value));
        }
    }

    fn refuse_marks(&mut self, place: Place, anchor: usize, tagged: bool) {
        if anchor > 0 {
            self.problems
                .add(place, "", "anchors (`&name`) are not allowed; write the value out where it is used");
        }
        if tagged {
            self.problems
                .add(place, "", "tags (`!name`) are not allowed; every key has one known type");
        }
    }

    /// YAML 1.1 readers take these words for true and false; a plan must read alike everywhere.
    fn refuse_ambiguous(&mut self, place: Place, text: &str, what: &str) {
        let lower = text.to_ascii_lowercase();
        if matches!(lower.as_str(), "on" | "off" | "yes" | "no" | "y" | "n") {
            let message = format!("the bare {what} `{text}` means true or false to some readers; put it in quotes or use another word");
            self.problems.add(place, "", message);
        }
    }
}

fn too_deep() -> String {
    format!("the plan is nested more than {DEPTH_MAX} levels deep")
}

fn place_of(span: Span) -> Place {
    Place {
        line: span.start.line(),
        column: span.start.col() + 1,
    }
}
