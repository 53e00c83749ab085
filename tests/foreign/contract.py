"""Hooks of schemathesis: calls are signed, and most of them are about objects that exist.

Every object is made for one call alone, so that no call depends on those before it. Every tenth call, and
what is wrong on purpose, stays as it was generated.
"""

import hashlib
import itertools
import os
import time

import ovh
import requests
import schemathesis

# The client takes paths of all versions if its endpoint ends in the oldest one.
ovh.client.ENDPOINTS["sandbox"] = os.environ["SANDBOX"].replace("/v1", "/1.0")
APPLICATION, SECRET, CONSUMER = "sandbox-application-key", "sandbox-application-secret", "sandbox-consumer-key"
API = ovh.Client("sandbox", application_key=APPLICATION, application_secret=SECRET, consumer_key=CONSUMER)
CALLS = itertools.count()


class Signature(requests.auth.AuthBase):
    def __call__(self, request):
        consumer = CONSUMER
        if request.url.endswith("/auth/logout"):
            # The other calls still need their key.
            consumer = API.post("/auth/credential", accessRules=[], _need_auth=False)["consumerKey"]
        now = str(int(time.time()))
        head = "+".join([SECRET, consumer, request.method, request.url, ""]).encode()
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        digest = hashlib.sha1(head + body + b"+" + now.encode()).hexdigest()
        request.headers["X-Ovh-Application"] = APPLICATION
        request.headers["X-Ovh-Consumer"] = consumer
        request.headers["X-Ovh-Timestamp"] = now
        request.headers["X-Ovh-Signature"] = f"$1${digest}"
        return request


schemathesis.auth.set_from_requests(Signature())


@schemathesis.hook
def before_call(context, case, kwargs):
    parts = case.meta.components
    wrong = {place for place, part in parts.items() if not part.mode.is_positive}
    is_wrong = not case.meta.generation.mode.is_positive
    if next(CALLS) % 10 == 9 or (is_wrong and wrong != {"body"}):
        return
    known = existing(case.path, case.method)
    for place, values in [("path", case.path_parameters), ("query", case.query), ("body", case.body)]:
        if place in parts and place not in wrong and isinstance(values, dict):
            for name in values.keys() & known.keys():
                values[name] = str(known[name]) if isinstance(values[name], str) else known[name]


def existing(path, method):
    """Values of the parameters of an operation, by name."""
    section, _, last = path.rpartition("/")
    words = path.split("/")[2:]
    known = {"duration": "01", "domain": "sandbox.com", "ovhSubsidiary": "FR"}
    match words:
        case ["order", "cart", "{cartId}", *rest]:
            known |= cart(rest, method)
        case ["order", "cartServiceOption" | "upgrade" as way, product, _, *_]:
            path = f"/order/{way}/{product}"
            known["serviceName"] = known["domain"] = first(path)
            known |= plan(first(f"{path}/{known['serviceName']}")) | {"cartId": new_cart()}
        case ["order", *_]:
            # The older operations ask whether there is a service of this name, and list those that they are for.
            service = first(path.split("/{")[0])
            known |= {word.strip("{}"): service for word in words if word != "{duration}"}
        case ["me", "order", "{orderId}", *_]:
            known |= order()
        case ["me", "paymentMean", *_]:
            known |= {"paymentMean": "creditCard", "id": first("/me/paymentMean/creditCard")}
        case _ if last.startswith("{") and "{" not in section:
            name, listed = last.strip("{}"), first(section)
            known[name] = listed.get(name, listed.get("urn")) if isinstance(listed, dict) else listed
    return {name: value for name, value in known.items() if value is not None}


def first(path, **query):
    """The first that is listed, if anything is."""
    try:
        return next(iter(API.get(path, **query)), None)
    except ovh.exceptions.APIError:
        return None


def cart(rest, method):
    number = new_cart()
    known = {"cartId": number, "coupon": "SANDBOX10", "domain": "sandbox.com"}
    path = f"/order/cart/{number}"
    match rest:
        case [] | ["assign" | "checkout" | "coupon" | "item" | "summary", *_]:
            known |= project(path)
        case ["domain", *_]:
            offer = first(f"{path}/domain", domain="sandbox.com")
            known |= {"planCode": "com", "duration": "P1Y", "quantity": 1, "pricingMode": offer["pricingMode"]}
        case [product, *below]:
            chosen = plan(first(f"{path}/{product}", domain="sandbox.com"))
            known |= chosen
            if chosen and below and method == "POST":
                known["itemId"] = API.post(f"{path}/{product}", **chosen)["itemId"]
                known |= plan(first(f"{path}/{product}/options", planCode=chosen["planCode"]))
    return known


def new_cart():
    number = API.post("/order/cart", ovhSubsidiary="FR")["cartId"]
    API.post(f"/order/cart/{number}/assign")
    return number


def project(cart):
    item = API.post(f"{cart}/cloud", planCode="project.2018", duration="P1M", pricingMode="default", quantity=1)
    item = item["itemId"]
    label = API.post(f"{cart}/item/{item}/configuration", label="description", value="contract")
    return {"itemId": item, "configurationId": label["id"]}


def order():
    """A project, delivered at once."""
    cart = f"/order/cart/{new_cart()}"
    project(cart)
    number = API.post(f"{cart}/checkout")["orderId"]
    return {"orderId": number, "orderDetailId": API.get(f"/me/order/{number}/details")[0]}


def plan(offer):
    """An offer as it is ordered, if there is one."""
    if not offer:
        return {}
    renewals = [price for price in offer["prices"] if "renew" in price["capacities"]]
    price = (renewals or offer["prices"])[0]
    chosen = {name: price[name] for name in ["duration", "pricingMode"]}
    return chosen | {"planCode": offer["planCode"], "quantity": 1}
