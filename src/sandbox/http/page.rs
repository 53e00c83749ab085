//! A page for a person's browser: the frame all pages share, and texts made safe for HTML.

use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use url::Url;

/// A page in the making; every text it is given is escaped here.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    /// The address of another site to which the browser is sent, now or by the answer to the form.
    pub leads_to: Option<String>,
    title: String,
    /// HTML.
    content: String,
    is_live: bool,
}

/// A part of a live page.
pub struct Section<'a, const N: usize> {
    /// Unique in the page.
    pub id: &'a str,
    pub title: &'a str,
    pub head: [&'a str; N],
    /// The fifth and the last cell may be long.
    pub rows: Vec<[Cell; N]>,
}

/// What stands in a table of a live page.
pub enum Cell {
    Text(String),
    Link { to: String, text: String },
}

/// For light and dark screens, and narrow ones.
const STYLE: &str = include_str!("page/style.css");

/// Keeps a page that is shown up to date.
const SCRIPT: &str = include_str!("page/live.js");

/// The field of a form that shows whose form it is.
pub const TOKEN: &str = "formToken";

/// What a browser may do with a page: show it, with the style in it, run the one script, read this
/// sandbox, and post its form back. No other page may frame or embed it, and nobody is told its
/// address, which can hold a password.
pub const HEADERS: [(HeaderName, &str); 6] = [
    (CACHE_CONTROL, "no-store"),
    (CONTENT_SECURITY_POLICY, POLICY),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
];

const POLICY: &str = "default-src 'none'; style-src 'sha256-uAZ2PRa7lUtcAMAtysf+6TJOtEaIje3r4tBOJabYkRU='; \
     script-src 'sha256-/8k1oLQVFPGvgwyzuy6StDGCyc837eU4Qab8C87QeIQ='; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The header with which a page sends the browser to another site: now if the status says so, or by the
/// answer to its form. Browsers hold that answer to the policy of the page, too.
pub fn leading_to(address: &str, status: StatusCode) -> Option<(HeaderName, HeaderValue)> {
    if status.is_redirection() {
        return Some((LOCATION, address.try_into().ok()?));
    }
    let origin = Url::parse(address).ok()?.origin().ascii_serialization();
    let policy = POLICY.replace(
        "form-action 'self'",
        &format!("form-action 'self' {origin}"),
    );
    Some((CONTENT_SECURITY_POLICY, policy.try_into().ok()?))
}

impl Page {
    /// A page with nothing but its title.
    pub fn new(status: StatusCode, title: impl Into<String>) -> Self {
        Self {
            status,
            leads_to: None,
            title: title.into(),
            content: String::new(),
            is_live: false,
        }
    }

    /// Sends the browser to another site: now if the status says so, or by the answer to the form.
    pub fn leading_to(mut self, address: &str) -> Self {
        self.leads_to = Some(address.to_owned());
        self
    }

    /// A sentence that is read aloud when it changes.
    pub fn state(mut self, text: &str) -> Self {
        self.is_live = true;
        let text = escaped(text);
        self.with(format!(
            "<p class=\"live\" id=\"state\" role=\"status\">{text}</p>\n"
        ))
    }

    /// A link in a line of its own.
    pub fn link(self, to: &str, text: &str) -> Self {
        self.with(format!("<p>{}</p>\n", anchor(to, text)))
    }

    /// A heading and a table that stays up to date. On a narrow screen the table scrolls by itself.
    pub fn section<const N: usize>(self, section: &Section<'_, N>) -> Self {
        let (id, title) = (escaped(section.id), escaped(section.title));
        let mut table = row("th scope=\"col\"", section.head.map(escaped));
        for cells in &section.rows {
            table.push_str(&row("td", cells.each_ref().map(Cell::html)));
        }
        if section.rows.is_empty() {
            table = "<tr><td>none</td></tr>\n".to_owned();
        }
        self.with(format!(
            "<section aria-labelledby=\"{id}-title\"><h2 id=\"{id}-title\">{title}</h2>\n\
             <div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}-title\">\n\
             <table class=\"live\" id=\"{id}\">\n{table}</table></div></section>\n"
        ))
    }

    pub fn paragraph(self, text: &str) -> Self {
        self.with(format!("<p>{}</p>\n", escaped(text)))
    }

    /// Lines to be copied as they stand.
    pub fn lines(self, text: &str) -> Self {
        self.with(format!("<pre>{}</pre>\n", escaped(text)))
    }

    /// A table. Its last two columns are numbers and so right-aligned.
    pub fn table<const N: usize>(self, head: [&str; N], rows: &[[String; N]]) -> Self {
        let mut table = row("th scope=\"col\"", head.map(escaped));
        for cells in rows {
            table.push_str(&row("td", cells.each_ref().map(|text| escaped(text))));
        }
        self.with(format!("<table class=\"sums\">\n{table}</table>\n"))
    }

    /// A button that posts to the address of the page itself: merely opening it does nothing. The token
    /// shows that the form is of this sandbox.
    pub fn button(self, text: &str, token: &str) -> Self {
        let (token, text) = (escaped(token), escaped(text));
        self.with(format!(
            "<form method=\"post\"><input type=\"hidden\" name=\"{TOKEN}\" value=\"{token}\">\
             <button>{text}</button></form>\n"
        ))
    }

    /// The whole document.
    pub fn html(&self) -> String {
        let script = if self.is_live {
            format!("<script>{SCRIPT}</script>\n")
        } else {
            String::new()
        };
        format!(
            include_str!("page/frame.html"),
            title = escaped(&self.title),
            style = STYLE,
            content = self.content,
            script = script,
        )
    }

    fn with(mut self, html: String) -> Self {
        self.content.push_str(&html);
        self
    }
}

impl Cell {
    fn html(&self) -> String {
        match self {
            Self::Text(text) => escaped(text),
            Self::Link { to, text } => anchor(to, text),
        }
    }
}

fn anchor(to: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escaped(to), escaped(text))
}

fn row<const N: usize>(cell: &str, contents: [String; N]) -> String {
    let end = cell.split(' ').next().unwrap_or_default();
    let cells = contents.map(|html| format!("<{cell}>{html}</{end}>"));
    format!("<tr>{}</tr>\n", cells.concat())
}

/// Text that stands for itself in HTML, between tags and in quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn no_text_of_a_page_becomes_html() {
        let evil = r#"<b a="1" b='2'>&amp;{title}"#;
        let link = Cell::Link {
            to: evil.to_owned(),
            text: evil.to_owned(),
        };
        let page = Page::new(StatusCode::OK, evil)
            .state(evil)
            .paragraph(evil)
            .link(evil, evil)
            .lines(evil)
            .section(&Section {
                id: "rows",
                title: evil,
                head: [evil, evil],
                rows: vec![[Cell::Text(evil.to_owned()), link]],
            });
        let html = page
            .table([evil], &[[evil.to_owned()]])
            .button(evil, evil)
            .html();
        let escaped = "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;{title}";
        assert_eq!(html.matches(escaped).count(), 17);
        assert!(!html.contains("<b "), "{html}");
    }

    #[test]
    fn style_and_script_are_those_that_browsers_may_use() {
        let policy = HEADERS[1].1;
        for (kind, text) in [("style", STYLE), ("script", SCRIPT)] {
            let hash = STANDARD.encode(Sha256::digest(text));
            let source = format!("{kind}-src 'sha256-{hash}';");
            assert!(policy.contains(&source), "{source}");
        }
    }

    #[test]
    fn content_stands_between_title_and_end_in_the_order_it_was_given() {
        let page = Page::new(StatusCode::NOT_FOUND, "Order 7")
            .paragraph("one")
            .lines("two\nthree");
        let rows = [["a".to_owned(), "b".to_owned()]];
        let page = page.table(["x", "y"], &rows).button("Pay", "t0ken");
        let html = page.html();
        let (_, content) = html.split_once("<h1>").unwrap();
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(
            content,
            "Order 7</h1>\n<p>one</p>\n<pre>two\nthree</pre>\n\
             <table class=\"sums\">\n\
             <tr><th scope=\"col\">x</th><th scope=\"col\">y</th></tr>\n\
             <tr><td>a</td><td>b</td></tr>\n</table>\n\
             <form method=\"post\"><input type=\"hidden\" name=\"formToken\" value=\"t0ken\">\
             <button>Pay</button></form>\n</main>\n\
             <footer><small>This is a sandbox, not OVHcloud: nothing here costs money.</small></footer>\n\
             </html>\n"
        );
    }
}
