//! What a coach sees: words stay words, unknown has its reason, depth and reach are exact, one tap is a button.

use super::safety::{HOSTILE, safe};
use super::{html, ratio};
use crate::look::charts::{About, Ink, Reach, ReachRow};
use crate::look::components::{
    Choice, Duel, Encounter, Evidence, Field, Form, Hazard, Heat, HeatRow, Light, Rating, Said, encounters, knotted, lights, quotation,
};
use crate::look::text;

fn said(words: &str) -> Said {
    Said {
        words: words.to_owned(),
        state: knotted(Evidence::Assumed, words),
    }
}

fn encounter(words: &str) -> Encounter {
    Encounter {
        person: words.to_owned(),
        href: words.to_owned(),
        standing: text(words),
        topic: words.to_owned(),
        reasons: text(words),
        questions: vec![words.to_owned()],
        commitment: Some(said(words)),
        when: words.to_owned(),
        when_note: words.to_owned(),
        action: text(words),
    }
}

fn light(words: &str) -> Light {
    Light {
        name: words.to_owned(),
        hazard: Hazard::Act,
        figure: text(words),
        about: words.to_owned(),
        state: words.to_owned(),
    }
}

fn reach_row(name: &str, value: Result<&str, &str>) -> ReachRow {
    ReachRow {
        name: name.to_owned(),
        group: name.to_owned(),
        standing: name.to_owned(),
        value: value.map(ratio).map_err(str::to_owned),
        credited: None,
        ink: Ink::Mark,
    }
}

fn reach(words: &str, rows: Vec<ReachRow>) -> Reach {
    Reach {
        about: About {
            id: words.to_owned(),
            title: words.to_owned(),
            summary: words.to_owned(),
        },
        unit: words.to_owned(),
        standing_head: words.to_owned(),
        band: None,
        rows,
    }
}

fn heat(words: &str, cells: Vec<Result<u64, &str>>) -> Heat {
    let row = |cells: Vec<Result<u64, String>>| HeatRow {
        label: words.to_owned(),
        cells,
        sum: Some(text(words)),
    };
    let cells: Vec<_> = cells.into_iter().map(|cell| cell.map_err(str::to_owned)).collect();
    Heat {
        caption: words.to_owned(),
        row_head: words.to_owned(),
        heads: cells.iter().map(|_| words.to_owned()).collect(),
        sum_head: Some(words.to_owned()),
        total: Some(row(cells.clone())),
        rows: vec![row(cells)],
    }
}

fn rating(words: &str, given: Option<u8>) -> Rating {
    Rating {
        action: words.to_owned(),
        csrf: Some(words.to_owned()),
        question: words.to_owned(),
        name: words.to_owned(),
        ends: ("not at all".to_owned(), words.to_owned()),
        given,
        hidden: vec![(words.to_owned(), words.to_owned())],
    }
}

#[test]
fn hostile_words_stay_words_in_all_that_a_coach_sees() {
    for words in HOSTILE {
        let mut chart = reach(words, vec![reach_row(words, Ok("1")), reach_row(words, Err(words))]);
        chart.band = Some((ratio("1"), ratio("2"), words.to_owned()));
        let taps = Field::taps(words, words, vec![Choice::new(words, words); 6])
            .end(text(words))
            .error(Some(words));
        let form = Form::post(words)
            .phone()
            .they_get(words, words)
            .context(quotation(words, &said(words)))
            .field(taps)
            .field(Field::area("a", words, 2).placeholder(words).end(text(words)));
        for rendered in [
            html(encounters(&[encounter(words)], &[text(words)])),
            html(lights(&[light(words)])),
            html(chart.figure()),
            html(heat(words, vec![Ok(1), Err(words)])),
            html(Duel {
                first: (words.to_owned(), 1),
                second: (words.to_owned(), 2),
            }),
            html(rating(words, None)),
            html(form),
        ] {
            safe(&rendered);
        }
    }
}

#[test]
fn somebody_without_a_commitment_is_told_apart_from_somebody_who_kept_none() {
    let mut first_time = encounter("Siv Ravndal");
    first_time.commitment = None;
    first_time.href = String::new();
    first_time.questions.clear();
    let rendered = html(encounters(&[first_time], &[]));
    assert!(rendered.contains("None yet. A session ends with one."), "{rendered}");
    assert!(rendered.contains("<h3>Siv Ravndal</h3>"), "no link without an address: {rendered}");
    assert!(!rendered.contains("class=\"others\"") && !rendered.contains("<ul"), "{rendered}");
    assert_eq!(html(encounters(&[], &[])), "");
}

#[test]
fn what_somebody_said_stands_in_quotation_marks() {
    let rendered = html(quotation("He set out to", &said("I will ask.")));
    assert!(rendered.contains("<figcaption>He set out to</figcaption><blockquote><p>“I will ask.”</p></blockquote>"));
}

#[test]
fn the_state_of_a_light_is_read_aloud_with_its_name() {
    let mut raised = light("3 Start and finish");
    raised.state = "raised".to_owned();
    let rendered = html(lights(&[raised]));
    assert!(
        rendered.contains("<span>3 Start and finish<span class=\"vh\">, raised</span></span>"),
        "{rendered}"
    );
}

#[test]
fn a_cell_is_as_deep_as_its_share_of_the_largest_and_never_where_no_ink_can_be_read() {
    let rendered = html(heat("x", [0, 90, 150, 420, 660, 1020, 1140].map(Ok).to_vec()));
    let body = rendered.split("<tbody").nth(1).unwrap();
    let classes: Vec<_> = body
        .split("<td class=\"")
        .skip(1)
        .filter_map(|cell| cell.split('"').next())
        .collect();
    assert_eq!(classes, ["d0", "d0", "d1", "d2", "d3", "d5", "d5", "t", "t"]);
    assert!(
        rendered.contains("1,140") && rendered.contains("<span class=\"vh\">none</span>"),
        "{rendered}"
    );
    assert!(html(heat("x", vec![Ok(u64::MAX), Ok(u64::MAX / 2)])).contains("d5"));
    assert!(
        html(heat("x", vec![Ok(0)])).contains("class=\"d0\""),
        "nothing to compare with is shallow"
    );
}

#[test]
fn an_unknown_cell_is_hatched_and_its_reason_stands_once_below() {
    let rendered = html(heat(
        "x",
        vec![Ok(3), Err("two sessions name no stage"), Err("two sessions name no stage")],
    ));
    assert_eq!(rendered.matches("class=\"u\"").count(), 4, "two in the row, two in the total");
    assert!(
        rendered.contains("<p class=\"note\">Unknown: two sessions name no stage.</p>"),
        "{rendered}"
    );
}

#[test]
fn the_longer_of_two_bars_fills_the_room() {
    let duel = |first, second| {
        html(Duel {
            first: ("first".to_owned(), first),
            second: ("second".to_owned(), second),
        })
    };
    let rendered = duel(1320, 1530);
    assert!(rendered.contains("<rect width=\"86.27%\" height=\"10\"/>") && rendered.contains("<rect width=\"100.00%\" height=\"10\"/>"));
    assert_eq!(duel(0, 0).matches("width=\"0.00%\"").count(), 2);
}

#[test]
fn a_stem_starts_at_zero_is_dashed_beyond_what_counts_and_ends_in_an_open_knot() {
    let mut siv = reach_row("Siv", Ok("6"));
    siv.credited = Some(ratio("3"));
    let drawn = html(reach("h", vec![siv]).figure());
    // On a phone 20.8 of 328 px are kept for the digit, so 6 lies at 307.2 and 3 at 153.6.
    assert!(drawn.contains(r#"<line class="ln i-mark" x1="0" y1="51" x2="153.6""#), "{drawn}");
    assert!(
        drawn.contains(r#"<line class="ln guess i-mark" x1="153.6" y1="51" x2="307.2""#),
        "{drawn}"
    );
    assert_eq!(drawn.matches("<circle class=\"ln open i-mark\"").count(), 2, "once in each drawing");
    assert!(drawn.contains("Credited, h"), "the table says what counts");
    let all_counts = html(reach("h", vec![reach_row("Siv", Ok("6"))]).figure());
    assert!(!all_counts.contains("guess") && !all_counts.contains("open i-mark") && !all_counts.contains("Credited"));
}

#[test]
fn a_reach_that_is_not_known_is_hatched_and_groups_stand_apart() {
    let drawn = html(
        reach(
            "h",
            vec![
                reach_row("a", Err("no session was logged")),
                reach_row("b", Ok("1")),
                reach_row("b", Ok("1")),
            ],
        )
        .figure(),
    );
    assert_eq!(drawn.matches("class=\"hatched\"").count(), 2, "once in each drawing");
    assert_eq!(
        drawn.matches("unknown: no session was logged").count(),
        3,
        "in both drawings and in the table"
    );
    assert_eq!(
        (drawn.matches("class=\"axis\"").count(), drawn.matches("class=\"grid\"").count()),
        (2, 2)
    );
}

#[test]
fn a_reach_without_rows_or_with_endless_names_is_drawn() {
    assert!(html(reach("h", Vec::new()).figure()).contains("</svg>"));
    let long = "Ä".repeat(10_000);
    let drawn = html(reach("h", vec![reach_row(&long, Ok("1"))]).figure());
    assert!(drawn.contains('…'));
    assert_eq!(
        drawn.matches(&long).count(),
        3,
        "name, group and standing are whole in the table alone"
    );
}

#[test]
fn more_than_four_taps_stay_taps() {
    let marks = || ["1", "2", "3", "4", "5"].map(|mark| Choice::new(mark, mark)).to_vec();
    let taps = html(Field::taps("level", "Level", marks()).value("4").required());
    assert_eq!(taps.matches("type=\"radio\"").count(), 5);
    assert!(taps.contains("value=\"4\" required checked"), "{taps}");
    assert!(html(Field::choice("level", "Level", marks())).contains("<select"));
}

#[test]
fn a_mark_is_a_button_with_a_name_and_the_one_that_was_given_is_pressed() {
    let rendered = html(rating("very much", Some(4)));
    assert_eq!(rendered.matches("<button type=\"submit\"").count(), 5);
    assert_eq!(rendered.matches("aria-pressed=\"true\"").count(), 1);
    assert!(
        rendered.contains("value=\"4\" aria-pressed=\"true\" aria-label=\"4 of 5\""),
        "{rendered}"
    );
    assert!(rendered.contains("aria-label=\"1 of 5, not at all\"") && rendered.contains("aria-label=\"5 of 5, very much\""));
}

#[test]
fn a_form_says_what_both_get_then_what_was_said_then_asks() {
    let field = Field::area("will", "What he will do", 2).end("by Tue 1 Feb").required();
    let rendered = html(
        Form::post("/x")
            .phone()
            .get("1 Feb prepared.")
            .they_get("Rafael", "the record.")
            .context(quotation("He set out to", &said("I will ask.")))
            .field(field),
    );
    let places: Vec<_> = [
        "Rafael gets",
        "You get",
        "He set out to",
        "for=\"f-will\"",
        "by Tue 1 Feb",
        "<textarea",
    ]
    .iter()
    .map(|words| rendered.find(words).unwrap_or_else(|| panic!("{words} in {rendered}")))
    .collect();
    assert!(places.is_sorted(), "{rendered}");
    assert!(rendered.contains("class=\"form phone\""));
}
