#!/usr/bin/env python3
"""Fills a new Tryton 6.0 database from seed/*.csv, in process through proteus, as the trytond user.

usage: seed.py TRYTOND_CONF DATABASE USER_PASSWORD
"""
import csv
import datetime
import os
import sys
from decimal import Decimal

CONF, DATABASE, PASSWORD = sys.argv[1:4]
os.environ['TRYTOND_CONFIG'] = CONF

from proteus import Model, Wizard, config as proteus_config  # noqa: E402  (reads TRYTOND_CONFIG)
from trytond.config import config as trytond_config  # noqa: E402

trytond_config.update_etc(CONF)
URI = trytond_config.get('database', 'uri').rstrip('/') + '/' + DATABASE
os.environ['TRYTOND_DATABASE_URI'] = URI
os.environ['DB_NAME'] = DATABASE
SESSION = proteus_config.set_trytond(database=URI, user='admin', config_file=CONF)
SEED = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'seed')
TODAY = datetime.date.today()


def rows(name):
    with open(os.path.join(SEED, name), newline='') as file:
        return list(csv.DictReader(file))


def call(model, method, *args):
    return getattr(SESSION.get_proxy(model), method)(*args, dict(SESSION.context))


def create(model, values):
    return call(model, 'create', values)


def create_one(model, value):
    return create(model, [value])[0]


def find(model, domain):
    return call(model, 'search', domain, 0, None, None)


def by_key(records, key, model, value):
    """Creates one `model` a record with value(record); returns {record[key]: id}."""
    return dict(zip([r[key] for r in records], create(model, [value(r) for r in records])))


def record(model, ident):
    return Model.get(model)(ident)


def places():
    """The country and its states: (country, {state code: id})."""
    usa = create_one('country.country', {'name': 'United States', 'code': 'US', 'code3': 'USA',
                                         'code_numeric': '840'})
    return usa, by_key(rows('states.csv'), 'code', 'country.subdivision', lambda s: {
        'country': usa, 'code': s['code'], 'name': s['name'], 'type': 'state'})


def company(usa, state):
    """The one company, in US dollars: (company, its party, currency)."""
    dollar = create_one('currency.currency', {
        'name': 'US Dollar', 'symbol': '$', 'code': 'USD', 'numeric_code': '840',
        'rounding': Decimal('0.01'), 'digits': 2,
        'rates': [('create', [{'date': datetime.date(2000, 1, 1), 'rate': Decimal('1.0')}])]})
    party = create_one('party.party', {
        'name': 'Acme Distribution Inc', 'code': 'COMPANY', 'addresses': [('create', [{
            'street': '2100 Dock Rd', 'city': 'Elizabeth', 'postal_code': '07201',
            'country': usa, 'subdivision': state['US-NJ']}])]})
    wizard = Wizard('company.company.config')
    wizard.execute('company')
    wizard.form.party = record('party.party', party)
    wizard.form.currency = record('currency.currency', dollar)
    wizard.execute('add')
    SESSION._context = Model.get('res.user').get_preferences(True, {})
    return find('company.company', [])[0], party, dollar


def chart_of_accounts(firm):
    """The template chart: {kind: account}."""
    template, = call('ir.model.data', 'search_read', [
        ('module', '=', 'account'), ('fs_id', '=', 'account_template_root_en')],
        0, 1, None, ['db_id'])
    wizard = Wizard('account.create_chart')
    wizard.execute('account')
    wizard.form.account_template = record('account.account.template', template['db_id'])
    wizard.form.company = record('company.company', firm)
    wizard.execute('create_account')
    account = {kind: find('account.account', [('type.' + kind, '=', True),
                                              ('company', '=', firm)])[0]
               for kind in ('receivable', 'payable', 'revenue', 'expense')}
    account['cash'], = find('account.account', [('name', '=', 'Main Cash'), ('company', '=', firm)])
    wizard.form.account_receivable = record('account.account', account['receivable'])
    wizard.form.account_payable = record('account.account', account['payable'])
    wizard.execute('create_properties')
    return account


def fiscal_years(firm):
    """Last year, this one and the next, with their invoice numbers."""
    of_moves, = find('ir.sequence.type', [('name', '=', 'Account Move')])
    of_invoices, = find('ir.sequence.type', [('name', '=', 'Invoice')])
    for year in (TODAY.year - 1, TODAY.year, TODAY.year + 1):
        moves = create_one('ir.sequence', {
            'name': 'Move %s' % year, 'sequence_type': of_moves, 'company': firm})
        invoices = create_one('ir.sequence.strict', {
            'name': 'Invoice %s' % year, 'sequence_type': of_invoices, 'company': firm,
            'prefix': 'I%s-' % year, 'padding': 5})
        kinds = ('out_invoice', 'in_invoice', 'out_credit_note', 'in_credit_note')
        numbers = {kind + '_sequence': invoices for kind in kinds}
        ident = create_one('account.fiscalyear', {
            'name': str(year), 'company': firm, 'post_move_sequence': moves,
            'start_date': datetime.date(year, 1, 1), 'end_date': datetime.date(year, 12, 31),
            'invoice_sequences': [('create', [dict(numbers, company=firm)])]})
        call('account.fiscalyear', 'create_period', [ident])


def payment(firm, account):
    """A way to pay, and the terms: {code: id}."""
    journal, = find('account.journal', [('type', '=', 'cash')])
    create('account.invoice.payment.method', [{
        'name': 'Check', 'journal': journal, 'company': firm,
        'credit_account': account['cash'], 'debit_account': account['cash']}])
    return by_key(rows('payment_terms.csv'), 'code', 'account.invoice.payment_term', lambda t: {
        'name': t['code'], 'description': t['description'], 'lines': [('create', [{
            'type': 'remainder',
            'relativedeltas': [('create', [{'days': int(t['days'])}])]}])]})


def units():
    """EA, BX and CS convert into each other (one category), FT only within Length: {symbol: id}."""
    unit = {}
    for u in rows('uoms.csv'):
        digits = int(u['digits'])
        if u['existing']:
            unit[u['symbol']], = find('product.uom', [('name', '=', u['existing'])])
            call('product.uom', 'write', [unit[u['symbol']]],
                 {'symbol': u['symbol'], 'digits': digits})
            continue
        factor = float(u['factor'])
        category, = find('product.uom.category', [('name', '=', u['category'])])
        unit[u['symbol']] = create_one('product.uom', {
            'name': u['name'], 'symbol': u['symbol'], 'category': category, 'factor': factor,
            'rate': round(1 / factor, 12), 'digits': digits, 'rounding': 10.0 ** -digits})
    return unit


def items(account, unit):
    """Goods and the service items of charges: ({item number: product}, {item number: template},
    {category code: id}). List and cost price are per unit of stock."""
    bookkeeping = create_one('product.category', {
        'name': 'Accounting', 'accounting': True, 'account_expense': account['expense'],
        'account_revenue': account['revenue']})
    goods = rows('products.csv')
    names = {g['category']: g['category_name'] for g in goods}
    category = {code: create_one('product.category', {'name': name})
                for code, name in names.items()}
    common = {'salable': True, 'cost_price_method': 'fixed', 'account_category': bookkeeping}
    template = by_key(goods, 'item_no', 'product.template', lambda g: dict(
        common, name=g['name'], type='goods', default_uom=unit[g['stock_uom']],
        sale_uom=unit[g['sale_uom']], list_price=Decimal(g['list_price']),
        categories=[('add', [category[g['category']]])],
        products=[('create', [{'suffix_code': g['item_no'],
                               'cost_price': Decimal(g['cost_price'])}])]))
    piece, = find('product.uom', [('name', '=', 'Unit')])  # commission plans take no other unit
    template.update(by_key(rows('charges.csv'), 'item_no', 'product.template', lambda c: dict(
        common, name=c['name'], type='service', default_uom=piece, sale_uom=piece,
        list_price=Decimal(0), products=[('create', [{'suffix_code': c['item_no']}])])))
    product = {p['code']: p['id'] for p in call('product.product', 'search_read', [], 0, None,
                                                None, ['code'])}
    assert set(product) == set(template), 'an item number is there twice'
    return product, template, category


def grouped(name, key):
    groups = {}
    for row in rows(name):
        groups.setdefault(row[key], []).append(row)
    return groups


def price_lists(firm, product, category):
    return {name: create_one('product.price_list', {
        'name': name, 'company': firm, 'unit': 'product_sale', 'lines': [('create', [{
            'sequence': i, 'product': product.get(line['item_no']),
            'category': category.get(line['category']),
            'quantity': float(line['min_qty']) if line['min_qty'] else None,
            'formula': line['formula']} for i, line in enumerate(lines, 1)])]})
        for name, lines in grouped('price_lists.csv', 'price_list').items()}


def reps(firm, dollar, usa, state, product, category):
    """Sales reps are commission agents; one who left has an inactive party: {code: agent}."""
    plan = {code: create_one('commission.plan', {
        'name': code, 'commission_product': product['COMMISSION'],
        'commission_method': lines[0]['method'], 'lines': [('create', [{
            'sequence': i, 'category': category.get(line['category']),
            'formula': line['formula']} for i, line in enumerate(lines, 1)])]})
        for code, lines in grouped('commission_plans.csv', 'code').items()}
    people = rows('reps.csv')
    party = by_key(people, 'code', 'party.party', lambda r: {
        'code': r['code'], 'name': r['name'], 'active': r['active'] == '1',
        'addresses': [('create', [{'country': usa, 'subdivision': state[r['state']]}])]})
    return by_key(people, 'code', 'commission.agent', lambda r: {
        'party': party[r['code']], 'type_': 'agent', 'company': firm, 'plan': plan[r['plan']],
        'currency': dollar})


def customers(usa, state, lists, terms):
    """{customer number: party}, with their ship-tos."""
    def address(a):
        return {
            'sequence': int(a['seq']), 'name': a['name'], 'city': a['city'],
            'street': '\n'.join(part for part in (a['street'], a['street2']) if part),
            'postal_code': a['zip'], 'country': usa, 'subdivision': state[a['state']],
            'invoice': a['invoice'] == '1', 'delivery': a['delivery'] == '1'}
    ship_tos = grouped('addresses.csv', 'customer')
    return by_key(rows('customers.csv'), 'customer', 'party.party', lambda c: {
        'code': c['customer'], 'name': c['name'], 'active': c['active'] == '1',
        'addresses': [('create', [address(a) for a in ship_tos[c['customer']]])],
        'sale_price_list': lists.get(c['price_list']),
        'customer_payment_term': terms[c['payment_term']]})


def customers_own(customer, agent, product, template):
    """What belongs to single customers: their item numbers and, where seeded, their rep."""
    selections = rows('agent_selections.csv')  # none by default: Tryton then fills in no agent
    if selections:
        create('commission.agent.selection', [{
            'agent': agent[s['agent']], 'party': customer.get(s['customer'])} for s in selections])
    create('sale.product_customer', [{
        'party': customer[s['customer']], 'template': template[s['item_no']],
        'product': product[s['item_no']], 'code': s['customer_sku'],
        'name': s['customer_name'] or None} for s in rows('customer_skus.csv')])


def warehouse(w, party, usa, state):
    address = create_one('party.address', {
        'party': party, 'name': w['name'], 'street': w['street'], 'city': w['city'],
        'postal_code': w['zip'], 'country': usa, 'subdivision': state[w['state']],
        'invoice': False, 'delivery': False})
    there = find('stock.location', [('type', '=', 'warehouse'), ('code', '=', w['code'])])
    if there:
        call('stock.location', 'write', there, {'name': w['name'], 'address': address})
        return there[0]
    inside = create('stock.location', [{
        'name': '%s %s' % (w['code'], name), 'code': w['code'] + '-' + code, 'type': 'storage'}
        for name, code in (('Input', 'IN'), ('Output', 'OUT'), ('Storage', 'STO'))])
    lost = find('stock.location', [('type', '=', 'lost_found')])[0]
    return create_one('stock.location', {
        'name': w['name'], 'code': w['code'], 'type': 'warehouse', 'address': address,
        'input_location': inside[0], 'output_location': inside[1], 'storage_location': inside[2],
        'lost_found_location': lost})


def stock(firm, party, usa, state, product):
    """The warehouses and what lies in them since yesterday."""
    for w in rows('warehouses.csv'):
        house = warehouse(w, party, usa, state)
        storage = call('stock.location', 'read', [house], ['storage_location'])[0]
        column = 'stock_' + w['code']
        counted = create_one('stock.inventory', {
            'location': storage['storage_location'], 'company': firm, 'empty_quantity': 'keep',
            'date': TODAY - datetime.timedelta(days=1), 'lines': [('create', [{
                'product': product[g['item_no']], 'quantity': float(g[column])}
                for g in rows('products.csv') if g[column] != '0'])]})
        call('stock.inventory', 'confirm', [counted])


def users(firm):
    """`integration` is the bridge, `clerk` a person who keys orders and may little else."""
    def groups(*names):
        found = find('res.group', [('name', 'in', names)])
        assert len(found) == len(names), names
        return [('add', found)]
    common = {'companies': [('add', [firm])], 'company': firm, 'password': PASSWORD}
    create('res.user', [
        dict(common, name='Integration', login='integration', groups=groups(
            'Sales', 'Sale Stock Quantity', 'Stock', 'Account', 'Commission',
            'Party Administration')),
        dict(common, name='Order clerk', login='clerk', groups=groups('Sales'))])


def settings():
    call('sale.configuration', 'write', [1],
         {'sale_invoice_method': 'shipment', 'sale_shipment_method': 'order'})
    call('ir.sequence', 'write', find('ir.sequence', [('name', '=', 'Sale')]),
         {'prefix': 'SO', 'padding': 6})


def main():
    usa, state = places()
    firm, party, dollar = company(usa, state)
    account = chart_of_accounts(firm)
    fiscal_years(firm)
    terms = payment(firm, account)
    product, template, category = items(account, units())
    lists = price_lists(firm, product, category)
    agent = reps(firm, dollar, usa, state, product, category)
    customer = customers(usa, state, lists, terms)
    customers_own(customer, agent, product, template)
    stock(firm, party, usa, state, product)
    settings()
    users(firm)
    print('seeded: %d items, %d customers, %d reps' % (len(product), len(customer), len(agent)))


main()
