// api: the only code that asks the daemon. Answers are what openapi.yaml says; a refusal is a Problem.
import {useCallback, useEffect, useRef, useState} from './html.js';

const BASE = 'api/v1/';
let csrf = '';
let signed_out = () => {};

/** Called by the session once it knows: the token that goes with every change, and what to do on 401. */
export function let_in(token, on_signed_out) {
  csrf = token;
  signed_out = on_signed_out;
}

/** What the daemon refused, in its own words (problem+json), or that it could not be reached. */
export class Problem extends Error {
  constructor(body, status = 0) {
    super(body.detail || body.title || 'the request failed');
    Object.assign(this, body, {status});
  }
}

const unreachable = () => new Problem({
  title: 'the daemon does not answer; what is on this page is as it was before',
  fix: 'on the server: systemctl status norekey',
});

/** "messages" and {q: "PO-1", channel: ""} -> "api/v1/messages?q=PO-1". What is empty is left out. */
export function address(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== '' && value !== undefined &&
      value !== null && value !== false);
  const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return BASE + path + (text ? `?${text}` : '');
}

async function problem_of(answer) {
  const text = await answer.text();
  try {
    return new Problem(JSON.parse(text), answer.status);
  } catch {
    return new Problem({title: text.slice(0, 200) || `the daemon answered ${answer.status}`}, answer.status);
  }
}

async function ask(method, path, {query, body, type = 'application/json', headers = {}, signal} = {}) {
  const init = {method, headers: {Accept: 'application/json', ...headers}, credentials: 'same-origin',
      signal};
  if (method !== 'GET') init.headers['X-CSRF-Token'] = csrf;
  if (body !== undefined) {
    init.headers['Content-Type'] = type;
    init.body = type === 'application/json' ? JSON.stringify(body) : body;
  }
  let answer;
  try {
    answer = await fetch(address(path, query), init);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw unreachable();
  }
  if (!answer.ok) {
    const problem = await problem_of(answer);
    if (answer.status === 401 && path !== 'session') signed_out();
    throw problem;
  }
  const kind = answer.headers.get('Content-Type') ?? '';
  if (answer.status === 204) return null;
  const value = kind.includes('json') ? await answer.json() : await answer.text();
  if (value && typeof value === 'object') Object.defineProperty(value, 'etag',
      {value: answer.headers.get('ETag')});
  return value;
}

export const get = (path, query, options) => ask('GET', path, {...options, query});
export const post = (path, body = {}, options) => ask('POST', path, {...options, body});
export const put = (path, body, options) => ask('PUT', path, {...options, body});
export const patch = (path, body, options) => ask('PATCH', path, {...options, body});
export const remove = (path, options) => ask('DELETE', path, options);

/** The rows of an answer, whether it is a page of a list or the list itself. */
export const rows_of = data => (Array.isArray(data) ? data : data?.items ?? []);

/**
 * What a GET answers, kept while it is asked again, so that nothing jumps. `path` null: not now.
 * `every`: seconds between two looks; none while the page is hidden.
 */
export function useGet(path, query = {}, {every = 0} = {}) {
  const key = path === null ? null : address(path, query);
  const [shown, show] = useState({key: null, data: undefined, problem: null});
  const [turn, again] = useState(0);
  const latest = useRef(key);
  latest.current = key;
  useEffect(() => {
    if (key === null) return undefined;
    const stop = new AbortController();
    get(path, query, {signal: stop.signal}).then(
        data => latest.current === key && show({key, data, problem: null}),
        problem => problem.name !== 'AbortError' && latest.current === key &&
            show(old => ({key, data: old.key === key ? old.data : undefined, problem})));
    return () => stop.abort();
  }, [key, turn]);
  const reload = useCallback(() => again(n => n + 1), []);
  useEffect(() => {
    if (!every || key === null) return undefined;
    const timer = setInterval(() => document.hidden || reload(), every * 1000);
    return () => clearInterval(timer);
  }, [every, key]);
  const current = shown.key === key;
  return {data: shown.data, problem: current ? shown.problem : null, loading: key !== null && !current,
      reload};
}

/**
 * A list that goes on: "more" adds the next page below. `every`: seconds between two looks at its first page. `beyond`:
 * further pages are shown; they are gone when the list is asked for again.
 */
export function useList(path, query = {}, how = {}) {
  const first = useGet(path, query, how);
  const [rest, add] = useState({of: null, items: [], next: null, problem: null, busy: false});
  const own = rest.of === first.data ? rest :
      {items: [], next: first.data?.next ?? null, problem: null, busy: false};
  const more = async () => {
    add({...own, of: first.data, busy: true});
    try {
      const page = await get(path, {...query, cursor: own.next});
      add({of: first.data, items: own.items.concat(rows_of(page)), next: page.next ?? null, problem: null,
          busy: false});
    } catch (problem) {
      add({...own, of: first.data, problem, busy: false});
    }
  };
  const items = first.data === undefined ? undefined : rows_of(first.data).concat(own.items);
  return {...first, items, next: own.next, more, busy: own.busy, beyond: own.items.length > 0,
      problem: first.problem ?? own.problem};
}
