// Logs in with the published client and orders a project: order.js signature|oauth2|login.

const assert = require('node:assert');
const client = require('@ovhcloud/node-ovh');

const { hostname, port, origin } = new URL(process.env.SANDBOX);
const address = { host: hostname, port: Number(port) };
const application = { appKey: 'sandbox-application-key', appSecret: 'sandbox-application-secret' };

async function loggedIn(login) {
  switch (login) {
    case 'signature':
      return client({ ...address, ...application, consumerKey: 'sandbox-consumer-key' });
    case 'oauth2':
      return client({
        ...address,
        clientID: 'sandbox-client-id',
        clientSecret: 'sandbox-client-secret',
        tokenURL: `${origin}/auth/`,
      });
    case 'login': {
      const api = client({ ...address, ...application });
      const accessRules = ['GET', 'POST'].map((method) => ({ method, path: '/*' }));
      const asked = await api.requestPromised('POST', '/auth/credential', { accessRules });
      await validate(asked.validationUrl);
      api.consumerKey = asked.consumerKey;
      return api;
    }
  }
  throw new Error(`unknown login ${login}`);
}

// Presses the button, as a person does.
async function validate(page) {
  const shown = await (await fetch(page)).text();
  const [, token] = shown.match(/name="formToken" value="(\w+)"/);
  const pressed = await fetch(page, { method: 'POST', body: new URLSearchParams({ formToken: token }) });
  assert.strictEqual(pressed.status, 200);
}

async function main() {
  const api = await loggedIn(process.argv[2]);
  const call = (method, path, body) => api.requestPromised(method, path, body);
  const { cartId } = await call('POST', '/order/cart', { ovhSubsidiary: 'FR' });
  const cart = `/order/cart/${cartId}`;
  await call('POST', `${cart}/assign`);
  const [offer] = await call('GET', `${cart}/cloud`, { planCode: 'project.2018' });
  const { itemId } = await call('POST', `${cart}/cloud`, {
    planCode: offer.planCode, duration: 'P1M', pricingMode: 'default', quantity: 1,
  });
  const name = 'été in Paris';
  await call('POST', `${cart}/item/${itemId}/configuration`, { label: 'description', value: name });
  const { orderId } = await call('POST', `${cart}/checkout`, {});
  while (await call('GET', `/me/order/${orderId}/status`) !== 'delivered') {
    await new Promise((done) => setTimeout(done, 100));
  }
  const [detail] = await call('GET', `/me/order/${orderId}/details`);
  const { domain } = await call('GET', `/me/order/${orderId}/details/${detail}`);
  assert.strictEqual((await call('GET', `/cloud/project/${domain}`)).description, name);
  console.log('delivered');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
