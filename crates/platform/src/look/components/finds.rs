//! What a search found: records of one kind as links, with what tells them apart.

use hypertext::Buffer;
use hypertext::prelude::*;

/// A record that was found.
#[derive(Clone, Debug)]
pub struct Find {
    /// What people call it.
    pub name: String,
    /// Its number or code; may be empty.
    pub code: String,
    /// What tells it from others of the same name; may be empty.
    pub about: String,
    /// Its page.
    pub href: String,
}

/// The records of one kind.
#[derive(Clone, Debug)]
pub struct Finds {
    /// What kind they are.
    pub title: String,
    /// How many, in words.
    pub count: String,
    /// Where all of them stand: the words of the link, and its address.
    pub all: Option<(String, String)>,
    /// The best of them.
    pub finds: Vec<Find>,
}

impl Renderable for Finds {
    fn render_to(&self, buffer: &mut Buffer) {
        maud! {
            section.sec {
                header {
                    h2 { (self.title) }
                    p { (self.count) }
                    @if let Some((label, href)) = &self.all {
                        span.end { a.link href=(href) { (label) span.vh { ": " (self.title) } } }
                    }
                }
                ul.finds {
                    @for find in &self.finds {
                        li {
                            a href=(find.href) {
                                b { (find.name) }
                                @if !find.code.is_empty() { " " span.ref { (find.code) } }
                                @if !find.about.is_empty() { " " span.about { (find.about) } }
                            }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}
