'use strict';
// Fills an empty shop from seed/*.csv through its Admin API: `up --reseed` keeps the result as
// seed.sql.gz.
const {readFileSync} = require('node:fs');
const {join} = require('node:path');

// CSV with quoted fields, first row names the columns.
function rows(name) {
  const text = readFileSync(join(__dirname, 'seed', name), 'utf8');
  const [head, ...lines] = text.trimEnd().split('\n').map(
      line => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
          ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain));
  return lines.map(fields => Object.fromEntries(head.map((column, i) => [column, fields[i]])));
}

const cents = amount => Math.round(Number(amount) * 100);
const named = (name, more = {}) => [{languageCode: 'en', name, ...more}];

class Admin {
  constructor(base) {
    this.url = `${base}/admin-api`;
    this.headers = {'content-type': 'application/json'};
  }

  async ask(query, variables) {
    const body = JSON.stringify({query, variables});
    const answer = await fetch(this.url, {method: 'POST', headers: this.headers, body});
    const token = answer.headers.get('vendure-auth-token');
    if (token) this.headers.authorization = `Bearer ${token}`;
    const {data, errors} = await answer.json();
    const refused = errors ?? Object.values(data).filter(result => result?.errorCode);
    if (refused.length) throw new Error(`${JSON.stringify(refused)} for ${query.slice(0, 120)}`);
    return data;
  }

  /** One mutation `name(input: $input)`; returns its result's `fields`. */
  async make(name, type, input, fields = 'id') {
    const query = `mutation($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
    return (await this.ask(query, {input}))[name];
  }
}

const REFUSED = '... on ErrorResult { errorCode message }';

async function taxes(admin) {
  const country = (code, name) => admin.make(
      'createCountry', 'CreateCountryInput', {code, enabled: true, translations: named(name)});
  const zone = (name, members) =>
      admin.make('createZone', 'CreateZoneInput', {name, memberIds: members.map(m => m.id)});
  const category = (name, isDefault) =>
      admin.make('createTaxCategory', 'CreateTaxCategoryInput', {name, isDefault});
  const rate = (name, where, what, value) => admin.make(
      'createTaxRate', 'CreateTaxRateInput',
      {name, enabled: true, value, categoryId: what.id, zoneId: where.id});

  const america = await zone(
      'North America', [await country('US', 'United States'), await country('CA', 'Canada')]);
  const standard = await category('Standard', true);
  const exempt = await category('Exempt', false);
  await rate('No tax', america, standard, 0);
  await rate('No tax (exempt)', america, exempt, 0);
  for (const state of rows('states.csv')) {
    const its = await zone('US-' + state.code, []);
    await rate(`${state.name} sales tax`, its, standard, Number(state.tax_percent));
    await rate(`${state.name} exempt`, its, exempt, 0);
  }
  return {america, standard, exempt};
}

async function channel(admin, zone) {
  const {activeChannel} = await admin.ask('{ activeChannel { id } }');
  await admin.make(
      'updateChannel', 'UpdateChannelInput', {
        id: activeChannel.id,
        pricesIncludeTax: false,
        defaultCurrencyCode: 'USD',
        availableCurrencyCodes: ['USD'],
        defaultLanguageCode: 'en',
        defaultTaxZoneId: zone.id,
        defaultShippingZoneId: zone.id,
      },
      `__typename ${REFUSED}`);
}

async function shippingAndPayment(admin) {
  const argument = (name, value) => ({name, value: String(value)});
  const ship = (code, name, rate, minimum = 0) =>
      admin.make('createShippingMethod', 'CreateShippingMethodInput', {
        code,
        fulfillmentHandler: 'manual-fulfillment',
        translations: named(name, {description: ''}),
        checker: {
          code: 'default-shipping-eligibility-checker',
          arguments: [argument('orderMinimum', minimum)],
        },
        calculator: {
          code: 'default-shipping-calculator',
          arguments:
              [argument('rate', rate), argument('taxRate', 0), argument('includesTax', 'exclude')],
        },
      });
  await ship('ground', 'UPS Ground', 1295);
  await ship('2day', 'UPS 2nd Day Air', 3450);
  await ship('ltl', 'LTL Freight (free over $2,500)', 0, 250000);
  await ship('pickup', 'Will Call', 0);

  const pay = (code, name, settles) =>
      admin.make('createPaymentMethod', 'CreatePaymentMethodInput', {
        code,
        enabled: true,
        translations: named(name, {description: ''}),
        handler: {code: 'test-payment', arguments: [argument('automaticSettle', settles)]},
      });
  await pay('card', 'Credit card (captured)', true);
  await pay('card-auth', 'Credit card (authorise only)', false);
  await pay('on-account', 'On account / net terms', false);
}

async function promotions(admin) {
  const make = (name, couponCode, conditions, actions) => admin.make(
      'createPromotion', 'CreatePromotionInput', {
        enabled: true,
        couponCode,
        conditions,
        actions,
        translations: named(name),
      },
      `... on Promotion { id } ${REFUSED}`);
  const argument = (name, value) => ({name, value: String(value)});
  await make(
      'Seven percent off', 'SEVEN', [],
      [{code: 'order_percentage_discount', arguments: [argument('discount', 7)]}]);
  await make(
      'Ten dollars off', 'TENOFF', [],
      [{code: 'order_fixed_discount', arguments: [argument('discount', 1000)]}]);
  await make('Free freight', 'FREIGHTFREE', [], [{code: 'free_shipping', arguments: []}]);
}

async function warehouses(admin) {
  const {stockLocations} = await admin.ask('{ stockLocations { items { id } } }');
  const first = stockLocations.items[0];
  await admin.make(
      'updateStockLocation', 'UpdateStockLocationInput', {id: first.id, name: 'NJ-MAIN'});
  const west =
      await admin.make('createStockLocation', 'CreateStockLocationInput', {name: 'NV-WEST'});
  return {nj: first.id, nv: west.id};
}

/** Gives the product its sizes; returns {option code: id}. */
async function sizes(admin, productId, slug, variants) {
  const options =
      variants.map(v => ({code: v.option.toLowerCase(), translations: named(v.option)}));
  const group = await admin.make(
      'createProductOptionGroup', 'CreateProductOptionGroupInput',
      {code: slug + '-size', translations: named('Size'), options}, 'id options { id code }');
  await admin.ask(
      'mutation($p: ID!, $g: ID!) { addOptionGroupToProduct(productId: $p, optionGroupId: $g) { id } }',
      {p: productId, g: group.id});
  return Object.fromEntries(group.options.map(option => [option.code, option.id]));
}

function groupPrices(variant) {
  if (!variant.price_gold) return null;
  return JSON.stringify({GOLD: cents(variant.price_gold), SILVER: cents(variant.price_silver)});
}

async function product(admin, variants, tax, stock) {
  const [{product: code, name, category}] = variants;
  const slug = code.toLowerCase();
  const {id: productId} = await admin.make(
      'createProduct', 'CreateProductInput',
      {enabled: true, translations: named(name, {slug, description: category})});
  const sized = variants.length > 1;
  const options = sized ? await sizes(admin, productId, slug, variants) : {};
  const input = variants.map(
      v => ({
        productId,
        sku: v.sku,
        price: cents(v.price),
        trackInventory: 'TRUE',
        taxCategoryId: v.taxable === '1' ? tax.standard.id : tax.exempt.id,
        translations: named(sized ? `${name} ${v.option}` : name),
        ...(sized ? {optionIds: [options[v.option.toLowerCase()]]} : {}),
        stockLevels: [
          {stockLocationId: stock.nj, stockOnHand: Number(v.stock_nj)},
          {stockLocationId: stock.nv, stockOnHand: Number(v.stock_nv)},
        ],
        customFields: {uom: v.uom, packQty: Number(v.pack_qty), groupPrices: groupPrices(v)},
      }));
  await admin.ask(
      'mutation($i: [CreateProductVariantInput!]!) { createProductVariants(input: $i) { id } }',
      {i: input});
}

async function customer(admin, c, shipTos, group) {
  const {createCustomer} = await admin.ask(
      `mutation($i: CreateCustomerInput!, $p: String) {
      createCustomer(input: $i, password: $p) { ... on Customer { id } ${REFUSED} } }`,
      {
        p: c.password,
        i: {
          firstName: c.first_name,
          lastName: c.last_name,
          emailAddress: c.email,
          phoneNumber: c.phone,
          customFields: {
            accountNumber: c.account,
            company: c.company,
            salesRep: c.rep,
            terms: c.terms,
            taxExempt: c.tax_exempt === '1',
          },
        },
      });
  for (const [i, s] of shipTos.entries()) {
    await admin.ask(
        'mutation($c: ID!, $i: CreateAddressInput!) { createCustomerAddress(customerId: $c, input: $i) { id } }',
        {
          c: createCustomer.id,
          i: {
            fullName: `${c.first_name} ${c.last_name}`,
            company: c.company,
            streetLine1: s.street,
            streetLine2: s.street2,
            city: s.city,
            province: s.state,
            postalCode: s.zip,
            countryCode: 'US',
            phoneNumber: c.phone,
            defaultShippingAddress: i === 0,
            defaultBillingAddress: i === 0,
            customFields: {erpShipTo: s.ship_to},
          },
        });
  }
  await admin.ask(
      'mutation($g: ID!, $c: [ID!]!) { addCustomersToGroup(customerGroupId: $g, customerIds: $c) { id } }',
      {g: group, c: [createCustomer.id]});
}

async function seed(base) {
  const admin = new Admin(base);
  await admin.ask(`mutation { login(username: "superadmin", password: "superadmin-pw") {
    __typename ${REFUSED} } }`);
  const tax = await taxes(admin);
  await channel(admin, tax.america);
  await shippingAndPayment(admin);
  await promotions(admin);
  const stock = await warehouses(admin);

  const variants = rows('variants.csv');
  for (const code of new Set(variants.map(v => v.product))) {
    await product(admin, variants.filter(v => v.product === code), tax, stock);
  }
  const groups = {};
  for (const name of ['GOLD', 'SILVER', 'BRONZE']) {
    groups[name] = (await admin.make('createCustomerGroup', 'CreateCustomerGroupInput', {name})).id;
  }
  const shipTos = rows('ship_tos.csv');
  for (const c of rows('customers.csv')) {
    await customer(admin, c, shipTos.filter(s => s.account === c.account), groups[c.price_group]);
  }
}

module.exports = {seed};
