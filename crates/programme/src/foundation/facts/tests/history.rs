//! A law: whatever was imported, corrected, put together and taken back, in whatever order, what counts is what those imports say that were
//! not taken back.

use super::super::acts::import;
use super::super::{ImportId, Told, compact, fact_store, folder, pinned, store, take_back};
use super::{newest, one};
use engine::{Condition, CreditTo, Crediting, CreditingRule, FactKind, FactStore, LineFilter};
use platform::testing::{TestProgramme, on_both};
use proptest::prelude::*;
use std::collections::BTreeMap;
use vocabulary::{Currency, Day, Length, Period, Ratio};

const DAY: i64 = 24 * 60 * 60;

#[derive(Clone, Debug)]
enum Step {
    /// An import says some documents, each as nobody has said it before.
    Says(Vec<usize>),
    /// The same file as an earlier import comes again.
    SaysAgain(prop::sample::Index),
    TakenBack(prop::sample::Index),
    PutTogether,
    Days(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let documents: Vec<usize> = (0..6).collect();
    let step = prop_oneof![
        5 => prop::sample::subsequence(documents, 1..=5).prop_map(Step::Says),
        4 => any::<prop::sample::Index>().prop_map(Step::TakenBack),
        3 => Just(Step::PutTogether),
        1 => any::<prop::sample::Index>().prop_map(Step::SaysAgain),
        1 => (1..4_i64).prop_map(Step::Days),
    ];
    prop::collection::vec(step, 3..16)
}

/// A line as an import says it: its account, day and amount.
type Said = (String, String, usize);

/// What imports brought by document, the oldest first.
#[derive(Default)]
struct History {
    imports: Vec<(ImportId, BTreeMap<usize, Said>, bool)>,
}

impl History {
    /// What counts, and which import says it.
    fn counts(&self) -> BTreeMap<usize, (usize, Said)> {
        let live = self.imports.iter().enumerate().filter(|(_, (_, _, taken_back))| !taken_back);
        let lines = live.flat_map(|(at, (_, says, _))| says.iter().map(move |(document, said)| (*document, (at, said.clone()))));
        lines.collect()
    }
}

fn file(says: &BTreeMap<usize, Said>) -> String {
    let row = |(document, (account, date, amount)): (&usize, &Said)| format!("sap,{document},{date},{account},P1,{amount},EUR\n");
    "source,document,date,account,seller,amount,currency\n".to_owned() + &says.iter().map(row).collect::<String>()
}

async fn lives(programme: &TestProgramme, steps: &[Step]) {
    let (app, viewer) = (&programme.app, programme.operator());
    let mut history = History::default();
    for (number, step) in steps.iter().enumerate() {
        match step {
            Step::Says(documents) => {
                // A correction may move a line to another account and month.
                let say = |document: &usize| {
                    let said = (
                        format!("A{}", number % 3),
                        format!("2026-{:02}-15", number % 4 + 1),
                        number * 10 + document + 1,
                    );
                    (*document, said)
                };
                let says: BTreeMap<usize, Said> = documents.iter().map(say).collect();
                let report = import(app, &viewer, one("orders.csv", &file(&says)), Told::default())
                    .await
                    .unwrap();
                history.imports.push((report.id, says, false));
            }
            Step::SaysAgain(which) if !history.imports.is_empty() => {
                let says = which.get(&history.imports).1.clone();
                let report = import(app, &viewer, one("orders.csv", &file(&says)), Told::default())
                    .await
                    .unwrap();
                // What counts already is not brought again.
                let counts = history.counts();
                let is_new = |document: &usize, said: &Said| counts.get(document).is_none_or(|(_, known)| known != said);
                let brought: BTreeMap<usize, Said> = says.into_iter().filter(|(document, said)| is_new(document, said)).collect();
                assert_eq!(usize::try_from(report.kept.created + report.kept.changed).unwrap(), brought.len());
                if !brought.is_empty() {
                    history.imports.push((report.id, brought, false));
                }
            }
            Step::TakenBack(which) if !history.imports.is_empty() => {
                let at = which.index(history.imports.len());
                let own = history.counts().values().filter(|(by, _)| *by == at).count();
                let taken = take_back(app, &viewer, history.imports[at].0).await;
                match (history.imports[at].2, own) {
                    (true, _) => assert_eq!(taken.unwrap_err().code(), "facts.already_taken_back"),
                    (false, 0) => assert_eq!(taken.unwrap_err().code(), "facts.corrected_since"),
                    (false, own) => {
                        assert_eq!(usize::try_from(taken.unwrap().kept.changed).unwrap(), own);
                        history.imports[at].2 = true;
                    }
                }
            }
            Step::SaysAgain(_) | Step::TakenBack(_) => {}
            Step::PutTogether => {
                compact(app, &viewer).await.unwrap();
            }
            Step::Days(days) => programme.clock.advance(days * DAY),
        }
        holds(programme, &history).await;
    }
}

/// Lines, sums and credits are those of the history, whether they are found anew or go on from what was known.
async fn holds(programme: &TestProgramme, history: &History) {
    let counts = history.counts();
    let page = newest(programme, &LineFilter::default()).await;
    let found: BTreeMap<usize, Said> = page
        .facts
        .iter()
        .map(|fact| {
            let amount = fact.amount.to_string().parse().unwrap();
            (
                fact.document.parse().unwrap(),
                (fact.account.clone(), fact.date.to_string(), amount),
            )
        })
        .collect();
    let expected: BTreeMap<usize, Said> = counts.into_iter().map(|(document, (_, said))| (document, said)).collect();
    assert_eq!((page.facts.len(), &found), (expected.len(), &expected));
    let mut tx = programme.read().await;
    let held = store::holdings(&mut tx)
        .await
        .unwrap()
        .remove(&(FactKind::Order, Currency::EUR))
        .unwrap_or_default();
    let sum: i64 = expected.values().map(|(_, _, amount)| i64::try_from(*amount).unwrap()).sum();
    let count = i64::try_from(expected.len()).unwrap();
    assert_eq!((held.count, held.amount), (count, Ratio::parse(&sum.to_string()).unwrap()));
    let pinned = pinned(&mut tx).await.unwrap();
    let known = fact_store(&programme.app.config)
        .credit(&pinned, &crediting(), &year(), None)
        .unwrap();
    let anew = FactStore::new(&folder(&programme.app.config))
        .credit(&pinned, &crediting(), &year(), None)
        .unwrap();
    assert_eq!(known, anew);
    let credited: Vec<String> = known.totals.iter().map(|total| total.amount.to_string()).collect();
    let all = if expected.is_empty() { Vec::new() } else { vec![sum.to_string()] };
    assert_eq!((known.facts, credited), (u64::try_from(expected.len()).unwrap(), all));
}

/// Everything goes to the seller.
fn crediting() -> Crediting {
    let rule = CreditingRule {
        id: "all".to_owned(),
        when: Condition::Always,
        to: CreditTo::Seller,
        category: "all".to_owned(),
        overlay: false,
        by_share: false,
    };
    Crediting {
        rules: vec![rule],
        ..Crediting::default()
    }
}

fn year() -> Vec<Period> {
    let day = |year| Day::ymd(year, 1, 1).unwrap();
    vec![Period {
        name: "2026".to_owned(),
        label: "2026".to_owned(),
        length: Length::Year,
        from: day(2026),
        to: day(2027),
    }]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_counts_is_what_imports_say_that_were_not_taken_back(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let steps = &steps;
        runtime.block_on(on_both(crate::book, |programme| async move { lives(&programme, steps).await }));
    }
}
