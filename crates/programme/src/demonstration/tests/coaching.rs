//! The stories of coaching: whatever day the firm is made on, each light of each coach is as its sessions add up by hand.

use super::super::talks::Talk;
use crate::foundation::staff;
use crate::people::coaching::reading::{self, Coachee};
use crate::people::coaching::rules::pitfalls::Light;
use crate::people::coaching::rules::quality::Quality;
use crate::people::coaching::rules::segment::Segment;
use crate::people::coaching::rules::week::Reason;
use platform::access::Role;
use platform::database::{Query, Tx};
use platform::testing::TestProgramme;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, Instant, Interval, Ratio};

/// A session as it lies in the database.
struct Kept {
    coach: String,
    coachee: String,
    day: String,
    minutes: i64,
    kind: String,
    stage: String,
    skill: String,
    instance: String,
    how: String,
}

async fn kept(tx: &mut Tx) -> Vec<Kept> {
    let query = Query::new(
        "select a.reference, b.reference, s.day, s.minutes, s.kind, s.stage, coalesce(s.skill, ''), s.instance, s.how from coaching_session s \
         join staff_person a on a.id = s.coach join staff_person b on b.id = s.coachee order by s.day, s.id",
    );
    let rows = tx.all(&query).await.unwrap();
    let text = |row: &platform::database::Row, place| row.get::<String>(place).unwrap();
    let one = |row| Kept {
        coach: text(row, 0),
        coachee: text(row, 1),
        day: text(row, 2),
        minutes: row.get(3).unwrap(),
        kind: text(row, 4),
        stage: text(row, 5),
        skill: text(row, 6),
        instance: text(row, 7),
        how: text(row, 8),
    };
    rows.iter().map(one).collect()
}

/// Letters and digits alone.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn minutes<'a>(sessions: &[&'a Kept], of: impl Fn(&'a Kept) -> bool) -> i64 {
    sessions.iter().copied().filter(|one| of(one)).map(|one| one.minutes).sum()
}

/// The star and the low performer of a team, and its core.
fn segments(coach: &str) -> Option<(&'static str, &'static str, &'static [&'static str])> {
    match coach {
        "HI-010" => Some(("HI-103", "HI-110", &["HI-101", "HI-102", "HI-104", "HI-105", "HI-109"])),
        "HI-011" => Some(("HI-112", "HI-107", &["HI-106", "HI-108", "HI-111", "HI-113", "HI-114"])),
        "HI-013" => Some(("HI-120", "HI-123", &["HI-119", "HI-121", "HI-122", "HI-124"])),
        _ => None,
    }
}

/// The answers of a quarter, as sum, number and people, by coach.
async fn answers(tx: &mut Tx, (from, to): (&str, &str)) -> BTreeMap<String, (i64, i64, BTreeSet<String>)> {
    let query = Query::new(
        "select a.reference, b.reference, r.value from coaching_rating r join staff_person a on a.id = r.coach \
         join staff_person b on b.id = r.coachee where",
    )
    .with("r.day >= {} and r.day < {}", &[&from, &to]);
    let mut all: BTreeMap<String, (i64, i64, BTreeSet<String>)> = BTreeMap::new();
    for row in tx.all(&query).await.unwrap() {
        let of = all.entry(row.get(0).unwrap()).or_default();
        of.0 += row.get::<i64>(2).unwrap();
        of.1 += 1;
        of.2.insert(row.get(1).unwrap());
    }
    all
}

/// The six lights of a coach from the sessions alone; none where there is nothing to judge.
fn by_hand(all: &[Kept], coach: &str, (month, quarter): (&str, [&str; 3]), below_average: Option<bool>) -> [Option<bool>; 6] {
    let mine: Vec<&Kept> = all.iter().filter(|one| one.coach == coach).collect();
    let in_month: Vec<&Kept> = mine.iter().copied().filter(|one| one.day.starts_with(month)).collect();
    let in_quarter: Vec<&Kept> = mine.iter().copied().filter(|one| quarter.contains(&&one.day[..7])).collect();
    let relationship = minutes(&in_quarter, |one| one.skill == "relationship");
    let challenger = minutes(&in_quarter, |one| ["teach", "tailor", "take_control"].contains(&one.skill.as_str()));
    let focus = segments(coach).map(|(star, low, core)| {
        let of = |who: &str| minutes(&in_month, |one| one.coachee == who);
        let on_core: i64 = core.iter().map(|who| of(who)).sum();
        let all = minutes(&in_month, |_| true);
        !(on_core > of(star) * 5 && on_core > of(low) * 5 && on_core * 100 >= all * 60)
    });
    let ends = minutes(&in_quarter, |one| ["creation", "close"].contains(&one.stage.as_str()));
    let middle = minutes(&in_quarter, |one| ["pursuit", "post_deal"].contains(&one.stage.as_str()));
    let elsewhere = |text: &str, of: &Kept| {
        let same = |one: &&Kept| one.coachee != of.coachee && [plain(&one.instance), plain(&one.how)].contains(&plain(text));
        !text.is_empty() && mine.iter().any(same)
    };
    let generic = |one: &&&Kept| one.instance.is_empty() || elsewhere(&one.instance, one) || elsewhere(&one.how, one);
    let (deal, skill) = (
        minutes(&in_quarter, |one| one.kind == "deal"),
        minutes(&in_quarter, |one| one.kind == "skill"),
    );
    let everybody: BTreeSet<&str> = mine.iter().map(|one| one.coachee.as_str()).collect();
    let skilled: BTreeSet<&str> = in_quarter
        .iter()
        .filter(|one| one.kind == "skill")
        .map(|one| one.coachee.as_str())
        .collect();
    let kinds = deal * 10 < (deal + skill) * 3 || skill * 10 < (deal + skill) * 3;
    let over = everybody.iter().any(|who| minutes(&in_month, |one| one.coachee == *who) > 300);
    [
        Some(relationship > challenger),
        focus,
        Some(ends <= middle),
        Some(in_quarter.iter().filter(generic).count() > 0),
        Some(kinds || skilled != everybody),
        if over { below_average } else { Some(false) },
    ]
}

const R: Option<bool> = Some(true);
const C: Option<bool> = Some(false);
const U: Option<bool> = None;

/// What each coach's lights say, whatever the day.
const STORIES: [(&str, &str, [Option<bool>; 6]); 4] = [
    ("HI-010", "anselm", [C, R, C, C, C, C]),
    ("HI-011", "giulia", [C, C, R, R, C, R]),
    ("HI-012", "zsofia", [R, U, C, C, R, C]),
    ("HI-013", "cordelia", [C, C, C, C, C, C]),
];

async fn made_on(day: &str) -> TestProgramme {
    let programme = TestProgramme::new(crate::book()).await;
    programme.clock.set(Instant::parse_rfc3339(&format!("{day}T08:00:00Z")).unwrap());
    super::build(&programme.app).await.unwrap();
    programme
}

/// The first day of a month, and of the third one after it.
fn span_of(quarter: [&str; 3]) -> (String, String) {
    let first = Day::parse(&format!("{}-01", quarter[0])).unwrap();
    (first.to_string(), first.plus_months(3).to_string())
}

async fn the_stories_hold(day: &str, month: &str, quarter: [&str; 3]) {
    let programme = made_on(day).await;
    let mut tx = programme.read().await;
    let all = kept(&mut tx).await;
    let (from, to) = span_of(quarter);
    let answers = answers(&mut tx, (&from, &to)).await;
    let mean = |coach: &str| {
        let (sum, n, people) = answers.get(coach)?;
        (people.len() >= 5).then(|| Ratio::fraction(i128::from(*sum), i128::from(*n)).unwrap())
    };
    let told: Vec<Ratio> = STORIES.iter().filter_map(|(coach, ..)| mean(coach)).collect();
    assert_eq!(told.len(), 3, "Zsófia's four give too few answers");
    let average = told.iter().cloned().sum::<Ratio>() * Ratio::fraction(1, 3).unwrap();
    let mut expected = BTreeSet::new();
    for (coach, login, lights) in STORIES {
        let below = mean(coach).map(|own| own <= average);
        assert_eq!(by_hand(&all, coach, (month, quarter), below), lights, "{login} {day}");
        let person = staff::by_reference(&mut tx, &[coach.to_owned()]).await.unwrap()[coach].id;
        let judged = reading::lights(&mut tx, person).await.unwrap();
        let shown: Vec<Option<bool>> = judged
            .iter()
            .map(|one| one.light.as_ref().ok().map(|light| *light == Light::Raised))
            .collect();
        assert_eq!(shown, lights, "{login} {day}");
        expected.extend(
            (1..7)
                .zip(lights)
                .filter(|(_, light)| *light == R)
                .map(|(n, _)| (format!("AL-COA-P{n}"), coach.to_owned())),
        );
    }
    let open = Query::new(
        "select l.code, p.reference from alerts_alert l join staff_person p on p.id = l.subject where l.closed is null and l.code like 'AL-COA%'",
    );
    let open: BTreeSet<(String, String)> = tx
        .all(&open)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0).unwrap(), row.get(1).unwrap()))
        .collect();
    assert_eq!(open, expected, "{day}");
    drop(tx);
    the_numbers_are_those(&all, month, quarter, day);
    the_weeks_are_alive(&programme, day).await;
}

/// What the stories say in numbers.
fn the_numbers_are_those(all: &[Kept], month: &str, quarter: [&str; 3], day: &str) {
    let received = |who: &str| -> i64 {
        let here = all.iter().filter(|one| one.coachee == who && one.day.starts_with(month));
        here.map(|one| one.minutes).sum()
    };
    let of = |coach: &'static str| all.iter().filter(move |one| one.coach == coach);
    let anselms: BTreeSet<&str> = of("HI-010").map(|one| one.coachee.as_str()).collect();
    assert_eq!(anselms.len(), 8);
    assert!(anselms.iter().all(|who| received(who) == 180), "{day}: everybody equally");
    let giulias = ["HI-108", "HI-106", "HI-111", "HI-113", "HI-114", "HI-112", "HI-107"];
    assert_eq!(giulias.map(received), [330, 195, 195, 180, 150, 90, 60], "{day}");
    let cordelias = ["HI-120", "HI-119", "HI-121", "HI-122", "HI-124", "HI-123"];
    assert_eq!(cordelias.map(received), [60, 210, 210, 210, 210, 60], "{day}: the middle gets most");
    let zsofias: Vec<&Kept> = of("HI-012").filter(|one| quarter.contains(&&one.day[..7])).collect();
    let skill = |skill: &str| minutes(&zsofias, |one| one.skill == skill);
    // Four people, each with three months of 150 + 150 + 135 minutes.
    assert_eq!((skill("relationship"), skill("teach")), (4 * 75, 4 * 30), "{day}");
    assert_eq!(minutes(&zsofias, |_| true), 4 * 435, "{day}");
    let (first, last) = (&all.first().unwrap().day, &all.last().unwrap().day);
    let (first, last, today) = (Day::parse(first).unwrap(), Day::parse(last).unwrap(), Day::parse(day).unwrap());
    assert!(
        (355..=400).contains(&first.days_until(today)) && last < today,
        "{day}: {first} to {last}"
    );
    assert!(last.days_until(today) <= 12, "{day}: {last}");
}

async fn the_weeks_are_alive(programme: &TestProgramme, day: &str) {
    let today = Day::parse(day).unwrap();
    let mut waiting = Vec::new();
    let (mut overdue, mut open) = (0, 0);
    for (_, login, _) in STORIES {
        let mut tx = programme.read().await;
        let reference = STORIES.iter().find(|(_, one, _)| *one == login).unwrap().0;
        let person = staff::by_reference(&mut tx, &[reference.to_owned()]).await.unwrap()[reference].id;
        drop(tx);
        let viewer = programme.viewer_as(Role::SalesManager, person).await;
        let week = reading::week(&mut programme.read().await, &viewer).await.unwrap();
        let is_today = |one: &&Coachee| one.next.as_ref().is_some_and(|next| next.day == today);
        assert_eq!(week.coachees.iter().filter(is_today).count(), 1, "{login} {day}");
        let planned = week.coachees.iter().filter(|one| one.next.is_some()).count();
        assert!(planned >= 2, "{login} {day}");
        let of = |name: &str| week.coachees.iter().find(|one| one.person.name.starts_with(name)).unwrap();
        if login == "giulia" {
            assert_eq!(of("Bruno").segment, Some(Segment::Low));
            assert_eq!(of("Bruno").turn.reasons, [Reason::RoleTalk], "{day}");
            assert!(of("Jordi").turn.reasons.contains(&Reason::UnderCoached), "{day}");
            assert!(of("Inês").turn.reasons.contains(&Reason::OverCoached), "{day}");
        }
        let reportable = matches!(week.quality.1, Quality::Reportable { .. });
        assert_eq!(reportable, login != "zsofia", "{login} {day}");
        for one in &week.coachees {
            waiting.extend(one.requests.iter().map(|request| request.due.unwrap()));
            let last = one.last.as_ref().unwrap();
            let due = last.said.due.unwrap();
            overdue += usize::from(last.is_open() && due < today);
            open += usize::from(last.is_open() && due >= today);
        }
    }
    waiting.sort();
    assert_eq!(waiting.len(), 3, "{day}");
    assert!(
        waiting[0] < today && waiting[1] >= today && waiting[1] <= today.plus_days(7),
        "{day}: {waiting:?}"
    );
    assert!(overdue >= 5 && open >= 5, "{day}: {overdue} overdue, {open} open");
}

#[tokio::test]
async fn the_stories_hold_on_a_monday() {
    the_stories_hold("2026-11-02", "2026-10", ["2026-07", "2026-08", "2026-09"]).await;
}

#[tokio::test]
async fn the_stories_hold_on_the_first_of_january() {
    the_stories_hold("2027-01-01", "2026-12", ["2026-10", "2026-11", "2026-12"]).await;
}

#[tokio::test]
async fn the_stories_hold_on_a_thirty_first() {
    the_stories_hold("2026-12-31", "2026-11", ["2026-07", "2026-08", "2026-09"]).await;
}

#[tokio::test]
async fn the_stories_hold_on_a_sunday() {
    the_stories_hold("2027-02-28", "2027-01", ["2026-10", "2026-11", "2026-12"]).await;
}

#[tokio::test]
async fn a_year_of_coaching_has_all_that_happens_in_one() {
    let made = made_on("2026-11-22").await;
    let mut tx = made.read().await;
    for (what, least) in [
        ("coaching_session where worded is not null", 100),
        ("coaching_session where outcome = 'kept'", 100),
        ("coaching_session where outcome = 'partly'", 30),
        ("coaching_session where outcome = 'not_kept'", 30),
        ("coaching_session where outcome is null", 30),
        ("coaching_plan where closed is null", 5),
        ("coaching_plan where closed is not null", 3),
        ("coaching_request where about = 'unasked'", 3),
        ("coaching_request where reply = 'given'", 2),
        ("coaching_request where reply = 'partly'", 1),
        ("coaching_request where reply = 'declined'", 1),
        ("coaching_trigger", 4),
        ("coaching_link", 2),
        ("coaching_style where topic <> ''", 3),
        ("coaching_style where topic = ''", 3),
        ("coaching_programme", 1),
        ("coaching_enrolment", 3),
        ("coaching_excuse", 1),
        ("coaching_rating where shown is null", 10),
        ("coaching_session where entry_seconds between 35 and 70", 500),
    ] {
        let found = tx.count(&Query::new("select count(*) from").and(what)).await.unwrap();
        assert!(found >= least, "{what}: {found}");
    }
    let outside = Query::new("select count(*) from coaching_session where entry_seconds is null or entry_seconds not between 35 and 70");
    assert_eq!(tx.count(&outside).await.unwrap(), 0);
    let viewer = made.viewer(Role::ProgrammeLead);
    let completions = reading::completions(&mut tx, &viewer).await.unwrap();
    let quarter = Interval::new(Day::ymd(2026, 7, 1).unwrap(), Day::ymd(2026, 10, 1)).unwrap();
    let sums = reading::sums(&mut tx, &viewer, &quarter).await.unwrap();
    let shown = sums.teams.iter().filter(|(.., sums)| sums.is_some());
    let shown: Vec<&str> = shown.map(|(_, name, _)| name.as_str()).collect();
    assert!(sums.all.is_some());
    assert_eq!(
        shown,
        ["Anselm Brückner", "Giulia Ferrandi"],
        "the minutes of Zsófia's four would be the rest of three teams"
    );
    let [programme] = completions.as_slice() else {
        panic!("one programme");
    };
    // Zsófia's four are too few to be told of to whoever may see sums alone.
    let tallies: Vec<_> = programme.managers.iter().filter_map(|(.., tally)| tally.as_ref()).collect();
    assert_eq!((programme.managers.len(), tallies.len()), (4, 3));
    assert!(tallies.iter().all(|tally| tally.completed > 30));
    let marieke = staff::by_reference(&mut tx, [&"HI-002".to_owned()]).await.unwrap()["HI-002"].id;
    let viewer = made.viewer_as(Role::SecondLineManager, marieke).await;
    let above = reading::completions(&mut tx, &viewer).await.unwrap().pop().unwrap();
    let tallies: Vec<_> = above.managers.iter().filter_map(|(.., tally)| tally.as_ref()).collect();
    assert_eq!(tallies.len(), 4, "the second line may see the minutes of each");
    assert!(tallies.iter().any(|tally| tally.excused > 0) && tallies.iter().any(|tally| tally.expired > 0));
}

#[test]
fn every_instance_and_how_names_an_account_and_none_is_said_twice() {
    let talks = [
        Talk::Creation,
        Talk::Pursuit,
        Talk::Close,
        Talk::PostDeal,
        Talk::Teach,
        Talk::Tailor,
        Talk::TakeControl,
        Talk::Relationship,
    ];
    let mut seen = BTreeSet::new();
    for texts in talks.iter().flat_map(|talk| talk.texts()) {
        assert!(texts[0].contains("{a}") && texts[1].contains("{a}"), "{texts:?}");
        assert!(texts.iter().all(|text| seen.insert(*text)), "{texts:?}");
    }
    assert!(seen.len() >= 3 * 40, "{}", seen.len());
}
