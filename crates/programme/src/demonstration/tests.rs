use platform::testing::TestProgramme;
use crate::people::incentives::{reading, store};
use platform::access::Role;

#[tokio::test]
async fn shows() {
    let programme = TestProgramme::new(crate::book()).await;
    let start = std::time::Instant::now();
    let built = super::build(&programme.app).await;
    {
        let mut tx = programme.read().await;
        for p in store::list_all_periods(&mut tx).await.unwrap() { println!("{} {} {:?}", p.name, p.label, p.state); }
    }
    built.unwrap();
    println!("built in {:?}", start.elapsed());
    let viewer = programme.viewer(Role::CompAnalyst);
    let mut tx = programme.read().await;
    for p in store::list_all_periods(&mut tx).await.unwrap() {
        let run = store::find_run(&mut tx, p.run.unwrap()).await.unwrap();
        println!("{} {:?} facts {} people {} {}", p.name, p.state, run.facts, run.people, &run.control[..900.min(run.control.len())]);
    }
    let people = crate::foundation::staff::people(&mut tx).await.unwrap();
    for year in reading::plan_years(&mut tx, &viewer).await.unwrap() {
        let scope = viewer.may(crate::people::incentives::SEE).unwrap();
        for (period, l) in store::list_lines_of_year(&mut tx, &scope, year.plan, &year.year).await.unwrap() {
            let who = people.iter().find(|p| p.id == l.person).unwrap();
            println!("{} {period} {} earned {:?} before {:?} todate {:?} att {:?} q {:?} {:?}", who.name, l.component, l.earned.map(|m| m.to_decimal()), l.earned_before.map(|m| m.to_decimal()), l.to_date.map(|m| m.to_decimal()), l.attainment.map(|a| a.to_percent(1, vocabulary::Rounding::HalfUp)), l.quota.map(|q| q.to_decimal(2, vocabulary::Rounding::HalfUp)), l.unknown_because);
        }
    }
}
