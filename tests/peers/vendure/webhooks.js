'use strict';
// Webhooks as a shop's integrator would add them: events -> the database's job queue -> a POST
// signed with HMAC-SHA256 over "timestamp.body", tried nine times with growing waits. Deliveries
// may overtake each other. Environment: SHOP_WEBHOOK_URL ("" = off), SHOP_WEBHOOK_SECRET.
const crypto = require('node:crypto');
const {
  CustomerEvent,
  EventBus,
  FulfillmentStateTransitionEvent,
  JobQueueService,
  Logger,
  OrderStateTransitionEvent,
  PaymentStateTransitionEvent,
  PluginCommonModule,
  RefundStateTransitionEvent,
  VendurePlugin,
} = require('@vendure/core');

const RETRIES = 8;
const PLACED = ['PaymentSettled', 'PaymentAuthorized'];

const orderOf = order => ({id: String(order.id), code: order.code, state: order.state});
const moveOf = event => ({fromState: event.fromState, toState: event.toState});

function signature(secret, body) {
  const at = Math.floor(Date.now() / 1000);
  const mac = crypto.createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${mac}`;
}

async function post({id, event, body}, attempt) {
  const answer = await fetch(process.env.SHOP_WEBHOOK_URL, {
    method: 'POST',
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(10000),
    headers: {
      'content-type': 'application/json',
      'x-shop-event': event,
      'x-shop-delivery': id,
      'x-shop-attempt': String(attempt),
      'x-shop-signature': signature(process.env.SHOP_WEBHOOK_SECRET, body),
    },
  });
  if (!answer.ok) throw new Error(`webhook ${event} was answered ${answer.status}`);
  return {status: answer.status};
}

class WebhookPlugin {
  constructor(events, jobs) {
    this.events = events;
    this.jobs = jobs;
  }

  async onApplicationBootstrap() {
    if (!process.env.SHOP_WEBHOOK_URL) return;
    this.queue = await this.jobs.createQueue({
      name: 'webhook',
      process: job => post(job.data, job.attempts),
    });
    this.on(OrderStateTransitionEvent, event => this.orderMoved(event));
    this.on(PaymentStateTransitionEvent, event => this.send('payment.state', {
      id: String(event.payment.id),
      amount: event.payment.amount,
      ...moveOf(event),
      order: orderOf(event.order),
    }));
    this.on(FulfillmentStateTransitionEvent, event => this.send('fulfillment.state', {
      id: String(event.fulfillment.id),
      ...moveOf(event),
      trackingCode: event.fulfillment.trackingCode,
    }));
    this.on(RefundStateTransitionEvent, event => this.send('refund.state', {
      id: String(event.refund.id),
      total: event.refund.total,
      ...moveOf(event),
      order: orderOf(event.order),
    }));
    this.on(CustomerEvent, event => this.send('customer.' + event.type, {
      id: String(event.entity.id),
      emailAddress: event.entity.emailAddress,
    }));
  }

  on(type, react) {
    this.events.ofType(type).subscribe(react);
  }

  orderMoved(event) {
    if (!event.order.orderPlacedAt && !PLACED.includes(event.toState)) return;  // still a basket
    const name = event.fromState === 'ArrangingPayment' ? 'order.placed' : 'order.state';
    this.send(name, {...orderOf(event.order), ...moveOf(event)});
  }

  send(event, data) {
    const id = crypto.randomUUID();
    const body = JSON.stringify({id, event, createdAt: new Date().toISOString(), data});
    this.queue.add({id, event, body}, {retries: RETRIES})
        .catch(error => Logger.error(error.message, 'Webhook'));
  }
}

// What a TypeScript compiler would write for the decorators.
Reflect.defineMetadata('design:paramtypes', [EventBus, JobQueueService], WebhookPlugin);
VendurePlugin({imports: [PluginCommonModule], compatibility: '^3.0.0'})(WebhookPlugin);

module.exports = {WebhookPlugin};
