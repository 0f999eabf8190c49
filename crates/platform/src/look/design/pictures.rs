//! Samples of the charts.

use hypertext::prelude::*;
use vocabulary::Ratio;

use crate::look::charts::{
    About, Axis, Band, Bar, BarChart, Composition, CurveEnd, CurvePoint, Here, Ink, LineChart, Part, PayoutCurve, RankedBars, Series,
    Target, sparkline,
};
use crate::look::components::{Evidence, Section, SumLine, SumList, columns, note};
use crate::look::why::figure_link;
use crate::look::{Markup, join};

/// An exact number of a sample.
pub(super) fn ratio(words: &str) -> Ratio {
    Ratio::parse(words).expect("samples are numbers")
}

pub(super) fn about(id: &str, title: &str, summary: &str) -> About {
    About {
        id: id.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
    }
}

pub(super) fn charts() -> Markup {
    let changes = maud! {
        (SumList::new(vec![
            SumLine::new("One more point, 12,000 of growth", "+720.00"),
            SumLine::new("To 130\u{a0}%, 180,000 of growth", "+10,800.00"),
            SumLine::new("Varnholm level with 2026", figure_link("+5,940.00", "?why=varnholm", false)),
        ]))
        (note("At 115\u{a0}% each further 1,000 EUR of growth pays 60.00 EUR."))
    };
    join([
        Section::new("Composition", composition().figure())
            .about("what a sum is made of")
            .memoize(),
        Section::new("Payout curve", columns(payout_curve().figure(), changes))
            .about("what growth pays, and where you stand")
            .memoize(),
        Section::new(
            "Capped, nobody stands on it",
            columns(capped_curve().figure(), note("A cap lies flat and says so.")),
        )
        .memoize(),
        Section::new(
            "Bars over time",
            columns(months().figure(), note("Assumed is dashed, unknown hatched.")),
        )
        .memoize(),
        Section::new("Ranked bars", columns(by_account().figure(), note("Quiet ink takes away."))).memoize(),
        Section::new("Lines", columns(adoption().figure(), trend())).memoize(),
    ])
}

pub(super) fn composition() -> Composition {
    let part = |label: &str, value: &str, shown: Result<&str, &str>| Part {
        label: label.to_owned(),
        value: ratio(value),
        shown: shown.map(str::to_owned).map_err(str::to_owned),
    };
    Composition {
        about: about(
            "comp",
            "Incentive pay 2027 by component",
            "28,800.00 growth commission, 6,490.00 satisfaction, 4,050.00 development, 3,000.00 new divisions; one part is unknown.",
        ),
        parts: vec![
            part("Growth commission", "28800", Ok("28,800.00")),
            part("Satisfaction", "6490", Ok("6,490.00")),
            part("Development", "4050", Ok("4,050.00")),
            part("New divisions", "3000", Ok("3,000.00")),
            part("Voice", "2400", Err("2 of 3 contacts answered")),
        ],
    }
}

pub(super) fn payout_curve() -> PayoutCurve {
    let point = |x: &str, y: &str, label: Option<&str>| CurvePoint {
        x: ratio(x),
        y: ratio(y),
        label: label.map(str::to_owned),
    };
    let band = |from: &str, to: &str, label: &str, depth| Band {
        from: ratio(from),
        to: ratio(to),
        label: label.to_owned(),
        depth,
    };
    PayoutCurve {
        about: about(
            "curve",
            "Payout curve of the growth commission",
            "No pay up to 50 % of quota, 3 % of growth from 50 to 100 %, 6 % from 100 to 130 %, 3 % beyond. You are at 115 %, which pays 28,800.00 EUR.",
        ),
        axis: Axis {
            name: "growth as a share of quota (1,200,000 EUR)".to_owned(),
            unit: "EUR".to_owned(),
            percent: true,
        },
        points: vec![
            point("0", "0", None),
            point("0.5", "0", None),
            point("1", "18000", Some("18,000 at quota")),
            point("1.3", "39600", Some("39,600 at 130\u{a0}%")),
            point("1.6", "50400", None),
        ],
        bands: vec![
            band("0", "0.5", "0\u{a0}%", 0),
            band("0.5", "1", "3\u{a0}%", 1),
            band("1", "1.3", "6\u{a0}%", 2),
            band("1.3", "1.6", "3\u{a0}%", 1),
        ],
        here: Some(Here {
            x: ratio("1.15"),
            y: ratio("28800"),
            x_label: "115\u{a0}%".to_owned(),
            y_label: "28,800".to_owned(),
        }),
        end: CurveEnd::GoesOn("goes on, no cap".to_owned()),
    }
}

fn capped_curve() -> PayoutCurve {
    let mut curve = payout_curve();
    curve.about = about(
        "capped",
        "Payout curve with a cap",
        "3 % from 50 % of quota to 130 %, then nothing more.",
    );
    curve.points = [("0", "0"), ("0.5", "0"), ("1.3", "28800"), ("1.6", "28800")]
        .map(|(x, y)| CurvePoint {
            x: ratio(x),
            y: ratio(y),
            label: None,
        })
        .to_vec();
    curve.bands.truncate(2);
    curve.here = None;
    curve.end = CurveEnd::Capped("capped at 28,800".to_owned());
    curve
}

fn months() -> BarChart {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let values = ["318", "322", "341", "336", "352", "347", "338", "330", "366", "381", "377", "399"];
    let before = ["281", "284", "290", "288", "302", "298", "287", "279", "310", "318", "314", "322"];
    let bars = names
        .iter()
        .zip(values)
        .zip(before)
        .enumerate()
        .map(|(place, ((name, value), before))| Bar {
            label: (*name).to_owned(),
            value: if place == 6 {
                Err("the July file is missing".to_owned())
            } else {
                Ok(ratio(value))
            },
            shown: value.to_owned(),
            compare: Some(ratio(before)),
            evidence: if place == 10 { Evidence::Assumed } else { Evidence::Confirmed },
        });
    BarChart {
        about: about(
            "months",
            "Credited revenue by month, 2027",
            "From 318 thousand EUR in January to 399 in December; July is unknown; November is assumed.",
        ),
        unit: "2027, thousand EUR a month".to_owned(),
        compare: "2026".to_owned(),
        bars: bars.collect(),
        here: Some(11),
    }
}

fn by_account() -> RankedBars {
    let bar = |label: &str, value: Result<&str, &str>, shown: &str| Bar {
        label: label.to_owned(),
        value: value.map(ratio).map_err(str::to_owned),
        shown: shown.to_owned(),
        compare: None,
        evidence: Evidence::Confirmed,
    };
    RankedBars {
        about: about(
            "ranked",
            "Growth by account, 2027",
            "Kesselring 692,000, Brennfeld 508,000, Oster & Lyng 279,000, Varnholm minus 99,000 EUR; one is unknown.",
        ),
        unit: "EUR".to_owned(),
        bars: vec![
            bar("Kesselring Chemie AG", Ok("692000"), "692,000.00"),
            bar("Brennfeld Foods", Ok("508000"), "508,000.00"),
            bar("Oster & Lyng", Ok("279000"), "279,000.00"),
            bar("Varnholm Papier", Ok("-99000"), "−99,000.00"),
            bar("Aalen Dairy", Err("the 2026 baseline is not restated"), "unknown"),
        ],
        here: Some(2),
    }
}

fn adoption() -> LineChart {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let series = |name: &str, ink, values: &[&str], assumed_from| Series {
        name: name.to_owned(),
        ink,
        assumed_from,
        values: values.iter().map(|value| Ratio::parse(value).ok()).collect(),
    };
    let actual = [
        "0.12", "0.2", "0.31", "", "0.47", "0.52", "0.55", "0.56", "0.57", "0.6", "0.63", "0.66",
    ];
    let predicted = [
        "0.1", "0.19", "0.3", "0.41", "0.5", "0.57", "0.62", "0.66", "0.69", "0.71", "0.72", "0.73",
    ];
    LineChart {
        about: about(
            "adoption",
            "Weekly active users, share of those invited",
            "57 % in September against 69 % predicted; the plateau is 12 points lower than planned; April is unknown.",
        ),
        unit: "share of those invited".to_owned(),
        labels: names.map(str::to_owned).to_vec(),
        series: vec![
            series("actual", Ink::Mark, &actual, Some(9)),
            series("predicted", Ink::Quiet, &predicted, None),
        ],
        target: Some(Target {
            name: "target 80\u{a0}%".to_owned(),
            value: ratio("0.8"),
        }),
        here: Some(8),
        from_zero: true,
        percent: true,
    }
}

fn trend() -> Markup {
    let rising = ["3", "3.2", "4", "", "5.1", "5.4", "5", "6.2", "6.8"].map(|value| Ratio::parse(value).ok());
    let flat = ["2", "2", "2", "2"].map(|value| Some(ratio(value)));
    maud! {
        p { "rising, with a gap " (sparkline(&rising, "nine months, rising to 6.8, one month unknown")) }
        p { "level " (sparkline(&flat, "four months at 2")) }
    }
    .memoize()
}
