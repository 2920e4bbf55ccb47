// Tryton: reads the ERP's sales as a person would see them, and does the ERP admin's and the
// warehouse's part. Knows no shop and no daemon.
import {fromText} from './money.mjs';

const PASSWORD = 'demo-Quartz7!';
const SALE = [
  'reference', 'number', 'state', 'description', 'comment', 'total_amount', 'party.code',
  'agent.party.code', 'shipment_address.name', 'shipment_address.street', 'invoice_address.name',
  'payment_term.name', 'create_date'
];
const LINE = [
  'sale', 'type', 'description', 'note', 'quantity', 'unit_price', 'amount', 'product.code', 'unit.symbol'
];

export const decimal = text => ({__class__: 'Decimal', decimal: text});

export class Tryton {
  #url;
  #user;
  #session;
  #context = {};

  constructor(base, user = 'integration') {
    this.#url = `${base}/erp/`;
    this.#user = user;
  }

  /** One call of the RPC interface; the context is added. Logs in when there is no session. */
  async call(method, ...params) {
    if (!this.#session) await this.#login();
    const {status, body} = await this.#post(method, [...params, this.#context]);
    if (status === 401) {
      this.#session = undefined;
      return this.call(method, ...params);
    }
    return this.#result(method, status, body);
  }

  /** The same with more in the context. */
  async callWith(more, method, ...params) {
    if (!this.#session) await this.#login();
    const {status, body} = await this.#post(method, [...params, {...this.#context, ...more}]);
    return this.#result(method, status, body);
  }

  async #login() {
    const answer = await this.#post('common.db.login', [this.#user, {password: PASSWORD}, 'en']);
    const [user, key] = this.#result('login', answer.status, answer.body);
    this.user = user;
    this.#session = Buffer.from(`${this.#user}:${user}:${key}`).toString('base64');
    this.#context = {};
    const {company, language} = await this.call('model.res.user.get_preferences', true);
    this.#context = {company, language};
  }

  async #post(method, params) {
    const headers = {'content-type': 'application/json'};
    if (this.#session) headers.authorization = `Session ${this.#session}`;
    const body = JSON.stringify({id: 1, method, params});
    const answer = await fetch(this.#url, {method: 'POST', headers, body});
    return {status: answer.status, body: await answer.text()};
  }

  #result(method, status, body) {
    if (status !== 200) throw new Error(`the ERP answered ${status} to ${method}`);
    const {result, error} = JSON.parse(body);
    if (error) throw new Error(`the ERP refused ${method}: ${JSON.stringify(error)}`);
    return result;
  }

  find(model, domain, fields, order = null) {
    return this.call(`model.${model}.search_read`, domain, 0, null, order, fields);
  }

  async one(model, domain) {
    const [found] = await this.find(model, domain, ['id']);
    if (!found) throw new Error(`the ERP has no ${model} with ${JSON.stringify(domain)}`);
    return found.id;
  }

  /** All sales that came from outside (those with a reference), oldest first, with their lines. */
  async sales() {
    const sales = await this.find('sale.sale', [['reference', '!=', null]], SALE, [['id', 'ASC']]);
    const lines =
        await this.find('sale.line', [['sale', 'in', sales.map(s => s.id)]], LINE, [['id', 'ASC']]);
    return sales.map(sale => saleOf(sale, lines.filter(line => line.sale === sale.id)));
  }

  /** Presses a button and accepts the warnings about stock, as a person would. */
  async press(button, id) {
    for (;;) {
      try {
        return await this.call(`model.${button}`, [id]);
      } catch (error) {
        const [, name] = error.message.match(/"UserWarning",\["(stock_quantity_warning[^"]*)"/) ?? [];
        if (!name) throw error;
        await this.call('model.res.user.warning.create', [{user: this.user, name, always: false}]);
      }
    }
  }

  /** What the warehouse does when it begins to pick: after it the shop's changes come too late. */
  async pick(sale) {
    if (sale.state === 'draft') await this.press('sale.sale.quote', sale.id);
    await this.press('sale.sale.confirm', sale.id);
  }

  /** What the ERP admin does for a customer the ERP does not know (log in as admin). */
  async createCustomer({code, name, shipTos}) {
    const usa = await this.one('country.country', [['code', '=', 'US']]);
    const addresses = await Promise.all(shipTos.map(
        async (s, i) => ({
          name: s.name,
          street: [s.street, s.street2].filter(Boolean).join('\n'),
          city: s.city,
          postal_code: s.zip,
          country: usa,
          sequence: i + 1,
          invoice: i === 0,
          delivery: true,
          subdivision: await this.one('country.subdivision', [['code', '=', `US-${s.state}`]]),
        })));
    await this.call('model.party.party.create', [{code, name, addresses: [['create', addresses]]}]);
  }

  /** The same for an item: `unit` is the symbol it is stocked and sold in. */
  async createItem({code, name, unit, price}) {
    const uom = await this.one('product.uom', [['symbol', '=', unit]]);
    const books = await this.one('product.category', [['name', '=', 'Accounting']]);
    await this.call('model.product.template.create', [{
                      name,
                      type: 'goods',
                      default_uom: uom,
                      sale_uom: uom,
                      salable: true,
                      list_price: decimal(price),
                      cost_price_method: 'fixed',
                      account_category: books,
                      products: [['create', [{suffix_code: code, cost_price: decimal('0')}]]],
                    }]);
  }
}

/** A sale as the journeys compare it; amounts in ten-thousandths. */
function saleOf(sale, lines) {
  return {
    id: sale.id,
    reference: sale.reference,
    number: sale.number,
    state: sale.state,
    party: sale['party.']?.code,
    agent: sale['agent.']?.['party.']?.code ?? null,
    shipTo: sale['shipment_address.']?.name,
    invoiceTo: sale['invoice_address.']?.name,
    street: sale['shipment_address.']?.street,
    description: sale.description,
    comment: sale.comment,
    term: sale['payment_term.']?.name ?? null,
    total: fromText(sale.total_amount.decimal),
    lines:
        lines.filter(line => line.type === 'line').map(line => ({
                                                         item: line['product.']?.code ?? null,
                                                         description: line.description,
                                                         note: line.note,
                                                         unit: line['unit.']?.symbol,
                                                         quantity: line.quantity,
                                                         price: fromText(line.unit_price.decimal),
                                                         amount: fromText(line.amount.decimal),
                                                       })),
  };
}
