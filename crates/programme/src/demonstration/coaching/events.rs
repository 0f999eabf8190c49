//! What happens in the coaching of the made-up firm beside the sessions: plans, requests, preferences, appointments, a programme.

use super::When;
use super::requests::{agreed, answered, asked};
use crate::people::coaching::acts::Asked;
use crate::people::coaching::rules::plan::{Progress, SaidArea};
use crate::people::coaching::rules::programme::SaidProgramme;
use crate::people::coaching::rules::request::Reply;
use crate::people::coaching::rules::session::{Outcome, Skill};
use crate::people::coaching::store::requests::{Learns, Style};
use vocabulary::{Day, Weekday};

/// Something that happens on a day; sessions by their number.
pub(super) enum Event {
    /// The alerts are evaluated, as every night.
    Night,
    Logged(usize),
    Rated(usize, i64, Option<bool>),
    Worded(usize, String),
    Reviewed(usize, Outcome),
    /// Between a coach and a coachee.
    Seen(&'static str, &'static str, Seen),
    Programme(SaidProgramme),
    Excused(&'static str, (Day, Day), &'static str),
}

/// What happens between a coach and a coachee.
pub(super) enum Seen {
    Plan(Vec<SaidArea>),
    PlanClosed(Vec<Option<Progress>>),
    Asked(Asked),
    Answered(Reply, &'static str),
    SteppedIn(&'static str),
    Agreed(&'static str),
    Linked(&'static str, Skill, &'static str),
    Prefers(Style),
    Arranged(Day, &'static str, &'static str, Skill),
}

/// Everything, in the order in which it happens on a day.
pub(super) fn every(when: When) -> Vec<(Day, Event)> {
    let month = |ago: i32| when.today.month_start().plus_months(-ago);
    let mut monday = when.today.plus_days(-36 * 7);
    while monday.weekday() != Weekday::Monday {
        monday = monday.next();
    }
    let said = SaidProgramme {
        name: "Every four weeks".to_owned(),
        weeks: 4,
        from: monday,
        to: None,
    };
    let leave = "On parental leave for two months.";
    let excused = Event::Excused("HI-118", (month(7), month(5)), leave);
    let mut all = vec![(monday, Event::Programme(said)), (month(7).plus_days(-9), excused)];
    all.extend(plans(when));
    all.extend(plans_in_the_americas(when));
    all.extend(asked(when));
    all.extend(answered(when));
    all.extend(agreed(when));
    all.extend(styles(when));
    all.extend(appointments(when));
    all
}

fn area(skill: Skill, because: &str, target: &str) -> SaidArea {
    SaidArea {
        skill,
        because: because.to_owned(),
        target: target.to_owned(),
    }
}

fn plan(coach: &'static str, coachee: &'static str, areas: Vec<SaidArea>) -> Event {
    Event::Seen(coach, coachee, Seen::Plan(areas))
}

fn closed(coach: &'static str, coachee: &'static str, progress: &[Progress]) -> Event {
    let progress = progress.iter().copied().map(Some).collect();
    Event::Seen(coach, coachee, Seen::PlanClosed(progress))
}

fn plans(when: When) -> Vec<(Day, Event)> {
    let teach = area(
        Skill::Teach,
        "Two of three insights were known to the customer already.",
        "One insight a quarter that a customer disputes.",
    );
    let bruno_first = area(
        Skill::TakeControl,
        "Cantieri Ombralta decides the dates; three of four offers expired.",
        "A signing plan in every open opportunity.",
    );
    let bruno_second = area(
        Skill::Tailor,
        "Acque del Tramonto gets the same slides as Vetreria Pianalta.",
        "A page of their own for each person who decides.",
    );
    let jonna = area(
        Skill::TakeControl,
        "Discounts were offered first in four of six negotiations.",
        "No discount without something in return.",
    );
    let ondrej = vec![
        area(
            Skill::TakeControl,
            "The budget date is missing in four of five opportunities.",
            "Budget owner and date known before the offer.",
        ),
        area(
            Skill::Tailor,
            "Offers to Třpytov Sklárny speak to engineers only.",
            "A first line for the controller too.",
        ),
    ];
    let ines = vec![
        area(
            Skill::Teach,
            "New to the trade, strong on facts.",
            "Gives the rework insight alone.",
        ),
        area(
            Skill::Tailor,
            "Uses the group's arguments with plants.",
            "Names each plant's own target.",
        ),
        area(Skill::TakeControl, "Waits for purchasing to answer.", "Sends the agenda herself."),
    ];
    let jordi = area(
        Skill::Teach,
        "Química Montelar knew both insights of the spring.",
        "Brings the drift of their own sensors.",
    );
    let balazs = area(
        Skill::Relationship,
        "Everything at Bakonykő Malom hangs on one contact.",
        "Three people who would take his call.",
    );
    let none = Progress::None;
    vec![
        (when.back(300), plan("giulia", "bruno", vec![bruno_first])),
        (when.back(190), closed("giulia", "bruno", &[none])),
        (when.back(180), plan("giulia", "bruno", vec![bruno_second])),
        (when.back(70), closed("giulia", "bruno", &[none])),
        (when.back(280), plan("anselm", "jonna", vec![jonna])),
        (when.back(120), closed("anselm", "jonna", &[Progress::Made])),
        (when.back(150), plan("anselm", "ondrej", ondrej)),
        (when.back(95), plan("anselm", "katarzyna", vec![teach])),
        (when.back(130), plan("giulia", "ines", ines)),
        (when.back(60), plan("giulia", "jordi", vec![jordi])),
        (when.back(88), plan("zsofia", "balazs", vec![balazs])),
    ]
}

fn plans_in_the_americas(when: When) -> Vec<(Day, Event)> {
    let beatrix = vec![
        area(
            Skill::Tailor,
            "Great Basin Refining was shown the page made for lithium.",
            "A page of its own for each of the two plants.",
        ),
        area(
            Skill::TakeControl,
            "The trial at Great Basin Lithium has run for two months without a date to decide.",
            "No trial without the day and the name of who decides.",
        ),
    ];
    let rafael = area(
        Skill::Teach,
        "Ouachita Packaging measures moisture better than we had supposed.",
        "One finding of their own mill in every first meeting.",
    );
    let noor = area(
        Skill::Relationship,
        "Callum left, and Chesapeake Biologics knows nobody else of us.",
        "Five people of Chesapeake met in the first half-year.",
    );
    vec![
        (when.back(160), plan("cordelia", "beatrix", beatrix)),
        (when.back(140), plan("cordelia", "rafael", vec![rafael])),
        (when.back(50), closed("cordelia", "rafael", &[Progress::Made])),
        (when.back(110), plan("cordelia", "noor", vec![noor])),
    ]
}

fn style(learns: Learns, words: &str, topic: &str) -> Seen {
    Seen::Prefers(Style {
        learns,
        words: words.to_owned(),
        topic: topic.to_owned(),
        version: 0,
    })
}

/// How some like to learn; a topic is chosen today, because a session takes it up.
fn styles(when: When) -> Vec<(Day, Event)> {
    let one = |days: i64, coach, coachee, seen| (when.back(days), Event::Seen(coach, coachee, seen));
    let today = |coach, coachee, seen| (when.today, Event::Seen(coach, coachee, seen));
    vec![
        one(
            240,
            "anselm",
            "saoirse",
            style(Learns::Doing, "Throw me in, then tell me what you saw.", ""),
        ),
        one(236, "giulia", "corentin", style(Learns::Talking, "", "")),
        one(
            230,
            "zsofia",
            "tihana",
            style(Learns::Reading, "Send me the page the day before.", ""),
        ),
        one(
            170,
            "cordelia",
            "thaddeus",
            style(Learns::Doing, "Let me fail once, then talk.", ""),
        ),
        today(
            "anselm",
            "katarzyna",
            style(
                Learns::Example,
                "Show me once, then let me.",
                "How to open with an insight in a new plant",
            ),
        ),
        today(
            "giulia",
            "jordi",
            style(Learns::Doing, "", "The yearly review with Química Montelar"),
        ),
        today(
            "zsofia",
            "balazs",
            style(Learns::Talking, "By arguing.", "Whom to ask at Bakonykő Malom for the second name"),
        ),
    ]
}

/// This week, one of each coach's today.
fn appointments(when: When) -> Vec<(Day, Event)> {
    let one = |days: u32, coach, coachee, (starts, topic, skill)| {
        let day = when.today.plus_working_days(days);
        (when.today, Event::Seen(coach, coachee, Seen::Arranged(day, starts, topic, skill)))
    };
    vec![
        one(
            0,
            "anselm",
            "katarzyna",
            ("14:00", "The first hour at Wiślana Cukrownia", Skill::Teach),
        ),
        one(1, "anselm", "ondrej", ("10:30", "Before Třpytov Sklárny", Skill::TakeControl)),
        one(
            2,
            "anselm",
            "pieter",
            ("09:00", "The frame agreement of Waterkant Holding", Skill::TakeControl),
        ),
        one(4, "anselm", "jonna", ("15:00", "Whom Norrsund Kraft listens to", Skill::Tailor)),
        one(0, "giulia", "jordi", ("16:00", "What Química Montelar does not know", Skill::Teach)),
        one(2, "giulia", "ilaria", ("11:00", "Finance at Gruppo Marevento", Skill::Tailor)),
        one(
            3,
            "giulia",
            "elodie",
            ("08:30", "After the escalation at Groupe Valmorin", Skill::Other),
        ),
        one(
            0,
            "cordelia",
            "beatrix",
            ("15:30", "Who decides on the trial at Great Basin Lithium", Skill::TakeControl),
        ),
        one(
            1,
            "cordelia",
            "noor",
            ("09:00", "Five people at Chesapeake Biologics", Skill::Relationship),
        ),
        one(
            4,
            "cordelia",
            "rafael",
            ("13:00", "The second mill of Ouachita Packaging", Skill::Teach),
        ),
        one(
            0,
            "zsofia",
            "balazs",
            ("13:30", "The second name at Bakonykő Malom", Skill::Relationship),
        ),
        one(
            3,
            "zsofia",
            "kalina",
            ("09:30", "Silence after the price at Tunjavit Agro", Skill::TakeControl),
        ),
    ]
}
