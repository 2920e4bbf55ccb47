'use strict';
// The shop's configuration: B2B custom fields, tax by ship-to state, customer-group prices, a
// payment provider that always answers, signed webhooks. Environment: SHOP_PORT, SHOP_PG_PORT,
// SHOP_DATABASE.
process.env.VENDURE_DISABLE_TELEMETRY = 'true';
const {
  Customer,
  DefaultJobQueuePlugin,
  DefaultLogger,
  LanguageCode,
  LogLevel,
  PaymentMethodHandler,
  TransactionalConnection,
} = require('@vendure/core');
const {WebhookPlugin} = require('./webhooks');

const text = name => ({name, type: 'string', nullable: true});
const longText = name => ({name, type: 'text', nullable: true});

const payment = new PaymentMethodHandler({
  code: 'test-payment',
  description: [{languageCode: LanguageCode.en, value: 'Test payment'}],
  args: {automaticSettle: {type: 'boolean', required: true, defaultValue: false}},
  createPayment(ctx, order, amount, args, metadata) {
    if (metadata.shouldDecline) {
      return {amount, state: 'Declined', errorMessage: 'Card declined', metadata};
    }
    const state = args.automaticSettle ? 'Settled' : 'Authorized';
    const shown = {public: {last4: metadata.last4 || '4242'}, ...metadata};
    return {amount, state, transactionId: 'tx_' + order.code, metadata: shown};
  },
  settlePayment: () => ({success: true}),
  cancelPayment: () => ({success: true}),
  createRefund: (ctx, input, amount, order, paid) => ({
    state: 'Settled',
    transactionId: 're_' + paid.transactionId,
    metadata: {reason: input.reason},
  }),
});

// Sales tax follows the ship-to's state (zone "US-NY"); exempt accounts get the default zone, which
// has none.
const taxByState = {
  determineTaxZone(ctx, zones, channel, order) {
    const state = order?.shippingAddress?.province;
    const exempt = order?.customer?.customFields?.taxExempt;
    const zone = !exempt && state && zones.find(z => z.name === 'US-' + state);
    return zone || channel.defaultTaxZone;
  },
};

// A variant's groupPrices, {"GOLD": 1234} in cents, go before its list price.
class GroupPrices {
  init(injector) {
    this.connection = injector.get(TransactionalConnection);
  }

  async calculateUnitPrice(ctx, variant, customFields, order) {
    const prices = JSON.parse(variant.customFields?.groupPrices || '{}');
    const group = (await this.groups(ctx, order)).find(g => prices[g.name] != null);
    if (group) return {price: prices[group.name], priceIncludesTax: false};
    return {price: variant.listPrice, priceIncludesTax: variant.listPriceIncludesTax};
  }

  async groups(ctx, order) {
    if (!order.customer) return [];
    const customers = this.connection.getRepository(ctx, Customer);
    const found =
        await customers.findOne({where: {id: order.customer.id}, relations: {groups: true}});
    return found?.groups ?? [];
  }
}

const jobs = {
  pollInterval: 200,
  concurrency: 4,
  useDatabaseForBuffer: false,
  backoffStrategy: (queue, attempts) => Math.min(1000 * 2 ** attempts, 60000),
};

module.exports.config = {
  logger : new DefaultLogger({level : LogLevel[process.env.SHOP_LOG || 'Warn'], timestamp : true}),
  apiOptions : {
    hostname : '127.0.0.1',
    port : Number(process.env.SHOP_PORT),
    adminApiPath : 'admin-api',
    shopApiPath : 'shop-api',
    adminListQueryLimit : 1000,
  },
  authOptions : {
    tokenMethod : ['bearer', 'api-key'],
    requireVerification : false,
    superadminCredentials : {identifier : 'superadmin', password : 'superadmin-pw'},
    cookieOptions : {secret : 'not-used'},
  },
  dbConnectionOptions : {
    type : 'postgres',
    host : '127.0.0.1',
    port : Number(process.env.SHOP_PG_PORT),
    username : 'shop',
    password : '',
    database : process.env.SHOP_DATABASE,
    synchronize : process.env.SHOP_SEED === '1',
    migrations : [],
    logging : false,
  },
  customFields : {
    Customer :
             [
               text('accountNumber'),
               text('company'),
               text('salesRep'),
               text('terms'),
               {name : 'taxExempt', type : 'boolean', defaultValue : false},
             ],
    Address : [text('erpShipTo')],
    // erpOrderNumber, erpStatus and salesCredit are written back by the bridge.
    Order :
          [
            text('poNumber'),
            text('salesRep'),
            longText('deliveryNote'),
            {name : 'requestedShipDate', type : 'datetime', nullable : true},
            text('erpOrderNumber'),
            text('erpStatus'),
            text('salesCredit'),
          ],
    OrderLine : [text('lineNote')],
    ProductVariant :
                   [
                     text('uom'),
                     {name : 'packQty', type : 'int', nullable : true},
                     longText('groupPrices'),
                   ],
    Fulfillment : [text('erpShipmentNumber')],
  },
  taxOptions : {taxZoneStrategy : taxByState},
  orderOptions : {orderItemPriceCalculationStrategy : new GroupPrices()},
  paymentOptions : {paymentMethodHandlers : [payment]},
  plugins : [DefaultJobQueuePlugin.init(jobs), WebhookPlugin],
};
