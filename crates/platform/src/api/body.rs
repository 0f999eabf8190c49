//! Reading a request strictly: what is declared may come, once and of its kind, and nothing else.

use super::input::Input;
use super::operation::{Operation, Takes};
use super::problem::{Problem, Stopped};
use crate::secret;
use crate::texts::say;
use crate::web::{self, Fields, File};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use vocabulary::{Fault, Refusal};

/// The largest JSON body, in bytes.
pub(super) const BYTES_MAX: usize = 1 << 20;

/// What a request brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    /// Its fields.
    pub(super) fields: Fields,
    /// Its files.
    pub(super) files: Vec<File>,
    /// Tells one request from another.
    pub(super) digest: String,
}

/// Reads the body as the operation declares it.
pub(super) async fn read(operation: &Operation, request: Request) -> Result<Brought, Stopped> {
    let encoding = request.headers().get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding != "identity") {
        return Err(Stopped::new(415, Refusal::new("api.encoding", say("api.encoding"))));
    }
    match operation.takes {
        Takes::Nothing => read_json(&[], request).await,
        Takes::Fields(inputs) => read_json(inputs, request).await,
        Takes::Files(inputs) => read_files(inputs, request).await,
    }
}

async fn read_json(inputs: &[Input], request: Request) -> Result<Brought, Stopped> {
    let json = is_json(request.headers());
    let bytes = axum::body::to_bytes(request.into_body(), BYTES_MAX)
        .await
        .map_err(|_too_large| Stopped::new(413, Refusal::new("api.too_large", say("api.too_large"))))?;
    let nothing = bytes.is_empty() && inputs.iter().all(|input| !input.needed);
    if !json && !nothing {
        return Err(Stopped::new(415, Refusal::new("api.media_type", say("api.media_type"))));
    }
    let members = if nothing { Members::default() } else { parsed(&bytes)? };
    Ok(Brought {
        fields: fields_of(inputs, members)?,
        files: Vec::new(),
        digest: secret::digest_of(&bytes),
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else {
        return false;
    };
    let mut parts = kind.split(';').map(|part| part.trim().to_ascii_lowercase());
    let json = parts.next().is_some_and(|kind| kind == "application/json");
    json && parts.all(|part| matches!(part.replace('"', "").as_str(), "" | "charset=utf-8"))
}

fn parsed(bytes: &[u8]) -> Result<Members, Stopped> {
    let read: Result<Members, serde_json::Error> = serde_json::from_slice(bytes);
    read.map_err(|error| {
        let place = format!("{}:{}", error.line(), error.column());
        if error.to_string().starts_with(TWICE) {
            return Stopped::new(
                400,
                Refusal::new("api.twice", crate::texts::say_with("api.twice", &[("place", &place)])),
            );
        }
        Stopped::new(
            400,
            Refusal::new("api.no_json", crate::texts::say_with("api.no_json", &[("place", &place)])),
        )
    })
}

/// How the reader's own error begins when a member stands twice.
const TWICE: &str = "a member stands twice";

/// The members of an object, each once.
#[derive(Default)]
struct Members(BTreeMap<String, Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom(TWICE));
                    }
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Reader)
    }
}

fn unknown(name: &str, inputs: &[Input]) -> Refusal {
    let known: Vec<&str> = inputs.iter().map(|input| input.name).collect();
    let (name, known) = (excerpt(name), known.join(", "));
    if known.is_empty() {
        return Refusal::new("api.nothing_taken", crate::texts::say_with("api.nothing_taken", &[("name", &name)])).on(name);
    }
    Refusal::new(
        "api.unknown",
        crate::texts::say_with("api.unknown", &[("name", &name), ("known", &known)]),
    )
    .on(name)
}

/// A name that somebody else chose, short and without what does not show.
fn excerpt(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// So many members that are not known are named; a body may hold thousands.
const UNKNOWN_TOLD: usize = 5;

fn fields_of(inputs: &[Input], Members(mut members): Members) -> Result<Fields, Refusal> {
    let (mut pairs, mut faults) = (Vec::new(), Vec::new());
    for input in inputs {
        let texts = match members.remove(input.name) {
            Some(value) => input.of_json(&value),
            None if input.needed => Err(input.missing()),
            None => Ok(Vec::new()),
        };
        match texts {
            Ok(texts) => pairs.extend(texts.into_iter().map(|text| (input.name, text))),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(members.into_keys().take(UNKNOWN_TOLD).map(|name| unknown(&name, inputs)));
    match faults.into_iter().reduce(Fault::and) {
        Some(faults) => Err(faults),
        None => Ok(Fields::of(pairs)),
    }
}

/// What the query of every list that answers in pages may hold.
pub(super) const PAGED: [Input; 2] = [
    Input::text("cursor", "api.cursor"),
    Input::whole("limit", "api.limit", 1, crate::web::listing::LIMIT_MAX),
];

/// Reads the query; the parameters of pages belong to every list.
pub(super) fn query(operation: &Operation, query: Option<&str>) -> Result<Fields, Refusal> {
    let mut inputs = operation.query.to_vec();
    if operation.paged {
        inputs.extend(PAGED);
    }
    let mut pairs = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, text) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let Some(input) = inputs.iter().find(|input| input.name == name) else {
            return Err(unknown(&name, &inputs));
        };
        if !seen.insert(input.name) && !matches!(input.kind, super::Kind::Texts(_) | super::Kind::Words(_)) {
            return Err(Refusal::new("api.asked_twice", say("api.asked_twice")).on(input.name));
        }
        pairs.extend(input.of_text(&text)?.into_iter().map(|text| (input.name, text)));
    }
    match inputs.iter().find(|input| input.needed && !seen.contains(input.name)) {
        Some(missing) => Err(missing.missing()),
        None => Ok(Fields::of(pairs)),
    }
}

async fn read_files(inputs: &[Input], request: Request) -> Result<Brought, Stopped> {
    let visitor = request.extensions().get::<web::Visitor>().cloned();
    let broken = |fault: MultipartError| {
        let refusal = visitor.as_ref().map(|visitor| visitor.upload_refused(&fault));
        let refusal = refusal.unwrap_or_else(|| Refusal::new("form.upload", say("form.upload")));
        Stopped::new(fault.status().as_u16(), refusal)
    };
    let form = HeaderValue::from_static("multipart/form-data");
    let kind = request.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(form.as_bytes())) {
        return Err(Stopped::new(415, Refusal::new("api.no_form", say("api.no_form"))));
    }
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_no_multipart| Stopped::new(400, Refusal::new("form.upload", say("form.upload"))))?;
    let (mut brought, mut pairs, mut said) = (Brought::default(), Vec::new(), String::new());
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(broken)?.to_vec();
        let digest = secret::digest_of(&bytes);
        said.push_str(&format!("{name:?} {file:?} {digest}\n"));
        if let Some(file) = file {
            let name = file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            brought.files.push(File { name, bytes });
            continue;
        }
        let Some(input) = inputs.iter().find(|input| input.name == name) else {
            return Err(unknown(&name, inputs).into());
        };
        let text = String::from_utf8(bytes).map_err(|_no_text| Refusal::new("api.no_text", say("api.no_text")).on(input.name))?;
        pairs.extend(input.of_text(&text)?.into_iter().map(|text| (input.name, text)));
    }
    brought.fields = Fields::of(pairs);
    brought.digest = secret::digest(&said);
    Ok(brought)
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Self {
        Self::from(Problem::refused(&refusal))
    }
}
