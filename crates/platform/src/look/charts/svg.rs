//! The one writer of SVG: every word is escaped, every position is a whole tenth of a pixel.

use std::fmt::Write as _;

use hypertext::Raw;

use super::{About, Room};
use crate::look::Markup;

/// A position or length in tenths of a pixel; pixels need no more and floats are not needed at all.
pub(super) type Tenths = i64;

/// Where a text's position is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// An SVG that is being written.
#[derive(Clone, Debug)]
pub struct Svg {
    out: String,
}

impl Svg {
    /// A small drawing whose positions are percent of its width; without a label it is decoration.
    #[must_use]
    pub fn plain(class: &str, label: &str) -> Self {
        let mut svg = Self { out: String::new() };
        svg.open("svg", &[("class", class)]);
        if label.is_empty() {
            svg.attribute("aria-hidden", "true");
        } else {
            svg.attribute("role", "img");
            svg.attribute("aria-label", label);
        }
        svg.out.push('>');
        svg
    }

    /// A drawing of the room's width, with its title and text alternative.
    pub(super) fn chart(about: &About, room: Room, height: i64) -> Self {
        Self::drawing(about, room, room.class(), (room.width(), height))
    }

    /// A drawing of another width than its room usually has, in pixels.
    pub(super) fn drawing(about: &About, room: Room, class: &str, (width, height): (i64, i64)) -> Self {
        let mut svg = Self { out: String::new() };
        let id = format!("{}-{}", about.id, room.suffix());
        let view = format!("0 0 {width} {height}");
        let named = format!("{id}-t {id}-d");
        svg.open(
            "svg",
            &[("class", class), ("viewBox", &view), ("role", "img"), ("aria-labelledby", &named)],
        );
        svg.out.push('>');
        svg.element("title", &format!("{id}-t"), &about.title);
        svg.element("desc", &format!("{id}-d"), &about.summary);
        svg.out.push_str("<defs>");
        svg.open("pattern", &[("id", &format!("{id}-h")), ("width", "5"), ("height", "5")]);
        svg.attribute("patternUnits", "userSpaceOnUse");
        svg.attribute("patternTransform", "rotate(45)");
        svg.out.push('>');
        svg.tag("line", &[("class", "hatching"), ("x1", "0"), ("x2", "0"), ("y1", "0"), ("y2", "5")]);
        svg.out.push_str("</pattern></defs>");
        svg
    }

    fn element(&mut self, name: &str, id: &str, words: &str) {
        self.open(name, &[("id", id)]);
        self.out.push('>');
        escape(words, &mut self.out);
        self.close(name);
    }

    /// An element without contents.
    pub fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes);
        self.out.push_str("/>");
    }

    /// A filled box; nothing is drawn for one without area.
    pub(super) fn rect(&mut self, class: &str, corner: (Tenths, Tenths), size: (Tenths, Tenths)) {
        if size.0 > 0 && size.1 > 0 {
            let (x, y, width, height) = (px(corner.0), px(corner.1), px(size.0), px(size.1));
            self.tag(
                "rect",
                &[("class", class), ("x", &x), ("y", &y), ("width", &width), ("height", &height)],
            );
        }
    }

    /// A box that says unknown: hatched, in its true size.
    pub(super) fn hatched(&mut self, about: &About, room: Room, corner: (Tenths, Tenths), size: (Tenths, Tenths)) {
        let fill = format!("url(#{}-{}-h)", about.id, room.suffix());
        let (x, y, width, height) = (px(corner.0), px(corner.1), px(size.0.max(1)), px(size.1.max(1)));
        let place = [("x", x.as_str()), ("y", &y), ("width", &width), ("height", &height)];
        let look = [("class", "hatched"), ("fill", fill.as_str())];
        self.tag("rect", &[look.as_slice(), place.as_slice()].concat());
    }

    pub(super) fn line(&mut self, class: &str, from: (Tenths, Tenths), to: (Tenths, Tenths)) {
        let (x1, y1, x2, y2) = (px(from.0), px(from.1), px(to.0), px(to.1));
        self.tag("line", &[("class", class), ("x1", &x1), ("y1", &y1), ("x2", &x2), ("y2", &y2)]);
    }

    pub(super) fn circle(&mut self, class: &str, centre: (Tenths, Tenths), radius: Tenths) {
        let (x, y, r) = (px(centre.0), px(centre.1), px(radius));
        self.tag("circle", &[("class", class), ("cx", &x), ("cy", &y), ("r", &r)]);
    }

    /// A line through points.
    pub(super) fn path(&mut self, class: &str, points: &[(Tenths, Tenths)]) {
        let mut way = String::new();
        for (place, (x, y)) in points.iter().enumerate() {
            let letter = if place == 0 { 'M' } else { 'L' };
            write!(way, "{letter}{} {}", px(*x), px(*y)).expect("writing to a string cannot fail");
        }
        self.tag("path", &[("class", class), ("d", &way)]);
    }

    pub(super) fn words(&mut self, class: &str, at: (Tenths, Tenths), anchor: Anchor, words: &str) {
        let (x, y) = (px(at.0), px(at.1));
        self.open("text", &[("class", class), ("x", &x), ("y", &y)]);
        if anchor != Anchor::Start {
            self.attribute("text-anchor", anchor.word());
        }
        self.out.push('>');
        escape(words, &mut self.out);
        self.close("text");
    }

    /// How many pixels wide a finished drawing is: the third number of its view box.
    pub(super) fn width_of(drawing: &str) -> i64 {
        let view = drawing.split_once("viewBox=\"").map_or("", |(_, after)| after);
        view.split([' ', '"'])
            .nth(2)
            .and_then(|width| width.parse().ok())
            .unwrap_or_else(|| Room::Wide.width())
    }

    /// The finished drawing.
    #[must_use]
    pub fn finish(mut self) -> Markup {
        self.close("svg");
        // XSS SAFETY: all text and attribute values went through `escape`; names are constants of this module.
        Raw::dangerously_create(self.out)
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.attribute(key, value);
        }
    }

    fn attribute(&mut self, key: &str, value: &str) {
        write!(self.out, " {key}=\"").expect("writing to a string cannot fail");
        escape(value, &mut self.out);
        self.out.push('"');
    }

    fn close(&mut self, name: &str) {
        write!(self.out, "</{name}>").expect("writing to a string cannot fail");
    }
}

fn escape(words: &str, out: &mut String) {
    for letter in words.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            plain => out.push(plain),
        }
    }
}

/// Tenths as SVG writes them: `12.3`, `12`.
pub(super) fn px(tenths: Tenths) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    if rest == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest}")
    }
}
