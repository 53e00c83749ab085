//! `/order/cartServiceOption`: options of services that exist, put into a cart.

use std::sync::Arc;

use crate::sandbox::cart::items::{choice, put_in, shown_options, unknown_plan};
use crate::sandbox::cart::state::Item;
use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::service::state::{self as service, Service};
use crate::sandbox::world::World;

/// The names of the services that a product is about.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let services = world.services(call.now());
    let names = services
        .iter()
        .filter(|service| service.is_of(call.arg("product")));
    Ok(names.map(|service| service.name.as_str()).collect())
}

pub fn offers(world: &mut World, call: &Call<'_>) -> Answer {
    let plan = asked(world, call)?.plan;
    Ok(shown_options(&world.catalogue, &plan, world.subsidiary))
}

pub fn add(world: &mut World, call: &Call<'_>) -> Answer {
    let service = asked(world, call)?;
    let needs = ["cartId", "duration", "planCode", "pricingMode", "quantity"];
    let body = Body::read(call, &needs, &[])?;
    let code = body.needed_text("planCode")?;
    let family = service.plan.option_family(&code);
    let addon = family.and_then(|_| {
        let product = &service.item.family;
        world.catalogue.addon(product, &code, world.subsidiary)
    });
    let addon = Arc::clone(addon.ok_or_else(|| unknown_plan(&code))?);
    let item = Item {
        service: Some(service.name),
        ..Item::new(world.item_id(), &service.item.family, addon, choice(&body)?)
    };
    let cart = world.cart_named(&body.needed_text("cartId")?, call.now())?;
    put_in(cart.open()?, item)
}

/// The service in the path.
pub fn asked(world: &World, call: &Call<'_>) -> Result<Service, Refusal> {
    let services = world.services(call.now());
    let found = service::find(services, call.arg("product"), call.arg("serviceName"));
    found.ok_or_else(|| Refusal::not_found("This service does not exist"))
}
