// events: the daemon tells what happens (server-sent events). One connection for the whole console.
import {useEffect, useRef, useState} from './html.js';

const KINDS = ['counts', 'message', 'activated', 'alert'];
const takers = new Set();
let source = null;
let standing = 'off';
const watchers = new Set();
const stand = how => {
  standing = how;
  for (const watch of watchers) watch(how);
};

export function connect() {
  if (source) return;
  source = new EventSource('api/v1/events');
  source.onopen = () => stand('live');
  source.onerror = () => stand('away');
  for (const kind of KINDS) {
    source.addEventListener(kind, event => {
      const data = JSON.parse(event.data);
      for (const take of takers) take(kind, data);
    });
  }
}

export function disconnect() {
  source?.close();
  source = null;
  stand('off');
}

/** Calls `take(kind, data)` for every event. */
export function useEvents(take) {
  const now = useRef(take);
  now.current = take;
  useEffect(() => {
    const on = (kind, data) => now.current(kind, data);
    takers.add(on);
    return () => takers.delete(on);
  }, []);
}

/** Calls `look()` after events for which `concerns(kind, data)`, at most once in `pause` ms, and once more after the last one. */
export function useLookAgain(concerns, look, pause = 1000) {
  const now = useRef(look);
  now.current = look;
  const timer = useRef(null);
  useEvents((kind, data) => {
    if (!concerns(kind, data)) return;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      now.current();
    }, pause);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** "live", "away" (trying again) or "off". */
export function useStanding() {
  const [how, turn] = useState(standing);
  useEffect(() => {
    watchers.add(turn);
    return () => watchers.delete(turn);
  }, []);
  return how;
}
