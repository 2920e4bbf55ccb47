// Shipping: what the warehouse and the office do with a sale in Tryton: ship all or part of it, invoice, edit, cancel. Log in as admin.
// And what of it the running Vendure shows.
import {GraphQl, REFUSED} from './graphql.mjs';

const TODAY = () => {
  const now = new Date();
  return {__class__: 'date', year: now.getUTCFullYear(), month: now.getUTCMonth() + 1, day: now.getUTCDate()};
};

export class Shipping {
  constructor(tryton) {
    this.tryton = tryton;
  }

  async sale(id) {
    const [sale] = await this.tryton.find('sale.sale', [['id', '=', id]], ['state', 'number', 'shipments', 'invoices', 'total_amount']);
    return sale;
  }

  /** Ships what is open; `part` keeps one piece of each line of more than one back. Returns the lines that left. */
  async ship(id, {tracking, part = false}) {
    const {tryton} = this;
    if ((await this.sale(id)).state !== 'processing') await this.release(id);
    const {shipments} = await this.sale(id);
    const [open] = await tryton.find('stock.shipment.out', [['id', 'in', shipments], ['state', '=', 'waiting']], ['number', 'outgoing_moves']);
    await tryton.call('model.stock.shipment.out.draft', [open.id]);
    const moves = await tryton.find('stock.move', [['id', 'in', open.outgoing_moves]], ['quantity', 'product.code']);
    if (part) {
      for (const move of moves.filter(m => m.quantity > 1)) {
        await tryton.call('model.stock.move.write', [move.id], {quantity: move.quantity - 1});
        move.quantity -= 1;
      }
    }
    await tryton.call('model.stock.shipment.out.write', [open.id], {reference: tracking});
    await tryton.call('model.stock.shipment.out.wait', [open.id]);
    await tryton.call('model.stock.shipment.out.assign_force', [open.id]);
    for (const button of ['pick', 'pack', 'done']) await tryton.call(`model.stock.shipment.out.${button}`, [open.id]);
    return moves.map(move => ({item: move['product.'].code, quantity: move.quantity}));
  }

  async release(id) {
    const {state} = await this.sale(id);
    if (state === 'draft') await this.tryton.press('sale.sale.quote', id);
    await this.tryton.press('sale.sale.confirm', id);
  }

  async invoice(id) {
    const {invoices} = await this.sale(id);
    const drafts = await this.tryton.find('account.invoice', [['id', 'in', invoices], ['state', '=', 'draft']], ['id']);
    for (const draft of drafts) {
      await this.tryton.call('model.account.invoice.write', [draft.id], {invoice_date: TODAY()});
      await this.tryton.call('model.account.invoice.post', [draft.id]);
    }
    return (await this.tryton.find('account.invoice', [['id', 'in', invoices]], ['number'])).map(i => i.number);
  }

  async cancel(id) {
    await this.tryton.call('model.sale.sale.cancel', [id]);
  }

  /** A person writes another quantity into the first line. */
  async edit(id, more) {
    const [line] = await this.tryton.find('sale.line', [['sale', '=', id]], ['quantity', 'product.code'], [['id', 'ASC']]);
    await this.tryton.call('model.sale.sale.draft', [id]);
    await this.tryton.call('model.sale.line.write', [line.id], {quantity: line.quantity + more});
    await this.tryton.call('model.sale.sale.quote', [id]);
    return {item: line['product.'].code, was: line.quantity, is: line.quantity + more};
  }
}

const ORDER = `id code state customFields { erpStatus erpOrderNumber }
  lines { quantity productVariant { sku } fulfillmentLines { quantity } }
  fulfillments { state method trackingCode lines { quantity orderLine { productVariant { sku } } } }
  history(options: { take: 100 }) { items { type isPublic data } }`;

/** Orders as the shop shows them. */
export class Counter {
  #admin;

  constructor(base) {
    this.#admin = new GraphQl(`${base}/admin-api`);
  }

  async connect() {
    await this.#admin.ask(`mutation { login(username: "superadmin", password: "superadmin-pw") { __typename ${REFUSED} } }`);
  }

  async read(code) {
    const {orders} = await this.#admin.ask(
        `query($c: String!) { orders(options: { filter: { code: { eq: $c } } }) { items { ${ORDER} } } }`, {c: code});
    const [order] = orders.items;
    return {
      state: order.state,
      text: order.customFields.erpStatus ?? '',
      number: order.customFields.erpOrderNumber ?? '',
      lines: order.lines.map(l => ({sku: l.productVariant.sku, quantity: l.quantity})),
      parcels: order.fulfillments.map(f => ({
        state: f.state,
        tracking: f.trackingCode,
        lines: Object.fromEntries(f.lines.map(l => [l.orderLine.productVariant.sku, l.quantity])),
      })),
      notes: order.history.items.filter(i => i.type === 'ORDER_NOTE').map(i => i.data.note),
    };
  }
}
