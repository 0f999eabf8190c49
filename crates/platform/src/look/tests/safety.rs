//! No words of a user become HTML, nothing breaks the strict policy, and everything works without script.

use vocabulary::{Cell, Currency, Explained, Link, Trace, TraceTable};

use super::{html, ratio};
use crate::look::charts::{About, Composition, Part};
use crate::look::components::{
    Button, Chip, Choice, Column, Dialog, Empty, Field, Form, Head, Notice, Row, Section, Table, Tone, avatar, unknown,
};
use crate::look::shell::{BarePage, Crumb, NavGroup, NavItem, Page, Search, Theme, ViewerBadge};
use crate::look::why::{Why, explained, figure_link};
use crate::look::{assets, design, text};

pub(super) const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' & </title></svg><b>",
    "\u{202e}gnp.exe \u{2066}\u{5d0}\u{5d1}",
    "]]>--><!--",
];

/// The tags of a rendering without their quoted values, read as a browser does.
fn tags(rendered: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let (mut inside, mut quoted) = (None::<String>, false);
    for letter in rendered.chars() {
        match (&mut inside, letter) {
            (None, '<') => inside = Some(String::new()),
            (None, _) => {}
            (Some(_), '"') => quoted = !quoted,
            (Some(_), _) if quoted => {}
            (Some(_), '>') => tags.extend(inside.take()),
            (Some(tag), letter) => tag.push(letter),
        }
    }
    tags
}

/// None of the hostile words became a tag, an attribute or a comment.
#[track_caller]
pub(super) fn safe(rendered: &str) {
    for tag in tags(rendered) {
        assert!(!tag.contains(" on") && !tag.starts_with("!--"), "<{tag}> in {rendered}");
        assert!(tag != "script" && !tag.contains(['&', '(', '\'']), "<{tag}> in {rendered}");
    }
}

fn page(words: &str) -> Page {
    let item = |key: &str| NavItem {
        letter: [("accounts", 'a'), ("admin", 'd')]
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, letter)| *letter),
        label: words.to_owned(),
        href: words.to_owned(),
        key: key.to_owned(),
        count: Some(4),
    };
    Page {
        title: words.to_owned(),
        crumbs: vec![
            Crumb {
                label: words.to_owned(),
                href: Some(words.to_owned()),
            },
            Crumb {
                label: words.to_owned(),
                href: None,
            },
        ],
        current: "accounts".to_owned(),
        viewer: Some(ViewerBadge {
            name: words.to_owned(),
            role: words.to_owned(),
            initials: String::new(),
        }),
        nav: vec![NavGroup {
            heading: Some(words.to_owned()),
            items: vec![item("accounts"), item("admin"), item("aa")],
        }],
        notice: Some(Notice::new(Tone::Problem, words)),
        csrf: Some(words.to_owned()),
        as_of: Some(words.to_owned()),
        search: Some(Search {
            href: words.to_owned(),
            asked: words.to_owned(),
        }),
        here: words.to_owned(),
        body: text(words),
        ..Page::default()
    }
}

#[test]
fn hostile_words_stay_words_everywhere() {
    for words in HOSTILE {
        let column = || Column::text(words, words);
        let field = Field::choice(words, words, vec![Choice::new(words, words)])
            .value(words)
            .hint(words)
            .error(Some(words));
        let trace = Trace::new(words, Cell::Text(words.to_owned()))
            .formula(words)
            .rule(words)
            .note(words)
            .link(Link::new("account", words, words));
        let addresses = |_: &Link| Some(words.to_owned());
        let why = Why::new(&trace, &addresses).from(words, text(words)).close(words);
        let rendered = [
            html(page(words)),
            html(
                Head::new(words)
                    .chip(Chip::new(words))
                    .sub(words)
                    .action(Button::link(words, words).disabled(words)),
            ),
            html(Section::new(words, text(words)).about(words).id(words)),
            html(
                Table::new(words, vec![column()])
                    .rows(vec![Row::new(vec![text(words)]).id(words).why(words, why.in_row())])
                    .file(words, words),
            ),
            html(
                Form::post(words)
                    .csrf(Some(words))
                    .get(words)
                    .hidden(words, words)
                    .field(field)
                    .field(Field::area("a", words, 2).value(words))
                    .button(Button::submit_with(words, words, words)),
            ),
            html(Dialog::new(words, words, text(words))),
            html(Empty::new(words, words)),
            html(unknown(words)),
            html(avatar(words, true)),
            html(
                Composition {
                    about: About {
                        id: words.to_owned(),
                        title: words.to_owned(),
                        summary: words.to_owned(),
                    },
                    parts: vec![Part {
                        label: words.to_owned(),
                        value: ratio("1"),
                        shown: Ok(words.to_owned()),
                    }],
                }
                .figure(),
            ),
        ];
        for rendered in rendered {
            safe(&rendered);
        }
    }
}

#[test]
fn ten_thousand_letters_are_rendered_whole_in_html_and_shortened_only_in_pictures() {
    let long = "Ä".repeat(10_000);
    assert!(html(Section::new(&long, text(&long))).len() > 40_000);
    let bars = crate::look::charts::RankedBars {
        about: About {
            id: "x".to_owned(),
            title: "t".to_owned(),
            summary: "s".to_owned(),
        },
        unit: "EUR".to_owned(),
        bars: vec![crate::look::charts::Bar {
            label: long.clone(),
            value: Ok(ratio("1")),
            shown: "1".to_owned(),
            compare: None,
            evidence: crate::look::components::Evidence::Confirmed,
        }],
        here: None,
    };
    let drawn = html(bars.figure());
    assert!(drawn.contains('…'));
    assert_eq!(drawn.matches(&long).count(), 1, "whole in the table");
}

#[test]
fn nothing_carries_an_inline_style_or_script() {
    let whole = Page {
        body: design::page(),
        ..page("Kesselring")
    };
    for rendered in [
        html(whole),
        html(BarePage {
            title: "Sign in".to_owned(),
            theme: Theme::Dark,
            notice: None,
            body: text(""),
        }),
    ] {
        assert!(!rendered.contains(" style="), "inline style");
        assert!(!rendered.contains("<style"), "style element");
        assert!(!rendered.contains(" onclick") && !rendered.contains("javascript:"));
        assert_eq!(rendered.matches("<script").count(), 1);
        assert!(rendered.contains(&format!(
            "<script src=\"{}\" type=\"module\"></script>",
            assets::path_of("mainstay.js")
        )));
    }
}

#[test]
fn the_frame_works_without_script() {
    let rendered = html(page("Jonna Albrecht"));
    for needed in [
        "<a class=\"skip\" href=\"#main\">",
        "popovertarget=\"nav\"",
        "aria-current=\"page\"",
        "<form class=\"find\"",
        "name=\"theme\" value=\"dark\"",
        "action=\"/sign-out\" method=\"post\"",
        "<main id=\"main\"",
    ] {
        assert!(rendered.contains(needed), "{needed}");
    }
    assert_eq!(rendered.matches("name=\"csrf\"").count(), 2, "theme and sign-out");
    // Three items, two of them with a letter.
    assert!(rendered.contains("data-go=\"a\"") && rendered.contains("data-go=\"d\""));
    assert_eq!(rendered.matches("data-go=").count(), 2);
}

#[test]
fn a_page_without_viewer_or_search_shows_neither() {
    let rendered = html(Page {
        title: "x".to_owned(),
        ..Page::default()
    });
    assert!(!rendered.contains("class=\"find\"") && !rendered.contains("sign-out"));
}

#[test]
fn a_refused_field_is_tied_to_its_sentence_and_keeps_what_was_typed() {
    let field = Field::number("share", "Your share")
        .value("a<b")
        .hint("0 to 100")
        .error(Some("Write a number."));
    let rendered = html(Form::post("/x").field(field));
    assert!(
        rendered.contains("aria-invalid=\"true\" aria-describedby=\"f-share-error f-share-hint\""),
        "{rendered}"
    );
    assert!(rendered.contains("<p id=\"f-share-error\" class=\"wrong\">Write a number.</p>"));
    assert!(rendered.contains("value=\"a&lt;b\""), "{rendered}");
    assert!(rendered.contains("One field needs another look."));
}

#[test]
fn a_password_is_never_sent_back() {
    assert!(!html(Field::password("secret", "Password").value("hunter2")).contains("hunter2"));
}

#[test]
fn words_that_are_offered_stand_beside_their_field_and_are_escaped() {
    let field = Field::text("owner", "Whose").suggest(vec!["Ada \"x\" <b>".to_owned(), "Ben".to_owned()]);
    let shown = html(field);
    assert!(
        shown.contains("list=\"f-owner-list\"") && shown.contains("<datalist id=\"f-owner-list\">"),
        "{shown}"
    );
    assert!(
        shown.contains("<option value=\"Ada &quot;x&quot; &lt;b&gt;\"></option><option value=\"Ben\"></option>"),
        "{shown}"
    );
    let none = html(Field::text("owner", "Whose").suggest(Vec::new()));
    assert!(!none.contains("list"), "{none}");
}

#[test]
fn an_unknown_figure_shows_its_reason_and_can_still_be_asked() {
    let figure: Explained<u8> = Explained::unknown("2 of 3 contacts answered", Trace::new("Voice", Cell::Empty));
    let rendered = html(explained(&figure, |n| text(n.to_string()), "?why=voice", false));
    assert!(rendered.contains("href=\"?why=voice\"") && rendered.contains("unknown: 2 of 3 contacts answered"));
    let known = html(figure_link("71", "?why=health", true));
    assert_eq!(known, "<a class=\"fig\" href=\"?why=health\" aria-expanded=\"true\">71</a>");
}

#[test]
fn each_amount_of_an_explanation_shows_the_decimals_that_it_has() {
    let euro = |amount: &str| Cell::Amount {
        value: ratio(amount),
        currency: Currency::EUR,
    };
    let table = TraceTable {
        heads: vec!["Slice".to_owned(), "Pays".to_owned()],
        rows: vec![
            vec![Cell::Text("quota".to_owned()), euro("525000")],
            vec![Cell::Text("measure".to_owned()), euro("8851.08398")],
            vec![Cell::Text("third".to_owned()), euro("10/3")],
        ],
        total: None,
    };
    let inputs = [Trace::new("quota", euro("525000")), Trace::new("measure", euro("8851.08398"))];
    let trace = Trace::new("Earned", Cell::Empty).rule("R-TEST-1").table(table).inputs(inputs);
    let why = Why::new(&trace, &|_| None);
    let shown = html(&why);
    // Three figure spaces take the room of three digits, so that the points stand below each other.
    let spaced = "525,000.00\u{2007}\u{2007}\u{2007}<";
    assert_eq!(shown.matches(spaced).count(), 2, "in the table and in the list: {shown}");
    assert!(!shown.contains("525,000.000"), "no digit that nobody means: {shown}");
    assert!(shown.contains("8,851.08398<") && shown.contains("3.3333…<"), "{shown}");
    assert!(!shown.contains("R-TEST-1"), "a rule's number is for programs: {shown}");
    let document::Part::Thread { steps } = why.printed() else {
        panic!("a why is printed as a thread")
    };
    assert_eq!(steps[0].inputs[0].value.trim_end(), "525,000.00");
    assert_eq!(steps[0].table.as_ref().unwrap().rows[1][1], "8,851.08398");
    assert!(steps[0].notes.is_empty(), "{:?}", steps[0].notes);
    // Yen have no coins: the point keeps its room as well.
    let yen = |amount: &str| Cell::Amount {
        value: ratio(amount),
        currency: Currency::JPY,
    };
    let trace = Trace::new("Earned", Cell::Empty).inputs([Trace::new("a", yen("1200")), Trace::new("b", yen("12.5"))]);
    let shown = html(Why::new(&trace, &|_| None));
    assert!(shown.contains("1,200\u{2008}\u{2007}<") && shown.contains("12.5<"), "{shown}");
}

#[test]
fn a_trace_that_has_no_end_is_cut_and_one_with_many_inputs_is_not() {
    let mut deep = Trace::new("leaf", Cell::Count(1)).formula("f");
    for _ in 0..200 {
        deep = Trace::new("step", Cell::Count(1)).formula("f").input(deep);
    }
    let shown = html(Why::new(&deep, &|_| None));
    assert_eq!(shown.matches("<h3>").count(), 13);
    let wide = Trace::new("sum", Cell::Count(1)).inputs((0..300).map(|n| Trace::new("part", Cell::Count(n))));
    assert_eq!(html(Why::new(&wide, &|_| None)).matches("<dt>").count(), 300);
}

#[test]
fn assets_change_their_address_with_their_content_and_weigh_little() {
    let style = assets::find(assets::path_of("mainstay.css")).unwrap();
    assert_eq!(style.content_type, "text/css; charset=utf-8");
    assert!(assets::find("/assets/0000000000000000/mainstay.css").is_none());
    let weight: usize = assets::all().iter().map(|asset| asset.bytes.len()).sum();
    assert!(weight < 80_000, "{weight} bytes before compression");
}

#[test]
fn the_style_sheet_asks_for_nothing_from_elsewhere() {
    let style = std::str::from_utf8(assets::find(assets::path_of("mainstay.css")).unwrap().bytes).unwrap();
    assert!(!style.contains("@import") && !style.contains("url(http") && !style.contains("@font-face"));
}
