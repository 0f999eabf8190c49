//! Holidays as importers, readers and programs meet them.

use super::acts;
use super::rules::{Day, Holiday, Where, WorkingDays, day};
use crate::foundation::accounts::tests::{day as on, outline};
use crate::foundation::facts::acts::import;
use crate::foundation::facts::{Kept, Told};
use crate::foundation::policies;
use platform::access::Role;
use platform::database::Tx;
use platform::testing::{TestProgramme, on_both};

fn holiday(place: &str, day: &str, name: &str) -> Holiday {
    Holiday {
        place: Where::parse(place).unwrap(),
        day: on(day),
        name: name.to_owned(),
    }
}

/// What a day is, or why that is unknown. Weekdays were looked up in a printed calendar.
#[track_caller]
fn check(place: &str, day_text: &str, expected: &Result<Day, &str>) {
    // The sentences are those of the book.
    let _ = crate::book();
    let holidays = [
        holiday("AT", "2026-10-26", "National Day"),
        holiday("DE", "2026-12-25", "Christmas Day"),
        holiday("DE-BY", "2026-08-15", "Assumption Day"),
        holiday("DE-BY", "2026-06-04", "Corpus Christi"),
        holiday("DE-BY", "2026-06-04", "Day of Bavaria"),
        holiday("IL", "2026-04-02", "Pesach"),
        holiday("AE", "2021-12-02", "National Day"),
        holiday("AE", "2022-12-02", "National Day"),
    ];
    let found = day(&holidays, &Where::parse(place).unwrap(), on(day_text));
    match (&found.value, expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{place} {day_text}"),
        (Err(unknown), Err(expected)) => assert!(unknown.because.contains(expected), "{}", unknown.because),
        (found, expected) => panic!("{place} {day_text}: {found:?} instead of {expected:?}"),
    }
}

#[test]
fn a_holiday_is_one_where_it_is_one_and_a_working_day_elsewhere() {
    let named = |name: &str| Ok(Day::Holiday(name.to_owned()));
    check("AT", "2026-10-26", &named("National Day"));
    check("DE", "2026-10-26", &Ok(Day::Working));
    check("DE-BY", "2026-12-25", &named("Christmas Day"));
    check("DE", "2026-06-04", &Ok(Day::Working));
    check("DE-BY", "2026-06-04", &named("Corpus Christi, Day of Bavaria"));
    // A Saturday.
    check("DE-BY", "2026-08-15", &named("Assumption Day"));
    check("DE", "2026-08-15", &Ok(Day::Weekend));
}

#[test]
fn weekends_are_those_of_the_country() {
    // 3 April 2026 is a Friday, 5 April a Sunday.
    check("IL", "2026-04-03", &Ok(Day::Weekend));
    check("IL", "2026-04-05", &Ok(Day::Working));
    check("AT", "2026-10-25", &Ok(Day::Weekend));
    // 3 December 2021 is a Friday, 4 February 2022 too.
    check("AE", "2021-12-03", &Ok(Day::Weekend));
    check("AE", "2022-02-04", &Ok(Day::Working));
    check("AE", "2022-02-06", &Ok(Day::Weekend));
}

#[test]
fn a_year_of_which_no_holiday_is_known_is_unknown() {
    check("AT", "2027-10-26", &Err("No holidays of AT in 2027 are known"));
    check("FR", "2026-07-14", &Err("No holidays of FR"));
    check("FR", "2026-07-12", &Ok(Day::Weekend));
    assert!(Day::Working.is_working() && !Day::Weekend.is_working());
}

#[test]
fn a_place_is_a_country_or_a_part_of_it() {
    assert_eq!(Where::parse("DE-BY").unwrap().to_string(), "DE-BY");
    assert_eq!(Where::parse("DE").unwrap().subdivision, "");
    for wrong in ["", "D", "de", "DEU", "Germany"] {
        assert_eq!(Where::parse(wrong), None, "{wrong}");
    }
}

const LIST: &str = "country,subdivision,date,name\nDE,,2026-12-25,Christmas Day\nDE,BY,2026-06-04,Corpus Christi\nDE,,2027-01-01,New Year\n\
    AT,,2026-10-26,National Day\nGermany,,2026-01-01,New Year\n";

async fn imported(programme: &TestProgramme) -> crate::foundation::facts::Report {
    let files = vec![("holidays.csv".to_owned(), LIST.as_bytes().to_vec())];
    import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap()
}

#[tokio::test]
async fn the_same_holidays_again_change_nothing() {
    on_both(crate::book, |programme| async move {
        for (created, unchanged) in [(4, 0), (0, 4)] {
            let report = imported(&programme).await;
            assert_eq!(report.files[0].target.as_deref(), Some("holidays"));
            let kept = Kept {
                created,
                changed: 0,
                unchanged,
            };
            assert_eq!((report.kept, report.refused), (kept, 1), "{:?}", report.rejects);
        }
    })
    .await;
}

#[tokio::test]
async fn only_those_who_keep_calendars_may_import_them() {
    on_both(crate::book, |programme| async move {
        for role in Role::ALL {
            let mut tx = programme.write().await;
            let kept = acts::keep_rows(&mut tx, &programme.viewer(role), &[]).await;
            assert_eq!(
                kept.is_ok(),
                matches!(role, Role::HrPartner | Role::Administrator),
                "{}",
                role.name()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_page_shows_a_country_and_year_and_programs_ask_for_a_day() {
    on_both(crate::book, |programme| async move {
        imported(&programme).await;
        let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
        insta::assert_snapshot!("a_year", outline(&kam.get("/calendars?country=DE-BY&year=2026").await.body));
        let first = outline(&kam.get("/calendars").await.body);
        assert!(first.starts_with("1 holiday in AT, 2026"), "{first}");
        let next = outline(&kam.get("/calendars?country=DE&year=2040").await.body);
        assert!(next.starts_with("1 holiday in DE, 2027"), "the last year there is: {next}");
        let mut read = async |path: &str| -> serde_json::Value { serde_json::from_str(&kam.get(path).await.body).unwrap() };
        let day = read("/api/v1/calendars/DE-BY/day?on=2026-06-04").await;
        assert_eq!((&day["is"], &day["because"]), (&"holiday".into(), &"Corpus Christi".into()));
        let day = read("/api/v1/calendars/DE/day?on=2031-06-04").await;
        assert!(day["is"].is_null() && day["because"].as_str().unwrap().contains("2031"), "{day}");
        assert_eq!(read("/api/v1/calendars/AT?year=2026").await["holidays"][0]["day"], "2026-10-26");
        assert_eq!(read("/api/v1/calendars").await["items"].as_array().unwrap().len(), 3);
        assert_eq!(kam.get("/api/v1/calendars/nowhere").await.status, 404);
    })
    .await;
}

#[test]
fn a_due_date_leaves_out_the_weekend_and_the_holidays_of_the_place() {
    #[track_caller]
    fn check(place: &str, from: &str, days: u32, expected: &str) {
        // Easter of 2026 is on 5 April.
        let holidays = [
            holiday("DE", "2026-04-03", "Good Friday"),
            holiday("DE", "2026-04-06", "Easter Monday"),
        ];
        let firm = Where::parse(place).map_or_else(WorkingDays::default, |place| WorkingDays::of(place, &holidays));
        assert_eq!(firm.after(on(from), days), on(expected), "{place} {from} {days}");
    }
    check("none", "2026-04-02", 2, "2026-04-06");
    check("DE", "2026-04-02", 2, "2026-04-08");
    check("DE", "2026-04-02", 0, "2026-04-02");
    check("DE", "2026-04-04", 1, "2026-04-07");
    // In Israel people work on Sundays and not on Fridays.
    check("IL", "2026-05-07", 1, "2026-05-10");
}

async fn set_place(tx: &mut Tx, programme: &TestProgramme, place: &str) {
    let seen = policies::acts::history(tx, &programme.operator(), "POL.CAL.PLACE").await.unwrap();
    let said = policies::acts::SaidValue {
        value: place,
        from: on("2026-03-02"),
        because: "A test",
        seen: seen.first().map(|version| version.id),
    };
    policies::acts::set(tx, &programme.operator(), "POL.CAL.PLACE", said).await.unwrap();
}

#[tokio::test]
async fn the_days_on_which_the_firm_works_are_those_of_the_place_that_the_policy_names() {
    on_both(crate::book, |programme| async move {
        let list = "country,subdivision,day,name\nDE,,2026-03-03,Any day\nDE,BY,2026-03-04,A day in Bavaria\nAT,,2026-03-05,Elsewhere\n";
        let files = vec![("holidays.csv".to_owned(), list.as_bytes().to_vec())];
        import(&programme.app, &programme.operator(), files, Told::default()).await.unwrap();
        // Today is Monday, 2 March 2026.
        for (place, expected) in [
            ("none", "2026-03-03"),
            ("DE", "2026-03-04"),
            ("DE-BY", "2026-03-05"),
            ("Utopia", "2026-03-03"),
        ] {
            let mut tx = programme.write().await;
            if place != "none" {
                set_place(&mut tx, &programme, place).await;
            }
            let firm = super::working_days(&mut tx, on("2026-03-02")).await.unwrap();
            assert_eq!(firm.after(on("2026-03-02"), 1), on(expected), "{place}");
        }
    })
    .await;
}
