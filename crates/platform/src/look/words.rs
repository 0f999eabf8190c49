//! The words of finished HTML: what a cell says, for papers and files that show no HTML.

use super::Markup;

/// Elements that stand on a line of their own, or begin one.
const LINES: [&str; 13] = [
    "small", "br", "p", "div", "li", "ul", "ol", "dt", "dd", "h3", "summary", "tr", "table",
];
/// Elements whose contents are for pressing or drawing and say nothing.
const SILENT: [&str; 4] = ["svg", "button", "select", "textarea"];

/// The words of a piece of our own HTML. What stands on a line of its own there begins a line here.
#[must_use]
pub fn words(markup: &Markup) -> String {
    let mut lines = Lines::default();
    let mut rest: &str = markup.as_inner();
    while let Some((before, after)) = rest.split_once('<') {
        lines.add(before);
        let (tag, behind) = after.split_once('>').unwrap_or((after, ""));
        let name: &str = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        rest = behind;
        if SILENT.contains(&name) && !tag.starts_with('/') && !tag.ends_with('/') {
            let end = format!("</{name}>");
            rest = behind.split_once(end.as_str()).map_or("", |(_, beyond)| beyond);
        } else if LINES.contains(&name) {
            lines.end();
        } else if tag.contains("class=\"dim\" aria-hidden=\"true\"") {
            // The dash that means none says so in words beside it; one of the two is enough.
            rest = behind.split_once("</span>").map_or(behind, |(_, beyond)| beyond);
            rest = rest.split_once("</span>").map_or(rest, |(_, beyond)| beyond);
            lines.add(super::format::NONE);
        }
    }
    lines.add(rest);
    lines.finish()
}

/// Lines that are being gathered: spaces run together, empty lines are left out.
#[derive(Default)]
struct Lines {
    done: Vec<String>,
    open: String,
}

impl Lines {
    fn add(&mut self, escaped: &str) {
        self.open.push_str(&unescaped(escaped));
    }

    fn end(&mut self) {
        // The no-break space between a number and its unit stays; only the spaces of the markup run together.
        let words: Vec<&str> = self.open.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            self.done.push(words.join(" "));
        }
        self.open.clear();
    }

    fn finish(mut self) -> String {
        self.end();
        self.done.join("\n")
    }
}

fn unescaped(words: &str) -> String {
    if !words.contains('&') {
        return words.to_owned();
    }
    let plain = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&#39;", "'").replace("&amp;", "&")
}
