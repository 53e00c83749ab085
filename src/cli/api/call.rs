//! From what was written to the request: what belongs into path, query, headers and body, and
//! whether it is what the description says. It must not send anything.

use ovh_order::client::Operation;
use ovh_order::client::description::{Definition, Parameter, Place, Type};
use ovh_order::error::redact;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::field::{Field, Given};
use super::path::Path;
use super::value;
use crate::cli::nearest;

/// A call as it was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) method: String,
    /// A template or filled in; it may have a query.
    pub(super) path: String,
    pub(super) fields: Vec<Field>,
    /// What `--body` has.
    pub(super) body: Option<Value>,
    /// Whether what the description does not know is refused.
    pub(super) checked: bool,
}

/// A request that can be sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) method: String,
    /// Filled in and percent-encoded.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    /// What the description knows of it.
    pub(super) operation: Option<&'static Operation>,
}

/// Why a call is not sent.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum Refusal {
    /// The description has no such call.
    #[error(
        "{call} is no call that the descriptions know{hint}\n\
         `ovh-order ops` searches them; --no-check sends it nevertheless"
    )]
    Unknown { call: String, hint: String },
    /// It is not what the description says.
    #[error(
        "{call} is not sent:\n  {}\n\
         `ovh-order ops show {call}` tells what it takes; --no-check sends what is unknown",
        problems.join("\n  ")
    )]
    Unfit { call: String, problems: Vec<String> },
    /// `--body` has no JSON.
    #[error("{0} is no JSON")]
    Body(String, #[source] serde_json::Error),
}

/// The request that was meant.
pub(super) fn prepare(written: &Written) -> Result<Request, Refusal> {
    let (path, query) = match written.path.split_once('?') {
        Some((path, query)) => (path, query),
        None => (written.path.as_str(), ""),
    };
    let path = Path::read(path);
    let operation = Operation::find(&written.method, &path.to_string());
    if operation.is_none() && written.checked {
        return Err(unknown(&written.method, &path.to_string()));
    }
    let mut draft = Draft {
        method: written.method.clone(),
        operation,
        checked: written.checked,
        path: path.of(operation),
        query: Vec::new(),
        headers: Vec::new(),
        body: written.body.clone(),
        problems: Vec::new(),
        unread: Vec::new(),
    };
    let in_path = form_urlencoded::parse(query.as_bytes());
    let in_path = in_path.map(|(name, value)| Field::text(&name, &value));
    let fields: Vec<_> = in_path.chain(written.fields.iter().cloned()).collect();
    for (name, values) in by_name(fields) {
        draft.place(&name, &values);
    }
    draft.finish()
}

fn unknown(method: &str, path: &str) -> Refusal {
    Refusal::Unknown {
        call: format!("{method} {}", redact(path)),
        hint: nearest::call(method, path),
    }
}

/// The values of each name, in the order in which names first appear.
fn by_name(fields: Vec<Field>) -> Vec<(String, Vec<Given>)> {
    let mut named: Vec<(String, Vec<Given>)> = Vec::new();
    for Field { name, value } in fields {
        match named.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => named.push((name, vec![value])),
        }
    }
    named
}

/// A request on its way to be whole.
struct Draft {
    method: String,
    operation: Option<&'static Operation>,
    checked: bool,
    path: Path,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Value>,
    problems: Vec<String>,
    /// The fields whose text is no value of their type, which is told once.
    unread: Vec<(String, String)>,
}

impl Draft {
    /// Puts a field where the description wants it.
    fn place(&mut self, name: &str, values: &[Given]) {
        if self.path.lacks(name) {
            let value = self.value(name, values, None);
            let text = texts(&value).pop().unwrap_or_default();
            return self.path.fill(name, &text);
        }
        let parameter = self.parameters().find(|known| known.name == name);
        match parameter.filter(|parameter| parameter.place != Place::Path) {
            Some(parameter) => return self.put_parameter(parameter, values),
            None if self.body_field(name).is_some() => {}
            None if parameter.is_some() => return self.problem(name, "stands in the path already"),
            None if self.checked => return self.unknown(name),
            None => {}
        }
        let value = self.value(name, values, self.body_field(name));
        let in_query =
            self.body_field(name).is_none() && ["GET", "DELETE"].contains(&&*self.method);
        match in_query {
            true => self.put_query(name, &value),
            false => self.put_body(name, value),
        }
    }

    fn put_parameter(&mut self, parameter: &'static Parameter, values: &[Given]) {
        let value = self.value(parameter.name, values, Some(&parameter.type_));
        if self.checked {
            value::check(&value, &parameter.type_, parameter.name, &mut self.problems);
        }
        match parameter.place {
            Place::Header => {
                let texts = texts(&value).into_iter();
                self.headers
                    .extend(texts.map(|text| (parameter.name.to_owned(), text)));
            }
            _ => self.put_query(parameter.name, &value),
        }
    }

    fn put_query(&mut self, name: &str, value: &Value) {
        let texts = texts(value).into_iter();
        self.query.extend(texts.map(|text| (name.to_owned(), text)));
    }

    fn put_body(&mut self, name: &str, value: Value) {
        let body = self.body.get_or_insert_with(|| Value::Object(Map::new()));
        let before = body
            .as_object_mut()
            .map(|body| body.insert(name.to_owned(), value));
        match before {
            Some(None) => {}
            Some(Some(_)) => self.problem(name, "stands in the body already"),
            None => self.problem(name, "cannot be added to a body that is no object"),
        }
    }

    /// The value that was given, of its type where that is known.
    fn value(&mut self, name: &str, values: &[Given], type_: Option<&Type>) -> Value {
        match (type_, values) {
            (Some(Type::List(_)), [Given::Json(list @ Value::Array(_))]) => list.clone(),
            (Some(Type::List(item)), values) => values
                .iter()
                .map(|given| self.one(name, given, Some(item)))
                .collect(),
            (_, [given]) => self.one(name, given, type_),
            (None, values) if !self.path.lacks(name) && !self.checked => values
                .iter()
                .map(|given| self.one(name, given, None))
                .collect(),
            _ => {
                self.unread(name, "is given more than once and is no list");
                Value::Null
            }
        }
    }

    fn one(&mut self, name: &str, given: &Given, type_: Option<&Type>) -> Value {
        let text = match given {
            Given::Json(value) => return value.clone(),
            Given::Text(text) => text,
        };
        let read = type_.map(|type_| value::of_text(text, type_));
        match read {
            Some(Ok(value)) => value,
            Some(Err(reason)) if self.checked => {
                self.unread(name, &reason);
                Value::Null
            }
            _ => Value::String(text.clone()),
        }
    }

    fn finish(mut self) -> Result<Request, Refusal> {
        self.check_path();
        let takes_body = self.operation.and_then(Operation::body_type).is_some();
        if takes_body && self.body.is_none() {
            self.body = Some(Value::Object(Map::new()));
        }
        if self.checked {
            self.check_parameters();
            self.check_body();
        }
        if !self.problems.is_empty() || !self.unread.is_empty() {
            return Err(self.refusal());
        }
        Ok(Request {
            path: self.path.to_string(),
            method: self.method,
            query: self.query,
            headers: self.headers,
            body: self.body,
            operation: self.operation,
        })
    }

    fn refusal(self) -> Refusal {
        let path = match self.operation {
            Some(operation) => operation.path.to_owned(),
            None => redact(&self.path.to_string()).into_owned(),
        };
        let is_told = |problem: &String| {
            let names = self.unread.iter().map(|(name, _)| format!("`{name}`"));
            names.into_iter().any(|name| problem.starts_with(&name))
        };
        let others = self.problems.iter().filter(|problem| !is_told(problem));
        let unread = self.unread.iter();
        let unread = unread.map(|(name, reason)| format!("`{name}` {reason}"));
        Refusal::Unfit {
            call: format!("{} {path}", self.method),
            problems: unread.chain(others.cloned()).collect(),
        }
    }

    fn check_path(&mut self) {
        for name in self.path.missing() {
            self.problem(&name, "is missing (path)");
        }
        if self.path.leads_astray() {
            let reason = "a segment of the path is empty, `.` or `..`: the call would go elsewhere";
            self.problems.push(reason.to_owned());
        }
    }

    /// What is missing, and what stands in the path and does not fit.
    fn check_parameters(&mut self) {
        for parameter in self.parameters() {
            let given = match parameter.place {
                Place::Path => {
                    self.check_segment(parameter);
                    continue;
                }
                Place::Query => &self.query,
                _ => &self.headers,
            };
            if parameter.required && given.iter().all(|(name, _)| name != parameter.name) {
                let place = parameter.place.as_str();
                let reason = format!("is missing ({place}, {})", parameter.type_);
                self.problem(parameter.name, &reason);
            }
        }
    }

    fn check_segment(&mut self, parameter: &Parameter) {
        let Some(text) = self.path.value(parameter.name) else {
            return;
        };
        match value::of_text(&text, &parameter.type_) {
            Ok(value) => {
                value::check(&value, &parameter.type_, parameter.name, &mut self.problems);
            }
            Err(reason) => self.problem(parameter.name, &reason),
        }
    }

    fn check_body(&mut self) {
        let type_ = self.operation.and_then(Operation::body_type);
        match (&self.body, type_) {
            (Some(body), Some(type_)) => match (body.as_object(), type_.definition()) {
                (Some(body), Some(model)) => value::fields(body, model, "", &mut self.problems),
                _ => value::check(body, type_, "body", &mut self.problems),
            },
            (Some(_), None) => self.problems.push("it takes no body".to_owned()),
            (None, _) => {}
        }
    }

    fn parameters(&self) -> impl Iterator<Item = &'static Parameter> + use<> {
        self.operation.map_or(&[][..], Operation::parameters).iter()
    }

    fn body_model(&self) -> Option<&'static Definition> {
        self.operation?.body_type()?.definition()
    }

    fn body_field(&self, name: &str) -> Option<&'static Type> {
        let mut fields = self.body_model()?.fields().iter();
        fields
            .find(|field| field.name == name)
            .map(|field| &field.type_)
    }

    fn unknown(&mut self, name: &str) {
        let fields = self.body_model().map_or(&[][..], Definition::fields);
        let fields = fields.iter().map(|field| field.name);
        let known = self
            .parameters()
            .map(|parameter| parameter.name)
            .chain(fields);
        let hint = nearest::hint(name, known);
        self.problem(name, &format!("is unknown{hint}"));
    }

    fn unread(&mut self, name: &str, reason: &str) {
        self.unread.push((name.to_owned(), reason.to_owned()));
    }

    fn problem(&mut self, name: &str, reason: &str) {
        self.problems.push(format!("`{name}` {reason}"));
    }
}

/// A value as texts of a query or a header: a list is several, `null` is none.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::field;
    use super::*;

    fn written(call: &str, fields: &[&str]) -> Written {
        let (method, path) = call.split_once(' ').unwrap();
        let fields = fields.iter().map(|written| field::parse(written).unwrap());
        Written {
            method: method.to_owned(),
            path: path.to_owned(),
            fields: fields.collect(),
            body: None,
            checked: true,
        }
    }

    /// Path with query, headers and body of a request that can be sent.
    fn sent(written: &Written) -> (String, Vec<(String, String)>, Option<Value>) {
        let request = prepare(written).unwrap();
        let query = request.query.iter();
        let query: Vec<_> = query
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let path = match query.is_empty() {
            true => request.path,
            false => format!("{}?{}", request.path, query.join("&")),
        };
        (path, request.headers, request.body)
    }

    fn problems(written: &Written) -> Vec<String> {
        match prepare(written) {
            Err(Refusal::Unfit { problems, .. }) => problems,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_field_goes_where_the_description_wants_it() {
        let cases = [
            (
                written(
                    "GET /order/cart/{cartId}/vps",
                    &["cartId=a b", "planCode=x&y"],
                ),
                ("/order/cart/a%20b/vps?planCode=x&y", None),
            ),
            (
                written("GET order/cart/0f3c/vps?planCode=v", &[]),
                ("/order/cart/0f3c/vps?planCode=v", None),
            ),
            (
                written(
                    "POST /order/cart/{cartId}/vps",
                    &[
                        "cartId=0f3c",
                        "planCode=v",
                        "quantity=2",
                        "duration=P1M",
                        "pricingMode=default",
                    ],
                ),
                (
                    "/order/cart/0f3c/vps",
                    Some(
                        json!({"planCode": "v", "quantity": 2, "duration": "P1M", "pricingMode": "default"}),
                    ),
                ),
            ),
            (
                written(
                    "POST /order/cart/0f3c/checkout",
                    &["waiveRetractationPeriod=true"],
                ),
                (
                    "/order/cart/0f3c/checkout",
                    Some(json!({"waiveRetractationPeriod": true})),
                ),
            ),
            (
                written("POST /order/cart/0f3c/checkout", &[]),
                ("/order/cart/0f3c/checkout", Some(json!({}))),
            ),
            (
                written(
                    "GET /order/catalog/public/domain/plan",
                    &["ovhSubsidiary=FR", "planCode=a", "planCode=b"],
                ),
                (
                    "/order/catalog/public/domain/plan?ovhSubsidiary=FR&planCode=a&planCode=b",
                    None,
                ),
            ),
            (
                written(
                    "POST /auth/credential",
                    &[r#"accessRules:=[{"method": "GET", "path": "/me"}]"#],
                ),
                (
                    "/auth/credential",
                    Some(json!({"accessRules": [{"method": "GET", "path": "/me"}]})),
                ),
            ),
        ];
        for (written, (path, body)) in cases {
            assert_eq!(
                sent(&written),
                (path.to_owned(), Vec::new(), body),
                "{written:?}"
            );
        }
    }

    #[test]
    fn a_header_is_a_field_too() {
        let fields = ["ovhSubsidiary=FR", "X-Pagination-Size=7"];
        let (path, headers, _) = sent(&written("GET /order/catalog/public/domain/plan", &fields));
        assert_eq!(path, "/order/catalog/public/domain/plan?ovhSubsidiary=FR");
        assert_eq!(headers, [("X-Pagination-Size".to_owned(), "7".to_owned())]);
    }

    #[test]
    fn everything_that_does_not_fit_is_told() {
        let cases = [
            (
                written(
                    "POST /order/cart/{cartId}/vps",
                    &["plan_code=v", "quantity=two", "duration=a month"],
                ),
                &[
                    "`quantity` must be a whole number",
                    "`plan_code` is unknown; did you mean `planCode`?",
                    "`cartId` is missing (path)",
                    "`duration` must be a duration such as P1M",
                    "`planCode` is missing (string)",
                    "`pricingMode` is missing (string)",
                ][..],
            ),
            (
                written("GET /order/catalog/public/vps", &["ovhSubsidary=FR"]),
                &[
                    "`ovhSubsidary` is unknown; did you mean `ovhSubsidiary`?",
                    "`ovhSubsidiary` is missing (query, NichandleOvhSubsidiary)",
                ],
            ),
            (
                written(
                    "GET /order/cart/0f3c/vps",
                    &["cartId=1", "planCode=a", "planCode=b"],
                ),
                &[
                    "`planCode` is given more than once and is no list",
                    "`cartId` stands in the path already",
                ],
            ),
            (
                written("GET /order/cart/0f3c/item/seven", &[]),
                &["`itemId` must be a whole number"],
            ),
            (
                written("GET /order/cart/{cartId}/summary", &["cartId=.."]),
                &["a segment of the path is empty, `.` or `..`: the call would go elsewhere"],
            ),
        ];
        for (written, expected) in cases {
            assert_eq!(problems(&written), expected, "{written:?}");
        }
    }

    #[test]
    fn a_body_is_held_against_the_description() {
        let with_body = |call: &str, body: Value| Written {
            body: Some(body),
            ..written(call, &[])
        };
        let cases = [
            (with_body("GET /me", json!({})), "it takes no body"),
            (
                with_body("POST /order/cart/0f3c/checkout", json!([])),
                "`body` must be an object",
            ),
            (
                with_body("POST /order/cart", json!({"ovhSubsidiary": "FX1"})),
                "`ovhSubsidiary`: `FX1` is no NichandleOvhSubsidiary",
            ),
        ];
        for (written, expected) in cases {
            assert_eq!(problems(&written), [expected], "{written:?}");
        }
        let twice = Written {
            body: Some(json!({"ovhSubsidiary": "FR"})),
            ..written("POST /order/cart", &["ovhSubsidiary=FR"])
        };
        assert_eq!(
            problems(&twice),
            ["`ovhSubsidiary` stands in the body already"]
        );
    }

    #[test]
    fn unchecked_what_is_unknown_is_sent_and_the_rest_is_placed_as_described() {
        let unchecked = |call: &str, fields: &[&str]| Written {
            checked: false,
            ..written(call, fields)
        };
        let cases = [
            (
                unchecked("POST /order/cart/0f3c/vps", &["quantity=2", "new=x"]),
                (
                    "/order/cart/0f3c/vps",
                    Some(json!({"quantity": 2, "new": "x"})),
                ),
            ),
            (
                unchecked("GET /ip/{ip}/firewall", &["ip=192.0.2.0/24", "a=1", "a=2"]),
                ("/ip/192.0.2.0%2F24/firewall?a=1&a=2", None),
            ),
            (
                unchecked("POST /ip/x/task", &["count:=3"]),
                ("/ip/x/task", Some(json!({"count": 3}))),
            ),
        ];
        for (written, (path, body)) in cases {
            assert_eq!(
                sent(&written),
                (path.to_owned(), Vec::new(), body),
                "{written:?}"
            );
        }
        assert_eq!(
            problems(&unchecked("GET /ip/{ip}", &[])),
            ["`ip` is missing (path)"]
        );
    }

    #[test]
    fn an_unknown_call_is_refused_with_the_nearest() {
        let told = |call: &str| prepare(&written(call, &[])).unwrap_err().to_string();
        assert_eq!(
            told("POST /order/cart/0f3c/vsp").lines().next(),
            Some(
                "POST /order/cart/{cartId}/vsp is no call that the descriptions know; \
                 did you mean POST /order/cart/{cartId}/vps?"
            )
        );
    }
}
