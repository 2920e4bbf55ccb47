// time: instants in the company's zone, which is said; dates stay dates; ages in words.
import {html} from './html.js';
import {useSession} from './session.js';

const formats = new Map();
function format_of(zone, seconds) {
  const key = `${zone}/${seconds}`;
  if (!formats.has(key)) {
    const options = {year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
        hourCycle: 'h23', timeZone: zone};
    if (seconds) options.second = '2-digit';
    formats.set(key, new Intl.DateTimeFormat('en-CA', options));
  }
  return formats.get(key);
}

/** "2026-11-23T01:25:04.326471Z" -> {day: "2026-11-22", clock: "19:25"}; null for what is no instant. */
export function in_zone(text, zone, seconds = false) {
  const at = new Date(text);
  if (!text || Number.isNaN(at.getTime())) return null;
  const part = Object.fromEntries(format_of(zone || 'UTC',
      seconds).formatToParts(at).map(one => [one.type, one.value]));
  return {day: `${part.year}-${part.month}-${part.day}`,
      clock: `${part.hour}:${part.minute}${seconds ? `:${part.second}` : ''}`};
}

export function age_of(text, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - new Date(text).getTime()) / 1000));
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} days`;
}

/** An instant: date and time of day, the whole of it in the title. */
export function When({at, seconds = false, clock = false}) {
  const {zone} = useSession();
  const shown = in_zone(at, zone, seconds);
  if (!shown) return at ? html`<span>${at}</span>` : html`<span class="muted">–</span>`;
  return html`<time class="nowrap" datetime=${at} title="${shown.day} ${shown.clock} ${zone} · ${at}">
      ${clock ? shown.clock : `${shown.day} ${shown.clock}`}</time>`;
}

export function Age({at, ago = false}) {
  const {zone} = useSession();
  const shown = in_zone(at, zone, true);
  if (!shown) return html`<span class="muted">–</span>`;
  return html`<time class="nowrap" datetime=${at} title="${shown.day} ${shown.clock} ${zone}">${age_of(at)}
      ${ago ? ' ago' : ''}</time>`;
}

/** A sentence of the daemon's: its instants are shown in the zone, too. */
export function Told({text = ''}) {
  return text.split(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/).map((part, i) =>
      (i % 2 ? html`<${When} at=${part} seconds />` : part));
}

/** Today's date in the company's zone, moved by days: "2026-11-01". */
export function day_in(zone, days = 0) {
  return in_zone(new Date(Date.now() + days * 86400_000).toISOString(), zone).day;
}

/** Whether an address holds a moment, and not a time back such as 7d. */
export const is_instant = text => /^\d{4}-\d\d-\d\dT/.test(text ?? '');

/** The instant at which a day ("2026-11-01") begins in a zone; '' for what is no day. */
export function begin_of_day(day, zone) {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(wanted)) return '';
  let at = wanted;
  for (let look = 0; look < 2; ++look) {  // twice: the first guess may be on the other side of a change of clocks
    const seen = in_zone(new Date(at).toISOString(), zone);
    at -= Date.parse(`${seen.day}T${seen.clock}:00Z`) - wanted;
  }
  return new Date(at).toISOString();
}
