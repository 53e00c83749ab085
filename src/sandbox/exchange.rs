//! One request from its arrival to its answer: whose state it is about, what goes wrong on request,
//! and what is remembered of it.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::request::Parts;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::control::calls as control;
use crate::sandbox::control::fault::{Ending, Fault};
use crate::sandbox::control::log::Entry;
use crate::sandbox::control::overview;
use crate::sandbox::http::{
    Content, METHODS, NOT_EMULATED, OUTSIDE, Reached, Refusal, Reply, Request, respond, shape,
    template,
};
use crate::sandbox::world::World;
use crate::sandbox::worlds::Worlds;

const JSON: &str = "application/json; charset=utf-8";
const PDF: &str = "application/pdf";
pub const HTML: &str = "text/html; charset=utf-8";

/// What came in.
pub struct Arrived {
    pub head: Parts,
    pub reached: Reached,
    /// The body, unless the request is refused before its operation is looked at.
    pub body: Result<Bytes, Refusal>,
    pub wall: Timestamp,
    pub peer: SocketAddr,
}

/// What goes out.
pub struct Outcome {
    pub status: StatusCode,
    pub kind: &'static str,
    pub body: Bytes,
    /// The methods of the path, if it was asked for them.
    pub allow: Option<String>,
    /// Where the page sends the browser.
    pub leads_to: Option<String>,
    pub query_id: String,
    /// How long the client has to wait.
    pub delay: Duration,
    pub ending: Option<Ending>,
}

/// Answers a request.
pub fn exchange(worlds: &mut Worlds, arrived: Arrived) -> Outcome {
    let (body, refusal) = match arrived.body {
        Ok(body) => (body, None),
        Err(refusal) => (Bytes::new(), Some(refusal)),
    };
    let mut request = Request {
        head: arrived.head,
        body,
        reached: arrived.reached,
        now: arrived.wall,
        wall: arrived.wall,
    };
    if refusal.is_none() && control::is_control(request.path()) {
        let answer = control::respond(worlds, &request, arrived.peer);
        return Outcome::of(Content::Answer(answer));
    }
    if refusal.is_none() && overview::is_meant(&request) {
        let page = overview::show(worlds, &request, arrived.peer);
        return Outcome::of(Content::Page(page));
    }
    let world = match worlds.of(&request) {
        Ok(world) => world,
        Err(refusal) => return Outcome::of(Content::Answer(Err(refusal))),
    };
    request.now = world.hands.tick(request.wall);
    world.forget_expired(request.now);
    match refusal {
        Some(refusal) => remembered(world, &request, Event::refused(refusal)),
        None => {
            let event = answer(world, &request);
            remembered(world, &request, event)
        }
    }
}

/// What became of a request.
struct Event {
    reply: Reply,
    is_done: bool,
    hint: Option<String>,
    fault: Option<Fault>,
}

impl Event {
    fn refused(refusal: Refusal) -> Self {
        Self {
            reply: Reply::refused(refusal),
            is_done: false,
            hint: None,
            fault: None,
        }
    }
}

fn answer(world: &mut World, request: &Request) -> Event {
    let path = request.api_path().unwrap_or(request.path());
    let fault = world.faults.strike(request.method(), path);
    let is_carried_out = fault.as_ref().is_none_or(Fault::is_carried_out);
    let mut reply = if is_carried_out {
        carried_out(world, request, fault.as_ref())
    } else {
        Reply {
            content: Content::Answer(Ok(Value::Null)),
            template: template(world, request),
        }
    };
    let is_done = is_carried_out && reply.content.is_done();
    let hint = reply.content.hint();
    let told = fault.as_ref();
    if let Some(content) = told.and_then(|fault| fault.content(world.refusals)) {
        reply.content = content;
    }
    Event {
        reply,
        is_done,
        hint,
        fault,
    }
}

fn remembered(world: &mut World, request: &Request, event: Event) -> Outcome {
    let mut outcome = Outcome::of(event.reply.content);
    world.answers += 1;
    outcome.query_id = query_id(world);
    if let Some(fault) = &event.fault {
        outcome.delay = fault.delay();
        outcome.ending = fault.ending();
    }
    let template = event.reply.template;
    let is_unknown = template == NOT_EMULATED || template == OUTSIDE;
    let entry = Entry {
        at: request.now,
        query_id: outcome.query_id.clone(),
        operation: operation(request, template),
        path: is_unknown.then(|| shape(request.path())),
        status: (outcome.ending != Some(Ending::Closed)).then(|| outcome.status.as_u16()),
        done: event.is_done,
        fault: event.fault.map(|fault| json!(fault)),
        hint: event.hint,
    };
    tracing::debug!(
        method = request.method(),
        path = entry.path.as_deref().unwrap_or(template),
        status = entry.status,
        query_id = entry.query_id,
        hint = entry.hint,
        is_fault = entry.fault.is_some(),
        "answered"
    );
    world.log.add(entry);
    outcome
}

/// Carries out a request, behind the obstacle of its fault.
fn carried_out(world: &mut World, request: &Request, fault: Option<&Fault>) -> Reply {
    world.obstacles.passing = fault.and_then(Fault::obstacle).cloned();
    let mut reply = respond(world, request);
    if let (Content::Answer(Ok(answer)), Some(strict)) = (&mut reply.content, &mut world.strict)
        && request.api_path().is_some()
    {
        strict.disturb(answer);
    }
    reply
}

fn operation(request: &Request, template: &str) -> String {
    let method = request.method();
    if METHODS.contains(&method) {
        format!("{method} {template}")
    } else {
        template.to_owned()
    }
}

fn query_id(world: &World) -> String {
    let number = world.answers;
    format!(
        "{}.sandbox-1.{number:08x}.{number}",
        world.subsidiary.region
    )
}

impl Outcome {
    fn of(content: Content) -> Self {
        let (mut allow, mut leads_to) = (None, None);
        let (status, kind, body) = match content {
            Content::Answer(Ok(value)) => (StatusCode::OK, JSON, value.to_string().into()),
            Content::Answer(Err(refusal)) => {
                (refusal.status, JSON, refusal.body.to_string().into())
            }
            Content::Description(bytes) => (StatusCode::OK, JSON, Bytes::from_owner(bytes)),
            Content::Methods(methods) => {
                allow = Some(methods);
                (StatusCode::NO_CONTENT, JSON, Bytes::new())
            }
            Content::Page(page) => {
                let html = page.html();
                leads_to = page.leads_to;
                (page.status, HTML, html.into())
            }
            Content::Pdf(bytes) => (StatusCode::OK, PDF, Bytes::from_static(bytes)),
            Content::Text(status, text) => (status, HTML, text.into()),
        };
        Self {
            status,
            kind,
            body,
            allow,
            leads_to,
            query_id: "control".to_owned(),
            delay: Duration::ZERO,
            ending: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sandbox::http::tests::request;
    use crate::sandbox::options::Options;
    use crate::sandbox::world::Setup;

    #[test]
    fn the_obstacle_of_a_call_that_ended_in_a_panic_is_not_in_the_way_of_the_next_one() {
        let setup = Setup::new(Options::new(Arc::new(Timestamp::now))).unwrap();
        let mut world = World::new(&setup, "");
        world.obstacles.passing = Some("eligibility=verifyPaypal".parse().unwrap());
        carried_out(&mut world, &request("GET", "/v1/me", ""), None);
        assert!(world.obstacles.eligibility().is_empty());
    }
}
