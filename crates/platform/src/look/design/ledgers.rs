//! Samples of ledgers: with its thread of why, as a working list, and empty.

use vocabulary::{Cell, Currency, Link, Money, Ratio, Trace, TraceTable};

use super::pictures::ratio;
use crate::look::charts::sparkline;
use crate::look::components::{
    Button, Choice, Column, Empty, Field, Filter, Hazard, Paging, Row, Section, Sorted, SumLine, SumList, Table, dim, lamp, none, note,
    unknown,
};
use crate::look::why::{Why, figure_link};
use crate::look::{Markup, join, text};
use hypertext::prelude::*;

fn eur(words: &str) -> Cell {
    Cell::Money(Money::parse(words, Currency::EUR).expect("samples are money"))
}

fn percent(words: &str) -> Cell {
    Cell::Percent(Ratio::parse(words).expect("samples are numbers"))
}

fn slices() -> TraceTable {
    let slice = |name: &str, growth: &str, rate: &str, pays: &str| vec![Cell::Text(name.to_owned()), eur(growth), percent(rate), eur(pays)];
    TraceTable {
        heads: ["Slice of quota", "Growth in it", "Rate", "Pays"].map(str::to_owned).to_vec(),
        rows: vec![
            slice("up to 50 %", "600000.00", "0", "0.00"),
            slice("50 to 100 %", "600000.00", "0.03", "18000.00"),
            slice("100 to 130 %", "180000.00", "0.06", "10800.00"),
            slice("beyond 130 %", "0.00", "0.03", "0.00"),
        ],
        total: Some(vec![
            Cell::Text("Earned".to_owned()),
            eur("1380000.00"),
            Cell::Empty,
            eur("28800.00"),
        ]),
    }
}

fn growth() -> Trace {
    let account = |name: &str, id: &str, value: Cell| Trace::new(name, value).link(Link::new("account", id, name));
    let lines = TraceTable {
        heads: ["Document", "Line", "Amount", "Your share", "Credited"].map(str::to_owned).to_vec(),
        rows: vec![
            vec![
                Cell::Text("INV 270114-03".to_owned()),
                Cell::Text("Flow meter FM-80, 24 pcs".to_owned()),
                eur("62400.00"),
                percent("1"),
                eur("62400.00"),
            ],
            vec![
                Cell::Text("INV 270519-07".to_owned()),
                Cell::Text("Service contract, year 2".to_owned()),
                eur("48000.00"),
                percent("0.5"),
                eur("24000.00"),
            ],
            vec![
                Cell::Text("CRN 270826-01".to_owned()),
                Cell::Text("Credit note: 4 × FM-120 returned".to_owned()),
                eur("-15200.00"),
                percent("1"),
                eur("-15200.00"),
            ],
        ],
        total: Some(vec![
            Cell::Text("Three lines".to_owned()),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            eur("71200.00"),
        ]),
    };
    Trace::new("Growth by account", eur("1380000.00"))
        .formula("2027 credited revenue less the restated 2026 baseline")
        .input(account("Kesselring Chemie AG", "1", eur("692000.00")))
        .input(account("Brennfeld Foods", "2", eur("508000.00")))
        .input(account("Varnholm Papier", "4", eur("-99000.00")))
        .input(
            Trace::new("Oster & Lyng", eur("279000.00"))
                .formula("220 lines; three shown")
                .table(lines),
        )
        .input(Trace::new(
            "Aalen Dairy",
            Cell::Unknown("the 2026 baseline is not restated".to_owned()),
        ))
}

fn commission() -> Trace {
    Trace::new("Growth of 1,380,000.00 on a quota of 1,200,000.00 is 115 %", Cell::Empty)
        .formula("Each slice of growth pays its own rate; the slices add up.")
        .rule("R-COM-2, growth-commission")
        .place("plan.yaml line 41")
        .table(slices())
        .input(growth())
}

fn paid_rows(why: impl Renderable) -> Vec<Row> {
    let row = |name: &str, about: &str, cells: [Markup; 5]| {
        let first = maud! { b { (name) } small { (about) } }.memoize();
        Row::new(std::iter::once(first).chain(cells).collect())
    };
    let asked = |figure: &str| figure_link(figure, "?why=earned", false);
    vec![
        row(
            "Growth commission",
            "3 % above half of quota, 6 % above quota",
            [
                dim("18,000.00"),
                text("115\u{a0}%"),
                figure_link("28,800.00", "?", true),
                text("16,200.00"),
                asked("1,260.00"),
            ],
        )
        .why("earned", why),
        row(
            "Customer satisfaction",
            "NPS 50: 116.67 %. CSAT 8.3: 80 %.",
            [dim("6,000.00"), text("108.17\u{a0}%"), asked("6,490.00"), none(), none()],
        ),
        row(
            "Voice",
            "three contacts",
            [
                dim("2,400.00"),
                unknown("2 of 3 contacts answered"),
                unknown("until 1 Feb"),
                none(),
                none(),
            ],
        ),
    ]
}

pub(super) fn with_why() -> Markup {
    let addresses = |link: &Link| (link.kind == "account").then(|| format!("/design#{}", link.id));
    let trace = commission();
    let paid = SumList::new(vec![
        SumLine::new("Quarters 1 to 3", "16,200.00"),
        SumLine::new("Quarter 4, cash in", "11,340.00"),
        SumLine::new("Quarter 4, not yet paid", "1,260.00"),
    ]);
    let why = Why::new(&trace, &addresses)
        .beside(maud! { h3 { "How it is paid" } (paid) })
        .from("Plan", text("v3, 9c41 7be0"))
        .from("Run", text("2028-01-14 02:10"))
        .from("Source", text("ERP invoice lines, loaded 13 Jan"))
        .close("?")
        .in_row();
    let table = Table::new(
        "Earned and paid, EUR",
        vec![
            Column::text("component", "Component"),
            Column::number("target", "Target").quiet(),
            Column::number("result", "Result"),
            Column::number("earned", "Earned").lead(),
            Column::number("paid", "Paid in 2027"),
            Column::number("awaits", "Awaits cash"),
        ],
    )
    .rows(paid_rows(why))
    .totals(
        ["Incentive pay 2027", "", "", "35,290.00", "16,200.00", "1,260.00"]
            .map(text)
            .to_vec(),
    );
    let free = Trace::new("Together, before tax", eur("132340.00"))
        .formula("base salary + incentive pay")
        .input(Trace::new("Base salary", eur("90000.00")))
        .input(Trace::new("Incentive pay", eur("42340.00")));
    join([
        Section::new("Ledger with why", table.file("CSV", "#").file("XLSX", "#"))
            .about("EUR, the run of 14 January 2028")
            .id("ledger")
            .memoize(),
        Section::new(
            "Why below a key figure",
            maud! { p.hero { (figure_link("132,340.00", "?", true)) } (Why::new(&free, &addresses).id("why-free").close("?")) },
        )
        .memoize(),
    ])
}

fn account_rows() -> Vec<Row> {
    let trend = ["3", "3.2", "4", "4.4", "5.1", "5.4", "5", "6.2", "6.8"].map(|value| Some(ratio(value)));
    let fall = ["6", "5.6", "5.1", "4.4", "4.1", "3.4", "3", "2.2", "2"].map(|value| Some(ratio(value)));
    let figure = |figure: &str| figure_link(figure, "?why=x", false);
    vec![
        Row::new(vec![
            text("Kesselring Chemie AG"),
            sparkline(&trend, "rising"),
            text("4,212,400.00"),
            figure("+692,000.00"),
            lamp(Hazard::Watch, "0.60"),
            figure("0.53"),
            text("sponsor meeting, 25 Jan"),
        ])
        .act(),
        Row::new(vec![
            text("Brennfeld Foods"),
            sparkline(&trend, "rising"),
            text("2,905,300.00"),
            figure("+508,000.00"),
            lamp(Hazard::Clear, "0.86"),
            figure("0.31"),
            text("workshop, today"),
        ]),
        Row::new(vec![
            text("Varnholm Papier"),
            sparkline(&fall, "falling"),
            text("988,200.00"),
            figure("−99,000.00"),
            lamp(Hazard::None, "no due promise"),
            unknown("nobody is mapped"),
            text("review the plan"),
        ]),
        Row::new(vec![
            text("Aalen Dairy"),
            text(""),
            none(),
            none(),
            none(),
            none(),
            dim("inherited 2026, dormant"),
        ])
        .dim(),
    ]
}

pub(super) fn working_list() -> Markup {
    let columns = vec![
        Column::text("account", "Account").sortable("?sort=account", Sorted::No),
        Column::text("trend", "12 months").quiet(),
        Column::number("credited", "Credited")
            .sortable("?sort=credited", Sorted::Descending)
            .lead(),
        Column::number("growth", "Growth").sortable("?sort=growth", Sorted::No),
        Column::text("mutuality", "Mutuality, theirs"),
        Column::number("risk", "Key-person risk"),
        Column::text("next", "Next step"),
    ];
    let choices = ["Every owner", "Jonna Albrecht", "Emre Saylan"].map(|name| Choice::new(name, name));
    let table = Table::new("Accounts", columns)
        .rows(account_rows())
        .totals(
            ["Four accounts", "", "8,105,900.00", "+1,101,000.00", "", "", ""]
                .map(text)
                .to_vec(),
        )
        .filter(Filter {
            action: "/design".to_owned(),
            fields: vec![
                Field::search("q", "Name").id("l-q").required(),
                Field::select("owner", "Owner", choices.to_vec()).id("l-owner").required(),
            ],
            hidden: vec![("sort".to_owned(), "credited".to_owned())],
            clear: Some("/design".to_owned()),
        })
        .file("CSV", "#");
    // Beside the ledger and not in it: a ledger that said it was a page of many could not be had as a file from here.
    let paging = Paging {
        from: 51,
        to: 100,
        total: 900,
        previous: Some("?page=1".to_owned()),
        next: Some("?page=3".to_owned()),
    };
    Section::new("Working list", join([table.memoize(), maud! { div.under { (paging) } }.memoize()]))
        .about("2027, EUR; sorted, filtered, a page of many")
        .memoize()
}

pub(super) fn empty_list() -> Markup {
    let table = Table::new(
        "Contacts",
        vec![
            Column::text("contact", "Contact"),
            Column::text("role", "Role"),
            Column::number("influence", "Influence"),
        ],
    )
    .empty(
        Empty::new(
            "The people who decide at this account belong here.",
            "None is mapped because the account was taken over last week.",
        )
        .action(Button::link("Name the first", "#")),
    );
    Section::new(
        "Empty list",
        join([table.memoize(), note("The lesson stands in the place of the first row.")]),
    )
    .memoize()
}
