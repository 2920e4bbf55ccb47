// standing: what people ask for by phone, out of the last status that the shop was made to show (flow/outbound/status_text.cpp writes it).

const TOLD = 'the shop shows: ';
const PARTS = [
  ['On hold', /on hold: ([^;]+)/],
  ['Promised for', /promised for (\d{4}-\d\d-\d\d)/],
  ['Backordered', /backordered: (.+?)(?:, promised for|;|$)/],
  ['Shipped on', /shipped on (\d{4}-\d\d-\d\d)/],
  ['Invoice', /invoiced as ([^;]+)/],
];

function shipments_of(message) {
  try {
    return JSON.parse(message.document).shipments ?? [];
  } catch {
    return [];  // without the right to see documents
  }
}

/** [[term, value]] of an order's messages; [] before the first status. Only the newest one counts: a hold may be over. */
export function standing_of(messages) {
  const told = messages.filter(one => one.kind === 'status').map(message =>
      ({message,
          text: message.steps.map(step => step.text).findLast(text => text.startsWith(TOLD))})).findLast(one => one.text);
  if (!told) return [];
  const text = told.text.slice(TOLD.length);
  const found = PARTS.map(([term, pattern]) => [term,
      pattern.exec(text)?.[1].trim()]).filter(([, value]) => value);
  const tracking = shipments_of(told.message).map(one => [one.method,
      one.tracking].filter(Boolean).join(' ')).filter(Boolean);
  return [['The shop shows', text], ...found,
      ...(tracking.length ? [['Tracking', tracking.join(', ')]] : [])];
}
