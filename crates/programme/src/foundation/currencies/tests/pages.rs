//! The list of pairs, the page of one, and the same for programs.

use super::{keep, row, week};
use crate::foundation::accounts::tests::{outline, placed};
use platform::access::Role;
use platform::testing::{Browser, TestProgramme, on_both};

async fn analyst(programme: &TestProgramme) -> Browser {
    programme.sign_in("ana", &[Role::CompAnalyst], None).await
}

#[tokio::test]
async fn the_list_shows_each_pair_with_its_latest_rate_and_finds_by_currency_and_table() {
    on_both(crate::book, |programme| async move {
        week(&programme).await;
        let mut ana = analyst(&programme).await;
        insta::assert_snapshot!("the_list", outline(&ana.get("/currencies").await.body));
        let found = outline(&ana.get("/currencies?q=eur%2Fusd&table=ecb").await.body);
        assert!(found.starts_with("1 pair of currencies found"), "{found}");
        let found = outline(&ana.get("/currencies?q=jp").await.body);
        assert!(found.contains("EUR → JPY | 160") && !found.contains("GBP"), "{found}");
        let found = outline(&ana.get("/currencies?q=chf").await.body);
        assert!(found.contains("No pair answers to this."), "{found}");
    })
    .await;
}

#[tokio::test]
async fn a_pair_shows_its_latest_rates_its_year_and_its_days() {
    on_both(crate::book, |programme| async move {
        week(&programme).await;
        let mut ana = analyst(&programme).await;
        let page = ana.get("/currencies/EUR-USD").await.body;
        insta::assert_snapshot!("a_pair", outline(&page));
        assert!(!page.contains("Between 1.1"), "two days are no year");
        let file = ana.get("/currencies/EUR-USD/rates.csv").await.body;
        assert!(file.contains("ecb,2026-02-27,EUR,USD,1.1200"), "{file}");
        for nothing in ["/currencies/EUR-CHF", "/currencies/nonsense", "/currencies/EUR-CHF/rates.csv"] {
            assert_eq!(ana.get(nothing).await.status, 404, "{nothing}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_small_rate_is_drawn_for_many_units() {
    on_both(crate::book, |programme| async move {
        let rows = [("2026-01-26", "0.00621"), ("2026-02-27", "0.00625")].map(|(day, rate)| row(("boj", day, "JPY", "EUR", rate)));
        keep(&programme, &placed(rows)).await;
        let page = analyst(&programme).await.get("/currencies/JPY-EUR").await.body;
        assert!(page.contains("EUR for 100 JPY"), "{}", outline(&page));
    })
    .await;
}

#[tokio::test]
async fn programs_read_pairs_days_and_the_rate_of_a_day_with_its_way() {
    on_both(crate::book, |programme| async move {
        week(&programme).await;
        let mut ana = analyst(&programme).await;
        let mut read = async |path: &str| -> serde_json::Value { serde_json::from_str(&ana.get(path).await.body).unwrap() };
        let first = read("/api/v1/currencies?limit=3").await;
        assert_eq!(first["next"], "EUR-USD/ecb");
        let rest = read("/api/v1/currencies?cursor=EUR-USD/ecb").await;
        assert_eq!(
            (&rest["items"][0]["table"], &rest["items"][0]["rate"]),
            (&"plan-2026".into(), &"1.25".into())
        );
        let one = read("/api/v1/currencies/EUR-USD?from=2026-02-27").await;
        assert_eq!(one["rates"].as_array().unwrap().len(), 1);
        let rate = read("/api/v1/currencies/EUR-USD/rate?on=2026-03-01&table=ecb").await;
        // 1.12 = 28/25.
        assert_eq!((&rate["rate"], &rate["way"]), (&"28/25".into(), &"direct".into()));
        let unknown = read("/api/v1/currencies/USD-EUR/rate?on=2026-03-01&table=ecb").await;
        assert!(unknown["rate"].is_null() && unknown["because"].as_str().unwrap().contains("turned round"));
        let refused = read("/api/v1/currencies/EUR-USD/rate").await;
        assert_eq!(refused["code"], "currencies.which_table");
    })
    .await;
}
