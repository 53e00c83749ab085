//! What happens meanwhile, on standard error.

use std::io::IsTerminal;
use std::sync::Mutex;

use ovh_order::order::Event;
use ovh_order::types::Secret;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use super::output::tell;

/// Prints the steps of a workflow; the link of an order that waits for a person is printed with it.
pub(super) fn listener() -> impl Fn(&Event) + Send + Sync + 'static {
    let link: Mutex<Option<Secret>> = Mutex::new(None);
    move |event| {
        tell(event);
        let Ok(mut link) = link.lock() else { return };
        match event {
            Event::Ordered { url, .. } => link.clone_from(url),
            Event::Status { to_do: Some(_), .. } => {
                if let Some(url) = link.take() {
                    tell(format_args!("  {}", url.expose()));
                }
            }
            _ => {}
        }
    }
}

/// Whether log lines are coloured: for a terminal, unless `NO_COLOR` asks for none.
fn coloured() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !unwanted
}

/// Logs our own events to standard error; other crates may log what we must not show.
pub(super) fn log(debug: bool) {
    if !debug {
        return;
    }
    let ours = Targets::new().with_target("ovh_order", tracing::Level::DEBUG);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(coloured())
        // A line that nobody reads must not end the process.
        .log_internal_errors(false)
        .without_time();
    tracing_subscriber::registry()
        .with(lines.with_filter(ours))
        .init();
}
