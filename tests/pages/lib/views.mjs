// views: every page of the console, by the address of its views. What is tested of "every page" is tested of these.
export const VIEWS = [
  ['today', '/today'], ['messages', '/messages'], ['messages-found', '/messages?q=PO-DECL'],
      ['message', '/message/PARKED'],
  ['order', '/orders/PO-DECL'],
      ['order-documents', '/orders/PO-DECL?view=documents&field=%2Fsale%2Fline%5B1%5D%2Fitem%5B1%5D'],
      ['order-sales-credit', '/orders/PO-DECL?view=credit'], ['order-parked', '/orders/P9LTTV92FWJB8Z9L'],
      ['orders', '/orders'],
  ['exceptions', '/exceptions'], ['exceptions-cause', '/exceptions?cause=items%2FELE-1181'],
      ['reconcile', '/reconcile?since=3650d'],
  ['sync-stock', '/sync/stock'], ['sync-prices', '/sync/prices'], ['sync-statuses', '/sync/statuses'],
  ['statement', '/credit/statement?rep=REP02&from=2026-11-01&to=2026-11-30'],
      ['explanation', '/credit/explain?key=PO-DECL'], ['without-rep', '/credit/open'],
      ['claims', '/credit/claims'], ['reentries', '/credit/reentries'], ['what-if', '/credit/what-if'],
  ['adoption', '/credit/adoption'], ['contest', '/credit/contest?from=2026-11-01&to=2026-11-30'],
      ['ledger', '/credit/ledger'], ['shadow', '/shadow'],
  ['mappings', '/mappings'], ['mapping', '/mappings/order-to-file.yaml?line=25'],
      ['mapping-text', '/mappings/order-to-file.yaml?view=text&line=25'],
      ['mapping-draft', '/mappings/order-to-file.yaml?view=draft'],
      ['mapping-try', '/mappings/order-to-file.yaml?view=try'],
      ['mapping-diff', '/mappings/order-to-file.yaml?view=diff'], ['lookup', '/lookups/items'],
  ['partners', '/partners'], ['destinations', '/settings/destinations'], ['calendars', '/settings/calendars'],
      ['bundles', '/settings/bundles'], ['alerts', '/settings/alerts'], ['users', '/settings/users'],
      ['tokens', '/settings/tokens'], ['audit', '/settings/audit'], ['account', '/account'],
];

/** The views with the id of a parked message put in. */
export async function views(console_) {
  const [parked] = await console_.daemon.json('parked');
  return VIEWS.map(([name, view]) => [name, view.replace('PARKED', String(parked.id))]);
}
