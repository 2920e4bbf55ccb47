// route: where one is, in the address: #/messages?channel=acme/shop. Every view has one; back works.
import {useEffect, useState} from './html.js';

const read = () => {
  const [path, query = ''] = (location.hash.replace(/^#/, '') || '/today').split('?');
  return {path, parts: path.split('/').filter(Boolean).map(safe_decode),
      query: Object.fromEntries(new URLSearchParams(query))};
};

function safe_decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** href('orders', 'PO 1', {tab: 'documents'}) -> "#/orders/PO%201?tab=documents" */
export function href(...parts) {
  const query = typeof parts.at(-1) === 'object' ? parts.pop() : {};
  const kept = Object.entries(query).filter(([, value]) => value !== '' && value !== undefined &&
      value !== null && value !== false);
  const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return `#/${parts.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

export const go = (...parts) => {
  location.hash = href(...parts);
};

/** Changes the filters of this view. `replace`: while somebody types, so that back leaves the page. */
export function set_query(changes, {replace = false} = {}) {
  const {parts, query} = read();
  const next = href(...parts, {...query, ...changes});
  if (next === location.hash) return;
  if (!replace) {
    location.hash = next;
    return;
  }
  history.replaceState(null, '', next);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute() {
  const [route, turn] = useState(read);
  useEffect(() => {
    const changed = () => turn(read());
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return route;
}
