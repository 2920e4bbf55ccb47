// A web order as the shop gives it and the sale it should become.
import {fromText} from '../lib/money.mjs';

export const webOrder = (changes = {}) => ({
  code: 'AAAA',
  state: 'PaymentSettled',
  shipping: 1295,
  total: 11613,
  totalWithTax: 12113,
  customer: {customFields: {accountNumber: 'C10020', salesRep: 'MK'}},
  customFields: {erpOrderNumber: 'SO000001', poNumber: ' PO-1\n2 ', deliveryNote: 'dock B'},
  shippingAddress:
      {streetLine1: '1 Main St', streetLine2: 'Apt 2', customFields: {erpShipTo: 'ST001'}},
  lines: [
    {
      quantity: 3,
      proratedLinePrice: 318,
      customFields: {lineNote: 'cut to 3 m'},
      productVariant: {sku: 'FST-1000', name: 'Bolt'},
    },
    {quantity: 100, proratedLinePrice: 10000, productVariant: {sku: 'ELE-1001', name: 'Box'}},
  ],
  ...changes,
});

const WRITTEN = {
  FST001000: {description: 'Bolt', note: 'cut to 3 m'},
  '0004719037': {description: 'Box', note: null}
};

const line = (item, unit, quantity, price, amount) =>
    ({item, unit, quantity, price: fromText(price), amount: fromText(amount), ...WRITTEN[item]});

export const sale = (changes = {}) => ({
  id: 1,
  reference: 'WEB-AAAA',
  number: 'SO000001',
  state: 'quotation',
  party: '0000932',
  agent: 'REP02',
  shipTo: 'SHIP-TO 01',
  street: '1 Main St\nApt 2',
  description: 'PO-1 2',
  comment: 'WEB AAAA – sales credit REP02 100 %, inside REP04\ndock B',
  invoiceTo: 'SHIP-TO 00',
  total: fromText('121.13'),
  lines: [
    line('FST001000', 'EA', 3, '1.0600', '3.18'),
    line('0004719037', 'BX', 100, '1.0000', '100.00'),
    line('FREIGHT', 'u', 1, '12.9500', '12.95'),
    line('SALESTAX', 'u', 1, '5.0000', '5.00'),
  ],
  ...changes,
});

export {line};
