//! Just enough HTTP/1.1 for measuring: one kept-alive connection, cookies, and forms filled in as a browser would.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

pub(super) type Cookies = BTreeMap<String, String>;

/// A connection to the server under test.
pub(super) struct Wire {
    stream: BufReader<TcpStream>,
    address: String,
    pub(super) cookies: Cookies,
    /// The encoding that answers may have.
    pub(super) encoding: Option<&'static str>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    /// How long the body was on its way, encoded.
    pub(super) bytes: usize,
}

impl Wire {
    pub(super) fn connect(address: &str) -> Result<Wire> {
        let stream = TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Wire {
            stream: BufReader::new(stream),
            address: address.to_owned(),
            cookies: Cookies::new(),
            encoding: None,
        })
    }

    pub(super) fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, None)
    }

    /// Fills the page's first posting form with `fields`, keeps its hidden ones, and sends it.
    pub(super) fn submit(&mut self, page: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let form = page
            .split("<form")
            .skip(1)
            .find(|form| form.split('>').next().is_some_and(|tag| attribute(tag, "method") == Some("post")));
        let form = form
            .context("the page has a form to post")?
            .split("</form>")
            .next()
            .unwrap_or_default();
        let action = attribute(form.split('>').next().unwrap_or_default(), "action").context("the form has an action")?;
        let inputs = form.split("<input").skip(1).filter_map(|input| input.split('>').next());
        let hidden = inputs
            .filter(|tag| attribute(tag, "type") == Some("hidden"))
            .filter_map(|tag| attribute(tag, "name").zip(attribute(tag, "value")));
        let all: Vec<String> = hidden
            .chain(fields.iter().copied())
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        self.ask("POST", action, Some(&all.join("&")))
    }

    fn ask(&mut self, method: &str, path: &str, form: Option<&str>) -> Result<Answer> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        if !cookies.is_empty() {
            head.push_str(&format!("cookie: {}\r\n", cookies.join("; ")));
        }
        if let Some(encoding) = self.encoding {
            head.push_str(&format!("accept-encoding: {encoding}\r\n"));
        }
        if let Some(form) = form {
            let origin = &self.address;
            let length = form.len();
            head.push_str(&format!(
                "origin: http://{origin}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n"
            ));
        }
        let whole = format!("{head}\r\n{}", form.unwrap_or_default());
        self.stream.get_mut().write_all(whole.as_bytes())?;
        self.read()
    }

    fn read(&mut self) -> Result<Answer> {
        let status = self
            .line()?
            .split(' ')
            .nth(1)
            .and_then(|word| word.parse().ok())
            .context("the answer begins with a status")?;
        let mut length = 0_usize;
        let mut chunked = false;
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().context("a content length is a number")?,
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "set-cookie" => {
                    let pair = value.split(';').next().unwrap_or_default().split_once('=');
                    self.cookies.extend(pair.map(|(name, value)| (name.to_owned(), value.to_owned())));
                }
                _ => {}
            }
        }
        let mut body = Vec::new();
        if chunked {
            loop {
                let size = usize::from_str_radix(&self.line()?, 16).context("a chunk begins with its size")?;
                self.bytes(size, &mut body)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.bytes(length, &mut body)?;
        }
        Ok(Answer {
            status,
            bytes: body.len(),
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        Ok(line.trim_end().to_owned())
    }

    fn bytes(&mut self, count: usize, into: &mut Vec<u8>) -> Result<()> {
        let begins = into.len();
        into.resize(begins + count, 0);
        self.stream.read_exact(into.get_mut(begins..).unwrap_or_default())?;
        Ok(())
    }
}

/// Where the links of a page lead.
pub(super) fn addresses(page: &str) -> impl Iterator<Item = &str> {
    page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next())
}

/// What a page loads by itself, each once.
pub(super) fn assets(page: &str) -> std::collections::BTreeSet<&str> {
    let quoted = page.split('"');
    quoted.filter(|text| text.starts_with("/assets/")).collect()
}

/// The value of an attribute of a tag written by our own renderer, with double quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

fn encoded(text: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes()
        .map(|byte| {
            if safe(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{attribute, encoded};

    #[test]
    fn a_form_is_read_and_encoded_as_a_browser_does() {
        assert_eq!(attribute(" method=\"post\" action=\"/sign-in\"", "action"), Some("/sign-in"));
        assert_eq!(encoded("a b&ü"), "a%20b%26%C3%BC");
    }
}
