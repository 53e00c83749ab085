//! Judges what a change does on the wire: to a program in any language that was written for the old
//! description. The rules stand in the documentation of the module above.

use std::collections::BTreeMap;

use super::change::{Action, Subject, Verdict, breaking, compatible, documentation};
use super::index::{Case, Index, Key, Use};
use super::types::{Width, width};
use crate::native::{Model, Type};

/// The verdict on a change.
pub(super) fn verdict(case: &Case<'_>) -> Verdict {
    let uses = case.uses();
    let is_true = case.change.is_now("true");
    match case.change.subject {
        Subject::Description => {
            documentation("it says where the description was read, not what calls look like")
        }
        Subject::Operation => operation(case),
        Subject::Answer => answer(case),
        Subject::Authentication if is_true => breaking("callers without credentials are refused"),
        Subject::Authentication => compatible("callers without credentials are let in"),
        Subject::Status
        | Subject::DeprecatedDate
        | Subject::DeletionDate
        | Subject::Replacement => life_cycle(case),
        Subject::IamAction => iam_action(case),
        Subject::Parameter => parameter(case),
        Subject::ParameterType => sent(case),
        Subject::ParameterRequired if is_true => breaking("calls without it are refused"),
        Subject::ParameterRequired => compatible("calls with it are accepted as before"),
        Subject::Generics => documentation("the properties that use it are listed separately"),
        _ if !uses.any() => documentation("no operation uses it"),
        Subject::Model => documentation("the operations that use it are listed separately"),
        Subject::EnumType => enum_type(case),
        Subject::EnumValue => value(case, uses),
        Subject::Property => property(case, uses),
        Subject::PropertyType => by_use(uses, answered(case), sent(case)),
        Subject::PropertyCanBeNull | Subject::PropertyRequired | Subject::PropertyReadOnly => {
            fact(case, uses)
        }
    }
}

/// The verdict on a yes-or-no fact of a property.
fn fact(case: &Case<'_>, uses: Use) -> Verdict {
    let (answered, sent) = match (case.change.subject, case.change.is_now("true")) {
        (Subject::PropertyReadOnly, _) if !uses.requested() => {
            return documentation("it is only answered");
        }
        (Subject::PropertyReadOnly, true) => {
            return breaking("callers that send it are refused, or it is ignored");
        }
        (Subject::PropertyReadOnly, false) => return compatible("it may be sent now"),
        (Subject::PropertyCanBeNull, true) => (
            breaking("readers that do not expect `null` may find it"),
            compatible("`null` is accepted now"),
        ),
        (Subject::PropertyCanBeNull, false) => (
            compatible("`null` is no longer answered"),
            breaking("bodies with `null` are refused"),
        ),
        (_, true) => (
            compatible("it is always answered now"),
            breaking("bodies without it are refused"),
        ),
        (_, false) => (
            breaking("answers may leave it out now"),
            compatible("bodies without it are accepted now"),
        ),
    };
    by_use(uses, answered, sent)
}

/// The verdicts on what is answered and on what is sent, as far as each is.
fn by_use(uses: Use, answered: Verdict, sent: Verdict) -> Verdict {
    match (uses.answered, uses.requested()) {
        (true, true) => answered.and(sent),
        (true, false) => answered,
        (false, _) => sent,
    }
}

fn operation(case: &Case<'_>) -> Verdict {
    if case.change.action == Action::Added {
        return compatible("existing calls are unchanged");
    }
    match renamed(case) {
        Some(now) => compatible(format!("the same address is written `{now}` now")),
        None => breaking("the API no longer has it: calls are refused"),
    }
}

/// The operation on the same address, when only the names of path parameters changed.
pub(super) fn renamed(case: &Case<'_>) -> Option<String> {
    let gone = Key::of(&case.change.place)?;
    let mut new = case.new.operations.keys();
    let now = new.find(|key| {
        let is_same = key.method == gone.method && shape(key.path) == shape(gone.path);
        is_same && !case.old.operations.contains_key(*key)
    });
    now.map(|key| key.place())
}

/// The path with every parameter blanked.
fn shape(path: &str) -> Vec<&str> {
    path.split('/')
        .map(|segment| segment.strip_prefix('{').map_or(segment, |_| "{}"))
        .collect()
}

fn answer(case: &Case<'_>) -> Verdict {
    if case.change.member() != "200" {
        return compatible("what status 200 means stays the same");
    }
    match case.texts() {
        ["void", new] => compatible(format!("nothing was answered, `{new}` is")),
        [old, "void"] => breaking(format!("readers of `{old}` find nothing")),
        _ => answered(case),
    }
}

fn life_cycle(case: &Case<'_>) -> Verdict {
    let operation = case.new.operation(&case.change.place);
    let now = operation.and_then(|one| one.api_status.as_ref());
    documentation(if now.is_some_and(|status| status.value == "DEPRECATED") {
        "it still answers: move to what replaces it"
    } else {
        "it answers as before"
    })
}

fn iam_action(case: &Case<'_>) -> Verdict {
    match case.change.new.as_deref() {
        Some("required") => breaking("callers whose IAM policy does not allow it are refused"),
        Some(_) => documentation("the call works without it"),
        None => compatible("callers no longer need it"),
    }
}

fn parameter(case: &Case<'_>) -> Verdict {
    match differing_body(case).as_deref() {
        Some([]) => documentation("the body has the same fields, described in another form"),
        Some(fields) => breaking(format!("the body differs in {}", fields.join(", "))),
        None if case.change.action == Action::Removed => {
            breaking("callers that send it are refused, or do not get what they asked for")
        }
        None if case.parameter().is_some_and(|parameter| parameter.required) => {
            breaking("calls without it are refused")
        }
        None => compatible("calls without it are accepted"),
    }
}

/// What a field of a body is.
#[derive(PartialEq)]
struct Field<'a> {
    kind: Type<'a>,
    required: bool,
}

/// A body with its fields, whichever way it is described.
struct Body<'a> {
    whole: bool,
    fields: BTreeMap<&'a str, Field<'a>>,
}

/// The fields that differ when a body became one model, or ceased to be one; none if it did not.
pub(super) fn differing_body(case: &Case<'_>) -> Option<Vec<String>> {
    if !case.change.member().starts_with("body") {
        return None;
    }
    let old = body(case.old, &case.change.place)?;
    let new = body(case.new, &case.change.place)?;
    (old.whole != new.whole).then(|| differing(&old, &new))
}

fn body<'a>(index: &Index<'a>, place: &str) -> Option<Body<'a>> {
    let parameters = index.operation(place)?.parameters.iter();
    let parts: Vec<_> = parameters.filter(|one| one.param_type == "body").collect();
    let mut fields = BTreeMap::new();
    let whole = parts.iter().find(|part| part.name.is_none());
    if let Some(whole) = whole {
        for (name, one) in &index.model(whole.full_type())?.properties {
            let (kind, required) = (Type::parse(one.full_type()), one.required);
            fields.insert(name.as_str(), Field { kind, required });
        }
    }
    for one in &parts {
        if let Some(name) = &one.name {
            let (kind, required) = (Type::parse(one.full_type()), one.required);
            fields.insert(name, Field { kind, required });
        }
    }
    let whole = whole.is_some();
    (!parts.is_empty()).then_some(Body { whole, fields })
}

/// Fields that only one has or that differ; a new one that need not be sent does not count.
fn differing(old: &Body<'_>, new: &Body<'_>) -> Vec<String> {
    let gone = old.fields.iter().filter(|(name, before)| {
        let now = new.fields.get(*name);
        now.is_none_or(|now| now.kind != before.kind || now.required && !before.required)
    });
    let wanted = new
        .fields
        .iter()
        .filter(|(name, field)| field.required && !old.fields.contains_key(*name));
    gone.chain(wanted)
        .map(|(name, _)| format!("`{name}`"))
        .collect()
}

fn enum_type(case: &Case<'_>) -> Verdict {
    let [old, new] = case.models().map(|model| model.map(Model::kind));
    if old == new {
        documentation("its values are written as before")
    } else {
        breaking("its values are written as another kind of JSON")
    }
}

fn value(case: &Case<'_>, uses: Use) -> Verdict {
    if case.change.action == Action::Removed {
        return if uses.requested() {
            breaking("calls that send it are refused")
        } else {
            compatible("it was only answered, and no longer is")
        };
    }
    compatible(match (uses.answered, uses.requested()) {
        (true, true) => "it may be sent and answered; readers ignore values they do not know",
        (true, false) => "it may be answered; readers ignore values they do not know",
        (false, _) => "it may be sent",
    })
}

fn property(case: &Case<'_>, uses: Use) -> Verdict {
    let [_, property] = case.properties();
    if case.change.action == Action::Removed {
        by_use(
            uses,
            breaking("readers find nothing"),
            breaking("callers that send it are refused, or do not get what they asked for"),
        )
    } else if !uses.requested() {
        compatible("readers ignore fields they do not know")
    } else if property.is_some_and(|property| property.required && !property.read_only) {
        breaking("bodies without it are refused")
    } else {
        compatible("bodies without it are accepted")
    }
}

/// The verdict on a type that callers send.
fn sent(case: &Case<'_>) -> Verdict {
    let [old, new] = case.texts();
    match width(case.old, old, case.new, new) {
        Width::Same => documentation("the JSON stays the same"),
        Width::Wider => compatible(format!("what was sent as `{old}` is `{new}` too")),
        Width::Narrower => breaking(format!(
            "not everything that was sent as `{old}` is `{new}`"
        )),
        Width::Other => breaking(format!("what is sent as `{old}` is not a `{new}`")),
    }
}

/// The verdict on a type that the API answers.
fn answered(case: &Case<'_>) -> Verdict {
    let [old, new] = case.texts();
    match width(case.old, old, case.new, new) {
        Width::Same => documentation("the JSON stays the same"),
        Width::Narrower => compatible(format!("readers of `{old}` can read every `{new}`")),
        Width::Wider => breaking(format!(
            "readers of `{old}` find `{new}`, which may be more"
        )),
        Width::Other => breaking(format!("readers of `{old}` find `{new}`")),
    }
}
