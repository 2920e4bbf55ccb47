// state: what a state is called, its shape and its tone, for orders, messages, destinations and the rest. One table.
import {html} from './html.js';
import {Shape} from './icons.js';

//  word in the API -> [shape, tone, word shown]
const STATES = {
  'delivered': ['good', 'good'], 'done': ['good', 'good'], 'matched': ['good', 'good'],
      'open': ['good', 'good'],
  'acknowledged': ['good', 'good'], 'active': ['good', 'good'], 'same': ['good', 'good'],
      'ok': ['good', 'good'], 'upheld': ['good', 'good'],
  'waiting': ['wait', 'wait'], 'in work': ['wait', 'wait'], 'awaiting ERP': ['wait', 'wait'],
      'planned': ['wait', 'wait'],
  'received': ['open', 'quiet'], 'on its way': ['wait', 'wait'], 'due': ['wait', 'wait'],
      'retrying': ['wait', 'wait'], 'resting': ['wait', 'wait'],
  'closed': ['wait', 'wait'], 'trial': ['wait', 'wait'], 'held': ['held', 'wait'], 'paused': ['held', 'wait'],
  'parked': ['bad', 'bad'], 'overdue': ['bad', 'bad'], 'down': ['bad', 'bad'], 'missing': ['bad', 'bad'],
      'mismatched': ['bad', 'bad'],
  'duplicate': ['bad', 'bad'], 'only in ERP': ['bad', 'bad'], 'firing': ['bad', 'bad'],
      'deleted': ['bad', 'bad'], 'failing': ['bad', 'bad'],
  'cancelled on the web': ['bad', 'bad'], 'cancelled in ERP': ['bad', 'bad'], 're-entered': ['bad', 'wait'],
  'changed in ERP': ['open', 'info'],
  'cancelled': ['off', 'quiet'], 'ignored': ['off', 'quiet'], 'superseded': ['off', 'quiet'],
      'disabled': ['off', 'quiet'],
  'different': ['off', 'quiet'], 'denied': ['off', 'quiet'], 'expired': ['off', 'quiet'],
};

export const tone_of = state => (STATES[state] ?? ['open', 'quiet'])[1];
export const shape_of = state => (STATES[state] ?? ['open', 'quiet'])[0];

export function State({of, word = of}) {
  const [shape, tone] = STATES[of] ?? ['open', 'quiet'];
  return html`<span class="state ${tone}"><${Shape} name=${shape} />${word}</span>`;
}

/** A count that says by shape of the pill whether somebody is needed; 0 is quiet. */
export function Count({n, tone = 'bad'}) {
  return html`<span class="count ${n > 0 ? tone : ''}">${n}</span>`;
}
