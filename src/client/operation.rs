//! The table of the API's operations: their rights, status and regions, as the description has them.
//!
//! The table is the same whatever features are enabled, so that a call without a method is treated by
//! its operation's rules too.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::endpoint::Region;

/// The rows that the build script wrote, one operation a line. A test reads every one.
static ROWS: &str = include_str!(concat!(env!("OUT_DIR"), "/operations.txt"));

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let operations: Vec<_> = ROWS.lines().filter_map(read).collect();
    debug_assert_eq!(operations.len(), ROWS.lines().count(), "a malformed row");
    operations
});

/// Operations by name, which every call asks for.
static BY_ID: LazyLock<HashMap<&str, &Operation>> =
    LazyLock::new(|| OPERATIONS.iter().map(|o| (o.id, o)).collect());

/// Operations of the API by method and number of segments, so that a path is compared with few
/// templates.
static BY_SHAPE: LazyLock<HashMap<(&str, usize), Vec<&Operation>>> = LazyLock::new(|| {
    let mut by_shape: HashMap<_, Vec<_>> = HashMap::new();
    for operation in Operation::all() {
        let shape = (operation.method, operation.path.split('/').count());
        by_shape.entry(shape).or_default().push(operation);
    }
    by_shape
});

/// Operations that pay an order that exists.
const PAYMENTS: [&str; 4] = [
    "/me/order/{orderId}/balance",
    "/me/order/{orderId}/debt/pay",
    "/me/order/{orderId}/pay",
    "/me/order/{orderId}/payWithRegisteredPaymentMean",
];

/// An operation of the API, as its description states it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Name of the [`Client`](crate::Client)'s method.
    pub id: &'static str,
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// Path template, such as `/order/cart/{cartId}`.
    pub path: &'static str,
    /// Cargo feature that enables the method; `core` is always enabled.
    pub feature: &'static str,
    /// How many operations this one stands for, if it takes the product as a parameter; 0 for an
    /// operation of the API itself.
    pub folds: usize,
    /// Name of the method that stands for this operation and takes its product as a parameter, such as
    /// `create_cart_product` for `create_cart_vps`.
    pub folded_into: Option<&'static str>,
    /// The regions that have it; see [`available_in`](Self::available_in).
    pub regions: Vec<Region>,
    /// Whether the API refuses it without credentials.
    pub authenticated: bool,
    /// `PRODUCTION`, `BETA`, `ALPHA` or `DEPRECATED`.
    pub status: &'static str,
    /// Type of the body.
    pub body: Option<&'static str>,
    /// Type of the answer; `()` when there is none.
    pub answer: &'static str,
    /// The date of its deprecation.
    pub deprecated: Option<&'static str>,
    /// The date set for its deletion, which may have passed.
    pub deletion: Option<&'static str>,
    /// Path of the operation that replaces it.
    pub replacement: Option<&'static str>,
    /// IAM actions that a caller needs.
    pub iam_actions: Vec<IamAction>,
}

/// An action that a policy of OVHcloud's access management grants.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IamAction {
    /// Name, such as `order:apiovh:cart/checkout/execute`.
    pub name: &'static str,
    /// Whether the operation is refused without it.
    pub required: bool,
}

impl Operation {
    /// Every operation of the API, by path and method, without the folded ones.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        OPERATIONS.iter().filter(|operation| operation.folds == 0)
    }

    /// Finds the operation of a method and a path, which may be a template or filled in. Literal
    /// segments win over parameters: `/order/cart/x/summary` does not add a product `summary`.
    ///
    /// ```
    /// use ovh_order::client::Operation;
    ///
    /// let found = Operation::find("POST", "/order/cart/0f3c/vps").map(|operation| operation.path);
    /// assert_eq!(found, Some("/order/cart/{cartId}/vps"));
    /// ```
    #[must_use]
    pub fn find(method: &str, path: &str) -> Option<&'static Self> {
        let alike = BY_SHAPE.get(&(method, path.split('/').count()))?;
        let matching = alike.iter().copied().filter(|o| matches(o.path, path));
        matching.min_by_key(|operation| operation.path.matches('{').count())
    }

    /// Finds the operation of a client's method, folded ones included.
    ///
    /// ```
    /// use ovh_order::client::Operation;
    ///
    /// let folded = Operation::by_id("create_cart_vps").and_then(|literal| literal.folded_into);
    /// let path = folded.and_then(Operation::by_id).map(|folded| folded.path);
    /// assert_eq!(path, Some("/order/cart/{cartId}/{product}"));
    /// ```
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        BY_ID.get(id).copied()
    }

    /// The product that the operation is about, if it is [folded](Self::folded_into): the value that
    /// the folded operation takes for it.
    ///
    /// ```
    /// use ovh_order::client::Operation;
    ///
    /// let product = |path| Operation::find("GET", path).and_then(Operation::product);
    /// assert_eq!(product("/order/cart/{cartId}/vps/options"), Some("vps"));
    /// assert_eq!(product("/order/cart/{cartId}/summary"), None);
    /// ```
    #[must_use]
    pub fn product(&self) -> Option<&'static str> {
        let folded = Self::by_id(self.folded_into?)?;
        let place = folded
            .path
            .split('/')
            .position(|segment| segment == "{product}")?;
        self.path.split('/').nth(place)
    }

    /// Whether a region's API has the operation, according to its description, whose date is in
    /// `schema/provenance.toml`. Operations outside `/order` are described for the EU alone and count
    /// as available everywhere.
    #[must_use]
    pub fn available_in(&self, region: Region) -> bool {
        self.regions.contains(&region)
    }

    /// Whether a call may create an order or a debt, or pay one: the checkout of a cart, upgrades,
    /// the older calls that order without a cart, and payments. Such a call is sent once, whatever
    /// happens, and should not be made before a person has said yes.
    ///
    /// ```
    /// use ovh_order::client::Operation;
    ///
    /// let charges = |method, path| Operation::find(method, path).map(Operation::may_charge);
    /// assert_eq!(charges("POST", "/order/cart/0f3c/checkout"), Some(true));
    /// // What a checkout would cost, and filling a cart, cost nothing.
    /// assert_eq!(charges("GET", "/order/cart/0f3c/checkout"), Some(false));
    /// assert_eq!(charges("POST", "/order/cart/0f3c/vps"), Some(false));
    /// ```
    #[must_use]
    pub fn may_charge(&self) -> bool {
        // What answers an order has created one; payments answer in various ways.
        let orders = ["Order", "UpgradeOperationAndOrder"].contains(&self.answer);
        let pays = PAYMENTS.contains(&self.path);
        self.method != "GET" && (orders || pays)
    }

    /// Whether a path is this operation's with its parameters filled in.
    #[must_use]
    pub(crate) fn matches(&self, path: &str) -> bool {
        matches(self.path, path)
    }
}

/// Whether each segment is that of the template, or not empty where the template has a parameter.
fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let all = template.split('/').all(|expected| {
        let segment = segments.next();
        if expected.starts_with('{') {
            segment.is_some_and(|segment| !segment.is_empty())
        } else {
            segment == Some(expected)
        }
    });
    all && segments.next().is_none()
}

fn read(row: &'static str) -> Option<Operation> {
    let mut fields = row.split('\t');
    let mut next = || fields.next();
    Some(Operation {
        method: next()?,
        path: next()?,
        id: next()?,
        feature: next()?,
        folds: next()?.parse().ok()?,
        folded_into: some(next()?),
        regions: next()?.split_whitespace().filter_map(region).collect(),
        authenticated: next()? == "yes",
        status: next()?,
        body: some(next()?),
        answer: next()?,
        deprecated: some(next()?),
        deletion: some(next()?),
        replacement: some(next()?),
        iam_actions: fields.filter_map(iam_action).collect(),
    })
}

fn region(code: &str) -> Option<Region> {
    [Region::Eu, Region::Ca, Region::Us]
        .into_iter()
        .find(|region| region.code() == code)
}

fn some(field: &'static str) -> Option<&'static str> {
    (!field.is_empty()).then_some(field)
}

/// A name, with a question mark behind it if the action is not required.
fn iam_action(field: &'static str) -> Option<IamAction> {
    let name = some(field)?;
    let optional = name.strip_suffix('?');
    Some(IamAction {
        name: optional.unwrap_or(name),
        required: optional.is_none(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::RequestContext;

    /// Written back, each operation is its row: nothing is dropped, and nothing read as something else.
    #[test]
    fn every_row_is_read_whole() {
        let written = |operation: &Operation| {
            let Operation {
                method,
                path,
                id,
                feature,
                status,
                answer,
                ..
            } = operation;
            let text = |field: Option<&'static str>| field.unwrap_or_default();
            let regions: Vec<_> = operation.regions.iter().map(|r| r.code()).collect();
            let mut fields = vec![
                (*method).to_owned(),
                (*path).to_owned(),
                (*id).to_owned(),
                (*feature).to_owned(),
                operation.folds.to_string(),
                text(operation.folded_into).to_owned(),
                regions.join(" "),
                if operation.authenticated { "yes" } else { "no" }.to_owned(),
                (*status).to_owned(),
                text(operation.body).to_owned(),
                (*answer).to_owned(),
                text(operation.deprecated).to_owned(),
                text(operation.deletion).to_owned(),
                text(operation.replacement).to_owned(),
            ];
            let mark = |action: &IamAction| if action.required { "" } else { "?" };
            let actions = operation.iam_actions.iter();
            fields.extend(actions.map(|action| action.name.to_owned() + mark(action)));
            fields.join("\t")
        };
        let written: Vec<String> = OPERATIONS.iter().map(written).collect();
        assert_eq!(written, ROWS.lines().collect::<Vec<_>>());
    }

    #[test]
    fn regions_have_the_operations_that_the_surface_lists() {
        let count = |region| Operation::all().filter(|o| o.available_in(region)).count();
        // The last column of the surface names the regions.
        let listed = |name: &str| {
            let lines = include_str!("../../schema/surface.txt").lines();
            let regions = lines.filter_map(|line| line.rsplit_once(" | "));
            let exists = |regions: &str| regions.split(' ').any(|region| region == name);
            regions.filter(|(_, regions)| exists(regions)).count()
        };
        let counted = [Region::Eu, Region::Ca, Region::Us].map(count);
        assert_eq!(counted, ["eu", "ca", "us"].map(listed));
        assert!(counted.iter().all(|count| *count > 0));
    }

    #[test]
    fn a_template_needs_no_masking() {
        for Operation { method, path, .. } in OPERATIONS.iter() {
            let masked = RequestContext::new(*method, *path);
            assert_eq!(RequestContext::of_template(method, path), masked);
        }
    }

    #[test]
    fn a_path_matches_its_template_alone() {
        let template = "/order/cart/{cartId}/vps";
        let cases = [
            ("/order/cart/0f3c/vps", true),
            ("/order/cart/{cartId}/vps", true),
            ("/order/vps", false),
            ("/order/cart//vps", false),
            ("/order/cart/0f3c/vps/options", false),
            ("/order/cart/0f3c", false),
        ];
        for (path, expected) in cases {
            assert_eq!(matches(template, path), expected, "{path}");
        }
    }

    #[test]
    fn what_may_charge_is_known_before_it_is_sent() {
        let charging = Operation::all().filter(|operation| operation.may_charge());
        let (carts, others): (Vec<_>, Vec<_>) =
            charging.partition(|operation| operation.path.starts_with("/order/cart/"));
        let carts: Vec<_> = carts.iter().map(|operation| operation.path).collect();
        assert_eq!(carts, ["/order/cart/{cartId}/checkout"]);
        let paying = others.iter().filter(|o| PAYMENTS.contains(&o.path)).count();
        assert_eq!(paying, PAYMENTS.len());
        assert!(others.iter().all(|operation| operation.method != "GET"));
        // The checkout of a cart answers an order too.
        assert_eq!(others.len() - paying + 1, operations_that_answer_an_order());
    }

    /// Counted in the native descriptions; where regions differ Europe's, which is read first.
    fn operations_that_answer_an_order() -> usize {
        let mut answers = std::collections::BTreeMap::new();
        for region in ["", "ca/", "us/"] {
            let root = env!("CARGO_MANIFEST_DIR");
            let file = format!("{root}/schema/native/{region}order.json");
            let text = std::fs::read_to_string(file).unwrap();
            let native: serde_json::Value = serde_json::from_str(&text).unwrap();
            for path in native["apis"].as_array().unwrap() {
                for operation in path["operations"].as_array().unwrap() {
                    let key = [&operation["httpMethod"], &path["path"]].map(ToString::to_string);
                    let answer = operation["responseType"].as_str().unwrap().to_owned();
                    answers.entry(key).or_insert(answer);
                }
            }
        }
        let orders = ["order.Order", "order.upgrade.OperationAndOrder"];
        answers.retain(|[method, _], answer| method != "\"GET\"" && orders.contains(&&**answer));
        answers.len()
    }

    #[test]
    fn an_operation_knows_where_it_exists() {
        let cases = [
            ("GET", "/order/cart", [true, true, true]),
            ("GET", "/order/vrack/new", [false, true, false]),
            ("POST", "/order/cart/x/domain", [true, true, false]),
            ("GET", "/me", [true, true, true]),
        ];
        for (method, path, expected) in cases {
            let operation = Operation::find(method, path).unwrap();
            let found = [Region::Eu, Region::Ca, Region::Us].map(|r| operation.available_in(r));
            assert_eq!(found, expected, "{method} {path}");
        }
    }

    #[test]
    fn rights_are_those_of_the_literal_operation() {
        let cases = [
            ("POST", "/order/cart", Some(("create_cart", false))),
            ("POST", "/order/cart/x/assign", Some(("assign_cart", true))),
            (
                "GET",
                "/order/cart/x/summary",
                Some(("get_cart_summary", false)),
            ),
            (
                "GET",
                "/me/order/1/status",
                Some(("get_me_order_status", true)),
            ),
            ("PATCH", "/order/cart", None),
        ];
        for (method, path, expected) in cases {
            let found = Operation::find(method, path).map(|o| (o.id, o.authenticated));
            assert_eq!(found, expected, "{method} {path}");
        }
    }
}
