//! Periods open, are calculated, approved and closed; what is closed never changes.

use super::firm::Firm;
use crate::people::incentives::{acts, reading, store};
use platform::access::Role;
use platform::testing::on_both;
use vocabulary::{Cell, Trace};

#[tokio::test]
async fn a_quarter_is_paid_exactly_and_rounded_once_a_year() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        firm.run("2026-P01").await;
        firm.run("2026-P02").await;
        // 400.0050 × 10 % = 40.0005, rounded to 40.00; the year to date 600.0100 × 10 % = 60.0010, rounded to 60.00.
        assert_eq!(firm.earned("S1", "2026-P01").await, "40.00 EUR");
        assert_eq!(firm.earned("S1", "2026-P02").await, "20.00 EUR");
        assert_eq!(firm.earned("S2", "2026-P01").await, "5.00 EUR");
        assert_eq!(firm.earned("S3", "2026-P01").await, "0.00 EUR");
        assert_eq!(
            firm.line("S1", "2026-P02")
                .await
                .attainment
                .unwrap()
                .to_percent(2, vocabulary::Rounding::HalfUp),
            "60.00"
        );
    })
    .await;
}

#[tokio::test]
async fn a_period_without_facts_is_unknown_and_says_so() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    firm.run("2026-P03").await;
    assert_eq!(firm.earned("S1", "2026-P03").await, "no facts were imported for Q3 2026");
}

#[tokio::test]
async fn a_late_order_changes_no_closed_period_and_posts_in_the_open_one() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        firm.close("2026-P01").await;
        let before = firm.line("S1", "2026-P01").await;
        firm.orders(
            "late.csv",
            "source,document,line,date,account,seller,amount,currency\nerp,O-9,1,2026-03-01,A1,S1,-100.00,EUR\n",
        )
        .await;
        firm.run("2026-P02").await;
        assert_eq!(firm.line("S1", "2026-P01").await, before);
        let open = firm.line("S1", "2026-P02").await;
        // To date 500.0100 × 10 % = 50.00; 40.00 were posted in the closed quarter, of which 10.00 come back now.
        assert_eq!(open.earned.unwrap().to_string(), "10.00 EUR");
        assert_eq!(open.earned_before.unwrap().to_string(), "-10.00 EUR");
    })
    .await;
}

#[tokio::test]
async fn a_closed_period_can_be_neither_run_nor_approved_nor_closed_again() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    firm.close("2026-P01").await;
    let seen = firm.line("S1", "2026-P01").await.run;
    let run = acts::run(&firm.programme.app, &firm.analyst, firm.plan, "2026-P01")
        .await
        .unwrap_err();
    assert_eq!(run.code(), "incentives.period_closed");
    let mut tx = firm.programme.write().await;
    let approval = acts::approve_period(&mut tx, &firm.director, firm.plan, "2026-P01", seen)
        .await
        .unwrap_err();
    assert_eq!(approval.code(), "incentives.period_closed");
    let closing = acts::close_period(&mut tx, &firm.analyst, firm.plan, "2026-P01", "2026-P01")
        .await
        .unwrap_err();
    assert_eq!(closing.code(), "incentives.period_closed");
}

#[tokio::test]
async fn the_store_itself_refuses_to_touch_a_closed_period() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        firm.close("2026-P01").await;
        let mut tx = firm.programme.write().await;
        let period = store::find_period(&mut tx, firm.plan, "2026-P01").await.unwrap();
        let error = store::update_period(&mut tx, &period, "somebody").await.unwrap_err();
        assert_eq!(error.code(), "changed");
    })
    .await;
}

#[tokio::test]
async fn a_replay_of_a_run_gives_identical_bytes_though_facts_have_changed_since() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let run = firm.run("2026-P01").await;
        firm.orders(
            "late.csv",
            "source,document,line,date,account,seller,amount,currency\nerp,O-1,1,2026-01-15,A1,S1,7.00,EUR\n",
        )
        .await;
        let replayed = acts::replay(&firm.programme.app, &firm.analyst, run).await.unwrap();
        assert!(replayed.same, "{replayed:?}");
        assert_eq!(replayed.lines, 3);
        firm.run("2026-P01").await;
        assert_eq!(firm.earned("S1", "2026-P01").await, "30.70 EUR");
    })
    .await;
}

#[tokio::test]
async fn a_damaged_batch_is_named_and_never_computed_over() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    let folder = firm.programme.app.config.facts_folder.clone();
    let file = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "parquet"));
    let file = file.unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let error = acts::run(&firm.programme.app, &firm.analyst, firm.plan, "2026-P01")
        .await
        .unwrap_err();
    assert_eq!(error.status(), 500);
    assert!(error.to_string().contains(&*file.file_name().unwrap().to_string_lossy()), "{error}");
}

#[tokio::test]
async fn an_order_without_a_seller_is_on_the_worklist_and_the_totals_reconcile() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    let run = firm.run("2026-P02").await;
    let mut tx = firm.programme.read().await;
    let control: acts::Control = serde_json::from_str(&store::find_run(&mut tx, run).await.unwrap().control).unwrap();
    assert_eq!(control.facts, 5);
    assert_eq!(
        control.uncredited.iter().map(|fact| fact.document.as_str()).collect::<Vec<_>>(),
        ["O-5"]
    );
    for total in &control.totals {
        let parts = total
            .direct
            .checked_add(total.overlay_only)
            .unwrap()
            .checked_add(total.uncredited)
            .unwrap();
        assert_eq!(parts, total.facts);
    }
}

#[tokio::test]
async fn a_figure_opens_to_its_accounts_and_their_orders() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    firm.run("2026-P01").await;
    let question = reading::Question {
        person: firm.people["S1"],
        plan: firm.plan,
        component: "commission".to_owned(),
        period: "2026-P01".to_owned(),
        account: "A1".to_owned(),
    };
    let explanation = reading::explain(&firm.programme.app, &firm.analyst, &question).await.unwrap();
    let text = serde_json::to_string(&explanation.trace).unwrap();
    for part in ["Northern Mills", "Southern Pumps", "O-1"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(!text.contains("O-2"), "another account's order stands in the lines of A1");
}

/// Every node of a thread.
fn nodes(trace: &Trace) -> Vec<&Trace> {
    std::iter::once(trace).chain(trace.inputs.iter().flat_map(nodes)).collect()
}

#[tokio::test]
async fn the_account_that_stands_open_is_one_addend_like_the_others() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    firm.run("2026-P01").await;
    for (account, tables) in [("", 0), ("A1", 1), ("A2", 1)] {
        let question = reading::Question {
            person: firm.people["S1"],
            plan: firm.plan,
            component: "commission".to_owned(),
            period: "2026-P01".to_owned(),
            account: account.to_owned(),
        };
        let explanation = reading::explain(&firm.programme.app, &firm.analyst, &question).await.unwrap();
        let all = nodes(&explanation.trace);
        let list = all.iter().find(|node| node.what == "Credited by account").unwrap();
        // 300.0000 of A2 and 100.0050 of A1, whichever stands open.
        let addends: Vec<(&str, &Cell)> = list.inputs.iter().map(|one| (one.what.as_str(), &one.value)).collect();
        let euro = |amount: &str| Cell::Amount {
            value: vocabulary::Ratio::parse(amount).unwrap(),
            currency: vocabulary::Currency::EUR,
        };
        assert_eq!(addends, [("Southern Pumps", &euro("300")), ("Northern Mills", &euro("100.005"))]);
        assert_eq!(list.value, euro("400.005"));
        let lines = list.inputs.iter().filter(|one| one.table.is_some());
        assert_eq!(lines.count(), tables, "{account}");
    }
}

#[tokio::test]
async fn a_figure_of_a_period_says_it_in_the_reader_s_words() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    firm.run("2026-P01").await;
    firm.run("2026-P02").await;
    let mut director = firm.programme.sign_in("director", &[Role::KaDirector], None).await;
    for figure in ["incentives.earned", "incentives.attainment"] {
        let path = format!("/figures/{figure}/{}", firm.people["S1"]);
        let earlier = director.get(&format!("{path}?period=2026-P01")).await;
        let said = crate::foundation::accounts::tests::outline(&earlier.body);
        assert!(said.contains("Sten Aas, Q1 2026"), "{said}");
        let latest = crate::foundation::accounts::tests::outline(&director.get(&path).await.body);
        assert!(!latest.contains("Sten Aas, Q"), "{latest}");
        // Addresses hold the names of periods; what is read does not.
        for words in earlier.body.split('>').filter_map(|piece| piece.split('<').next()) {
            for code in ["2026-P0", "compensation.md", "2026-03-31", " %"] {
                assert!(!words.contains(code), "{code} in “{words}” of {figure}");
            }
        }
    }
}

#[tokio::test]
async fn two_analysts_who_run_the_same_period_do_not_overwrite_each_other() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    let (one, other) = tokio::join!(
        acts::run(&firm.programme.app, &firm.analyst, firm.plan, "2026-P01"),
        acts::run(&firm.programme.app, &firm.analyst, firm.plan, "2026-P01"),
    );
    let failed: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert!(failed.iter().all(|error| error.code() == "changed"), "{failed:?}");
    assert_eq!(firm.earned("S1", "2026-P01").await, "40.00 EUR");
}

#[tokio::test]
async fn a_plan_cannot_be_approved_by_its_author_nor_overlap_another_version() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    let second = super::firm::PLAN.replace("version: 1", "version: 2");
    let mut tx = firm.programme.write().await;
    let own = firm.programme.operator();
    let id = acts::add_plan(&mut tx, &own, &acts::check_plan(&second).unwrap()).await.unwrap();
    assert_eq!(
        acts::approve_plan(&mut tx, &own, id).await.unwrap_err().code(),
        "incentives.own_plan"
    );
    assert_eq!(
        acts::approve_plan(&mut tx, &firm.director, id).await.unwrap_err().code(),
        "incentives.plan_overlaps"
    );
    let again = acts::add_plan(&mut tx, &own, &acts::check_plan(&second).unwrap())
        .await
        .unwrap_err();
    assert_eq!(again.code(), "incentives.plan_exists");
}

#[tokio::test]
async fn somebody_who_joins_after_periods_were_closed_is_paid_each_sale_once() {
    let mut firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    firm.close("2026-P01").await;
    firm.import("staff.csv", "reference,name,title,manager,hired\nS4,Nia Ek,seller,M1,2026-04-01\n")
        .await;
    firm.import(
        "quotas.csv",
        "person,measure,from,to,amount,currency\nS4,sales,2026-04-01,2027-01-01,500.00,EUR\n",
    )
    .await;
    firm.meet_newcomers().await;
    firm.orders(
        "n1.csv",
        "source,document,line,date,account,seller,amount,currency\nerp,N-1,1,2026-05-01,A1,S4,100.00,EUR\n",
    )
    .await;
    firm.close("2026-P02").await;
    firm.orders(
        "n2.csv",
        "source,document,line,date,account,seller,amount,currency\nerp,N-2,1,2026-08-01,A1,S4,50.00,EUR\n",
    )
    .await;
    firm.close("2026-P03").await;
    firm.orders(
        "n3.csv",
        "source,document,line,date,account,seller,amount,currency\nerp,N-3,1,2026-11-01,A1,S4,10.00,EUR\n",
    )
    .await;
    firm.run("2026-P04").await;
    for (period, earned) in [("2026-P02", "10.00 EUR"), ("2026-P03", "5.00 EUR"), ("2026-P04", "1.00 EUR")] {
        assert_eq!(firm.earned("S4", period).await, earned, "{period}");
    }
}

#[tokio::test]
async fn what_was_unknown_when_a_period_was_closed_is_paid_once_it_is_known() {
    let by_table = super::firm::PLAN
        .replace("rate: 10%", "rate: { table: rates, key: participant }")
        .replace("given: { quotas", "given: { tables: { rates: 10% }, quotas");
    let firm = Firm::under(platform::testing::TestProgramme::new(crate::book()).await, &by_table).await;
    firm.close("2026-P01").await;
    assert!(
        firm.earned("S1", "2026-P01").await.contains("rate"),
        "{}",
        firm.earned("S1", "2026-P01").await
    );
    firm.import("rates.csv", "table,person,rate\nrates,S1,0.10\nrates,S2,0.10\nrates,S3,0.10\n")
        .await;
    firm.run("2026-P02").await;
    // 400.0050 of the closed quarter and 200.0050 of this one, 10 %, rounded once: nothing was posted before.
    assert_eq!(firm.earned("S1", "2026-P02").await, "60.00 EUR");
}

#[tokio::test]
async fn a_late_order_of_a_finished_interval_posts_in_the_open_period_and_only_once() {
    let by_quarter = super::firm::PLAN.replace("interval: year", "interval: quarter").replace(
        "expect: { 2026: { commission: 100.00 } } }",
        "expect: { 2026-P01: { commission: 100.00 } } }",
    );
    let by_quarter = by_quarter.replace("expect: { 2026:", "expect: { 2026-P01:");
    let firm = Firm::under(platform::testing::TestProgramme::new(crate::book()).await, &by_quarter).await;
    firm.close("2026-P01").await;
    firm.orders(
        "late.csv",
        "source,document,line,date,account,seller,amount,currency\nerp,O-9,1,2026-03-20,A1,S1,-100.00,EUR\n",
    )
    .await;
    firm.close("2026-P02").await;
    // The second quarter alone earns 20.00; the first is due 30.00 today and posted 40.00.
    assert_eq!(firm.earned("S1", "2026-P02").await, "10.00 EUR");
    firm.orders(
        "third.csv",
        "source,document,line,date,account,seller,amount,currency\nerp,O-10,1,2026-07-20,A1,S1,70.00,EUR\n",
    )
    .await;
    firm.run("2026-P03").await;
    assert_eq!(firm.earned("S1", "2026-P03").await, "7.00 EUR");
}

#[tokio::test]
async fn a_run_made_before_an_earlier_period_closed_cannot_be_approved() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    let early = firm.run("2026-P02").await;
    firm.close("2026-P01").await;
    let mut tx = firm.programme.write().await;
    let refused = acts::approve_period(&mut tx, &firm.director, firm.plan, "2026-P02", early)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "incentives.earlier_not_closed");
}

#[tokio::test]
async fn a_director_approves_only_the_run_they_have_seen() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    let seen = firm.run("2026-P01").await;
    firm.run("2026-P01").await;
    let mut tx = firm.programme.write().await;
    let refused = acts::approve_period(&mut tx, &firm.director, firm.plan, "2026-P01", seen)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "changed");
}

#[tokio::test]
async fn a_plan_that_a_run_could_not_honour_is_refused_at_approval() {
    let firm = Firm::open(platform::testing::TestProgramme::new(crate::book()).await).await;
    let cases = [
        (
            "from: 2026-01-01, to: 2027-01-01",
            "from: 2026-04-01, to: 2027-01-01",
            "incentives.not_a_boundary",
        ),
        (
            "from: 2026-01-01, to: 2027-01-01",
            "from: 2026-01-01, to: 2026-05-15",
            "incentives.not_a_boundary",
        ),
        (
            "when: tx.kind == \"order\"",
            "when: tx.kind == \"order\" && tx.product.family != \"services\"",
            "incentives.no_families",
        ),
        (
            "when: tx.kind == \"order\"",
            "when: tx.kind == \"order\" && tx.term_months >= 12",
            "incentives.beyond_credits",
        ),
        ("title: seller }", "title: seller, region: [DE] }", "incentives.no_regions"),
    ];
    for (place, (old, new, code)) in cases.into_iter().enumerate() {
        let text = super::firm::PLAN
            .replace("plan: sellers", &format!("plan: other-{place}"))
            .replace(old, new);
        let mut tx = firm.programme.write().await;
        let id = acts::add_plan(&mut tx, &firm.analyst, &acts::check_plan(&text).unwrap())
            .await
            .unwrap();
        assert_eq!(
            acts::approve_plan(&mut tx, &firm.director, id).await.unwrap_err().code(),
            code,
            "{new}"
        );
    }
}

/// Of 257 working days of 2026 without four holidays, 194 are left on 1 April.
#[tokio::test]
async fn a_newcomers_quota_is_prorated_by_the_working_days_of_the_firms_place() {
    on_both(crate::book, |programme| async move {
        let plan = super::firm::PLAN.replace("basis: calendar_days, applies_to: []", "basis: working_days, applies_to: [quota]");
        let mut firm = Firm::under(programme, &plan).await;
        firm.import("staff.csv", "reference,name,title,manager,hired\nS4,Nia Ek,seller,M1,2026-04-01\n")
            .await;
        firm.import(
            "quotas.csv",
            "person,measure,from,to,amount,currency\nS4,sales,2026-01-01,2027-01-01,257.00,EUR\n",
        )
        .await;
        let holidays = ["2026-01-01", "2026-04-03", "2026-04-06", "2026-12-25"].map(|day| format!("DE,,{day},A holiday\n"));
        firm.import("holidays.csv", &format!("country,subdivision,day,name\n{}", holidays.concat()))
            .await;
        let mut tx = firm.programme.write().await;
        let said = crate::foundation::policies::acts::SaidValue {
            value: "DE",
            from: tx.today(),
            because: "We work in Germany",
            seen: None,
        };
        let operator = firm.programme.operator();
        crate::foundation::policies::acts::set(&mut tx, &operator, "POL.CAL.PLACE", said)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        firm.meet_newcomers().await;
        firm.run("2026-P02").await;
        assert_eq!(firm.line("S4", "2026-P02").await.quota, Some(vocabulary::Ratio::whole(194)));
    })
    .await;
}
