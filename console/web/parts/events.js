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

/** Calls `take(kind, data)`; at most once in `pause` ms where one only wants to look again. */
export function useEvents(take, {pause = 0} = {}) {
  const now = useRef(take);
  now.current = take;
  useEffect(() => {
    let timer = null;
    const on = (kind, data) => {
      if (!pause) return now.current(kind, data);
      timer ??= setTimeout(() => {
        timer = null;
        now.current(kind, data);
      }, pause);
      return undefined;
    };
    takers.add(on);
    return () => {
      takers.delete(on);
      clearTimeout(timer);
    };
  }, []);
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
