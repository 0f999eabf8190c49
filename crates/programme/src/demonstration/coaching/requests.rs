//! What the coachees of the made-up firm asked for, and what their coaches did about it.

use super::When;
use super::events::{Event, Seen};
use crate::people::coaching::acts::Asked;
use crate::people::coaching::rules::request::{About, Reply, Resource};
use crate::people::coaching::rules::session::Skill;
use vocabulary::Day;

fn request(about: About, words: &str) -> Seen {
    Seen::Asked(Asked {
        about,
        resource: None,
        words: words.to_owned(),
    })
}

fn resource(resource: Resource, words: &str) -> Seen {
    Seen::Asked(Asked {
        about: About::Resource,
        resource: Some(resource),
        words: words.to_owned(),
    })
}

/// What was asked: some waits, one of it too long.
pub(super) fn asked(when: When) -> Vec<(Day, Event)> {
    let one = |days: i64, coach, coachee, seen| (when.back(days), Event::Seen(coach, coachee, seen));
    vec![
        one(
            80,
            "anselm",
            "matthias",
            resource(Resource::Access, "Half an hour with our head of metrology for Rheintaler Werke."),
        ),
        one(
            50,
            "giulia",
            "despina",
            resource(Resource::Capacity, "Two days of an applications engineer at Kymatos Nafpigeia."),
        ),
        one(
            42,
            "zsofia",
            "mircea",
            resource(Resource::Budget, "A demonstration skid for Dunărești Rafinare over the winter."),
        ),
        one(
            35,
            "giulia",
            "elodie",
            request(About::Trigger, "Groupe Valmorin escalated the late start-up to the board."),
        ),
        one(
            16,
            "giulia",
            "jordi",
            resource(
                Resource::Data,
                "The service history of the plants of Ceràmiques Vallfosca since 2023.",
            ),
        ),
        one(
            2,
            "anselm",
            "katarzyna",
            resource(
                Resource::Content,
                "The sugar study in Polish, before the visit to Wiślana Cukrownia.",
            ),
        ),
        one(
            1,
            "anselm",
            "ondrej",
            request(
                About::Involvement,
                "Come along to Třpytov Sklárny: the owner decides, and I have never met him.",
            ),
        ),
    ]
}

/// What was answered, and where a coach stepped in unasked.
pub(super) fn answered(when: When) -> Vec<(Day, Event)> {
    let one = |days: i64, coach, coachee, seen| (when.back(days), Event::Seen(coach, coachee, seen));
    vec![
        one(
            76,
            "anselm",
            "matthias",
            Seen::Answered(Reply::Given, "She keeps Thursday at ten for you and Rheintaler."),
        ),
        one(
            46,
            "giulia",
            "despina",
            Seen::Answered(Reply::Partly, "One day this month, the second in spring."),
        ),
        one(
            38,
            "zsofia",
            "mircea",
            Seen::Answered(
                Reply::Declined,
                "Both skids are promised until April; use the one in Belorechie Staklo for a visit.",
            ),
        ),
        one(
            34,
            "giulia",
            "elodie",
            Seen::Answered(Reply::Given, "I call their managing director today, with you in the room."),
        ),
        one(
            47,
            "giulia",
            "ines",
            Seen::SteppedIn("I answered the price question of Grupo Sierralba myself, in the meeting."),
        ),
        one(
            23,
            "anselm",
            "vilja",
            Seen::SteppedIn("I wrote to the mill manager of Kaarnajoki Sellu before Vilja had."),
        ),
        one(
            12,
            "giulia",
            "ines",
            Seen::SteppedIn("I rang Bodegas Altovalle about the delivery, though it was Inês's to do."),
        ),
    ]
}

/// When a coach gets involved, as agreed, and links to experts.
pub(super) fn agreed(when: When) -> Vec<(Day, Event)> {
    let one = |days: i64, coach, coachee, seen| (when.back(days), Event::Seen(coach, coachee, seen));
    vec![
        one(
            210,
            "anselm",
            "ondrej",
            Seen::Agreed("The stake is above 250,000 euros.\nAn owner sits at the table."),
        ),
        one(
            205,
            "giulia",
            "elodie",
            Seen::Agreed("A complaint reaches their board.\nA competitor is asked for a second offer."),
        ),
        one(
            200,
            "zsofia",
            "mircea",
            Seen::Agreed("The contract runs over more than three years."),
        ),
        one(
            57,
            "anselm",
            "ondrej",
            Seen::Linked(
                "HI-103",
                Skill::TakeControl,
                "Saoirse asks for the budget date in the first meeting; go with her once.",
            ),
        ),
        one(
            26,
            "giulia",
            "jordi",
            Seen::Linked("HI-112", Skill::Teach, "Corentin has given the rework insight eleven times."),
        ),
    ]
}
