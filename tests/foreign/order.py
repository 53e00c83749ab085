"""Logs in with the published client and orders a project: order.py signature|oauth2|login."""

import os
import re
import sys
import time

import ovh
import requests

# The client knows its endpoints by name; these are its public tables.
ovh.client.ENDPOINTS["sandbox"] = os.environ["SANDBOX"]
ovh.client.OAUTH2_TOKEN_URLS["sandbox"] = os.environ["SANDBOX_TOKEN_URL"]

APPLICATION = {
    "application_key": "sandbox-application-key",
    "application_secret": "sandbox-application-secret",
}


def client(login):
    if login == "signature":
        return ovh.Client("sandbox", consumer_key="sandbox-consumer-key", **APPLICATION)
    if login == "oauth2":
        return ovh.Client("sandbox", client_id="sandbox-client-id", client_secret="sandbox-client-secret")
    if login == "login":
        api = ovh.Client("sandbox", **APPLICATION)
        request = api.new_consumer_key_request()
        request.add_recursive_rules(ovh.API_READ_WRITE, "/")
        validate(request.request()["validationUrl"])
        return api
    raise SystemExit(f"unknown login {login}")


def validate(page):
    """Presses the button, as a person does."""
    shown = requests.get(page).text
    token = re.search(r'name="formToken" value="(\w+)"', shown).group(1)
    requests.post(page, data={"formToken": token}).raise_for_status()


def order(api):
    cart = api.post("/order/cart", ovhSubsidiary="FR", description=None)["cartId"]
    api.post(f"/order/cart/{cart}/assign")
    offer = api.get(f"/order/cart/{cart}/cloud", planCode="project.2018")[0]
    item = api.post(
        f"/order/cart/{cart}/cloud",
        planCode=offer["planCode"],
        duration="P1M",
        pricingMode="default",
        quantity=1,
    )["itemId"]
    api.post(
        f"/order/cart/{cart}/item/{item}/configuration",
        label="description",
        value="été in Paris",
    )
    assert api.get(f"/order/cart/{cart}/checkout")["prices"]["withTax"]["value"] == 0
    return api.post(f"/order/cart/{cart}/checkout")["orderId"]


def delivered(api, number):
    while api.get(f"/me/order/{number}/status") != "delivered":
        time.sleep(0.1)
    detail = api.get(f"/me/order/{number}/details")[0]
    project = api.get(f"/me/order/{number}/details/{detail}")["domain"]
    assert api.get(f"/cloud/project/{project}")["description"] == "été in Paris"


api = client(sys.argv[1])
delivered(api, order(api))
print("delivered")
