//! What figures came to is kept day by day, and told as it stood to whoever may read the figure.

use super::person;
use crate::access::{Grant, Permission, Reach, Role};
use crate::chapter::{Book, Chapter};
use crate::database::{Migration, Query, Tx};
use crate::figures::rules::{Step, points, step};
use crate::figures::{About, Figure, Kept, Span, history, keep_every};
use crate::jobs::Handle;
use crate::testing::{TestProgramme, on_both};
use vocabulary::{Cell, Day, Explained, Interval, Ratio, Trace};

const SEE: Permission = Permission::new("weights.see");
const FIGURES: &[Figure] = &[Figure {
    name: "weights.load",
    title: "weights.title",
    subject: |_, _| Box::pin(async { Ok("Ada".to_owned()) }),
    period: |_, _, subject| {
        // A day by its name, for the page that marks it.
        let day = Day::parse(&subject.period).ok();
        let span = day.map(|day| Span {
            label: "the day of rest".to_owned(),
            days: Interval::closed(day, day.next()).unwrap(),
        });
        Box::pin(async move { Ok(span) })
    },
    about: About::Person,
    unit: "kg",
    formula: "weights.formula",
    rule: "R-TEST-2",
    needs: SEE,
    compute: |tx, _, subject| {
        Box::pin(async move {
            let query = Query::new("select n from weights_load where").with("person = {}", &[&subject.id]);
            let row = tx.one(&query).await?.ok_or(crate::Error::NotFound { what: "person" })?;
            let n: Option<i64> = row.get(0)?;
            let cell = Cell::Number(Ratio::whole(i128::from(n.unwrap_or_default())));
            let trace = Trace::new("load", cell.clone());
            Ok(n.map_or_else(
                || Explained::unknown("nobody weighed", trace.clone()),
                |_| Explained::known(cell, trace.clone()),
            ))
        })
    },
    closed: None,
    kept: Some(|tx| {
        Box::pin(async move {
            let rows = tx.all(&Query::new("select person from weights_load order by person")).await?;
            rows.iter().map(|row| row.get(0)).collect()
        })
    }),
}];
const CHAPTER: Chapter = Chapter {
    word: "weights",
    migrations: &[Migration {
        chapter: "weights",
        number: 1,
        sql: "create table weights_load (person text primary key, n bigint);",
    }],
    texts: "[weights]\ntitle = \"Weight\"\nformula = \"what was weighed\"",
    grants: &[Grant {
        permission: SEE,
        to: &[(Role::Kam, Reach::Own), (Role::KaDirector, Reach::All)],
    }],
    places: &[],
    figures: FIGURES,
    api: |api| api,
    routes: |routes| routes,
};

fn book() -> Book {
    Book::new(&[CHAPTER], |_, _| Box::pin(async { Ok(crate::access::Circle::default()) })).with_jobs(&[crate::figures::JOBS])
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn kept(first: &str, last: &str, value: i128) -> Kept {
    Kept {
        first: day(first),
        last: day(last),
        value: Ok(Cell::Number(Ratio::whole(value))),
    }
}

async fn weigh(programme: &TestProgramme, number: u64, n: Option<i64>) {
    let mut tx = programme.write().await;
    let id = person(number).to_string();
    tx.execute(&Query::new("delete from weights_load where").with("person = {}", &[&id]))
        .await
        .unwrap();
    tx.execute(&Query::new("insert into weights_load (person, n)").with("values ({}, {})", &[&id, &n]))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn night(programme: &TestProgramme) -> u64 {
    let app = &programme.app;
    keep_every(app, &app.db, |_| true, &Handle::alone(app)).await.unwrap()
}

async fn spans(tx: &mut Tx, programme: &TestProgramme, number: u64) -> Vec<(i64, i64, String)> {
    let viewer = programme.viewer(Role::KaDirector);
    let (id, start) = (person(number).to_string(), tx.today().plus_days(-400));
    let kept = history(tx, &programme.app.book, &viewer, ("weights.load", &id), &Interval::from(start))
        .await
        .unwrap();
    let today = tx.today();
    let told = |value: &Result<Cell, String>| match value {
        Ok(Cell::Number(n)) => n.to_decimal(0, vocabulary::Rounding::HalfEven),
        Ok(other) => format!("{other:?}"),
        Err(because) => because.clone(),
    };
    kept.iter()
        .map(|kept| (today.days_until(kept.first), today.days_until(kept.last), told(&kept.value)))
        .collect()
}

#[test]
fn a_value_lasts_until_it_changes_and_a_day_without_a_look_is_a_gap() {
    let latest = kept("2027-03-01", "2027-03-04", 7);
    let same = latest.value.clone();
    let other: Result<Cell, String> = Err("nobody weighed".to_owned());
    for (today, value, wanted) in [
        ("2027-03-05", &same, Step::Lasts),
        ("2027-03-05", &other, Step::Begins),
        ("2027-03-06", &same, Step::Begins),
        ("2027-03-04", &same, Step::Nothing),
        ("2027-03-04", &other, Step::Cuts),
        ("2027-03-03", &other, Step::Nothing),
    ] {
        assert_eq!(step(Some(&latest), day(today), value), wanted, "{today} {value:?}");
    }
    let fresh = kept("2027-03-04", "2027-03-04", 7);
    assert_eq!(step(Some(&fresh), day("2027-03-04"), &other), Step::Otherwise);
    assert_eq!(step(None, day("2027-03-04"), &other), Step::Begins);
}

#[test]
fn a_trend_has_a_point_for_each_day_week_or_month_and_none_where_nobody_looked() {
    let ratio = |n: i128| Some(Ratio::whole(n));
    let daily = [kept("2027-03-01", "2027-03-02", 7), kept("2027-03-04", "2027-03-04", 9)];
    let values = |all: Vec<(Day, Option<Ratio>)>| all.into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(
        values(points(&daily, day("2027-03-05"))),
        [ratio(7), ratio(7), None, ratio(9), None]
    );
    // 59 days: weeks that end with today.
    let weekly = points(&daily, day("2027-04-29"));
    assert_eq!(weekly.len(), 9);
    assert_eq!(weekly[0], (day("2027-03-04"), ratio(9)));
    assert!(weekly[1..].iter().all(|(_, value)| value.is_none()));
    let monthly = points(&daily, day("2027-12-24"));
    assert_eq!(
        (monthly.len(), monthly[0].0, monthly[9].0),
        (10, day("2027-03-31"), day("2027-12-24"))
    );
    assert_eq!(monthly[0].1, ratio(9));
    assert!(points(&[], day("2027-12-24")).is_empty());
}

#[tokio::test]
async fn values_are_kept_at_night_for_all_that_a_figure_is_about() {
    on_both(book, |programme| async move {
        weigh(&programme, 1, Some(7)).await;
        weigh(&programme, 2, None).await;
        assert_eq!(night(&programme).await, 2);
        assert_eq!(night(&programme).await, 2, "a second time on one day changes nothing");
        programme.clock.advance(86_400);
        night(&programme).await;
        weigh(&programme, 1, Some(9)).await;
        night(&programme).await;
        programme.clock.advance(2 * 86_400);
        weigh(&programme, 2, Some(1)).await;
        night(&programme).await;
        let mut tx = programme.read().await;
        let nine = |from, to| (from, to, "9".to_owned());
        assert_eq!(
            spans(&mut tx, &programme, 1).await,
            [(-3, -3, "7".to_owned()), nine(-2, -2), nine(0, 0)]
        );
        let unknown = (-3, -2, "nobody weighed".to_owned());
        assert_eq!(spans(&mut tx, &programme, 2).await, [unknown, (0, 0, "1".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_kept_value_is_told_only_to_whoever_may_read_the_figure() {
    let programme = TestProgramme::new(book()).await;
    weigh(&programme, 1, Some(7)).await;
    night(&programme).await;
    let own = programme.viewer_as(Role::Kam, person(1)).await;
    let other = programme.viewer_as(Role::Kam, person(2)).await;
    let nobody = programme.viewer(Role::CrmOwner);
    let mut tx = programme.read().await;
    let (id, days) = (person(1).to_string(), Interval::from(tx.today()));
    let mut codes = Vec::new();
    for viewer in [&own, &other, &nobody] {
        let told = history(&mut tx, &programme.app.book, viewer, ("weights.load", &id), &days).await;
        codes.push(told.map_or_else(|error| error.code().to_owned(), |kept| kept.len().to_string()));
    }
    assert_eq!(codes, ["1", "not_found", "forbidden"]);
}

#[tokio::test]
async fn the_page_of_a_figure_shows_how_it_went_and_how_it_stood() {
    let programme = TestProgramme::new(book()).await;
    for n in [7, 8, 9] {
        weigh(&programme, 1, Some(n)).await;
        night(&programme).await;
        programme.clock.advance(86_400);
    }
    let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
    let path = format!("/figures/weights.load/{}", person(1));
    let page = director.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("How it went") && page.body.contains("<svg"), "{}", page.body);
    let today = programme.app.db.today();
    let then = director.get(&format!("{path}?day={}", today.plus_days(-2))).await;
    assert!(then.body.contains("As it stood on"), "{}", then.body);
    let before = director.get(&format!("{path}?day={}", today.plus_days(-9))).await;
    assert!(before.body.contains("Nothing was kept for"), "{}", before.body);
    assert_eq!(director.get(&format!("{path}?day=soon")).await.status, 422);
    let kept = director.get(&format!("/api/v1{path}/kept?to={}", today.plus_days(-2))).await;
    let kept: serde_json::Value = serde_json::from_str(&kept.body).unwrap();
    assert_eq!(kept["items"].as_array().unwrap().len(), 2, "{kept}");
    assert_eq!(
        kept["items"][0]["last"], kept["items"][0]["first"],
        "each night weighed something else: {kept}"
    );
    assert_eq!(kept["items"][0]["because"], serde_json::Value::Null, "{kept}");
    let backwards = director.get(&format!("/api/v1{path}/kept?from=2027-04-15&to=2027-04-01")).await;
    assert_eq!(backwards.status, 422);
}

#[tokio::test]
async fn a_figure_of_an_earlier_period_says_so_and_marks_it_in_what_was_kept() {
    let programme = TestProgramme::new(book()).await;
    for n in [7, 8, 9] {
        weigh(&programme, 1, Some(n)).await;
        night(&programme).await;
        programme.clock.advance(86_400);
    }
    let mut director = programme.sign_in("director", &[Role::KaDirector], None).await;
    let path = format!("/figures/weights.load/{}", person(1));
    let today = programme.app.db.today();
    let mut of = async |days: i64| {
        let page = director.get(&format!("{path}?period={}", today.plus_days(days))).await;
        assert_eq!(page.status, 200);
        page.body
    };
    let day = crate::look::format::day;
    let earlier = of(-2).await;
    assert!(earlier.contains("<h1>Weight, Ada, the day of rest"), "{earlier}");
    let marked = format!("The mark stands on {}, where the day of rest ends.", day(today.plus_days(-2)));
    assert!(earlier.contains(&marked), "{earlier}");
    assert!(earlier.contains("<small>the day of rest ends here</small>"), "{earlier}");
    // The mark is the one point in the pencil's colour: eight, which was kept on that day.
    assert_eq!(earlier.matches("class=\"tp halo\"").count(), 2, "once in each drawing\n{earlier}");
    assert!(earlier.contains("text-anchor=\"end\">8</text>"), "{earlier}");
    assert!(earlier.contains(&format!("href=\"{path}\"")), "the way to the latest\n{earlier}");
    let running = of(0).await;
    assert!(running.contains("the day of rest still runs."), "{running}");
    let before = of(-9).await;
    assert!(
        before.contains("the day of rest was over before anything was kept here."),
        "{before}"
    );
    let latest = director.get(&path).await.body;
    assert!(!latest.contains("the day of rest") && !latest.contains("The mark"), "{latest}");
}

#[tokio::test]
async fn the_nightly_job_keeps_what_figures_come_to() {
    on_both(book, |programme| async move {
        weigh(&programme, 1, Some(7)).await;
        crate::jobs::schedule(&programme.app).await.unwrap();
        assert!(crate::jobs::run_next(&programme.app).await.unwrap());
        let mut tx = programme.read().await;
        assert_eq!(spans(&mut tx, &programme, 1).await, [(0, 0, "7".to_owned())]);
    })
    .await;
}
