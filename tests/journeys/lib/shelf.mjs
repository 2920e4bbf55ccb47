// Shelf: the stock that the running Vendure shows, as its admin sees it.
import {execFile} from 'node:child_process';

import {GraphQl, REFUSED} from './graphql.mjs';
import {SHOP_PORT} from './peers.mjs';

const VARIANTS = `{ stockLocations { items { id name } }
  productVariants(options: { take: 1000 }) { items { id sku stockLevels { stockLocationId stockOnHand }
    stockMovements { totalItems } } } }`;

export class Shelf {
  #admin;

  constructor(base) {
    this.#admin = new GraphQl(`${base}/admin-api`);
  }

  async connect() {
    await this.#admin.ask(`mutation { login(username: "superadmin", password: "superadmin-pw") { __typename ${REFUSED} } }`);
  }

  /** {levels: {sku: {location: quantity}}, moves: {sku: how often its stock moved}, ids: {sku: id}}. */
  async read() {
    const {stockLocations, productVariants} = await this.#admin.ask(VARIANTS);
    const name = Object.fromEntries(stockLocations.items.map(l => [l.id, l.name]));
    const levels = {}, moves = {}, ids = {};
    for (const {id, sku, stockLevels, stockMovements} of productVariants.items) {
      levels[sku] = Object.fromEntries(stockLevels.map(l => [name[l.stockLocationId], l.stockOnHand]));
      moves[sku] = stockMovements.totalItems;
      ids[sku] = id;
    }
    return {levels, moves, ids};
  }

  /** {sku: {list, GOLD, ...}} in cents. */
  async prices() {
    const {productVariants} = await this.#admin.ask(
        '{ productVariants(options: { take: 1000 }) { items { sku price customFields { groupPrices } } } }');
    return Object.fromEntries(productVariants.items.map(
        v => [v.sku, {list: v.price, ...JSON.parse(v.customFields.groupPrices ?? '{}')}]));
  }

  /** A person sells it at another price, in cents. */
  async price(id, price) {
    await this.#admin.ask(`mutation($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id } }`,
                          {i: [{id, price}]});
  }

  async rename(id, sku) {
    await this.#admin.ask(`mutation($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id } }`,
                          {i: [{id, sku}]});
  }

  /** From now on the shop's database refuses to store stock of this variant: the batch it is in fails as a whole. */
  poison(variantId) {
    return sql(`create function no_stock() returns trigger language plpgsql as $$ begin
      if new."productVariantId" = ${Number(variantId)} then raise exception 'poisoned'; end if; return new; end $$;
      create trigger no_stock before insert or update on stock_level for each row execute function no_stock()`);
  }

  heal() {
    return sql('drop trigger no_stock on stock_level; drop function no_stock()');
  }
}

function sql(statement) {
  const port = process.env.SHOP_PG_PORT ?? SHOP_PORT + 1;
  return new Promise((resolve, reject) => {
    execFile('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', `${port}`, '-U', 'shop', '-d', 'vendure', '-c', statement],
             (error, out, complaints) => (error ? reject(new Error(complaints)) : resolve(out)));
  });
}
