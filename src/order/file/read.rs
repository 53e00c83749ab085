//! Reads the text of an order file: the order, or everything that is wrong with it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use granit_parser::Marker;
use serde::de::{Deserialize, Deserializer, Error as _};

use super::model::{Configuration, OrderFile, OrderItem, OrderOption};
use super::names::{Mapping, check_label, meaning};
use super::source::{Problems, Source};
use super::tree::{Content, Node, tree};
use super::values::{
    self, Choice, Coupon, DomainAction, DomainName, FamilyName, PlanCode, PriceDuration,
    PricingMode, Product, ServiceName,
};
use crate::error::debug_as_sentence;
use crate::order::problem::{Problem, lines};

/// The largest order file that is read, in bytes: 1 MiB.
pub const MAX_BYTES: usize = 1 << 20;

/// Why there is no order: the file cannot be read, or what it says is wrong. Nothing was sent.
#[non_exhaustive]
#[derive(thiserror::Error)]
pub enum OrderFileError {
    /// The file cannot be opened or read.
    #[error("cannot read the order file {}", file.display())]
    Unreadable {
        /// The file as it was named.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Every problem of the file, in its order; never empty. Displayed one a line.
    #[error("{}", lines(.0))]
    Faulty(Vec<Problem>),
    /// Of several files some cannot be read, and the others are right ([`OrderFile::read_all`]). Displayed
    /// one a line.
    #[error("{}", lines(.0))]
    SomeUnreadable(Vec<Problem>),
}

debug_as_sentence!(OrderFileError);

impl OrderFileError {
    /// The problems in the order of the file; empty when the file could not be read at all.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Unreadable { .. } => &[],
            Self::Faulty(problems) | Self::SomeUnreadable(problems) => problems,
        }
    }
}

impl OrderFile {
    /// Reads the text of an order file, YAML or JSON, of at most [`MAX_BYTES`].
    ///
    /// Only the text is checked: names, forms, missing and duplicated fields. Whether plans, prices
    /// and labels exist is asked of the API when the order is quoted or bought.
    ///
    /// # Errors
    /// [`OrderFileError::Faulty`] with every problem at once, or with the first one of broken YAML.
    /// Nothing is sent anywhere.
    pub fn parse(text: &str) -> Result<Self, OrderFileError> {
        parse(text.as_bytes(), None)
    }

    /// Reads an order file of at most [`MAX_BYTES`]; its problems carry the path.
    ///
    /// # Errors
    /// [`OrderFileError::Unreadable`] when the file cannot be read, else as [`OrderFile::parse`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, OrderFileError> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| unreadable(path, source))?;
        Self::read_from(file, path)
    }

    /// Reads an order file from anything, such as standard input; its problems carry `name`.
    ///
    /// # Errors
    /// As [`OrderFile::read`].
    pub fn read_from(from: impl Read, name: impl AsRef<Path>) -> Result<Self, OrderFileError> {
        let name = name.as_ref();
        let mut bytes = Vec::new();
        // One byte more than is taken shows that there is more.
        from.take(MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|source| unreadable(name, source))?;
        parse(&bytes, Some(name))
    }
}

/// Reads what serialising wrote, under the same rules as a file.
///
/// The positions of its problems are those in the value as JSON. A number of a configuration comes
/// without the notation that it had in a file: there, use [`OrderFile::parse`].
impl<'de> Deserialize<'de> for OrderFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Self::parse(&value.to_string()).map_err(D::Error::custom)
    }
}

fn unreadable(file: &Path, source: io::Error) -> OrderFileError {
    let file = file.to_owned();
    OrderFileError::Unreadable { file, source }
}

fn parse(bytes: &[u8], file: Option<&Path>) -> Result<OrderFile, OrderFileError> {
    let mut reader = Reader::default();
    let text = reader.decode(bytes);
    let order = text
        .and_then(|text| tree(text, &mut reader.problems))
        .and_then(|root| reader.order_file(&root));
    let source = Source {
        file: file.map(Path::to_owned),
        text: text.unwrap_or_default().to_owned(),
        markers: reader.markers,
    };
    match order {
        Some(order) if reader.problems.is_empty() => Ok(OrderFile { source, ..order }),
        _ => Err(OrderFileError::Faulty(reader.problems.located(&source))),
    }
}

/// Reads the nodes of a file. What it answers counts only while there are no problems, so a value
/// that is refused may be replaced by anything: reading goes on to find all problems at once.
#[derive(Default)]
struct Reader {
    problems: Problems,
    /// Where the value at each path is written.
    markers: HashMap<String, Marker>,
}

/// The values of a mapping by the names that they are read as.
struct Fields<'n>(HashMap<&'static str, &'n Node>);

impl<'n> Fields<'n> {
    fn get(&self, name: &str) -> Option<&'n Node> {
        self.0.get(name).copied()
    }
}

impl Reader {
    /// The text of a file, without the byte order mark that some editors write: columns do not count
    /// it.
    fn decode<'b>(&mut self, bytes: &'b [u8]) -> Option<&'b str> {
        if bytes.len() > MAX_BYTES {
            let problem = Problem::new("the file is larger than 1 MiB")
                .hint("an order file is a page of text");
            self.problems.add(end_of(""), "", problem);
            return None;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let problem = Problem::new("the file is not UTF-8").hint("save it as UTF-8");
                self.problems
                    .add(end_of(&String::from_utf8_lossy(good)), "", problem);
                None
            }
        }
    }

    fn order_file(&mut self, root: &Node) -> Option<OrderFile> {
        if let Content::Null = root.content {
            let problem =
                Problem::new("the file is empty").hint("write at least one item in `items`");
            self.problems.add(end_of(""), "", problem);
            return None;
        }
        let fields = self.fields(Mapping::File, &["items"], root)?;
        let items = fields.get("items");
        if let Some(node) = items
            && let Content::List(list) = &node.content
            && list.is_empty()
        {
            let problem = Problem::new("there is nothing to order")
                .hint("write at least one item, starting with `- product: `");
            self.refuse(node, problem);
        }
        Some(OrderFile {
            ovh_subsidiary: self.text(fields.get("ovhSubsidiary"), values::subsidiary),
            description: self.text(fields.get("description"), |text| Ok(text.to_owned())),
            items: self.list(items, Self::item),
            coupons: self.list(fields.get("coupons"), |reader, node| {
                reader.text(Some(node), Coupon::new)
            }),
            max_total: self.text(fields.get("maxTotal"), values::max_total),
            pay_with: self.text(fields.get("payWith"), values::pay_with),
            source: Source::default(),
        })
    }

    fn item(&mut self, node: &Node) -> Option<OrderItem> {
        let fields = self.fields(Mapping::Item, &["product"], node)?;
        let product = self.text(fields.get("product"), values::product);
        let plan = self.plan(&fields);
        let options = self.list(fields.get("options"), Self::option);
        let service_name = self.text(fields.get("serviceName"), ServiceName::new);
        let domain = self.text(fields.get("domain"), DomainName::new);
        let action = self.text(fields.get("action"), values::action);
        let is_service = fields.get("serviceName").is_some();
        match product {
            Some(product) if product.is_of_domains() && !is_service => {
                self.check_domain(product, &fields, node);
            }
            // What was meant is not known.
            None if domain.is_some() => {}
            _ => self.check_plan(&fields, node),
        }
        let is_single = product == Some(Product::DOMAIN) && domain.is_some();
        let action = action.or(is_single.then_some(DomainAction::Create));
        Some(OrderItem {
            product: product?,
            plan_code: plan.plan_code,
            service_name,
            domain,
            action,
            duration: plan.duration,
            pricing_mode: plan.pricing_mode,
            quantity: plan.quantity,
            configuration: plan.configuration,
            options,
        })
    }

    fn check_domain(&mut self, product: Product, fields: &Fields<'_>, node: &Node) {
        if fields.get("domain").is_none() {
            self.refuse(node, Problem::new("`domain` is missing"));
        }
        if product == Product::DOMAIN {
            return;
        }
        if fields.get("planCode").is_none() {
            self.refuse(node, Problem::new("`planCode` is missing"));
        }
        if let Some(action) = fields.get("action") {
            let problem = Problem::new("a pack of domains is always registered");
            self.refuse(action, problem.hint("leave `action` out"));
        }
    }

    fn check_plan(&mut self, fields: &Fields<'_>, node: &Node) {
        if fields.get("planCode").is_none() {
            self.refuse(node, Problem::new("`planCode` is missing"));
        }
        for name in ["domain", "action"] {
            if let Some(node) = fields.get(name) {
                let problem = Problem::new(format!("`{name}` belongs to a domain"));
                self.refuse(node, problem.hint("write it beside `product: domain`"));
            }
        }
        if fields.get("serviceName").is_some()
            && let Some(options) = fields.get("options")
        {
            let problem = Problem::new("an option of a service has no options of its own");
            self.refuse(options, problem.hint("write an item for each option"));
        }
    }

    fn option(&mut self, node: &Node) -> Option<OrderOption> {
        let fields = self.fields(Mapping::Option, &[], node)?;
        let family = self.text(fields.get("family"), FamilyName::new);
        let choose = self.text(fields.get("choose"), values::choice);
        let plan_code = fields.get("planCode");
        let Some(named) = fields.get("family") else {
            if let Some(choose) = fields.get("choose") {
                let problem = Problem::new("`choose` needs a family");
                self.refuse(choose, problem.hint("write `family: ` beside it"));
            } else if plan_code.is_none() {
                let problem = Problem::new("`planCode` is missing");
                self.refuse(
                    node,
                    problem.hint("write it, or `family: ` to choose one of a family"),
                );
            }
            return Some(self.plan(&fields));
        };
        if plan_code.is_some() {
            let problem = Problem::new("`planCode` names the option that `family` would choose");
            self.refuse(named, problem.hint("keep one of them"));
        }
        Some(OrderOption {
            family,
            choose: Some(choose.unwrap_or(Choice::Default)),
            ..self.plan(&fields)
        })
    }

    /// What items and options have in common.
    fn plan(&mut self, fields: &Fields<'_>) -> OrderOption {
        let plan_code = self.text(fields.get("planCode"), PlanCode::new);
        let duration = self.text(fields.get("duration"), PriceDuration::new);
        let pricing_mode = self.text(fields.get("pricingMode"), PricingMode::new);
        let quantity = self.quantity(fields.get("quantity"));
        let configuration = self.configuration(fields.get("configuration"));
        OrderOption {
            plan_code,
            family: None,
            choose: None,
            duration,
            pricing_mode,
            quantity,
            configuration,
        }
    }

    fn quantity(&mut self, node: Option<&Node>) -> NonZeroU32 {
        let quantity = self.text(node, |text| match node.map(|node| &node.content) {
            Some(Content::Text { quoted: true, .. }) => Err(values::invalid_quantity(text)),
            _ => values::quantity(text),
        });
        quantity.unwrap_or(NonZeroU32::MIN)
    }

    fn configuration(&mut self, node: Option<&Node>) -> Configuration {
        let mut configuration = Configuration::default();
        let Some(node) = node else {
            return configuration;
        };
        let Content::Map(entries) = &node.content else {
            self.expected("a mapping", "write lines `label: value`", node);
            return configuration;
        };
        for (label, entry) in entries {
            if let Err(problem) = check_label(label) {
                self.problems.add(entry.at, &entry.value.path, problem);
            }
            self.text(Some(&entry.value), |value| {
                configuration.set(label, value);
                Ok(())
            });
            // What is said of a configuration later is said of its label.
            self.markers.insert(entry.value.path.clone(), entry.at);
        }
        configuration
    }

    /// The fields of a mapping. A wrong name that means one of them is reported and its value read
    /// all the same.
    fn fields<'n>(
        &mut self,
        mapping: Mapping,
        required: &[&str],
        node: &'n Node,
    ) -> Option<Fields<'n>> {
        let Content::Map(entries) = &node.content else {
            self.expected("a mapping", "write lines `name: value`", node);
            return None;
        };
        self.markers.insert(node.path.clone(), node.at);
        let mut named = HashMap::new();
        for (key, entry) in entries {
            let meaning = meaning(mapping, key);
            if let Some(problem) = meaning.problem {
                self.problems.add(entry.at, &entry.value.path, problem);
            }
            if let Content::Map(_) = entry.value.content {
                // What is missing in it is missed where it is named.
                self.markers.insert(entry.value.path.clone(), entry.at);
            }
            if let Some(name) = meaning.name {
                named.entry(name).or_insert(&entry.value);
            }
        }
        for name in required.iter().filter(|name| !named.contains_key(**name)) {
            self.refuse(node, Problem::new(format!("`{name}` is missing")));
        }
        Some(Fields(named))
    }

    /// The elements of a list that are not refused; none when it is left out.
    fn list<T>(
        &mut self,
        node: Option<&Node>,
        read: impl Fn(&mut Self, &Node) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = node else {
            return Vec::new();
        };
        let Content::List(nodes) = &node.content else {
            self.expected("a list", "start each element with `- `", node);
            return Vec::new();
        };
        self.markers.insert(node.path.clone(), node.at);
        nodes.iter().filter_map(|node| read(self, node)).collect()
    }

    /// A text as it is written, checked; a number or `true` is the text that the file has.
    fn text<'n, T>(
        &mut self,
        node: Option<&'n Node>,
        check: impl FnOnce(&'n str) -> Result<T, Problem>,
    ) -> Option<T> {
        let node = node?;
        let Content::Text { text, .. } = &node.content else {
            self.expected("one value", "write a text on one line", node);
            return None;
        };
        self.markers.insert(node.path.clone(), node.at);
        check(text)
            .map_err(|problem| self.refuse(node, problem))
            .ok()
    }

    /// Refuses a value of another kind. It is named by its kind only: a value in a wrong place may
    /// be a voucher.
    fn expected(&mut self, expected: &str, hint: &str, node: &Node) {
        let found = match node.content {
            Content::Refused => return,
            Content::Null => {
                let problem = Problem::new(format!("the value is missing; expected {expected}"));
                return self.refuse(node, problem.hint("write one, or remove the line"));
            }
            Content::Text { .. } => "one value",
            Content::List(_) => "a list",
            Content::Map(_) => "a mapping",
        };
        let problem = Problem::new(format!("expected {expected}, found {found}"));
        self.refuse(node, problem.hint(hint));
    }

    fn refuse(&mut self, node: &Node, problem: Problem) {
        self.problems.add(node.at, &node.path, problem);
    }
}

/// The end of a text.
fn end_of(text: &str) -> Marker {
    let line = text.matches('\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or_default();
    Marker::new(text.chars().count(), line, last.chars().count())
}
