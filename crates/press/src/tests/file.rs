//! A printed file as a reader's program takes it apart.

use crate::print;
use document::{Document, Paper};
use lopdf::{Dictionary, Object};
use std::collections::BTreeSet;

/// A file that was read again.
pub(super) struct File {
    file: lopdf::Document,
}

impl File {
    pub(super) fn of(document: &Document, paper: Paper) -> Self {
        let bytes = print(document, paper).expect("the document can be printed");
        Self {
            file: lopdf::Document::load_mem(&bytes).expect("what was printed is a PDF"),
        }
    }

    pub(super) fn pages(&self) -> usize {
        self.file.get_pages().len()
    }

    /// The words of a page.
    pub(super) fn text_of(&self, page: u32) -> String {
        let text = self.file.extract_text(&[page]).expect("the words can be read");
        text.replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words of all pages.
    pub(super) fn text(&self) -> String {
        let pages = self.file.get_pages();
        pages.keys().map(|page| self.text_of(*page)).collect::<Vec<_>>().join(" ")
    }

    /// Width and height of a page in points.
    pub(super) fn box_of(&self, page: u32) -> (i64, i64) {
        let id = self.file.get_pages()[&page];
        let dictionary = self.file.get_dictionary(id).unwrap();
        let sides = dictionary.get(b"MediaBox").unwrap().as_array().unwrap();
        let whole = |side: &Object| format!("{:.0}", side.as_float().unwrap()).parse().unwrap();
        (whole(&sides[2]), whole(&sides[3]))
    }

    fn dictionaries(&self) -> impl Iterator<Item = &Dictionary> {
        self.file.objects.values().filter_map(|object| object.as_dict().ok())
    }

    fn word(&self, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
        let value = dictionary.get(key).ok()?;
        let (_, value) = self.file.dereference(value).ok()?;
        lopdf::decode_text_string(value).ok()
    }

    pub(super) fn language(&self) -> String {
        self.word(self.file.catalog().unwrap(), b"Lang").unwrap_or_default()
    }

    pub(super) fn title(&self) -> String {
        let info = self.file.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
        self.word(self.file.get_dictionary(info).unwrap(), b"Title").unwrap_or_default()
    }

    pub(super) fn is_marked(&self) -> bool {
        let catalog = self.file.catalog().unwrap();
        let mark = catalog.get(b"MarkInfo").and_then(|mark| self.file.dereference(mark));
        let marked = mark
            .ok()
            .and_then(|(_, mark)| mark.as_dict().ok()?.get(b"Marked").ok()?.as_bool().ok());
        marked == Some(true) && catalog.has(b"StructTreeRoot")
    }

    /// Whether the metadata say PDF/UA.
    pub(super) fn claims_accessibility(&self) -> bool {
        let id = self
            .file
            .catalog()
            .unwrap()
            .get(b"Metadata")
            .and_then(Object::as_reference)
            .unwrap();
        let stream = self.file.get_object(id).and_then(Object::as_stream).unwrap();
        let bytes = stream.get_plain_content().unwrap_or_else(|_| stream.content.clone());
        String::from_utf8_lossy(&bytes).contains("pdfuaid:part")
    }

    /// The kinds of structure elements.
    pub(super) fn tags(&self) -> BTreeSet<String> {
        let elements = self.dictionaries().filter(|dictionary| dictionary.has(b"P"));
        let kinds = elements.filter_map(|element| element.get(b"S").and_then(Object::as_name).ok());
        kinds.map(|kind| String::from_utf8_lossy(kind).into_owned()).collect()
    }

    /// What pictures say to those who do not see them.
    pub(super) fn alternatives(&self) -> Vec<String> {
        self.dictionaries().filter_map(|dictionary| self.word(dictionary, b"Alt")).collect()
    }

    /// The fonts by name, each with whether the file holds it.
    pub(super) fn fonts(&self) -> Vec<(String, bool)> {
        let described = self.dictionaries().filter(|dictionary| dictionary.has_type(b"FontDescriptor"));
        let font = |dictionary: &Dictionary| {
            let name = dictionary.get(b"FontName").and_then(Object::as_name).unwrap_or_default();
            let embedded = [b"FontFile2".as_slice(), b"FontFile3"].iter().any(|key| dictionary.has(key));
            (String::from_utf8_lossy(name).into_owned(), embedded)
        };
        described.map(font).collect()
    }
}
