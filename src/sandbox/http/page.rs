//! A page for a person's browser: the frame all pages share, and texts made safe for HTML.

use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};

/// A page in the making; every text it is given is escaped here.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    title: String,
    /// HTML.
    content: String,
}

/// For light and dark screens, and narrow ones.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;\
    padding:0 1rem}td,th{text-align:left;padding:.2rem 1rem .2rem 0}\
    :is(td,th):nth-last-child(-n+2){text-align:right}\
    pre{overflow:auto}button{font:inherit;padding:.4rem 1rem}";

/// The field of a form that shows whose form it is.
pub const TOKEN: &str = "formToken";

/// What a browser may do with a page: show it, with the style in it, and post its form back. No other
/// page may frame it, and nobody is told its address, which can hold a password.
pub const HEADERS: [(HeaderName, &str); 5] = [
    (CACHE_CONTROL, "no-store"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'sha256-vKJRDpNlRQD1C86fc3Wcz5t2P6LxysHRoVYlvKqz7gA='; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
];

impl Page {
    /// A page with nothing but its title.
    pub fn new(status: StatusCode, title: impl Into<String>) -> Self {
        Self {
            status,
            title: title.into(),
            content: String::new(),
        }
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
        let mut table = row("th", head.iter().copied());
        for cells in rows {
            table.push_str(&row("td", cells.iter().map(String::as_str)));
        }
        self.with(format!("<table>\n{table}</table>\n"))
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
        let (title, content) = (escaped(&self.title), &self.content);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n\
             <h1>{title}</h1>\n{content}\
             <p><small>This is a sandbox: nothing here costs money.</small></p>\n</html>\n"
        )
    }

    fn with(mut self, html: String) -> Self {
        self.content.push_str(&html);
        self
    }
}

fn row<'a>(cell: &str, texts: impl Iterator<Item = &'a str>) -> String {
    let cells = texts.map(|text| format!("<{cell}>{}</{cell}>", escaped(text)));
    format!("<tr>{}</tr>\n", cells.collect::<String>())
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
        let evil = r#"<b a="1" b='2'>&amp;"#;
        let page = Page::new(StatusCode::OK, evil).paragraph(evil).lines(evil);
        let html = page
            .table([evil], &[[evil.to_owned()]])
            .button(evil, evil)
            .html();
        let escaped = "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;";
        assert_eq!(html.matches(escaped).count(), 8);
        assert!(!html.contains("<b "), "{html}");
    }

    #[test]
    fn the_style_is_the_one_that_browsers_may_use() {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        let policy = HEADERS[1].1;
        assert!(
            policy.contains(&format!("style-src 'sha256-{hash}';")),
            "{hash}"
        );
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
             <table>\n<tr><th>x</th><th>y</th></tr>\n<tr><td>a</td><td>b</td></tr>\n</table>\n\
             <form method=\"post\"><input type=\"hidden\" name=\"formToken\" value=\"t0ken\">\
             <button>Pay</button></form>\n\
             <p><small>This is a sandbox: nothing here costs money.</small></p>\n</html>\n"
        );
    }
}
