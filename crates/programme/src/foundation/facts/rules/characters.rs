//! The characters of a file, decoded piece by piece, with the physical line each stands on.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult};

use super::dialect::{Dialect, Encoding, Terminator};

/// How much is decoded at a time, in bytes of text.
const PIECE_BYTES: usize = 16 * 1024;
/// How much is read at a time, in bytes.
const READ_BYTES: usize = 64 * 1024;

/// One step through a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Character(char),
    /// Bytes that mean nothing in the declared encoding.
    Undecodable,
}

/// The file as symbols. Memory is bounded by one piece, whatever the size of the file.
pub(super) struct Characters<'a> {
    decoder: Decoder,
    source: Box<dyn Read + 'a>,
    /// What was read and not decoded yet, from `raw_at` on.
    raw: Vec<u8>,
    raw_at: usize,
    /// Nothing more is to be read.
    ended: bool,
    /// Why reading ended before the file did.
    broken: Option<String>,
    piece: String,
    at: usize,
    /// How many undecodable bytes stand behind the piece, if some do.
    undecodable_next: Option<usize>,
    finished: bool,
    line: u64,
    after_return: bool,
    /// How many bytes of text were taken.
    taken: usize,
}

/// The ASCII characters that neither end, separate, quote nor break anything in a dialect.
pub(super) struct Ordinary([bool; 256]);

impl Ordinary {
    pub(super) fn in_dialect(dialect: &Dialect) -> Self {
        let mut ordinary = [false; 256];
        let marks = match &dialect.terminator {
            Terminator::AnyNewline => dialect.delimiter.clone(),
            Terminator::Text(text) => format!("{}{text}", dialect.delimiter),
        };
        for (byte, known) in (0_u8..128).zip(&mut ordinary) {
            let character = char::from(byte);
            *known = !character.is_control() && !marks.contains(character) && dialect.quote != Some(character);
        }
        Self(ordinary)
    }

    fn contains(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or_default()
    }
}

impl<'a> Characters<'a> {
    pub(super) fn new(source: Box<dyn Read + 'a>, encoding: Encoding) -> Self {
        let mut characters = Self::inside(source, encoding, 1);
        if let Some(mark) = encoding.byte_order_mark() {
            characters.read_more();
            if characters.raw.starts_with(mark) {
                characters.raw_at = mark.len();
            }
        }
        characters
    }

    /// The characters from a line inside a file on: a byte-order mark there is a character.
    pub(super) fn inside(source: Box<dyn Read + 'a>, encoding: Encoding, line: u64) -> Self {
        Self {
            decoder: encoding.decoding().new_decoder_without_bom_handling(),
            source,
            raw: Vec::new(),
            raw_at: 0,
            ended: false,
            broken: None,
            piece: String::with_capacity(PIECE_BYTES),
            at: 0,
            undecodable_next: None,
            finished: false,
            line,
            after_return: false,
            taken: 0,
        }
    }

    /// How many bytes of the text were taken; of a file in UTF-8, as many bytes of the file.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    /// Why reading ended before the file did, if so.
    pub(super) fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    fn read_more(&mut self) {
        self.raw.clear();
        self.raw_at = 0;
        self.raw.resize(READ_BYTES, 0);
        let mut filled = 0;
        // A whole buffer at a time: a mark of three bytes never arrives in two.
        while let Some(free) = self.raw.get_mut(filled..).filter(|free| !free.is_empty()) {
            match self.source.read(free) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(read) => filled = filled.saturating_add(read),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.broken = Some(error.to_string());
                    self.ended = true;
                    break;
                }
            }
        }
        self.raw.truncate(filled);
    }

    /// The line of the next symbol, counted from 1. A line ends with `\n`, `\r` or `\r\n`.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next characters of the piece that mean nothing but themselves, taken at once; empty if there are none.
    pub(super) fn run(&mut self, ordinary: &Ordinary) -> &str {
        let rest = self.piece.get(self.at..).unwrap_or_default();
        let length = rest.bytes().position(|byte| !ordinary.contains(byte)).unwrap_or(rest.len());
        if length > 0 {
            self.at = self.at.saturating_add(length);
            self.taken = self.taken.saturating_add(length);
            self.after_return = false;
        }
        rest.get(..length).unwrap_or_default()
    }

    fn decode_piece(&mut self) {
        self.piece.clear();
        self.at = 0;
        if self.raw_at >= self.raw.len() && !self.ended {
            self.read_more();
        }
        let raw = self.raw.get(self.raw_at..).unwrap_or_default();
        let (result, read) = self.decoder.decode_to_string_without_replacement(raw, &mut self.piece, self.ended);
        self.raw_at = self.raw_at.saturating_add(read);
        match result {
            DecoderResult::InputEmpty => self.finished = self.ended,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, _) => self.undecodable_next = Some(usize::from(bad)),
        }
    }

    fn count(&mut self, character: char) {
        if character == '\r' || (character == '\n' && !self.after_return) {
            self.line = self.line.saturating_add(1);
        }
        self.after_return = character == '\r';
    }
}

impl Iterator for Characters<'_> {
    type Item = Symbol;

    fn next(&mut self) -> Option<Symbol> {
        loop {
            let character = self.piece.get(self.at..).and_then(|rest| rest.chars().next());
            if let Some(character) = character {
                self.at = self.at.saturating_add(character.len_utf8());
                self.taken = self.taken.saturating_add(character.len_utf8());
                self.count(character);
                return Some(Symbol::Character(character));
            }
            if let Some(bad) = self.undecodable_next.take() {
                self.taken = self.taken.saturating_add(bad);
                return Some(Symbol::Undecodable);
            }
            if self.finished {
                return None;
            }
            self.decode_piece();
        }
    }
}
