// journey: everything that happened to an order, in the order in which it happened, whoever did it.
import {Fragment, html} from './html.js';
import {Shape} from './icons.js';
import {Panel} from './panel.js';
import {pretty} from './reading.js';
import {href} from './route.js';
import {is_rep, useSession} from './session.js';
import {kind_word} from '../pages/messages.js';
import {Told, in_zone} from './time.js';

const TONES = [
  [/park|refused|mismatch|differ|error|failed|unknown/, 'bad', 'bad'],
  [/wait|retry|hold|rest|await/, 'wait', 'wait'],
  [/sent|read back|acknowledged|confirmed|delivered|found|pushed|told/, 'good', 'good'],
  [/ignored|superseded|cancel/, 'off', 'quiet'],
];
const look_of = stage => (TONES.find(([pattern]) => pattern.test(stage)) ?? [null, 'step', 'info']).slice(1);

/** Every step of every message, oldest first: {at, stage, text, message}. */
export function moments_of(one) {
  const all = one.messages.flatMap(message => [
    {at: message.received, stage: 'taken in', text: '', message},
    ...message.steps.map(step => ({...step, message})),
  ]);
  const told = all.filter(moment => moment.at).sort((a, b) =>
      (a.at < b.at ? -1 : a.at > b.at ? 1 : a.message.id - b.message.id));
  const stuck = one.messages.filter(message => message.state === 'parked' &&
      !message.steps.some(step => step.stage === 'parked'));
  return [...told,
      ...stuck.map(message =>
          ({at: message.ended ?? message.received, stage: 'parked', text: message.what, message}))];
}

export function Journey({one}) {
  const session = useSession();
  const moments = moments_of(one);
  let day = '';
  return html`<${Panel} title="What happened"
      acts=${html`<small class="muted">times in ${session.zone}</small>`}>
      <ol class="steps in">
    ${moments.map((moment, i) => {
      const at = in_zone(moment.at, session.zone, true);
      const fresh = at.day !== day;
      day = at.day;
      const [shape, tone] = look_of(moment.stage);
      const before = moments[i - 1]?.message.id !== moment.message.id;
      return html`<${Fragment} key=${i}>
          ${fresh &&
              html`<li class="day"><span class="at">${at.day}</span><span class="rail"></span><span></span>
                  </li>`}
        <li><time class="at" datetime=${moment.at} title=${moment.at}>${at.clock}</time>
        <span class="rail state ${tone}"><${Shape} name=${shape} /></span>
        <div class="what">
            <b>
                ${moment.stage === 'taken in' ? `${kind_word(moment.message.kind)} taken in` :
                    moment.stage}</b>
            ${moment.text && html` <span><${Told} text=${moment.text} /></span>`}
        ${before && !is_rep(session) &&
            html` <a class="small" href=${href('message', moment.message.id)}>#${moment.message.id}</a>`}
            ${before && moment.message.revision > 1 &&
                html` <span class="tag">revision ${moment.message.revision}</span>`}
        ${moment.detail &&
            html`<details class="small"><summary>Attempt</summary>
                <pre class="source">
                    ${typeof moment.detail === 'string' ? pretty(moment.detail) :
                        JSON.stringify(moment.detail, null, 2)}</pre>
                </details>`}</div>
            </li>
            </${Fragment}>`;
    })}
  </ol></${Panel}>`;
}
