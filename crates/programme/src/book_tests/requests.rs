//! R5: requests made from the OpenAPI document, right and wrong, and what must be true of every answer.

use super::firm::{Caller, Firm, Names, Whose};
use super::places::{address, whose};
use super::schemas::{fits, spoiled, values};
use platform::testing::{Engine, Seen, has_postgres};
use platform::web::{Declared, Guard};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// How many requests are made up for an operation.
const CASES: usize = 6;

struct Asker {
    firm: Firm,
    document: Value,
    everything: Caller,
    nothing: Caller,
    runner: TestRunner,
    keys: u64,
}

/// A request that was made up.
struct Made {
    path: String,
    body: Option<Value>,
    headers: Vec<(String, String)>,
}

#[tokio::test]
async fn r5_every_answer_is_as_the_document_says_on_sqlite() {
    check(Engine::Sqlite).await;
}

#[tokio::test]
async fn r5_every_answer_is_as_the_document_says_on_postgresql() {
    if has_postgres() {
        check(Engine::Postgres).await;
    } else {
        println!("left out: PostgreSQL (run the tests with `cargo xtask test`, which starts one)");
    }
}

async fn check(engine: Engine) {
    let firm = Firm::open_on(engine, Names::Plain).await;
    // The first by login, so that it is this one whom operations about other users change.
    firm.caller("another", &[]).await;
    let (everything, nothing) = (firm.everything().await, firm.caller("nothing", &[]).await);
    let document = firm.programme.stranger().get("/api/v1/openapi.json").await.json();
    let mut asker = Asker {
        firm,
        document,
        everything,
        nothing,
        runner: TestRunner::deterministic(),
        keys: 0,
    };
    let routes: Vec<Declared> = asker.firm.programme.routes.clone();
    let (mut asked, mut wrong) = (0, Vec::new());
    for route in routes
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/") && route.guard != Guard::Public)
    {
        for _ in 0..CASES {
            wrong.extend(asker.ask(route).await.err());
        }
        asked += 1;
    }
    assert_eq!(wrong, Vec::<String>::new(), "{}", wrong.join("\n"));
    assert!(asked > 80, "only {asked} operations were asked");
}

impl Asker {
    fn described(&self, route: &Declared) -> Value {
        self.document["paths"][&route.path][route.method.to_lowercase()].clone()
    }

    async fn ask(&mut self, route: &Declared) -> Result<(), String> {
        let described = self.described(route);
        let made = self.make(route, &described).await;
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        self.strangers(route, &made).await?;
        let before = self.acts().await;
        if let Some(body) = &made.body {
            for (field, spoiled) in spoiled(schema, body) {
                let seen = self.send(route.method, &made, Some(&spoiled)).await;
                self.as_described(&described, &made, &seen)?;
                let told = seen.status == 422 && seen.json()["field"] == field.as_str();
                holds(told, &format!("{field} is wrong and not named"), &described, (&made, &seen))?;
            }
        }
        let seen = self.send(route.method, &made, made.body.as_ref()).await;
        self.as_described(&described, &made, &seen)?;
        if route.method == "GET" {
            let tag = seen.header("etag").to_owned();
            if seen.status == 200 {
                let again = self
                    .everything
                    .program
                    .send("GET", &made.path, None, &[("if-none-match", &tag)])
                    .await;
                holds(again.status == 304, "it was held already", &described, (&made, &again))?;
            }
            return Ok(());
        }
        let after = self.acts().await;
        if seen.status >= 400 {
            return holds(after == before, "what was refused was written", &described, (&made, &seen));
        }
        let again = self.send(route.method, &made, made.body.as_ref()).await;
        let same = (again.status, &again.body) == (seen.status, &seen.body) && again.header("idempotency-replayed") == "true";
        holds(same, "sent again it answers otherwise", &described, (&made, &again))?;
        holds(
            self.acts().await == after,
            "sent again it was done again",
            &described,
            (&made, &again),
        )
    }

    /// A request that fits the document.
    async fn make(&mut self, route: &Declared, described: &Value) -> Made {
        let records = whose(route);
        let record = self.pick(records.to_vec());
        // Whoever asks must go on asking, so it is others whom they change.
        let record = if route.path.contains("{user}") { Whose::Other } else { record };
        let figure = self.pick(vec!["coaching.hours", "incentives.earned", "no.figure"]);
        let named = Declared {
            path: route.path.replace("{figure}", figure).replace("{subject}", "{person}"),
            ..route.clone()
        };
        let mut path = address(&self.firm, &named, &self.everything, record).await;
        path = path.split('?').next().unwrap().to_owned();
        let mut query: Vec<(String, String)> = Vec::new();
        for parameter in described["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let wanted = parameter["required"] == true || self.pick(vec![true, false]);
            if parameter["in"] != "query" || !wanted {
                continue;
            }
            let value = self.some(&parameter["schema"]);
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            query.push((name.to_owned(), text));
        }
        if !query.is_empty() {
            path = format!("{path}?{}", encoded(&query));
        }
        self.keys += 1;
        let mut headers = vec![("idempotency-key".to_owned(), format!("key-{}", self.keys))];
        if described["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["name"] == "If-Match")
        {
            let version = self.pick(vec![0, 1, 1, 2]);
            headers.push(("if-match".to_owned(), format!("\"{version}\"")));
        }
        let schema = &described["requestBody"]["content"]["application/json"]["schema"];
        let body = schema["properties"].as_object().map(|fields| {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let mut body = json!({});
            for (name, of) in fields {
                if required.contains(&json!(name)) || self.pick(vec![true, false]) {
                    body[name.as_str()] = self.some(of);
                }
            }
            body
        });
        Made { path, body, headers }
    }

    fn some(&mut self, schema: &Value) -> Value {
        values(schema).new_tree(&mut self.runner).unwrap().current()
    }

    fn pick<T: Clone + std::fmt::Debug + 'static>(&mut self, from: Vec<T>) -> T {
        proptest::sample::select(from).new_tree(&mut self.runner).unwrap().current()
    }

    async fn send(&mut self, method: &str, made: &Made, body: Option<&Value>) -> Seen {
        request(&mut self.everything.program, method, made, body).await
    }

    /// Nobody gets in without a token, and nobody without a role gets further than the gate.
    async fn strangers(&mut self, route: &Declared, made: &Made) -> Result<(), String> {
        let described = self.described(route);
        let mut stranger = self.firm.programme.stranger();
        let seen = request(&mut stranger, route.method, made, made.body.as_ref()).await;
        holds(seen.status == 401, "a stranger came in", &described, (made, &seen))?;
        self.as_described(&described, made, &seen)?;
        if let Guard::May(_) = route.guard {
            let seen = request(&mut self.nothing.program, route.method, made, made.body.as_ref()).await;
            holds(seen.status == 403, "somebody without a role came in", &described, (made, &seen))?;
            self.as_described(&described, made, &seen)?;
        }
        Ok(())
    }

    fn as_described(&self, described: &Value, made: &Made, seen: &Seen) -> Result<(), String> {
        let answer = &described["responses"][seen.status.to_string()];
        let schema = &answer["content"][seen.kind.as_str()]["schema"];
        let here = (made, seen);
        holds(seen.status < 500, "a fault of ours", described, here)?;
        holds(answer.is_object(), "no such status is declared", described, here)?;
        holds(schema.is_object(), "no such kind of answer is declared", described, here)?;
        if let Err(why) = fits(schema, &seen.json(), &self.document) {
            return holds(false, &why, described, here);
        }
        let codes = answer["x-codes"].as_array();
        let known = codes.is_none_or(|codes| codes.contains(&seen.json()["code"]));
        holds(known, "the code is not among those declared", described, here)
    }

    /// How many acts the journal holds; that something was read is no act.
    async fn acts(&self) -> u64 {
        let query = platform::database::Query::new(
            "select count(*) from journal_entry where kind not in ('statement_read', 'figure_read', 'coaching_record_read')",
        );
        self.firm.programme.read().await.count(&query).await.unwrap()
    }
}

/// What was found wrong, in a line.
fn holds(fine: bool, why: &str, described: &Value, (made, seen): (&Made, &Seen)) -> Result<(), String> {
    if fine {
        return Ok(());
    }
    let Made { path, body, headers } = made;
    let said: String = seen.body.chars().take(400).collect();
    Err(format!(
        "{}: {why}: {path} {body:?} {headers:?}: {} {said}",
        described["operationId"], seen.status
    ))
}

async fn request(program: &mut platform::testing::Browser, method: &str, made: &Made, body: Option<&Value>) -> Seen {
    let mut headers: Vec<(&str, &str)> = Vec::new();
    if method != "GET" {
        headers.extend(made.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    }
    match body {
        Some(body) => program.call(method, &made.path, body, &headers).await,
        None => program.send(method, &made.path, None, &headers).await,
    }
}

fn encoded(pairs: &[(String, String)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", platform::web::listing::encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}
