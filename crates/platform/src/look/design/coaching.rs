//! Samples of what a coach sees: the week, the lights, reach and heat.

use hypertext::prelude::*;

use super::pictures::{about, ratio};
use crate::look::charts::{Ink, Reach, ReachRow};
use crate::look::components::{
    Button, Duel, Empty, Encounter, Evidence, Hazard, Heat, HeatRow, Light, Said, Section, encounters, halves, knotted, lamp, lights, note,
    unknown,
};
use crate::look::why::figure_link;
use crate::look::{Markup, join, text};

pub(super) const LONG: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

fn said(words: &str, state: Markup) -> Option<Said> {
    Some(Said {
        words: words.to_owned(),
        state,
    })
}

fn figure(words: &str) -> Markup {
    figure_link(words, "?why=coaching", false)
}

fn rafael() -> Encounter {
    Encounter {
        person: "Rafael Quintela".to_owned(),
        href: "#week".to_owned(),
        standing: maud! { "Core, " (figure("97\u{a0}%")) }.memoize(),
        topic: "Take control: ask for the budget date".to_owned(),
        reasons: maud! {
            "2.5 h in December: " b { "under-coached" }
            ". The verifier “budget owner named” is missing in " (figure("3 of 4")) " open opportunities."
        }
        .memoize(),
        questions: [
            "What would the plant head lose by waiting a quarter?",
            "Who signs if the budget moves to March?",
            "Where will you ask, in the room or before it?",
        ]
        .map(str::to_owned)
        .to_vec(),
        commitment: said(
            "I will ask Haldane’s plant head for the budget date before the workshop.",
            knotted(Evidence::Confirmed, "kept, verified 13\u{a0}Jan in the opportunity"),
        ),
        when: "Today, 14:00".to_owned(),
        when_note: "40 min, in the calendar".to_owned(),
        action: Button::link("Open session", "#phone").memoize(),
    }
}

fn tomasz() -> Encounter {
    Encounter {
        person: "Tomasz Wielgus".to_owned(),
        standing: maud! { "Core, " (figure("104\u{a0}%")) }.memoize(),
        topic: "Tailor: what the customer values, in their words".to_owned(),
        reasons: maud! { "He reads customer satisfaction " (figure("24 points")) " above the result. The gap widened in two quarters." }
            .memoize(),
        questions: Vec::new(),
        commitment: said(
            "I will bring two quotes from users to each review.",
            knotted(Evidence::Assumed, "said to be kept, no record yet"),
        ),
        when: "Thu 20, 10:30".to_owned(),
        when_note: "45 min, in the calendar".to_owned(),
        action: Button::link("Prepare", "#week").memoize(),
        ..rafael()
    }
}

fn siv() -> Encounter {
    Encounter {
        person: "Siv Ravndal".to_owned(),
        standing: maud! { "Core, " (figure("92\u{a0}%")) }.memoize(),
        topic: "Teach: a link instead of another hour".to_owned(),
        reasons: maud! { "5.5 h in December, credited 5.0. Her level in Teach is above yours: " b { "link an expert" } ", Mirela Dobrev." }
            .memoize(),
        questions: Vec::new(),
        commitment: said(
            "I will rehearse the energy insight with somebody who has given it.",
            lamp(Hazard::Watch, "due 12\u{a0}Jan, open 6 days"),
        ),
        when: "No session".to_owned(),
        when_note: "5.5 h in December already".to_owned(),
        action: Button::link("Send the introduction", "#week").memoize(),
        ..rafael()
    }
}

/// A first session with somebody whose words are long and of whom little is known.
fn new_here() -> Encounter {
    Encounter {
        person: format!("Maximiliane von {LONG}"),
        href: String::new(),
        standing: unknown("no run yet"),
        topic: format!("Teach: {LONG}"),
        reasons: text("Joined on 3 January. There is no figure before the first run."),
        questions: vec![format!("What does {LONG} lose by waiting?")],
        commitment: None,
        when: "Not planned".to_owned(),
        when_note: "no free hour in common this week".to_owned(),
        action: Button::link("Plan a session", "#week").memoize(),
    }
}

pub(super) fn week() -> Markup {
    let rest = [
        lamp(
            Hazard::Watch,
            "Dieter Kolb: two plans without progress. Hold a role conversation, not more hours.",
        ),
        maud! { b { "Jonna Albrecht" } " in band, next 27\u{a0}Jan" }.memoize(),
        maud! { b { "Anouk Verhaeren" } " in band, next 3\u{a0}Feb" }.memoize(),
        maud! { b { "Mirela Dobrev" } " star, asked for nothing" }.memoize(),
    ];
    let nobody = Empty::new(
        "The people whom an hour helps most this week belong here.",
        "Nobody is assigned to you as a coachee.",
    )
    .action(Button::link("Name a coachee", "#week"));
    join([
        Section::new("The week", encounters(&[rafael(), tomasz(), siv()], &rest))
            .about("who, why, what they set out to do, when")
            .end(figure("Why this order"))
            .id("week")
            .memoize(),
        Section::new("One, new, with long words", encounters(&[new_here()], &[])).memoize(),
        Section::new("Nobody", join([nobody.memoize(), encounters(&[], &rest[1..2])])).memoize(),
    ])
}

pub(super) fn six_lights() -> Markup {
    let light = |name: &str, hazard, value: Markup, about: &str, state: &str| Light {
        name: name.to_owned(),
        hazard,
        figure: value,
        about: about.to_owned(),
        state: state.to_owned(),
    };
    let all = [
        light(
            "1 Skills, not chat",
            Hazard::Clear,
            figure("180 of 1,200 min"),
            "relationship building against teach, tailor, take control",
            "clear",
        ),
        light(
            "2 Core first",
            Hazard::Clear,
            figure("84\u{a0}% on the core"),
            "225 min a head, star 120, low 90",
            "clear",
        ),
        light(
            "3 Start and finish",
            Hazard::Act,
            figure("1,320 of 2,850 min"),
            "on creation and close; pursuit and post-deal took 1,530",
            "raised",
        ),
        light(
            "4 Specific",
            Hazard::None,
            unknown("2 of 38 sessions read"),
            "name an instance of their own",
            "not judged",
        ),
        light(
            "5 Deal and skill",
            Hazard::Watch,
            figure("31\u{a0}% on skill"),
            "30\u{a0}% of minutes at least; nobody without",
            "near its limit",
        ),
        light(
            "6 Better, not more",
            Hazard::Act,
            figure("5.5 h for Siv"),
            "with quality 4.1; all coaches average 4.2",
            "raised",
        ),
    ];
    let quality = maud! { "Your quality " (figure("4.1")) " of 5. January: " (unknown("3 of 5 answers")) };
    Section::new("Lights", lights(&all))
        .about("quiet while clear")
        .end(quality)
        .id("lights")
        .memoize()
}

fn reach_row(name: &str, (group, standing): (&str, &str), value: Result<&str, &str>, ink: Ink) -> ReachRow {
    ReachRow {
        name: name.to_owned(),
        group: group.to_owned(),
        standing: standing.to_owned(),
        value: value.map(ratio).map_err(str::to_owned),
        credited: None,
        ink,
    }
}

fn hours() -> Reach {
    let mut siv = reach_row("Siv Ravndal", ("Core", "92"), Ok("5.5"), Ink::Watch);
    siv.credited = Some(ratio("5"));
    Reach {
        about: about(
            "hours",
            "Hours coached in December by person",
            "In the band of 3 to 5 hours: Jonna 4, Tomasz 3.5. Below: Rafael 2.5. Above: Siv 5.5, of which 5 count. Anouk is unknown.",
        ),
        unit: "h".to_owned(),
        standing_head: "2027 attainment, %".to_owned(),
        band: Some((ratio("3"), ratio("5"), "3 to 5 hours for the core".to_owned())),
        rows: vec![
            reach_row("Mirela Dobrev", ("Star", "131"), Ok("2"), Ink::Quiet),
            reach_row("Jonna Albrecht", ("Core", "115"), Ok("4"), Ink::Mark),
            reach_row("Tomasz Wielgus", ("Core", "104"), Ok("3.5"), Ink::Mark),
            reach_row("Anouk Verhaeren", ("Core", "101"), Err("no session was logged"), Ink::Mark),
            reach_row("Rafael Quintela", ("Core", "97"), Ok("2.5"), Ink::Watch),
            siv,
            reach_row("Dieter Kolb", ("Low", "71"), Ok("1.5"), Ink::Quiet),
        ],
    }
}

fn one_far() -> Reach {
    Reach {
        about: about("far", "Minutes by person", "One person reaches 1,240 minutes; no band is set."),
        unit: "min".to_owned(),
        standing_head: String::new(),
        band: None,
        rows: vec![reach_row(&format!("Maximiliane von {LONG}"), ("", ""), Ok("1240"), Ink::Mark)],
    }
}

fn minutes(label: &str, cells: [Result<u64, &str>; 5], sum: Markup) -> HeatRow {
    HeatRow {
        label: label.to_owned(),
        cells: cells.map(|cell| cell.map_err(str::to_owned)).to_vec(),
        sum: Some(sum),
    }
}

fn heat() -> Heat {
    Heat {
        caption: "Minutes of quarter 4 by group and stage".to_owned(),
        row_head: "Minutes".to_owned(),
        heads: ["Creation", "Pursuit", "Close", "Post-deal", "Skill"].map(str::to_owned).to_vec(),
        sum_head: Some("All".to_owned()),
        rows: vec![
            minutes("Star, 1", [90, 150, 60, 0, 60].map(Ok), text("360")),
            minutes("Core, 5", [660, 1020, 420, 180, 1140].map(Ok), text("3,420")),
            minutes(
                "Low, 1",
                [Ok(60), Ok(120), Err("two sessions name no stage"), Ok(30), Ok(90)],
                unknown(""),
            ),
        ],
        total: Some(minutes("All, 7", [810, 1290, 480, 210, 1290].map(Ok), figure("4,080"))),
    }
}

pub(super) fn pictures() -> Markup {
    let duel = Duel {
        first: ("Creation and close".to_owned(), 1320),
        second: ("Pursuit and post-deal".to_owned(), 1530),
    };
    let went = maud! {
        (heat()) (duel)
        (note("Light 3 clears with 211 more minutes on creation and close, or with 106 moved across."))
    };
    let one = Heat {
        caption: "Minutes of one person".to_owned(),
        row_head: "Minutes".to_owned(),
        heads: vec!["Skill".to_owned()],
        sum_head: None,
        rows: vec![HeatRow {
            label: "Siv Ravndal".to_owned(),
            cells: vec![Ok(330)],
            sum: None,
        }],
        total: None,
    };
    let even = Duel {
        first: ("On the core".to_owned(), 0),
        second: (LONG.to_owned(), 0),
    };
    join([
        halves(
            Section::new("Reach", hours().figure())
                .about("stem and knot against a band")
                .id("reach"),
            Section::new("Heat and duel", went).about("as deep as it weighs"),
        ),
        halves(
            Section::new("Reach of one, no band", one_far().figure()),
            Section::new("Heat of one, nothing to compare", join([one.memoize(), even.memoize()])),
        ),
    ])
}
