// Shop: buys, changes and cancels in the running Vendure, and reads its orders back. Knows no ERP.
import {fileURLToPath} from 'node:url';

import {readCsv} from './csv.mjs';
import {GraphQl, REFUSED} from './graphql.mjs';

const SEED = fileURLToPath(new URL('../../peers/vendure/seed/', import.meta.url));
const STATE_ERROR = '... on OrderStateTransitionError { errorCode message transitionError }';

const ORDER = `id code state total totalWithTax shipping
  customer { emailAddress customFields { accountNumber company salesRep } }
  customFields { poNumber deliveryNote erpOrderNumber erpStatus salesCredit }
  shippingAddress { streetLine1 streetLine2 customFields { erpShipTo } }
  payments { id state }
  lines { id quantity orderPlacedQuantity proratedLinePrice
    customFields { lineNote } productVariant { sku name customFields { uom } } }`;

export const customers =
    readCsv(SEED + 'customers.csv')
        .map(customer => ({
               ...customer,
               shipTos: readCsv(SEED + 'ship_tos.csv')
                            .filter(shipTo => shipTo.account === customer.account),
             }));

export const variants = readCsv(SEED + 'variants.csv');

/** Who the order is for and where it goes, as the shop's address input. */
function addressOf(spec, customer) {
  const shipTo = customer.shipTos.find(s => s.ship_to === spec.shipTo) ?? customer.shipTos[0];
  return {
    fullName: spec.name ?? `${customer.first_name} ${customer.last_name}`,
    company: spec.company ?? (spec.account ? customer.company : ''),
    streetLine1: spec.site ?? shipTo.street,
    streetLine2: spec.street2 ?? shipTo.street2,
    city: shipTo.city,
    province: shipTo.state,
    postalCode: shipTo.zip,
    countryCode: 'US',
    phoneNumber: customer.phone,
    customFields: spec.account && !spec.site ? {erpShipTo: shipTo.ship_to} : undefined,
  };
}

export class Shop {
  #base;
  #admin;
  #ids = {};       // sku -> variant id
  #sessions = {};  // account -> session
  #turns = {};     // account -> its last placing: one basket an account

  constructor(base) {
    this.#base = base;
    this.#admin = new GraphQl(`${base}/admin-api`);
  }

  async connect() {
    await this.#admin.ask(`mutation { login(username: "superadmin", password: "superadmin-pw") {
      __typename ${REFUSED} } }`);
    const found =
        await this.#admin.ask('{ productVariants(options: { take: 1000 }) { items { id sku } } }');
    for (const {id, sku} of found.productVariants.items) this.#ids[sku] = id;
  }

  /** Places one order (see plan.mjs for a spec) and returns its code. */
  place(spec) {
    const turn = (this.#turns[spec.account] ?? Promise.resolve()).then(() => this.#place(spec));
    if (spec.account) this.#turns[spec.account] = turn.catch(() => {});
    return turn;
  }

  async #place(spec) {
    const customer = customers.find(c => c.account === spec.account) ?? customers[0];
    const session = await this.#session(spec);
    await this.#fill(session, spec);
    await this.#address(session, spec, addressOf(spec, customer));
    return this.#pay(session, spec);
  }

  async #session(spec) {
    if (this.#sessions[spec.account]) return this.#sessions[spec.account];
    const session = new GraphQl(`${this.#base}/shop-api`);
    if (!spec.account) return session;
    const {email, password} = customers.find(c => c.account === spec.account);
    await session.ask(
        `mutation($u: String!, $p: String!) {
      login(username: $u, password: $p) { ... on CurrentUser { id } ${REFUSED} } }`,
        {u: email, p: password});
    return (this.#sessions[spec.account] = session);
  }

  async #fill(session, spec) {
    for (const line of spec.lines) {
      await session.ask(
          `mutation($v: ID!, $q: Int!, $c: OrderLineCustomFieldsInput) {
        addItemToOrder(productVariantId: $v, quantity: $q, customFields: $c) {
          ... on Order { id } ${REFUSED} } }`,
          {v: this.#ids[line.sku], q: line.quantity, c: {lineNote: line.note ?? null}});
    }
    if (spec.coupon) {
      await session.ask(
          `mutation($c: String!) { applyCouponCode(couponCode: $c) {
        ... on Order { id } ${REFUSED} } }`,
          {c: spec.coupon});
    }
  }

  async #address(session, spec, address) {
    if (!spec.account) {
      const [firstName, lastName] = [spec.first, spec.last];
      await session.ask(
          `mutation($i: CreateCustomerInput!) { setCustomerForOrder(input: $i) {
        ... on Order { id } ${REFUSED} } }`,
          {i: {firstName, lastName, emailAddress: spec.email}});
    }
    const {customFields, ...billing} = address;
    await session.ask(
        `mutation($s: CreateAddressInput!, $b: CreateAddressInput!, $u: UpdateOrderInput!) {
      setOrderShippingAddress(input: $s) { ... on Order { id } ${REFUSED} }
      setOrderBillingAddress(input: $b) { ... on Order { id } ${REFUSED} }
      setOrderCustomFields(input: $u) { ... on Order { id } ${REFUSED} } }`,
        {
          s: address,
          b: billing,
          u: {
            customFields: {
              poNumber: spec.po ?? null,
              deliveryNote: spec.deliveryNote ?? null,
              salesRep: spec.rep ?? null,
              requestedShipDate: spec.requested ?? null,
            },
          },
        });
  }

  async #pay(session, spec) {
    const {eligibleShippingMethods} = await session.ask('{ eligibleShippingMethods { id code } }');
    const method = eligibleShippingMethods.find(m => m.code === spec.shipping);
    if (!method) throw new Error(`the shop offers no shipping '${spec.shipping}' for this order`);
    await session.ask(
        `mutation($m: [ID!]!) {
      setOrderShippingMethod(shippingMethodId: $m) { ... on Order { id } ${REFUSED} }
      transitionOrderToState(state: "ArrangingPayment") { ... on Order { id } ${STATE_ERROR} } }`,
        {m: [method.id]});
    const {addPaymentToOrder} = await session.ask(
        `mutation($i: PaymentInput!) {
      addPaymentToOrder(input: $i) { ... on Order { code } ${REFUSED} } }`,
        {i: {method: spec.payment, metadata: {}}});
    return addPaymentToOrder.code;
  }

  /** The order as it is now. */
  async read(code) {
    const {orders} = await this.#admin.ask(
        `query($c: String!) {
      orders(options: { filter: { code: { eq: $c } } }) { items { ${ORDER} } } }`,
        {c: code});
    if (orders.items.length !== 1) throw new Error(`the shop has no order '${code}'`);
    const [order] = orders.items;
    order.lines.sort((a, b) => Number(a.id) - Number(b.id));  // the shop answers them in any order
    return order;
  }

  /** Changes a placed order: {quantities: [of line 1, ...], add: {sku, quantity}, shipTo}. */
  async change(code, {quantities = [], add, shipTo}) {
    const order = await this.read(code);
    await this.#move(order.id, 'Modifying');
    const {modifyOrder} = await this.#admin.ask(
        `mutation($i: ModifyOrderInput!) {
      modifyOrder(input: $i) { ... on Order { modifications { id priceChange } } ${REFUSED} } }`,
        {
          i: {
            orderId: order.id,
            dryRun: false,
            refund: {paymentId: order.payments[0].id, reason: 'changed'},
            adjustOrderLines:
                quantities.map((quantity, i) => ({orderLineId: order.lines[i].id, quantity})),
            ...(add &&
                {addItems: [{productVariantId: this.#ids[add.sku], quantity: add.quantity}]}),
            ...(shipTo && {updateShippingAddress: this.#otherAddress(order, shipTo)}),
          },
        });
    const last = modifyOrder.modifications.reduce((a, b) => (Number(a.id) > Number(b.id) ? a : b));
    if (last.priceChange > 0) await this.#payRest(order.id);
    await this.#move(order.id, 'Payment' + order.payments[0].state);
  }

  #otherAddress(order, shipTo) {
    const account = order.customer.customFields.accountNumber;
    return addressOf({account, shipTo}, customers.find(c => c.account === account));
  }

  async #payRest(id) {
    await this.#move(id, 'ArrangingAdditionalPayment');
    const outstanding = {orderId: id, method: 'on-account', transactionId: 'rest', metadata: {}};
    await this.#admin.ask(
        `mutation($i: ManualPaymentInput!) {
      addManualPaymentToOrder(input: $i) { ... on Order { id } ${REFUSED} } }`,
        {i: outstanding});
  }

  #move(id, state) {
    return this.#admin.ask(
        `mutation($i: ID!, $s: String!) {
      transitionOrderToState(id: $i, state: $s) { ... on Order { id } ${STATE_ERROR} } }`,
        {i: id, s: state});
  }

  /** Cancels the whole order, or `quantity` of line number `line` (0 is the first). */
  async cancel(code, line, quantity) {
    const order = await this.read(code);
    const input = {orderId: order.id, reason: 'customer asked', cancelShipping: line === undefined};
    if (line !== undefined) input.lines = [{orderLineId: order.lines[line].id, quantity}];
    await this.#admin.ask(
        `mutation($i: CancelOrderInput!) {
      cancelOrder(input: $i) { ... on Order { id } ${REFUSED} } }`,
        {i: input});
  }
}
