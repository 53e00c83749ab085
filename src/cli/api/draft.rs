//! A request that is being put together: what belongs into path, query, headers and body, and whether
//! it is what the description says. It must not know how it was written on the command line.

use ovh_order::client::Operation;
use ovh_order::client::description::{Definition, DefinitionKind, Parameter, Place, Type};
use ovh_order::error::redact;
use ovh_order::nearest::did_you_mean;
use serde_json::{Map, Value};

use super::call::{Request, Written};
use super::field::Given;
use super::path::Path;
use super::value;
use crate::cli::failure::{Failure, Result};

/// A request on its way to be whole.
pub(super) struct Draft {
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
    /// Nothing but method, path and body yet; what `-f` says is placed then.
    pub(super) fn new(
        written: &Written,
        path: Path,
        operation: Option<&'static Operation>,
    ) -> Self {
        Self {
            method: written.method.clone(),
            operation,
            checked: written.checked,
            path: path.of(operation),
            query: Vec::new(),
            headers: Vec::new(),
            body: written.body.clone(),
            problems: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Whether the path has a parameter of this name that is not filled in.
    pub(super) fn lacks(&self, name: &str) -> bool {
        self.path.lacks(name)
    }

    /// Fills a parameter of the path in, with what a segment can be.
    pub(super) fn fill(&mut self, name: &str, values: &[Given]) {
        match values {
            [Given::Text(text) | Given::Json(Value::String(text))] => self.path.fill(name, text),
            [Given::Json(Value::Number(number))] => self.path.fill(name, &number.to_string()),
            [_] => self.unread(name, "must be a text or a number, as it stands in the path"),
            _ => self.unread(name, "is given more than once"),
        }
    }

    /// Takes the operation that the filled path is from here on: a value can be a word that makes it
    /// another one than the template was, such as a checkout.
    pub(super) fn settle(&mut self) {
        if let Some(operation) = Operation::find(&self.method, &self.path.to_string()) {
            self.operation = Some(operation);
            self.path = self.path.clone().of(self.operation);
        }
    }

    /// Puts a field where the description wants it, once the path is settled.
    pub(super) fn place(&mut self, name: &str, values: &[Given]) {
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
            (None, values) if !self.checked => values
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

    /// The request, if it can be sent.
    pub(super) fn finish(mut self) -> Result<Request> {
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

    fn refusal(self) -> Failure {
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
        let call = format!("{} {path}", self.method);
        Failure::Mismatch {
            hint: advice(&call, self.operation.is_some(), self.checked),
            call,
            problems: unread.chain(others.cloned()).collect(),
        }
    }

    fn check_path(&mut self) {
        for name in self.path.missing() {
            self.problem(&name, "is missing (path)");
        }
        if self.path.leads_astray() {
            let reason = "a segment of the path is empty, `.` or `..`, or has a backslash: the call \
                          would go elsewhere";
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
        let above = name.split(['.', '[']).next().unwrap_or_default();
        let hint = match self.body_field(above) {
            Some(type_) if has_parts(type_) => format!("; give `{above}:=JSON`"),
            _ => did_you_mean(name, known),
        };
        self.problem(name, &format!("is unknown{hint}"));
    }

    fn unread(&mut self, name: &str, reason: &str) {
        self.unread.push((name.to_owned(), reason.to_owned()));
    }

    fn problem(&mut self, name: &str, reason: &str) {
        self.problems.push(format!("`{name}` {reason}"));
    }
}

/// Where to look, and what would send it: neither for a call that the description lacks.
fn advice(call: &str, known: bool, checked: bool) -> Option<String> {
    let unchecked = if checked {
        "; --no-check sends unknown fields too"
    } else {
        ""
    };
    known.then(|| format!("`ovh-order ops show {call}` shows what it takes{unchecked}"))
}

/// Whether a value of the type can have fields or items, which only JSON can say.
fn has_parts(type_: &Type) -> bool {
    match type_ {
        Type::Any | Type::List(_) | Type::Map(_) => true,
        Type::Named(name) => {
            let definition = Definition::find(name);
            definition.is_some_and(|definition| matches!(definition.kind, DefinitionKind::Model(_)))
        }
        _ => false,
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
