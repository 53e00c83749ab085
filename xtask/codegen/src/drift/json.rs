//! Writes the report as JSON, for programs.
//!
//! The form is stable: keys are added, never changed; a change of meaning raises `format`.
//!
//! ```json
//! {
//!   "format": 1,
//!   "old": {"section": "/order", "operations": 816, "models": 247},
//!   "new": {"section": "/order", "operations": 832, "models": 249},
//!   "outcome": "same | compatible | breaking",
//!   "advice": {"step": "none | patch | minor | major", "reason": "…"},
//!   "counts": {
//!     "wire": {"breaking": 0, "compatible": 1, "documentationOnly": 0},
//!     "rust": {"breaking": 0, "compatible": 1, "documentationOnly": 0},
//!     "kinds": [{"subject": "parameter", "action": "added", "changes": 1}]
//!   },
//!   "changes": [{
//!     "subject": "parameter", "action": "added | removed | changed",
//!     "place": "POST /order/cart", "member": "query expire",
//!     "old": null, "new": "datetime, required",
//!     "wire": {"effect": "breaking | compatible | documentationOnly", "reason": "…"},
//!     "rust": {"effect": "…", "reason": "…"}
//!   }],
//!   "consequences": [{"place": "order.cart.Item", "what": "…", "rust": {"effect": "…", "reason": "…"}}],
//!   "deprecated": [{"operation": "GET /x", "deprecatedDate": "…", "deletionDate": "…", "replacement": "…"}]
//! }
//! ```
//!
//! `subject` is one of the names of [`Subject`](super::Subject) in camelCase. `member`, `old`
//! and `new` are text or `null`; yes-or-no facts are `"true"` and `"false"`.

use serde_json::{Value, json};

use super::change::Effect;
use super::report::{Judged, Report};

/// Version of the form.
pub const FORMAT: u32 = 1;

/// The report as JSON.
#[must_use]
pub fn json(report: &Report) -> Value {
    json!({
        "format": FORMAT,
        "old": report.old,
        "new": report.new,
        "outcome": report.outcome,
        "advice": report.advice,
        "counts": {
            "wire": counts(report, |judged| judged.wire.effect),
            "rust": counts(report, |judged| judged.rust.effect),
            "kinds": report.kinds(),
        },
        "changes": report.changes,
        "consequences": report.consequences,
        "deprecated": report.deprecated,
    })
}

fn counts(report: &Report, of: fn(&Judged) -> Effect) -> Value {
    json!({
        "breaking": report.count(Effect::Breaking, of),
        "compatible": report.count(Effect::Compatible, of),
        "documentationOnly": report.count(Effect::DocumentationOnly, of),
    })
}
