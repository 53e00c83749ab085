//! Puts a request together: what goes into path, query, headers and body, and whether it matches the
//! description. Nothing is sent.

use ovh_order::client::Operation;
use ovh_order::client::description::{Definition, DefinitionKind, Field, Parameter, Place, Type};
use ovh_order::error::redact;
use ovh_order::nearest::did_you_mean;
use serde_json::{Map, Value};

use super::path::Path;
use super::value;
use super::written::{Given, Written};
use crate::cli::failure::{Failure, Result};
use crate::cli::operation;

/// A request that can be sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ApiRequest {
    pub(super) method: String,
    /// Filled in and percent-encoded.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    /// The operation that it is with its path filled in, if the description has it.
    pub(super) operation: Option<&'static Operation>,
}

impl ApiRequest {
    /// What it may do that needs a yes.
    pub(super) fn danger(&self) -> Option<&'static str> {
        match self.operation {
            Some(operation) if operation.may_charge() => {
                Some("may create an order or a debt, or pay one")
            }
            None if self.method != "GET" => Some("is not in the description, so may do anything"),
            _ => None,
        }
    }
}

/// The request that was meant.
pub(super) fn prepare(written: &Written) -> Result<ApiRequest> {
    let path = Path::read(written.path());
    let mut written = written.clone();
    written.checked &= !path.is_undescribed();
    let operation = Operation::find(&written.method, &path.to_string());
    if operation.is_none() && written.checked {
        return Err(operation::unknown(
            &written.method,
            &path.to_string(),
            "`ovh-order ops WORD…` searches the API's operations; --no-check sends this call anyway",
        ));
    }
    let mut draft = Draft {
        written: &written,
        operation,
        path: path.of(operation),
        query: Vec::new(),
        headers: written.headers.clone(),
        body: written.body.clone(),
        problems: Vec::new(),
        unread: Vec::new(),
    };
    let mut others = Vec::new();
    for (name, values) in written.by_name() {
        if draft.path.lacks(&name) {
            draft.fill(&name, &values);
        } else {
            others.push((name, values));
        }
    }
    draft.settle();
    for (name, values) in others {
        draft.place(&name, &values);
    }
    draft.finish()
}

struct Draft<'a> {
    written: &'a Written,
    operation: Option<&'static Operation>,
    path: Path,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Value>,
    problems: Vec<String>,
    /// The names of fields that could not be read, which are among the problems already.
    unread: Vec<String>,
}

impl Draft<'_> {
    /// Fills a parameter of the path in.
    fn fill(&mut self, name: &str, values: &[Given]) {
        match values {
            [Given::Text(text) | Given::Json(Value::String(text))] => self.path.fill(name, text),
            [Given::Json(Value::Number(number))] => self.path.fill(name, &number.to_string()),
            [_] => self.unread(name, "must be text or a number, because it is in the path"),
            _ => self.unread(name, "is given more than once"),
        }
    }

    /// Takes the operation that the filled path is from here on. A value can make it another one than
    /// the template was: with `product=checkout` a read of offers becomes a checkout.
    fn settle(&mut self) {
        if let Some(operation) = Operation::find(&self.written.method, &self.path.to_string()) {
            self.operation = Some(operation);
            self.path = self.path.clone().of(self.operation);
        }
    }

    /// Puts a field where the description wants it; without a description, where the method suggests.
    fn place(&mut self, name: &str, values: &[Given]) {
        let parameter = self.parameters().find(|known| known.name == name);
        if let Some(parameter) = parameter.filter(|known| known.place != Place::Path) {
            return self.put_parameter(parameter, values);
        }
        let field = self.body_field(name);
        if field.is_none() && parameter.is_some() {
            return self.problem(name, "is in the path already");
        }
        if field.is_none() && self.written.checked {
            return self.unknown(name);
        }
        let value = self.value(name, values, field);
        if field.is_none() && ["GET", "DELETE"].contains(&self.written.method.as_str()) {
            self.query.extend(named_texts(name, &value));
        } else {
            self.put_body(name, value);
        }
    }

    fn put_parameter(&mut self, parameter: &'static Parameter, values: &[Given]) {
        let value = self.value(parameter.name, values, Some(&parameter.type_));
        let is_read = self.unread.iter().all(|name| name != parameter.name);
        if self.written.checked && is_read {
            value::check(&value, &parameter.type_, parameter.name, &mut self.problems);
        }
        let texts = named_texts(parameter.name, &value);
        if parameter.place == Place::Header {
            self.headers.extend(texts);
        } else {
            self.query.extend(texts);
        }
    }

    fn put_body(&mut self, name: &str, value: Value) {
        if self.written.body.is_some() {
            return self.problem(name, "belongs into the body, which --body gives whole");
        }
        let body = self.body.get_or_insert_with(|| Value::Object(Map::new()));
        if let Some(fields) = body.as_object_mut() {
            fields.insert(name.to_owned(), value);
        }
    }

    /// The value that was given, of its type where that is known.
    fn value(&mut self, name: &str, values: &[Given], type_: Option<&Type>) -> Value {
        if let Some(Type::List(item)) = type_ {
            return match values {
                [Given::Json(list @ Value::Array(_))] => list.clone(),
                values => self.list(name, values, Some(item)),
            };
        }
        if let [given] = values {
            return self.one(name, given, type_);
        }
        if type_.is_none() && !self.written.checked {
            return self.list(name, values, None);
        }
        self.unread(name, "is given more than once and is not a list");
        Value::Null
    }

    fn list(&mut self, name: &str, values: &[Given], item: Option<&Type>) -> Value {
        values
            .iter()
            .map(|given| self.one(name, given, item))
            .collect()
    }

    fn one(&mut self, name: &str, given: &Given, type_: Option<&Type>) -> Value {
        let text = match given {
            Given::Json(value) => return value.clone(),
            Given::Text(text) => text,
        };
        match type_.map(|type_| value::of_text(text, type_)) {
            Some(Ok(value)) => value,
            Some(Err(reason)) if self.written.checked => {
                self.unread(name, &reason);
                Value::Null
            }
            _ => Value::String(text.clone()),
        }
    }

    /// The request, if it can be sent.
    fn finish(mut self) -> Result<ApiRequest> {
        let takes_body = self.operation.and_then(Operation::body_type).is_some();
        if takes_body && self.body.is_none() {
            self.body = Some(Value::Object(Map::new()));
        }
        let before = self.problems.len();
        self.check_path();
        if self.written.checked {
            self.check_parameters();
            self.check_body();
        }
        // A field that could not be read is missing here, which is the same problem once more.
        for problem in self.problems.split_off(before) {
            let mut unread = self.unread.iter();
            if !unread.any(|name| problem.starts_with(&format!("`{name}`"))) {
                self.problems.push(problem);
            }
        }
        if !self.problems.is_empty() {
            return Err(self.mismatch());
        }
        Ok(ApiRequest {
            path: self.path.to_string(),
            method: self.written.method.clone(),
            query: self.query,
            headers: self.headers,
            body: self.body,
            operation: self.operation,
        })
    }

    fn mismatch(self) -> Failure {
        let method = &self.written.method;
        let Some(operation) = self.operation else {
            return Failure::Mismatch {
                call: format!("{method} {}", redact(&self.path.to_string())),
                problems: self.problems,
                hint: None,
            };
        };
        let call = format!("{method} {}", operation.path);
        let mut hint = format!("`ovh-order ops show {call}` shows what it takes");
        if self.written.checked {
            hint += "; --no-check sends unknown fields too";
        }
        Failure::Mismatch {
            call,
            problems: self.problems,
            hint: Some(hint),
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

    /// What is missing, and what is in the path and does not match.
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
        let Some(body) = &self.body else { return };
        let Some(type_) = self.operation.and_then(Operation::body_type) else {
            return self.problems.push("it takes no body".to_owned());
        };
        match (body.as_object(), type_.definition()) {
            (Some(body), Some(model)) => value::fields(body, model, "", &mut self.problems),
            _ => value::check(body, type_, "body", &mut self.problems),
        }
    }

    fn parameters(&self) -> impl Iterator<Item = &'static Parameter> + use<> {
        self.operation.map_or(&[][..], Operation::parameters).iter()
    }

    fn body_fields(&self) -> &'static [Field] {
        self.operation
            .and_then(Operation::body_type)
            .and_then(Type::definition)
            .map_or(&[][..], Definition::fields)
    }

    fn body_field(&self, name: &str) -> Option<&'static Type> {
        let mut fields = self.body_fields().iter();
        let field = fields.find(|field| field.name == name)?;
        Some(&field.type_)
    }

    fn unknown(&mut self, name: &str) {
        let above = name.split(['.', '[']).next().unwrap_or_default();
        let hint = match self.body_field(above) {
            Some(type_) if has_parts(type_) => format!("; give `{above}:=JSON`"),
            _ => {
                let parameters = self.parameters().map(|parameter| parameter.name);
                let fields = self.body_fields().iter().map(|field| field.name);
                did_you_mean(name, parameters.chain(fields))
            }
        };
        self.problem(name, &format!("is unknown{hint}"));
    }

    fn unread(&mut self, name: &str, reason: &str) {
        self.unread.push(name.to_owned());
        self.problem(name, reason);
    }

    fn problem(&mut self, name: &str, reason: &str) {
        self.problems.push(format!("`{name}` {reason}"));
    }
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

/// A value of a query or a header: a list is there several times, `null` is not there.
fn named_texts(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items
            .iter()
            .flat_map(|item| named_texts(name, item))
            .collect(),
        Value::String(text) => vec![(name.to_owned(), text.clone())],
        other => vec![(name.to_owned(), other.to_string())],
    }
}

#[cfg(test)]
mod tests;
