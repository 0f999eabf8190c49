//! Policies as those who set them and those who compute with them meet them.

use super::acts::{self, SaidValue};
use super::rules::{Form, checked_value, in_force};
use super::{Policy, Valued, Version, policy, value, value_known, version};
use crate::foundation::accounts::tests::{day, entries, outline};
use platform::Error;
use platform::access::Role;
use platform::testing::{Browser, TestProgramme, on_both};
use vocabulary::{Instant, NumberedIds, PolicyId, Ratio};

const NAME: &str = "POL.XC.MIN_RESPONDENTS";
const ADDRESS: &str = "/policies/POL.XC.MIN_RESPONDENTS";

fn at(text: &str) -> Instant {
    Instant::parse_rfc3339(text).unwrap()
}

fn of(default: &'static str) -> Policy {
    Policy {
        name: "POL.TEST",
        default,
        unit: "",
        meaning: "",
    }
}

/// The sentences of the chapters are known once the book is bound.
fn texts() {
    assert!(!crate::book().chapters.is_empty());
}

/// Sets a value by the operator, at an instant.
async fn set(programme: &TestProgramme, now: &str, text: &str, from: &str, seen: Option<PolicyId>) -> PolicyId {
    programme.clock.set(at(now));
    let mut tx = programme.write().await;
    let said = SaidValue {
        value: text,
        from: day(from),
        because: "the works council asked for it",
        seen,
    };
    let id = acts::set(&mut tx, &programme.operator(), NAME, said).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn on(programme: &TestProgramme, text: &str) -> Valued {
    value(&mut programme.read().await, NAME, day(text)).await.unwrap()
}

#[test]
fn a_percentage_is_written_as_everywhere_and_a_name_says_what_is_counted() {
    texts();
    let policy = of("20%");
    assert_eq!(
        ["20%", "12.5%", "104.01%", "100%"].map(|value| policy.say(value)),
        ["20\u{a0}%", "12.5\u{a0}%", "104.01\u{a0}%", "100\u{a0}%"]
    );
    let people = super::policy("POL.XC.MIN_RESPONDENTS").unwrap();
    assert_eq!(people.say("5"), "5\u{a0}people");
    assert_eq!(
        people.title(),
        "No result of a survey about people is shown for fewer people than this"
    );
}

#[test]
fn a_value_has_the_form_of_its_default() {
    texts();
    let cases = [
        ("20%", Form::Percent, ["25%", "12.5 %"], ["25", "-1%", "x%"]),
        ("5", Form::Whole, ["0", "12"], ["5.5", "5%", "-1"]),
        ("0.50", Form::Number, ["0.6", "1"], ["50%", "1/2", "-0.1"]),
        ("half up", Form::Words, ["half even", "=1+1"], ["", " ", "a\u{0}b"]),
    ];
    for (default, form, right, wrong) in cases {
        let policy = of(default);
        assert_eq!(Form::of(&policy), form);
        assert_eq!(right.map(|text| checked_value(&policy, text).is_ok()), [true; 2], "{default}");
        let fields = wrong.map(|text| checked_value(&policy, text).unwrap_err().field);
        assert_eq!(
            fields,
            [Some("value".to_owned()), Some("value".to_owned()), Some("value".to_owned())],
            "{default}"
        );
    }
    assert_eq!(checked_value(&of("20%"), " 12.5 % ").as_deref(), Ok("12.5%"));
    assert!(checked_value(&of("5"), &"9".repeat(5_000)).is_err());
    let share = Policy {
        name: "POL.TEST.LOW_SHARE",
        ..of("20%")
    };
    assert!(checked_value(&share, "100%").is_ok() && checked_value(&of("20%"), "130%").is_ok());
    let refused = checked_value(&share, "100.5%").unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.field.as_deref()),
        ("policies.no_share", Some("value"))
    );
}

#[test]
fn a_percentage_is_a_share_of_one() {
    let valued = |text: &str| Valued {
        value: text.to_owned(),
        version: None,
        from: None,
    };
    assert_eq!(valued("20%").number(), Ratio::fraction(1, 5));
    assert_eq!((valued("0.50").number(), valued("half up").number()), (Ratio::fraction(1, 2), None));
}

#[test]
fn the_version_that_begins_last_counts_and_of_those_the_one_set_last() {
    let ids = NumberedIds::default();
    let set = |value: &str, from: &str, recorded: &str| Version {
        id: PolicyId::new(&ids),
        name: "POL.TEST".to_owned(),
        value: value.to_owned(),
        from: day(from),
        recorded: at(recorded),
        by: "operator".to_owned(),
        because: "a test".to_owned(),
    };
    let versions = [
        set("6", "2026-06-01", "2026-01-10T00:00:00Z"),
        set("7", "2026-02-01", "2026-01-20T00:00:00Z"),
        set("8", "2026-02-01", "2026-01-30T00:00:00Z"),
    ];
    let value = |on: &str, known: Option<&str>| in_force(&of("5"), &versions, day(on), known.map(at)).value;
    assert_eq!(
        ["2026-01-31", "2026-02-01", "2026-05-31", "2026-06-01"].map(|on| value(on, None)),
        ["5", "8", "8", "6"]
    );
    assert_eq!(value("2026-03-01", Some("2026-01-25T00:00:00Z")), "7");
    assert_eq!(value("2026-03-01", Some("2026-01-15T00:00:00Z")), "5");
}

#[tokio::test]
async fn r_xc_7_policy_change_keeps_past_results_on_the_old_version() {
    on_both(crate::book, |programme| async move {
        let before = on(&programme, "2026-03-02").await;
        assert_eq!(
            before,
            Valued {
                value: "5".to_owned(),
                version: None,
                from: None
            }
        );
        let seven = set(&programme, "2026-03-02T09:00:00Z", "7", "2026-04-01", None).await;
        // A result of a day before the change stays on the old version, however late it is asked for.
        assert_eq!(on(&programme, "2026-03-31").await, before);
        let first = on(&programme, "2026-04-01").await;
        assert_eq!(
            (first.value.as_str(), first.version, first.from),
            ("7", Some(seven), Some(day("2026-04-01")))
        );
        // The first result under the new version is known as the first, the next one is not.
        assert_eq!(
            (
                first.is_new_since(before.version),
                on(&programme, "2026-05-01").await.is_new_since(first.version)
            ),
            (true, false)
        );
        // Even a change that reaches back leaves what a past result has used: its version, and what was known then.
        set(&programme, "2026-06-01T09:00:00Z", "9", "2026-03-01", Some(seven)).await;
        let known = value_known(
            &mut programme.read().await,
            NAME,
            day("2026-03-15"),
            Some(at("2026-05-01T00:00:00Z")),
        )
        .await
        .unwrap();
        assert_eq!(known, before);
        assert_eq!(on(&programme, "2026-03-15").await.value, "9");
        assert_eq!(version(&mut programme.read().await, seven).await.unwrap().value, "7");
        assert_eq!(entries(&programme, "policy_set").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_policy_that_nobody_declared_is_our_own_fault() {
    on_both(crate::book, |programme| async move {
        let mut tx = programme.read().await;
        assert!(matches!(
            value(&mut tx, "POL.NO.SUCH", day("2026-01-01")).await,
            Err(Error::Failed(_))
        ));
        let nobody = PolicyId::parse("00000000-0000-0000-0000-00000000ffff").unwrap();
        assert!(matches!(version(&mut tx, nobody).await, Err(Error::NotFound { .. })));
    })
    .await;
}

#[test]
fn every_policy_is_declared_once_with_a_meaning() {
    texts();
    let names: Vec<&str> = super::every().iter().map(|policy| policy.name).collect();
    let mut once = names.clone();
    once.dedup();
    assert_eq!(names, once);
    for policy in super::every() {
        assert!(
            policy.name.starts_with("POL.") && !platform::texts::say(policy.meaning).starts_with('['),
            "{}",
            policy.name
        );
        assert_eq!(checked_value(policy, policy.default).as_deref(), Ok(policy.default));
    }
    assert_eq!(policy("pol.xc.min_respondents"), None);
}

async fn director(programme: &TestProgramme) -> Browser {
    programme.sign_in("director", &[Role::KaDirector], None).await
}

fn form(csrf: &str, value: &str, from: &str, because: &str, seen: &str) -> Vec<(&'static str, String)> {
    let pairs = [
        ("csrf", csrf),
        ("value", value),
        ("from", from),
        ("because", because),
        ("seen", seen),
    ];
    pairs.map(|(name, value)| (name, value.to_owned())).into()
}

#[tokio::test]
async fn everybody_reads_the_policies_and_only_two_roles_set_them() {
    on_both(crate::book, |programme| async move {
        for role in Role::ALL {
            let mut browser = programme.sign_in(role.name(), &[role], None).await;
            let page = browser.get(ADDRESS).await;
            assert_eq!((page.status, browser.get("/policies").await.status), (200, 200), "{}", role.name());
            let may = matches!(role, Role::KaDirector | Role::Administrator);
            assert_eq!(page.body.contains("name=\"because\""), may, "{}", role.name());
            if !may {
                let refused = browser.post(ADDRESS, &form(&page.csrf(), "1", "2026-03-02", "x", "")).await;
                assert_eq!(refused.status, 403, "{}", role.name());
            }
        }
        assert_eq!(programme.stranger().get("/policies").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_value_is_set_by_form_and_stands_in_the_history() {
    on_both(crate::book, |programme| async move {
        let mut director = director(&programme).await;
        let csrf = director.get(ADDRESS).await.csrf();
        let answer = director
            .post(ADDRESS, &form(&csrf, "8", "2026-03-02", "small <b>teams</b>", ""))
            .await;
        assert_eq!((answer.status, answer.page()), (303, ADDRESS));
        let page = director.get(ADDRESS).await;
        assert!(!page.body.contains("<b>teams"));
        insta::allow_duplicates! {
            insta::assert_snapshot!(outline(&page.body), @r"
        No result of a survey about people is shown for fewer people than this Set by the firm
        POL.XC.MIN_RESPONDENTS
        8 people
        In force since 2 Mar 2026; the default is 5 people.
        Set another value
        You get a rule that counts as you say from that day on; past results stay as they are, on the value they were made with.
        New value people
        A whole number, as 5.
        From
        Because
        Who will ask, reads this.
        Set value
        History
        nothing is ever overwritten
        2 Mar 2026
        8 people set by director on 2 Mar 2026: small <b>teams</b>
        From the start
        5 people Default
        ");
        }
        let list = outline(&director.get("/policies").await.body);
        assert!(list.contains("| 8 people | 5 people | 2 Mar 2026"), "{list}");
        let landed = director.get(&answer.location).await.body;
        assert!(outline(&landed).contains("8 people from 2 Mar 2026."), "{}", outline(&landed));
        let seen = landed.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let undo = form(&csrf, "5", "2026-03-02", "Taken back: what counted before counts again.", seen);
        for (name, value) in undo.iter().filter(|(name, _)| *name != "csrf") {
            assert!(
                landed.contains(&format!("name=\"{name}\" value=\"{value}\"")),
                "the button sends {name} {value}: {landed}"
            );
        }
        assert_eq!(director.post(ADDRESS, &undo).await.status, 303);
        let page = outline(&director.get(ADDRESS).await.body);
        assert!(
            page.contains("5 people set by director on 2 Mar 2026: Taken back") && page.contains("small <b>teams</b>"),
            "both stand in the history: {page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_value_keeps_what_was_typed() {
    on_both(crate::book, |programme| async move {
        let mut director = director(&programme).await;
        let csrf = director.get(ADDRESS).await.csrf();
        let long = "x".repeat(5_000);
        let cases = [
            ("five", "2026-03-02", "why", "This is no whole number"),
            ("-5", "2026-03-02", "why", "This is no whole number"),
            ("", "2026-03-02", "why", "This is needed."),
            ("6", "2026-02-30", "why", "This is not a day."),
            ("6", "", "why", "This is needed."),
            ("6", "2026-03-02", "", "This is needed."),
            ("6", "2026-03-02", &long, "This is too long."),
            ("5", "2026-03-02", "why", "5 is in force from that day already."),
        ];
        for (value, from, because, sentence) in cases {
            let answer = director.post(ADDRESS, &form(&csrf, value, from, because, "")).await;
            assert_eq!(answer.status, 422, "{sentence}");
            assert!(outline(&answer.body).contains(sentence), "{sentence}: {}", outline(&answer.body));
            assert!(answer.body.contains(&format!("value=\"{because}\"")), "{sentence}");
        }
        assert_eq!(entries(&programme, "policy_set").await, 0);
        assert_eq!(director.get("/policies/POL.NO.SUCH").await.status, 404);
        assert_eq!(director.get("/policies/%27%3B--").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn whoever_did_not_see_the_last_value_is_shown_it_first() {
    on_both(crate::book, |programme| async move {
        let mut director = director(&programme).await;
        let csrf = director.get(ADDRESS).await.csrf();
        assert_eq!(
            director.post(ADDRESS, &form(&csrf, "8", "2026-03-02", "first", "")).await.status,
            303
        );
        let answer = director.post(ADDRESS, &form(&csrf, "9", "2026-03-02", "second", "")).await;
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains("Somebody else set a value in the meantime") && answer.body.contains("value=\"second\""));
        let seen = on(&programme, "2026-03-02").await.version.unwrap().to_string();
        assert!(answer.body.contains(&format!("name=\"seen\" value=\"{seen}\"")));
        assert_eq!(
            director
                .post(ADDRESS, &form(&csrf, "9", "2026-03-02", "second", "no id"))
                .await
                .status,
            409
        );
        assert_eq!(
            director
                .post(ADDRESS, &form(&csrf, "9", "2026-03-02", "second", &seen))
                .await
                .status,
            303
        );
        assert_eq!(on(&programme, "2026-03-02").await.value, "9");
    })
    .await;
}

#[tokio::test]
async fn programs_ask_for_the_value_of_a_day() {
    on_both(crate::book, |programme| async move {
        set(&programme, "2026-03-02T09:00:00Z", "7", "2026-04-01", None).await;
        let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
        let mut value = async |address: &str| {
            let answer = kam.get(address).await;
            let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            (answer.status, body)
        };
        let address = format!("/api/v1{ADDRESS}");
        assert_eq!(value(&address).await.1["value"], "5");
        assert_eq!(value(&format!("{address}?on=2026-04-01")).await.1["value"], "7");
        assert_eq!(value(&format!("{address}?on=tomorrow")).await.1["code"], "form.no_day");
        assert_eq!(value("/api/v1/policies/POL.NO.SUCH").await.0, 404);
        let list = value("/api/v1/policies?on=2026-05-01").await.1;
        let found = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|policy| policy["name"] == NAME)
            .unwrap()
            .clone();
        assert_eq!(
            (found["value"].as_str(), found["default"].as_str(), found["from"].as_str()),
            (Some("7"), Some("5"), Some("2026-04-01"))
        );
    })
    .await;
}
