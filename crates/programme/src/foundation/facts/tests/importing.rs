//! What an import keeps, what it leaves as it is, and what it leaves out.

use super::super::acts::{self, import, try_import};
use super::super::report::State;
use super::super::{Kept, Told, store};
use super::{ORDERS, files_on_disk, held, newest, one, ratio};
use engine::{FactKind, LineFilter};
use platform::access::Role;
use platform::testing::on_both;
use platform::{Error, journal};
use vocabulary::{Currency, Day, Instant, Interval, Ratio};

fn kept(created: u64, changed: u64, unchanged: u64) -> Kept {
    Kept {
        created,
        changed,
        unchanged,
    }
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_keeps_nothing() {
    on_both(crate::book, |programme| async move {
        let accounts = "reference,name\nA1,Nordwind\n";
        let mut files = one("orders.csv", ORDERS);
        files.extend(one("accounts.csv", accounts));
        let report = try_import(&programme.app, &programme.operator(), files, Told::default())
            .await
            .unwrap();
        assert_eq!((report.state, report.kept, report.batches), (State::Tried, kept(4, 0, 0), vec![]));
        assert_eq!(report.totals[0].amount_after, ratio("80.25"));
        assert_eq!(files_on_disk(&programme), Vec::<String>::new());
        let mut tx = programme.read().await;
        assert_eq!(store::count(&mut tx).await.unwrap(), 0);
        assert!(store::list_batches(&mut tx).await.unwrap().is_empty());
        assert!(crate::foundation::accounts::references(&mut tx).await.unwrap().is_empty());
        assert_eq!(journal::verify(&mut tx).await.unwrap().entries, 0);
    })
    .await;
}

#[tokio::test]
async fn an_import_is_in_the_store_as_the_file_says_and_in_the_journal() {
    on_both(crate::book, |programme| async move {
        let report = import(&programme.app, &programme.operator(), one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        assert_eq!((report.state, report.kept, report.refused), (State::Done, kept(3, 0, 0), 0));
        let eur = held(&programme, FactKind::Order, Currency::EUR).await;
        assert_eq!((eur.count, eur.amount), (2, ratio("80.25")));
        let usd = held(&programme, FactKind::Order, Currency::USD).await;
        assert_eq!((usd.count, usd.amount), (1, ratio("7.5")));
        let page = newest(
            &programme,
            &LineFilter {
                account: Some("A1".to_owned()),
                ..LineFilter::default()
            },
        )
        .await;
        let found: Vec<&str> = page.facts.iter().map(|fact| fact.document.as_str()).collect();
        assert_eq!(found, ["1003", "1001"]);
        let mut tx = programme.read().await;
        let history = journal::history(&mut tx, "import", &report.id.to_string(), 10).await.unwrap();
        assert_eq!(
            history.iter().map(|line| line.kind.as_str()).collect::<Vec<_>>(),
            ["facts_imported"]
        );
        let covered = super::super::covered(&mut tx, &[engine::FactKind::Order]).await.unwrap();
        let days = Interval::new(Day::parse("2026-01-05").unwrap(), Some(Day::parse("2026-01-08").unwrap())).unwrap();
        assert_eq!(covered, [days]);
    })
    .await;
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_says_so() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.operator();
        import(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        let again = import(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        assert_eq!((again.kept, again.changes_nothing(), again.batches), (kept(0, 0, 3), true, vec![]));
        assert_eq!(files_on_disk(&programme).len(), 1);
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("80.25"));
    })
    .await;
}

#[tokio::test]
async fn a_corrected_row_takes_the_place_of_the_older_version() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.operator();
        import(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        // The firm's clock was set back in between; the correction counts all the same.
        programme.clock.set(Instant::parse_rfc3339("2026-03-01T09:00:00Z").unwrap());
        let corrected = ORDERS.replace("100.50", "90.25").replace("7.5,USD", "7.5,EUR");
        let report = import(&programme.app, &viewer, one("orders.csv", &corrected), Told::default())
            .await
            .unwrap();
        assert_eq!(report.kept, kept(0, 2, 1));
        assert_eq!(report.batches[0].rows, 2);
        // 90.25 − 20.25 + 7.50
        let eur = held(&programme, FactKind::Order, Currency::EUR).await;
        assert_eq!((eur.count, eur.amount), (3, ratio("77.5")));
        assert_eq!(held(&programme, FactKind::Order, Currency::USD).await.count, 0);
        let page = newest(&programme, &LineFilter::default()).await;
        let amounts: Vec<String> = page.facts.iter().map(|fact| fact.amount.to_string()).collect();
        assert_eq!(amounts, ["7.5", "-20.25", "90.25"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_refused_is_reported_and_the_rest_is_kept() {
    on_both(crate::book, |programme| async move {
        let text = ORDERS.replace("2026-01-06", "2026-02-30");
        let report = import(&programme.app, &programme.operator(), one("orders.csv", &text), Told::default())
            .await
            .unwrap();
        assert_eq!((report.kept, report.refused), (kept(2, 0, 0), 1));
        let mut tx = programme.read().await;
        let found = acts::find(&mut tx, &programme.operator(), report.id).await.unwrap();
        let rejects = acts::rejects(&mut tx, &programme.operator(), &found, None, (0, i64::MAX))
            .await
            .unwrap();
        assert_eq!(rejects, report.rejects);
        let reject = &rejects[0];
        assert_eq!(
            (reject.file.as_str(), reject.line, reject.column.as_deref()),
            ("orders.csv", 3, Some("date"))
        );
        assert_eq!(reject.value, "2026-02-30");
        assert!(!reject.reason.is_empty() && !reject.fix.is_empty());
        assert_eq!(reject.row[1], "1002");
    })
    .await;
}

#[tokio::test]
async fn an_import_without_a_usable_row_stays_a_trial() {
    on_both(crate::book, |programme| async move {
        let text = "source,document,date,account,amount,currency\nsap,1,yesterday,A1,1,EUR\n";
        let report = import(&programme.app, &programme.operator(), one("orders.csv", text), Told::default())
            .await
            .unwrap();
        assert_eq!((report.state, report.has_rows(), report.refused), (State::Tried, false, 1));
        let mut tx = programme.read().await;
        assert_eq!(store::count(&mut tx).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn two_files_that_contradict_each_other_are_not_settled_by_us() {
    on_both(crate::book, |programme| async move {
        let mut files = one("orders.csv", ORDERS);
        files.extend(one("orders-2.csv", &ORDERS.replace("100.50", "99")));
        let report = import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap();
        assert_eq!((report.kept, report.refused), (kept(3, 0, 2), 1));
        let reject = &report.rejects[0];
        assert_eq!(
            (reject.file.as_str(), reject.line, reject.value.as_str()),
            ("orders-2.csv", 2, "1001")
        );
        assert!(reject.reason.contains("orders.csv, line 2"), "{}", reject.reason);
        assert_eq!(held(&programme, FactKind::Order, Currency::EUR).await.amount, ratio("80.25"));
    })
    .await;
}

#[tokio::test]
async fn a_chapter_that_refuses_its_rows_keeps_the_whole_import_out() {
    on_both(crate::book, |programme| async move {
        let cycle = "reference,name,parent\nA1,One,A2\nA2,Two,A1\n";
        let files = || [one("orders.csv", ORDERS), one("accounts.csv", cycle)].concat();
        let viewer = programme.operator();
        let tried = try_import(&programme.app, &viewer, files(), Told::default()).await.unwrap();
        assert!(tried.refusal().is_some());
        let error = import(&programme.app, &viewer, files(), Told::default()).await.unwrap_err();
        assert!(
            matches!(&error, Error::Refused(refusal) if refusal.sentence.starts_with("accounts.csv: ")),
            "{error}"
        );
        assert_eq!(files_on_disk(&programme), Vec::<String>::new());
        let mut tx = programme.read().await;
        assert_eq!(store::count(&mut tx).await.unwrap(), 0);
        assert!(super::super::pinned(&mut tx).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_damaged_batch_is_named_and_nothing_is_computed_over_it() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.operator();
        import(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap();
        let folder = super::super::folder(&programme.app.config);
        let name = files_on_disk(&programme).remove(0);
        let mut bytes = std::fs::read(folder.join(&name)).unwrap();
        bytes[20] ^= 1;
        std::fs::write(folder.join(&name), bytes).unwrap();
        let error = import(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default())
            .await
            .unwrap_err();
        assert_eq!(error.code(), "facts.batch_damaged");
        assert!(error.to_string().contains(&name), "{error}");
        let panel = super::super::panel(&super::super::orders(&programme.app, "A1", 10).await.unwrap()).into_inner();
        assert!(panel.contains(&name) && panel.contains("unk"), "{panel}");
    })
    .await;
}

#[tokio::test]
async fn whoever_compared_with_an_older_catalogue_is_told() {
    on_both(crate::book, |programme| async move {
        let mut tx = programme.write().await;
        let version = store::catalogue_version(&mut tx).await.unwrap();
        store::claim_catalogue(&mut tx, version).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = programme.write().await;
        let error = store::claim_catalogue(&mut tx, version).await.unwrap_err();
        assert!(matches!(error, Error::Changed { .. }));
    })
    .await;
}

#[tokio::test]
async fn imports_at_the_same_time_leave_totals_that_are_right() {
    on_both(crate::book, |programme| async move {
        let viewer = programme.operator();
        let versions = ["100.50", "200.50", "300.50"].map(|amount| ORDERS.replace("100.50", amount));
        let [one_text, two, three] = &versions;
        let run = |text: &str| import(&programme.app, &viewer, one("orders.csv", text), Told::default());
        let (first, second, third) = tokio::join!(run(one_text), run(two), run(three));
        let kept = [first, second, third].map(|report| report.unwrap().kept);
        assert_eq!(kept.iter().map(|kept| kept.created).sum::<u64>(), 3);
        assert_eq!(kept.iter().map(|kept| kept.changed).sum::<u64>(), 2);
        let page = newest(&programme, &LineFilter::default()).await;
        let eur = page
            .facts
            .iter()
            .filter(|fact| fact.currency == Currency::EUR)
            .map(|fact| fact.amount.to_ratio())
            .sum::<Ratio>();
        let sum = held(&programme, FactKind::Order, Currency::EUR).await;
        assert_eq!((sum.count, sum.amount, page.total), (2, eur, 3));
        assert_eq!(files_on_disk(&programme).len(), 3);
    })
    .await;
}

#[tokio::test]
async fn facts_that_name_nobody_known_are_kept_and_told() {
    on_both(crate::book, |programme| async move {
        let mut files = one("orders.csv", ORDERS);
        files.extend(one("accounts.csv", "reference,name\nA1,Nordwind\n"));
        let report = import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap();
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|found| (found.finding.code.as_str(), found.finding.count))
            .collect();
        assert_eq!(found, [("accounts_unknown", 1), ("sellers_unknown", 2)]);
        assert_eq!(report.findings[0].finding.examples, ["A2"]);
    })
    .await;
}

#[tokio::test]
async fn only_roles_that_may_import_can() {
    on_both(crate::book, |programme| async move {
        for role in Role::ALL {
            let viewer = programme.viewer(role);
            let tried = try_import(&programme.app, &viewer, one("orders.csv", ORDERS), Told::default()).await;
            let may = matches!(role, Role::Administrator | Role::CompAnalyst);
            assert_eq!(tried.is_ok(), may, "{}", role.name());
            if let Err(error) = tried {
                assert_eq!(error.code(), "forbidden");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn rows_that_the_sender_may_not_change_are_refused_with_the_permission() {
    on_both(crate::book, |programme| async move {
        let analyst = programme.viewer(Role::CompAnalyst);
        let files = one("accounts.csv", "reference,name\nA1,Nordwind\n");
        let report = try_import(&programme.app, &analyst, files, Told::default()).await.unwrap();
        assert!(
            report
                .refusal()
                .is_some_and(|sentence| sentence.contains("add and change accounts")),
            "{report:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_is_recognised_by_its_headings_and_says_why() {
    let cases: [(&str, &str, &str); 7] = [
        ("customers.csv", "Customer number;Name\nA1;Nordwind\n", "accounts"),
        ("people.csv", "reference,name,title\nP1,Ann,kam\n", "staff"),
        ("who.csv", "account,person,role,from\nA1,P1,kam,2026-01-01\n", "assignments"),
        (
            "goals.csv",
            "person,measure,from,quota,currency\nP1,sales,2026-01-01,100,EUR\n",
            "quotas",
        ),
        ("percent.csv", "table,person,rate\nbase,P1,1.2%\n", "rates"),
        (
            "payments-march.csv",
            "system,document,date,account,amount,currency\nsap,1,2026-01-01,A1,1,EUR\n",
            "payment",
        ),
        (
            "march.csv",
            "system,invoice number,invoice date,customer,net amount,currency\nsap,1,2026-01-01,A1,1,EUR\n",
            "invoice_line",
        ),
    ];
    for (name, text, target) in cases {
        let files = [(name.to_owned(), text.as_bytes().to_vec().into())];
        let taken = super::super::recognition::read_all(&files, &Told::default(), &super::pouring::unwatched(&files)).taken;
        let reading = taken[0]
            .readings
            .first()
            .unwrap_or_else(|| panic!("{name}: {:?}", taken[0].refused));
        assert_eq!((reading.target.name(), &reading.rejects), (target, &vec![]), "{name}");
        assert!(!taken[0].because.is_empty());
        assert!(taken[0].poured.is_some() || reading.content.count() > 0, "{name}");
    }
}

#[tokio::test]
async fn what_the_sender_says_fills_what_the_file_leaves_out() {
    on_both(crate::book, |programme| async move {
        let text = "document,date,account,amount\n1,2026-01-01,A1,5\n";
        let given = [("source", "sap"), ("currency", "CHF")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let told = Told {
            target: None,
            given: given.into(),
            ..Told::default()
        };
        import(&programme.app, &programme.operator(), one("orders.csv", text), told)
            .await
            .unwrap();
        assert_eq!(held(&programme, FactKind::Order, Currency::CHF).await.amount, ratio("5"));
    })
    .await;
}

#[tokio::test]
async fn lines_above_the_headings_are_passed_over_and_said() {
    on_both(crate::book, |programme| async move {
        let rows = "sap,1,2026-01-05,A1,10.50,EUR\nsap,2,2026-01-06,A1,20,EUR\n";
        let text = format!("Orders of January\nwritten by,ERP\n\nsource,document,date,account,amount,currency\n{rows}sap,3,,A1,1,EUR\n");
        let report = import(&programme.app, &programme.operator(), one("orders.csv", &text), Told::default())
            .await
            .unwrap();
        assert_eq!((report.kept.created, report.refused), (2, 1), "{:?}", report.rejects);
        // Lines are those of the file.
        assert_eq!(report.rejects[0].line, 7);
        let because = &report.files[0].recognised_because;
        assert!(because.contains("2 lines stand above the headings"), "{because}");
    })
    .await;
}
