// keys: the few single-letter keys. They can be switched off (WCAG 2.2, 2.1.4), and never take what is typed into a field.
import {useEffect, useRef, useState} from './html.js';
import {go} from './route.js';

const GO = {t: 'today', m: 'messages', e: 'exceptions', c: 'credit', l: 'mappings', s: 'settings',
    r: 'reconcile', y: 'sync', p: 'partners'};

/** [on, turn(on)]; `help` is called for "?". */
export function useKeys(help) {
  const [on, set_on] = useState(() => localStorage.getItem('norekey.keys') !== 'off');
  const led = useRef(false);
  useEffect(() => {
    if (!on) return undefined;
    const pressed = event => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      if (event.target.closest?.('input, select, textarea')) return;
      if (event.key === '/') {
        event.preventDefault();
        document.getElementById('find')?.focus();
      } else if (event.key === '?') {
        help();
      } else if (led.current && GO[event.key]) {
        go(GO[event.key]);
      }
      led.current = event.key === 'g';
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [on]);
  const turn = value => {
    localStorage.setItem('norekey.keys', value ? 'on' : 'off');
    set_on(value);
  };
  return [on, turn];
}
