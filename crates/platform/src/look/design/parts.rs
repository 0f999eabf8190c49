//! Samples of the small parts, the forms and what floats.

use hypertext::prelude::*;
use vocabulary::Ratio;

use super::pictures::ratio;
use crate::look::components::{
    Alert, Button, Chain, ChainLink, ChainState, Chip, Choice, Dialog, Empty, Evidence, Field, Figure, Form, Gauge, Hazard, Menu, MenuItem,
    Moment, MomentState, Notice, Progress, Section, SumLine, SumList, Tab, Tabs, Timeline, Tone, assumed, avatar, claim, columns, dim,
    figures, hero, lamp, none, note, provenance, record_link, unknown,
};
use crate::look::why::figure_link;
use crate::look::{Markup, join, text};

pub(super) fn figures_and_signs() -> Markup {
    let answer = hero(
        figure_link("42,340.00", "?why=incentive", false),
        "EUR",
        maud! { "earned in incentive pay for 2027. The next " b { "11,340.00 EUR" } " reach you on 30 January." },
    );
    let sums = SumList::new(vec![
        SumLine::new("Base salary", "90,000.00"),
        SumLine::new("Incentive pay", "42,340.00"),
    ])
    .total(SumLine::new(
        "Together, before tax",
        figure_link("132,340.00", "?why=together", false),
    ))
    .note("On target is 120,000.00 EUR: 90,000 base and 30,000 incentive.");
    let signs = maud! {
        p { (lamp(Hazard::Act, "act today")) " " (lamp(Hazard::Watch, "watch")) " " (lamp(Hazard::Clear, "clear")) " " (lamp(Hazard::None, "no due promise")) }
        p {
            (Chip::new("Key account since 2025")) " " (Chip::new("Final").evidence(Evidence::Confirmed)) " "
            (Chip::new("Provisional").evidence(Evidence::Assumed)) " " (Chip::new("amber").hazard(Hazard::Watch)) " "
            (Chip::new("only Jonna").hazard(Hazard::Act))
        }
        p { (unknown("2 of 3 contacts answered")) " " (unknown("until 1 Feb")) " " (unknown("")) " " (none()) " " (dim("on top")) }
        p { (claim(Evidence::Confirmed, "C. Thoma, 12 Jan")) " " (claim(Evidence::Assumed, "J. Albrecht, 2 Dec")) " " (assumed("150,000.00")) }
        p { (avatar("Jonna Albrecht", false)) " " (avatar("Henrik Solbakken", true)) " " (record_link("INV 270114-03", "#")) }
        (provenance(&[("Rule", text("growth-commission")), ("Plan", text("v3, 9c41 7be0")), ("Run", text("2028-01-14 02:10"))]))
    };
    join([
        columns(answer, sums),
        Section::new("Key figures", key_figures()).about("name, figure, remark").memoize(),
        Section::new("Signs", signs)
            .about("shape, word and colour, never colour alone")
            .id("signs")
            .memoize(),
    ])
}

fn key_figures() -> Markup {
    let figure = |name: &str, value: Markup, remark: &str| Figure {
        name: name.to_owned(),
        value,
        remark: Some(remark.to_owned()),
    };
    figures(&[
        figure(
            "Growth against quota",
            figure_link("115\u{a0}%", "?why=growth", false),
            "one more point paid 720.00",
        ),
        figure(
            "Satisfaction",
            figure_link("108.17\u{a0}%", "?why=nps", true),
            "open: its panel is shown",
        ),
        figure("Health", figure_link("71", "?why=health", false), "on 75\u{a0}% of its weight"),
        figure("Growth, January 2028", unknown("until 1 Feb"), "the first run of the year follows"),
    ])
}

pub(super) fn alerts() -> Markup {
    let alert = |hazard, about: &str, sentence: &str, stake: &str, action: Button| Alert {
        hazard,
        about: about.to_owned(),
        sentence: sentence.to_owned(),
        href: "#alerts".to_owned(),
        stake: figure_link(stake, "?why=stake", false),
        age: "12\u{a0}d".to_owned(),
        due: "Tue 25\u{a0}Jan".to_owned(),
        owner: "Jonna Albrecht".to_owned(),
        action,
    };
    let list = Alert::list(&[
        alert(
            Hazard::Act,
            "Kesselring Chemie",
            "8 of 15 points of influence are known only by you.",
            "4,212,400",
            Button::link("Share a contact", "#").primary(),
        ),
        alert(
            Hazard::Watch,
            "Varnholm Papier",
            "Plan not reviewed for 104 days; the limit is 92.",
            "988,200",
            Button::link("Review, 5 min", "#"),
        ),
        alert(
            Hazard::Watch,
            "Oster & Lyng",
            "Assumption broken: no second shift in March. Two objectives rest on it.",
            "279,000",
            Button::link("Decide again", "#"),
        ),
    ]);
    Section::new("Alerts", list)
        .about("by money at stake × age, one action each")
        .memoize()
}

pub(super) fn forms() -> Markup {
    let kinds = ["Call", "Visit", "Review"].map(|kind| Choice::new(kind, kind)).to_vec();
    let countries = ["Austria", "Denmark", "France", "Germany", "Norway", "Sweden"].map(|name| Choice::new(name, name));
    let filled = Form::post("#forms")
        .csrf(Some("sample"))
        .get("a brief before your next meeting, made from these five lines.")
        .field(Field::choice("kind", "What was it", kinds).value("Visit").required())
        .fields(vec![
            Field::date("on", "When").value("2028-01-18").required(),
            Field::money("stake", "At stake", "EUR")
                .value("38,000")
                .hint("What a lost day costs them."),
        ])
        .field(Field::select("country", "Country", countries.to_vec()).value("Germany"))
        .field(Field::area("said", "What they said", 3).value("Nobody told us about the delay."))
        .field(Field::file("minutes", "Minutes", ".pdf"))
        .field(Field::check("share", "Share it with the sponsor", true))
        .with_files()
        .button(Button::submit("Log the meeting"))
        .button(Button::link("Leave it", "#forms").quiet());
    let wrong = Form::post("#forms")
        .field(
            Field::text("who", "Name of the budget owner")
                .id("w-who")
                .error(Some("Nobody is named. Write the name as it stands in the contract."))
                .required(),
        )
        .field(
            Field::number("share-2", "Your share")
                .id("w-share")
                .unit("%")
                .value("150")
                .error(Some("150 is more than the whole. Write a number from 0 to 100.")),
        )
        .field(
            Field::email("mail", "Mail")
                .id("w-mail")
                .hint("Only for the invitation.")
                .autocomplete("email"),
        )
        .field(
            Field::password("secret", "Password")
                .id("w-secret")
                .autocomplete("current-password")
                .required(),
        )
        .button(Button::submit("Name the owner"));
    let buttons = maud! {
        div.acts {
            (Button::link("Acknowledge", "#forms").primary()) " " (Button::link("Dispute a figure", "#forms")) " "
            (Button::link("Delete the draft", "#forms").danger()) " " (Button::link("Leave it", "#forms").quiet()) " "
            (Button::submit("Close the period").disabled("Two disputes are open. Settle them first."))
        }
    };
    join([
        Section::new("Buttons", buttons).about("the verb; one primary a page").memoize(),
        Section::new("Forms", columns(filled, wrong))
            .about("what you get, the fields, the verbs; and the same after a refusal")
            .id("forms")
            .memoize(),
    ])
}

pub(super) fn surfaces() -> Markup {
    let tab = |label: &str, current, count| Tab {
        label: label.to_owned(),
        href: "#surfaces".to_owned(),
        current,
        count,
    };
    let menu = Menu {
        id: "more".to_owned(),
        label: "More".to_owned(),
        items: ["Print", "Send to the sponsor", "History"]
            .map(|label| MenuItem {
                label: label.to_owned(),
                href: "#surfaces".to_owned(),
            })
            .to_vec(),
    };
    let closing = Form::post("#surfaces")
        .part(note(
            "Closing fixes every figure of 2027. It cannot be opened again; later corrections go into 2028.",
        ))
        .field(Field::text("name", "Write 2027 to close it").id("d-name").required())
        .button(Button::submit("Close 2027").danger());
    let closing = Dialog::new("closing", "Close 2027", closing);
    let tabs = Tabs {
        label: "Kesselring Chemie AG".to_owned(),
        tabs: vec![
            tab("Overview", true, None),
            tab("Plan", false, Some(3)),
            tab("Map", false, None),
            tab("Charter", false, None),
            tab("History", false, None),
        ],
    };
    let empty = Empty::new(
        "The champion speaks for us when we are not in the room.",
        "Nobody is mapped for this role yet.",
    )
    .action(Button::link("Name one", "#surfaces"));
    let body = maud! {
        (Notice::new(Tone::Done, "The meeting is logged.").control(Form::post("#surfaces").inline().button(Button::submit("Undo"))))
        (Notice::new(Tone::Info, "A run is under way; figures are those of 14 January."))
        (Notice::new(Tone::Watch, "Two of your promises are due this week."))
        (Notice::new(Tone::Problem, "The file was not loaded: row 214 has no invoice number. Correct it and load it again."))
        (tabs)
        p { (Button::opens("Close the period", "closing")) " " (menu) }
        (closing)
        (Dialog::new("standing", "A dialog that stands in the page", text("After a refusal, and where popovers are missing.")).open(true))
        (empty)
    };
    Section::new("Surfaces", body)
        .about("notice, tabs, dialog, menu, empty")
        .id("surfaces")
        .memoize()
}

pub(super) fn progress() -> Markup {
    let link = |label: &str, note: &str, state| ChainLink {
        label: label.to_owned(),
        note: note.to_owned(),
        state,
    };
    let chain = Chain(vec![
        link("Select", "12 Mar, 4.1 of 5", ChainState::Done),
        link("Agree", "charter v3, amber", ChainState::Risk),
        link("Plan", "reviewed 14 Jan", ChainState::Done),
        link("Act", "7 of 9 done", ChainState::Unproven),
        link("Verify", "due 31 Jan", ChainState::Next),
        link("Coach", "topic set", ChainState::Open),
        link("Pay", "14 Jan run", ChainState::Open),
        link("Review", "due 12 Mar", ChainState::Open),
    ]);
    let moment = |when: &str, what: &str, note: Option<Markup>, state| Moment {
        when: when.to_owned(),
        what: text(what),
        note,
        state,
    };
    let timeline = Timeline(vec![
        moment(
            "Tue 25 Jan",
            "Sponsor meeting: Ingrid Tveit with Dr. Nyholm",
            Some(text("brief ready")),
            MomentState::Ahead,
        ),
        moment("Today", "You are here", None, MomentState::Now),
        moment(
            "12 Jan",
            "Line 4 at 95.4\u{a0}% uptime",
            Some(claim(Evidence::Confirmed, "C. Thoma")),
            MomentState::Past,
        ),
        moment(
            "31 Oct",
            "Insight session missed",
            Some(text("our promise, fulfilment fell to 0.88")),
            MomentState::Past,
        ),
    ]);
    let gauge = |words: &str, value: Ratio| Gauge::new(words, value).target(ratio("0.87"));
    let gauges = maud! {
        p { "We give, 0.88" } (gauge("We give: 0.88 of what was promised", ratio("0.88")))
        p { "They give, 0.60, assumed" } (gauge("They give: 0.60, assumed", ratio("0.6")).assumed())
        p { "Growth, 1.15 of quota" } (Gauge::new("Growth: 115 % of quota", ratio("1.15")).of(ratio("1.3")).target(ratio("1")))
        p { "Satisfaction" } (Gauge::unknown("Satisfaction", "2 of 3 contacts answered"))
    };
    let under_way = maud! {
        (Progress::new("Import of orders_2028.csv", 1_204_000, 4_000_000).step("Reading orders"))
        (Progress::new("Import of plan.xlsx", 0, 0).step("Waiting for a free hand"))
    };
    join([
        Section::new("Under way", under_way)
            .about("how much of the work is done; hatched while nobody knows of how much")
            .memoize(),
        Section::new("The chain", chain)
            .about("where this record stands, link by link")
            .memoize(),
        Section::new("Timeline and gauges", columns(timeline, gauges)).memoize(),
    ])
}
