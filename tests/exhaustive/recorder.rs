//! A client whose requests are kept, and answered as a test wishes.

use std::sync::{Arc, Mutex};

use ovh_order::Client;
use ovh_order::auth::Credentials;

use crate::harness::{Arguments, Method};
use crate::wire::{Received, Wire, json};

pub struct Recorder {
    client: Client,
    line: Arc<Mutex<Line>>,
    /// Ends the server when it is dropped.
    _wire: Wire,
}

#[derive(Default)]
struct Line {
    answer: Vec<u8>,
    /// Whether the call is a question for the time, which the client also asks by itself.
    times: bool,
    received: Vec<Received>,
}

/// What became of a call.
pub struct Outcome {
    /// The answer written again; or why there is none.
    pub answer: Result<Vec<u8>, String>,
    /// What was sent, without the client's own questions for the time.
    pub received: Vec<Received>,
}

impl Recorder {
    pub async fn start() -> Self {
        let line = Arc::<Mutex<Line>>::default();
        let script = line.clone();
        let wire = Wire::start(move |received| {
            let mut line = script.lock().unwrap();
            if received.is_time() && !line.times {
                return json(200, "1767323045");
            }
            line.received.push(received.clone());
            json(200, line.answer.clone())
        })
        .await;
        let keys = Credentials::application("key", "secret", "consumer");
        let builder = Client::builder(wire.url().parse().unwrap()).credentials(keys);
        Self {
            client: builder.build().unwrap(),
            line,
            _wire: wire,
        }
    }

    /// Calls a method that is answered so.
    pub async fn call(&self, method: &Method, arguments: &Arguments, answer: &[u8]) -> Outcome {
        {
            let mut line = self.line.lock().unwrap();
            line.received.clear();
            line.answer = answer.to_vec();
            line.times = method.path == "/auth/time";
        }
        let answer = match (method.call)(self.client.clone(), arguments) {
            Ok(call) => tokio::spawn(call)
                .await
                .unwrap()
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        Outcome {
            answer,
            received: std::mem::take(&mut self.line.lock().unwrap().received),
        }
    }
}
