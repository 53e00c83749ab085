//! The examples of the help. A test runs each of them; CART, ITEM, ORDER and SERVICE stand for ids.

pub(super) const BUY: &str = "\
Examples:
  ovh-order --endpoint sandbox buy order.yaml --yes --auto-pay
  ovh-order buy order.yaml --max-total \"12.00 EUR\"
  ovh-order buy order.yaml --quote quote.json --yes --pay-with default
  ovh-order buy orders --yes --max-total \"12.00 EUR\"";

pub(super) const QUOTE: &str = "\
Examples:
  ovh-order quote order.yaml
  ovh-order quote order.yaml --save quote.json";

pub(super) const UPGRADE: &str = "\
Examples:
  ovh-order upgrade vps SERVICE vps-2025-model2 --dry-run
  ovh-order upgrade vps SERVICE vps-2025-model2 --max-total \"12.00 EUR\"";

pub(super) const CART: &str = "\
Examples:
  ovh-order cart create
  ovh-order cart offers CART vps
  ovh-order cart add CART vps --plan-code vps-2025-model1
  ovh-order cart requirements CART ITEM
  ovh-order cart configure CART ITEM vps_datacenter=GRA \"vps_os=Debian 13\"
  ovh-order cart assign CART
  ovh-order cart checkout CART --dry-run
  ovh-order cart checkout CART --max-total \"12.00 EUR\"";

pub(super) const ORDER: &str = "\
Examples:
  ovh-order order list --since 2026-01-01
  ovh-order order follow ORDER
  ovh-order order pay ORDER --pay-with default
  ovh-order order documents ORDER --dir invoices
  ovh-order order runs";

pub(super) const API: &str = "\
Examples:
  ovh-order api GET /me
  ovh-order api GET /order/cart/{cartId} -f cartId=CART
  ovh-order api POST /order/cart -f ovhSubsidiary=FR --dry-run";

pub(super) const OPS: &str = "\
Examples:
  ovh-order ops cart assign
  ovh-order ops show POST /order/cart/{cartId}/checkout";

pub(super) const LOGIN: &str = "\
Examples:
  ovh-order login --for buy
  ovh-order --profile work login --for quote --rule \"GET /cloud/project\"";

pub(super) const EXPLAIN: &str = "\
Examples:
  ovh-order auth explain buy
  ovh-order auth explain POST /order/cart/{cartId}/checkout";
