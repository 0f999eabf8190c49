//! Charts: round ticks, exact places, unknown hatched, a title and a text alternative for each picture.

use super::{html, ratio};
use crate::look::charts::{
    About, Axis, Bar, BarChart, CurveEnd, CurvePoint, Here, Ink, LineChart, PayoutCurve, RankedBars, Series, round_ticks, share_of_width,
    sparkline,
};
use crate::look::components::{Evidence, Gauge};
use crate::look::design;
use crate::look::format::compact;

#[track_caller]
fn ticks(low: &str, high: &str, about: u8, expected: &str) {
    let found: Vec<_> = round_ticks(&ratio(low), &ratio(high), about).iter().map(compact).collect();
    assert_eq!(found.join(" "), expected);
}

#[test]
fn ticks_are_round_and_cover_the_values() {
    ticks("0", "48300", 5, "0 10k 20k 30k 40k 50k");
    ticks("0", "399", 4, "0 100 200 300 400");
    ticks("-99000", "692000", 4, "−200k 0 200k 400k 600k 800k");
    ticks("0", "0.8", 4, "0 0.2 0.4 0.6 0.8");
    ticks("0.93", "0.97", 4, "0.93 0.94 0.95 0.96 0.97");
    ticks("0", "0", 4, "0 1");
    ticks("7", "7", 4, "7 8");
    ticks("0", "1", 0, "0 1");
}

#[test]
fn a_share_of_a_width_stays_inside_it() {
    let share = |value: &str, whole: &str| share_of_width(&ratio(value), &ratio(whole));
    assert_eq!(share("0.573", "1"), "57.30%");
    assert_eq!(share("1.4", "1"), "100.00%");
    assert_eq!(share("-1", "1"), "0.00%");
    assert_eq!(share("1", "0"), "0.00%");
    assert_eq!(share("1", "3"), "33.33%");
}

fn about() -> About {
    About {
        id: "p".to_owned(),
        title: "Months".to_owned(),
        summary: "July is unknown.".to_owned(),
    }
}

fn bar(value: Result<&str, &str>) -> Bar {
    Bar {
        label: "Jul".to_owned(),
        value: value.map(ratio).map_err(str::to_owned),
        shown: "338".to_owned(),
        compare: None,
        evidence: Evidence::Confirmed,
    }
}

#[test]
fn an_unknown_bar_is_hatched_and_its_reason_stands_in_the_table() {
    let chart = BarChart {
        about: about(),
        unit: "EUR".to_owned(),
        compare: String::new(),
        bars: vec![bar(Ok("4")), bar(Err("the July file is missing"))],
        here: None,
    };
    let drawn = html(chart.figure());
    assert_eq!(drawn.matches("class=\"hatched\"").count(), 2, "once in each drawing");
    assert!(drawn.contains("unknown: the July file is missing"));
}

#[test]
fn a_bar_starts_at_zero_and_ends_at_its_exact_place() {
    let chart = RankedBars {
        about: about(),
        unit: "EUR".to_owned(),
        bars: vec![bar(Ok("100")), bar(Ok("-100"))],
        here: None,
    };
    let drawn = html(chart.figure());
    // On a phone the bars share 328 px from −100 to 100, so zero lies at 164.
    assert!(
        drawn.contains(r#"<rect class="i-mark" x="164" y="22" width="164" height="10"/>"#),
        "{drawn}"
    );
    assert!(
        drawn.contains(r#"<rect class="i-quiet" x="0" y="62" width="164" height="10"/>"#),
        "{drawn}"
    );
}

#[test]
fn a_gap_in_a_line_is_hatched_and_never_bridged() {
    let values = ["1", "2", "", "4", "5"].map(|value| vocabulary::Ratio::parse(value).ok()).to_vec();
    let chart = LineChart {
        about: about(),
        unit: "EUR".to_owned(),
        labels: ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec(),
        series: vec![Series {
            name: "actual".to_owned(),
            values,
            ink: Ink::Mark,
            assumed_from: None,
        }],
        target: None,
        here: None,
        from_zero: true,
        percent: false,
    };
    let drawn = html(chart.figure());
    assert_eq!(drawn.matches("<path class=\"ln i-mark\"").count(), 4, "two runs in each drawing");
    assert_eq!(drawn.matches("class=\"hatched\"").count(), 2);
}

/// A curve that pays nothing up to half of the quota, 3 % up to it, 6 % up to 130 % and 3 % beyond, for somebody just above quota.
fn payout() -> PayoutCurve {
    let point = |x: &str, y: &str, label: Option<&str>| CurvePoint {
        x: ratio(x),
        y: ratio(y),
        label: label.map(str::to_owned),
    };
    PayoutCurve {
        about: about(),
        axis: Axis {
            name: "attainment".to_owned(),
            unit: "EUR".to_owned(),
            percent: true,
        },
        points: vec![
            point("0", "0", None),
            point("0.5", "0", None),
            point("1", "15750", Some("15,750 at 100 %")),
            point("1.3", "34650", Some("34,650 at 130 %")),
            point("1.6", "44100", None),
        ],
        bands: Vec::new(),
        here: Some(Here {
            x: ratio("1.0401"),
            y: ratio("18278"),
            x_label: "104.01 %".to_owned(),
            y_label: "18,278".to_owned(),
        }),
        end: CurveEnd::GoesOn("goes on, no cap".to_owned()),
    }
}

#[test]
fn the_words_of_a_bend_stand_clear_of_the_thread_and_of_the_curve() {
    let drawn = html(payout().figure());
    let wide = drawn.split("</svg>").next().unwrap();
    let number = |rest: &str, name: &str| {
        let (_, rest) = rest.split_once(&format!(" {name}=\"")).unwrap();
        ratio(rest.split('"').next().unwrap())
    };
    let label = wide.split("<text").find(|text| text.contains(">15,750 at 100 %<")).unwrap();
    let (left, baseline) = (number(label, "x"), number(label, "y"));
    assert!(!label.contains("text-anchor"), "it runs to the right from there: {label}");
    // The thread rises at "you are here", which the knot marks; the words begin beyond it and below the curve.
    let knot = wide.split("<circle").find(|circle| circle.contains("class=\"kn\"")).unwrap();
    let (here, level) = (number(knot, "cx"), number(knot, "cy"));
    assert!(left > &here + &ratio("5"), "words at {left:?}, the thread at {here:?}");
    assert!(&baseline - &ratio("9") > level, "words at {baseline:?}, the curve at {level:?}");
}

#[test]
fn charts_without_data_are_drawn_and_do_not_fall_over() {
    let bars = BarChart {
        about: about(),
        unit: String::new(),
        compare: String::new(),
        bars: Vec::new(),
        here: Some(3),
    };
    let ranked = RankedBars {
        about: about(),
        unit: String::new(),
        bars: Vec::new(),
        here: None,
    };
    let line = LineChart {
        about: about(),
        unit: String::new(),
        labels: Vec::new(),
        series: Vec::new(),
        target: None,
        here: Some(1),
        from_zero: false,
        percent: true,
    };
    for drawn in [
        html(bars.figure()),
        html(ranked.figure()),
        html(line.figure()),
        html(sparkline(&[], "none")),
    ] {
        assert!(drawn.contains("</svg>"));
    }
}

#[test]
fn values_beyond_any_drawing_stay_numbers_in_it() {
    let huge = ratio("10").pow(300);
    let drawn = html(sparkline(&[Some(ratio("0")), huge], "steep"));
    assert!(drawn.contains("M2 18L82 2"), "{drawn}");
}

#[test]
fn an_unknown_gauge_shows_its_reason_and_no_empty_bar() {
    let drawn = html(Gauge::unknown("Satisfaction", "2 of 3 contacts answered"));
    assert_eq!(drawn, "<span class=\"unk\">unknown: 2 of 3 contacts answered</span>");
}

#[test]
fn each_picture_has_a_text_alternative_and_each_id_stands_once() {
    let page = html(design::page());
    for picture in page.split("<svg").skip(1) {
        let head = picture.split('>').next().unwrap();
        let named = head.contains("aria-labelledby") || head.contains("aria-label=") || head.contains("aria-hidden");
        assert!(named, "a picture without words: <svg{head}>");
    }
    assert!(page.matches("<desc id=").count() >= 12, "each of six charts in two drawings");
    let mut ids: Vec<_> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{ids:?}");
}
