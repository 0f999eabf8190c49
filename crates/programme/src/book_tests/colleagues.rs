//! Who is offered as the owner of a task: whoever sees its record, and nobody else.

use super::firm::{Caller, Firm, Names, Whose};
use platform::testing::{Browser, Engine, has_postgres};
use std::collections::BTreeSet;

/// What the page of a new task offers; nothing where whoever asks does not see the record.
async fn offered(browser: &mut Browser, record: &str) -> Option<BTreeSet<String>> {
    let seen = browser.get(&format!("/notes/tasks/new?about={record}")).await;
    let list = seen.body.split_once("<datalist").map(|(_, list)| list)?;
    let list = list.split_once("</datalist>").map(|(list, _)| list)?;
    let names = list.split("<option value=\"").skip(1).filter_map(|option| option.split('"').next());
    Some(names.map(str::to_owned).collect())
}

/// What the API offers to name in a note, without whoever asks.
async fn nameable(browser: &mut Browser, record: &str) -> BTreeSet<String> {
    let seen = browser.get(&format!("/api/v1/notes/colleagues?about={record}")).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    let items = seen.json()["items"].as_array().cloned().unwrap_or_default();
    items.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect()
}

/// Those of the callers who see a record: its page opens for them.
async fn seeing(callers: &mut [Caller], record: &str) -> BTreeSet<String> {
    let mut seeing = BTreeSet::new();
    for caller in callers.iter_mut().filter(|caller| caller.user.is_some()) {
        if caller.browser.get(record).await.status == 200 {
            seeing.insert(caller.name.to_owned());
        }
    }
    seeing
}

fn records(firm: &Firm) -> Vec<String> {
    let mut records = vec![
        "/policies/POL.COA.MIN_H".to_owned(),
        "/currencies/EUR-USD".to_owned(),
        format!("/incentives/plans/{}", firm.plan),
        format!("/incentives/runs/{}", firm.run),
    ];
    for whose in Whose::ALL {
        let (person, account) = (firm.records_of(whose).person, firm.records_of(whose).account);
        records.push(format!("/accounts/{account}"));
        for place in ["staff", "incentives/statements", "coaching/people"] {
            records.push(format!("/{place}/{person}"));
        }
    }
    records
}

async fn whoever_sees_is_offered(engine: Engine) {
    let firm = Firm::open_on(engine, Names::Plain).await;
    let mut callers = firm.callers().await;
    let mut compared = 0;
    for record in records(&firm) {
        let seeing = seeing(&mut callers, &record).await;
        for caller in &mut callers {
            let Some(offered) = offered(&mut caller.browser, &record).await else {
                continue;
            };
            assert_eq!(
                offered, seeing,
                "{} is offered others on {record} than those who see it",
                caller.name
            );
            let mut others = seeing.clone();
            others.remove(caller.name);
            assert_eq!(nameable(&mut caller.browser, &record).await, others, "{} on {record}", caller.name);
            compared += 1;
        }
    }
    assert!(compared > 60, "only {compared} lists were compared");
}

#[tokio::test]
async fn whoever_sees_a_record_is_offered_as_the_owner_of_a_task_and_nobody_else() {
    whoever_sees_is_offered(Engine::Sqlite).await;
    if has_postgres() {
        whoever_sees_is_offered(Engine::Postgres).await;
    }
}

#[tokio::test]
async fn of_records_with_readers_of_their_own_nobody_is_offered() {
    let firm = Firm::open(Names::Plain).await;
    let mut everything = firm.everything().await;
    let own = firm.records_of(Whose::Own);
    for record in [
        format!("/coaching/sessions/{}", own.coaching.session),
        format!("/coaching/plans/{}", own.coaching.plan),
        format!("/coaching/appointments/{}", own.coaching.appointment),
        format!("/staff/positions/{}", own.position),
        format!("/facts/{}", firm.import),
    ] {
        let page = everything.browser.get(&format!("/notes/tasks/new?about={record}")).await;
        assert_eq!(page.status, 200, "{record}");
        assert!(!page.body.contains("<datalist"), "{record}");
    }
}

#[tokio::test]
async fn a_task_that_exists_offers_the_same_colleagues_and_a_closed_user_is_none() {
    let firm = Firm::open(Names::Plain).await;
    let mut director = firm.caller("ka_director", &[platform::access::Role::KaDirector]).await;
    let leaver = firm.caller("leaver", &[platform::access::Role::KaDirector]).await;
    let account = format!("/accounts/{}", firm.records_of(Whose::Other).account);
    let both = BTreeSet::from(["ka_director".to_owned(), "leaver".to_owned()]);
    assert_eq!(offered(&mut director.browser, &account).await, Some(both));
    let mut tx = firm.programme.write().await;
    platform::users::acts::close(&mut tx, &firm.programme.operator(), leaver.user.unwrap(), true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let alone = BTreeSet::from(["ka_director".to_owned()]);
    assert_eq!(offered(&mut director.browser, &account).await, Some(alone));
    let csrf = director.browser.get(&account).await.csrf();
    let form = [
        ("csrf", csrf.as_str()),
        ("about", &account),
        ("words", "Call them"),
        ("owner", "nobody"),
    ];
    let again = director.browser.post("/notes/tasks", &form).await;
    assert_eq!(again.status, 422);
    assert!(
        again.body.contains("<option value=\"ka_director\">"),
        "a form that is shown again offers them too"
    );
}
