//! The same drawing without a style sheet, for papers and mails: every class becomes the attributes it stands for in `charts.css`.

use super::About;
use super::svg::Svg;
use crate::look::Markup;
use crate::look::components::Table;
use document::Chart;

/// What an element looks like before its classes say more.
fn element(name: &str) -> &'static str {
    match name {
        "svg" => r##" xmlns="http://www.w3.org/2000/svg" font-family="Inter, DejaVu Sans" font-size="11""##,
        "text" => r##" fill="#606a74""##,
        _ => "",
    }
}

/// The attributes of a class, in the light colours of `tokens.css`. Every class that a drawing uses stands here; a test holds it.
fn class(name: &str) -> Option<&'static str> {
    Some(match name {
        "chart" | "wide" | "narrow" | "half" => "",
        "t2" => r##" fill="#45505a""##,
        "ti" => r##" fill="#151f2a" font-weight="600""##,
        "tp" => r##" fill="#ae166f" font-weight="600""##,
        "tn" => r##" fill="#151f2a" font-size="13""##,
        "big" => r##" font-size="13""##,
        "halo" => r##" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke""##,
        "band" => r##" fill="#dff0fa""##,
        "grid" => r##" stroke="#e0e5e7""##,
        "axis" => r##" stroke="#b7bfc4""##,
        "stroke" => r##" stroke="#151f2a" stroke-width="2""##,
        "stroke-halo" => r##" stroke="#ffffff" stroke-width="5""##,
        "curve" => r##" fill="none" stroke="#2c6190" stroke-width="2" stroke-linejoin="round" stroke-linecap="round""##,
        "bend" => r##" fill="#ffffff" stroke="#2c6190" stroke-width="1.5""##,
        "thread" => r##" fill="none" stroke="#ae166f" stroke-width="1.5""##,
        "kn" => r##" fill="#ae166f" stroke="#ffffff" stroke-width="2""##,
        "b-0" => r##" fill="#f1f7fa" opacity="0.5""##,
        "b-1" => r##" fill="#d6eaf7" opacity="0.5""##,
        "b-2" => r##" fill="#aed4ee" opacity="0.5""##,
        "b-3" => r##" fill="#77afd9" opacity="0.5""##,
        "d-1" => r##" fill="#d6eaf7""##,
        "d-2" => r##" fill="#aed4ee""##,
        "d-3" => r##" fill="#77afd9""##,
        "d-4" => r##" fill="#3d7db1""##,
        "d-5" => r##" fill="#194f81""##,
        "d-q" => r##" fill="#7d8f9e""##,
        "hatching" => r##" stroke="#b7bfc4" stroke-width="1.5""##,
        "hatched" => r##" stroke="#b7bfc4""##,
        "ln" => r##" fill="none" stroke-width="2" stroke-linejoin="round" stroke-linecap="round""##,
        "lead-line" => r##" fill="none""##,
        "guess" | "open" => "",
        ink if colour(ink).is_some() => "",
        _ => return None,
    })
}

/// The colour of a series.
fn colour(class: &str) -> Option<&'static str> {
    Some(match class {
        "i-mark" => "#2c6190",
        "i-quiet" => "#7d8f9e",
        "i-watch" => "#be811b",
        "i-1" => "#088fe3",
        "i-2" => "#663800",
        "i-3" => "#14625b",
        "i-4" => "#a56a93",
        "i-5" => "#461977",
        "i-6" => "#dc5a3a",
        _ => return None,
    })
}

/// What several classes say together: a series colours bars inside and lines along, a guess is dashed.
fn together(name: &str, classes: &[&str]) -> String {
    let has = |class: &str| classes.contains(&class);
    let mut said: String = classes.iter().filter_map(|name| class(name)).collect();
    let Some(ink) = classes.iter().find_map(|class| colour(class)) else {
        return said;
    };
    match name {
        "rect" if has("guess") => {
            said.push_str(&format!(
                r#" fill="{ink}" fill-opacity="0.12" stroke="{ink}" stroke-width="1.5" stroke-dasharray="4 3""#
            ));
        }
        "rect" => said.push_str(&format!(r#" fill="{ink}""#)),
        "circle" => {
            said = said.replace(r#" fill="none""#, "");
            let inside = if has("open") { "#ffffff" } else { ink };
            said.push_str(&format!(r#" fill="{inside}" stroke="{ink}""#));
        }
        _ => {
            said.push_str(&format!(r#" stroke="{ink}""#));
            if has("guess") {
                said = said.replace(r#" stroke-linecap="round""#, "");
                said.push_str(if name == "line" {
                    r#" stroke-dasharray="3 3""#
                } else {
                    r#" stroke-dasharray="5 5""#
                });
            }
        }
    }
    said
}

/// A finished drawing with attributes in place of classes. The writer of drawings escapes every quotation mark in words, so that
/// ` class="` stands nowhere but in a tag.
fn on_paper(drawing: &str) -> String {
    let mut out = String::with_capacity(drawing.len() * 2);
    for (place, piece) in drawing.split('<').enumerate() {
        if place > 0 {
            out.push('<');
        }
        let name: &str = piece.split([' ', '>', '/']).next().unwrap_or_default();
        let parted = piece.split_once(" class=\"");
        match parted.and_then(|(before, after)| Some((before, after.split_once('"')?))) {
            Some((before, (classes, behind))) => {
                let classes: Vec<&str> = classes.split(' ').filter(|class| !class.is_empty()).collect();
                let own = together(name, &classes);
                let base = element(name);
                out.push_str(before);
                // An attribute stands once: what a class says counts more than what its element does.
                out.push_str(if base.starts_with(" fill") && own.contains(" fill=") {
                    ""
                } else {
                    base
                });
                out.push_str(&only_last(&own));
                out.push_str(behind);
            }
            None => out.push_str(piece),
        }
    }
    out
}

/// Each attribute once, with the value said last, as a style sheet would have it.
fn only_last(attributes: &str) -> String {
    let mut kept: Vec<(&str, &str)> = Vec::new();
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, behind) = after.split_once('"').unwrap_or((after, ""));
        kept.retain(|(known, _)| *known != name);
        kept.push((name, value));
        rest = behind;
    }
    kept.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect()
}

/// A chart for a paper: its wide drawing, what it shows in words, and what it was drawn from.
pub(super) fn printed(about: &About, drawing: Markup, table: &Table) -> Chart {
    let svg = on_paper(&drawing.into_inner());
    Chart {
        title: about.title.clone(),
        summary: about.summary.clone(),
        width: Svg::width_of(&svg),
        svg,
        table: table.printed(),
    }
}

#[cfg(test)]
mod tests {
    use super::{class, on_paper};

    #[test]
    fn every_class_of_a_drawing_has_its_attributes_on_paper() {
        let page = crate::look::design::page().into_inner();
        let mut unknown = Vec::new();
        for drawing in page.split("<svg class=\"chart").skip(1) {
            let drawing = drawing.split("</svg>").next().unwrap();
            for piece in drawing.split(" class=\"").skip(1) {
                let classes = piece.split('"').next().unwrap();
                unknown.extend(classes.split(' ').filter(|name| !name.is_empty() && class(name).is_none()));
            }
        }
        assert_eq!(unknown, Vec::<&str>::new());
        assert!(page.contains("<svg class=\"chart"));
    }

    #[test]
    fn a_drawing_on_paper_needs_no_style_sheet_and_keeps_its_words() {
        let drawn = r#"<svg class="chart wide" viewBox="0 0 9 9"><rect class="i-mark guess" x="1"/><text class="ti halo" x="2">5 &lt; 6 class=&quot;x&quot;</text><circle class="ln i-1 open" r="2"/></svg>"#;
        assert_eq!(
            on_paper(drawn),
            concat!(
                r##"<svg xmlns="http://www.w3.org/2000/svg" font-family="Inter, DejaVu Sans" font-size="11" viewBox="0 0 9 9">"##,
                r##"<rect fill="#2c6190" fill-opacity="0.12" stroke="#2c6190" stroke-width="1.5" stroke-dasharray="4 3" x="1"/>"##,
                r##"<text fill="#151f2a" font-weight="600" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke" x="2">5 &lt; 6 class=&quot;x&quot;</text>"##,
                r##"<circle stroke-width="2" stroke-linejoin="round" stroke-linecap="round" fill="#ffffff" stroke="#088fe3" r="2"/></svg>"##,
            )
        );
    }
}
