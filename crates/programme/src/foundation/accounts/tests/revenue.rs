//! What accounts brought in, at home and on their page. The clock of the tests stands on 2 March 2026.

use super::{account_id, cast, outline, person_id};
use crate::foundation::facts::{self, Told};
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};

/// Invoices of 100 on the tenth of each month from March 2025 on, twice as much for B-1 in the last two; a credit note; a payment.
async fn invoices(programme: &TestProgramme) {
    let mut lines = "source,document,line,date,account,amount,currency\n".to_owned();
    for month in 0..12 {
        let (year, month) = (2025 + (month + 2) / 12, (month + 2) % 12 + 1);
        for account in ["A-1", "B-1"] {
            let amount = if account == "B-1" && year == 2026 { 200 } else { 100 };
            lines.push_str(&format!(
                "sap,{account}-{year}{month:02},1,{year}-{month:02}-10,{account},{amount},EUR\n"
            ));
        }
    }
    // The same months a year before are known from December 2024 on alone.
    for (day, amount) in [("2024-12-10", 50), ("2025-01-10", 100), ("2025-02-10", 100)] {
        lines.push_str(&format!("sap,old-{day},1,{day},A-1,{amount},EUR\n"));
        lines.push_str(&format!("sap,old-{day},2,{day},B-1,{amount},EUR\n"));
    }
    keep(programme, "invoice_line", &lines).await;
    let note = "source,document,line,date,account,amount,currency,of\nsap,CN1,1,2026-02-12,A-1,-40,EUR,A-1-202602\n";
    keep(programme, "credit_note", note).await;
    let paid = "source,document,line,date,account,amount,currency,of\nsap,PAY1,1,2026-02-14,A-1,60,EUR,A-1-202602\n";
    keep(programme, "payment", paid).await;
}

async fn keep(programme: &TestProgramme, kind: &str, text: &str) {
    let told = Told {
        target: facts::rules::target::Target::named(kind),
        ..Told::default()
    };
    let files = vec![(format!("{kind}.csv"), text.as_bytes().to_vec())];
    let report = facts::acts::import(&programme.app, &programme.operator(), files, told)
        .await
        .unwrap();
    assert!(report.kept.created > 0 && report.refusal().is_none());
}

#[tokio::test]
async fn home_shows_what_ones_own_accounts_brought_in_and_the_fall_first() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let kim = person_id(&programme, "P-5").await;
        let mut kim = programme.sign_in("kim", &[Role::Kam], Some(kim)).await;
        assert!(!kim.get("/").await.body.contains("Your 2 accounts"), "nothing was imported yet");
        invoices(&programme).await;
        let home = outline(&kim.get("/").await.body);
        let (_, mine) = home.split_once("Your 2 accounts").unwrap();
        // December to February, against 50 + 100 + 100: A-1 has 300 - 40, B-1 has 100 + 200 + 200.
        let falls = mine
            .find("Nordwind Logistik | 1,160 EUR | +4.00 %")
            .unwrap_or_else(|| panic!("{mine}"));
        let grows = mine
            .find("Kesselring Chemie AG | 1,400 EUR | +100.00 %")
            .unwrap_or_else(|| panic!("{mine}"));
        assert!(falls < grows && mine.contains("the twelve months to 28 Feb 2026"), "{mine}");
        let kurt = person_id(&programme, "P-6").await;
        let mut kurt = programme.sign_in("kurt", &[Role::Kam], Some(kurt)).await;
        let home = outline(&kurt.get("/").await.body);
        assert!(home.contains("Your account") && !home.contains("Nordwind"), "{home}");
    })
    .await;
}

#[tokio::test]
async fn whoever_leads_sees_how_the_key_accounts_stand_and_those_that_lose() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        invoices(&programme).await;
        let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
        let home = outline(&director.get("/").await.body);
        // December to February: 260 + 500 against 250 + 250.
        for said in [
            "2 key accounts",
            "2,560 EUR",
            "+52 % against a year before",
            "None of them brings in less",
        ] {
            assert!(home.contains(said), "{said}: {home}");
        }
        // One more invoice of a year ago: 260 against 350.
        let old = "source,document,line,date,account,amount,currency\nsap,old-3,1,2025-02-11,A-1,100,EUR\n";
        keep(&programme, "invoice_line", old).await;
        let home = outline(&director.get("/").await.body);
        assert!(home.contains("Bring in less than a year before"), "{home}");
        let row = "Nordwind Logistik | Kai Keller, Kim Krause | 1,160 EUR | −25.71 %";
        assert!(home.contains(row) && !home.contains("Kesselring"), "{home}");
        let people = [("mia", "P-2", Role::SalesManager, true), ("max", "P-3", Role::SalesManager, false)];
        for (login, reference, role, sees) in people.into_iter().chain([("kim", "P-5", Role::Kam, false)]) {
            let person = person_id(&programme, reference).await;
            let mut browser = programme.sign_in(login, &[role], Some(person)).await;
            let home = outline(&browser.get("/").await.body);
            assert_eq!(home.contains("key accounts"), sees, "{login}: {home}");
        }
        let mut auditor = programme.sign_in("auditor", &[Role::Auditor], None).await;
        assert!(!auditor.get("/").await.body.contains("key accounts"), "an auditor leads nobody");
    })
    .await;
}

#[tokio::test]
async fn a_sum_at_home_opens_to_the_accounts_that_it_was_added_up_from() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        invoices(&programme).await;
        let dollars = "source,document,line,date,account,amount,currency\nsap,US-1,1,2026-02-10,A-1,70,USD\n";
        keep(&programme, "invoice_line", dollars).await;
        let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
        let closed = director.get("/").await.body;
        let control = "<a class=\"fig\" href=\"/?why=revenue-EUR#why\" aria-expanded=\"false\">2,560";
        assert!(closed.contains(control) && !closed.contains("id=\"why\""), "{closed}");
        let open = director.get("/?why=revenue-EUR").await.body.replace('\u{a0}', " ");
        let (_, why) = open.split_once("id=\"why\"").unwrap();
        // 12 × 100 less 40, and 10 × 100 with 2 × 200; December to February 760 against 500.
        for said in [
            "Revenue in EUR, the twelve months to 28 Feb 2026",
            "Kesselring Chemie AG</a>",
            "1,400.00",
            "1,160.00",
            "260 EUR more than in the same months a year before; 3 months can be compared.",
        ] {
            assert!(why.contains(said), "{said}: {why}");
        }
        assert!(why.find("1,400.00") < why.find("1,160.00"), "the largest first: {why}");
        // No line is left out: what came in dollars is a sum of its own, and stands beside the account's euros.
        let dollars = director.get("/?why=revenue-USD").await.body;
        let (_, why) = dollars.split_once("id=\"why\"").unwrap();
        assert!(why.contains("Nordwind Logistik</a>") && why.contains("70.00"), "{why}");
        let id = account_id(&programme, "A-1").await;
        let page = outline(&director.get(&format!("/accounts/{id}")).await.body);
        let beside = "Beside it, in other currencies, which are never mixed, in the twelve months to 28 Feb 2026: 70 USD,";
        assert!(page.contains(beside) && page.contains("full months, in EUR"), "{page}");
        for nonsense in ["revenue-XXX", "", "falling%00", "nobody"] {
            let page = director.get(&format!("/?why={nonsense}")).await;
            assert_eq!(page.status, 200, "{nonsense}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_page_of_an_account_says_first_what_it_brought_in() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        invoices(&programme).await;
        let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
        let id = account_id(&programme, "A-1").await;
        let page = director.get(&format!("/accounts/{id}")).await;
        let shown = outline(&page.body);
        let said = "in the twelve months to 28 Feb 2026, 4 % more than a year before in the 3 months that can be compared";
        assert!(shown.contains("1,160 EUR") || shown.contains("1,160"), "{shown}");
        assert!(shown.contains(said), "{shown}");
        assert!(page.body.contains("id=\"revenue\""));
        let other = account_id(&programme, "C-2").await;
        let other = director.get(&format!("/accounts/{other}")).await;
        assert!(!other.body.contains("id=\"revenue\""), "no line names it, so nothing is claimed");
    })
    .await;
}

#[tokio::test]
async fn a_damaged_batch_leaves_home_and_page_standing_with_the_reason() {
    let programme = TestProgramme::new(crate::book()).await;
    cast(&programme).await;
    invoices(&programme).await;
    let folder = facts::folder(&programme.app.config);
    for file in std::fs::read_dir(&folder).unwrap().flatten() {
        if file.path().extension().is_some_and(|kind| kind == "parquet") {
            std::fs::write(file.path(), b"no facts").unwrap();
        }
    }
    let kim = person_id(&programme, "P-5").await;
    let mut kim = programme.sign_in("kim", &[Role::Kam], Some(kim)).await;
    let home = kim.get("/").await;
    assert_eq!(home.status, 200);
    assert!(
        home.body.contains("Your 2 accounts") && home.body.contains("damaged"),
        "{}",
        outline(&home.body)
    );
    let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
    let home = director.get("/").await;
    assert_eq!(home.status, 200);
    assert!(
        home.body.contains("2 key accounts") && home.body.contains("damaged"),
        "{}",
        outline(&home.body)
    );
    let id = account_id(&programme, "A-1").await;
    let page = kim.get(&format!("/accounts/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("damaged"), "{}", outline(&page.body));
}
