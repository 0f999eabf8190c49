//! The characters of a file, decoded piece by piece, with the physical line each stands on.

use encoding_rs::{Decoder, DecoderResult};

use super::dialect::{Dialect, Encoding, Terminator};

/// How much is decoded at a time, in bytes of text.
const PIECE_BYTES: usize = 16 * 1024;

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
    bytes: &'a [u8],
    piece: String,
    at: usize,
    undecodable_next: bool,
    finished: bool,
    line: u64,
    after_return: bool,
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
    pub(super) fn new(bytes: &'a [u8], encoding: Encoding) -> Self {
        let bytes = encoding
            .byte_order_mark()
            .and_then(|mark| bytes.strip_prefix(mark))
            .unwrap_or(bytes);
        Self {
            decoder: encoding.decoding().new_decoder_without_bom_handling(),
            bytes,
            piece: String::with_capacity(PIECE_BYTES),
            at: 0,
            undecodable_next: false,
            finished: false,
            line: 1,
            after_return: false,
        }
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
            self.after_return = false;
        }
        rest.get(..length).unwrap_or_default()
    }

    fn decode_piece(&mut self) {
        self.piece.clear();
        self.at = 0;
        let (result, read) = self.decoder.decode_to_string_without_replacement(self.bytes, &mut self.piece, true);
        self.bytes = self.bytes.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => self.finished = true,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(_, _) => self.undecodable_next = true,
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
                self.count(character);
                return Some(Symbol::Character(character));
            }
            if self.undecodable_next {
                self.undecodable_next = false;
                return Some(Symbol::Undecodable);
            }
            if self.finished {
                return None;
            }
            self.decode_piece();
        }
    }
}
