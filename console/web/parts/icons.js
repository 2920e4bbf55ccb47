// icons: every picture of the console, drawn here. They go beside words and are hidden from screen readers.
import {html} from './html.js';

const PATHS = {
  today: 'M2.5 8.5 5.5 5l3 4 2-2.5 3 3.5M2.5 13h11',
  messages: 'M2.5 4h11v8h-11zM2.5 4.5 8 9l5.5-4.5',
  exceptions: 'M8 2.2 14.2 13H1.8zM8 6.4v3M8 11.2v.1',
  sync: 'M13 6.2A5.2 5.2 0 0 0 3.4 5M3 9.8A5.2 5.2 0 0 0 12.6 11M3.2 2.4V5h2.6M12.8 13.6V11h-2.6',
  credit: 'M8 7.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8ZM3 13.6c.5-2.7 2.4-4.2 5-4.2s4.500 1.500 5 4.200',
  shadow: 'M2.500 3.500h7v7h-7zM6.500 12.500h7v-7',
  mappings: 'M2.500 4h4M2.500 8h4M2.500 12h4M9.500 4h4M9.500 8h4M9.500 12h4M6.500 4l3 4M6.500 8l3 4M6.500 12l3-8',
  partners: 'M5.500 7.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM11 8.500a1.700 1.700 0 1 0 0-3.400M1.800 13c.3-2.200 1.700-3.400 3.700-3.400S8.900 10.800 9.200 13M11 10.300c1.800 0 2.900 1 3.200 2.700',
  settings: 'M2.500 5h5M11.500 5h2M9.500 3.200v3.600M2.500 11h2M8.500 11h5M6.500 9.200v3.600',
  find: 'M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9ZM10.400 10.400 13.500 13.500',
  sun: 'M8 10.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600ZM8 1.500v1.200M8 13.300v1.200M1.500 8h1.200M13.300 8h1.200M3.400 3.400l.9.9M11.700 11.700l.9.900M12.600 3.400l-.9.900M4.300 11.700l-.9.900',
  moon: 'M13 9.500A5.500 5.500 0 0 1 6.500 3 5.500 5.500 0 1 0 13 9.500Z',
  person: 'M8 7.600a2.600 2.600 0 1 0 0-5.200 2.600 2.600 0 0 0 0 5.200ZM3 13.600c.4-2.600 2.400-4 5-4s4.600 1.400 5 4',
  good: 'M3 8.600 6.500 12 13 4.500',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.500v3.300M8 5.200v.1',
  close: 'M4 4l8 8M12 4l-8 8',
  next: 'M6 3.500 10.500 8 6 12.500',
  down: 'M8 2.500v8M4.500 7.500 8 11l3.500-3.500M3 13.500h10',
  up: 'M8 11V3M4.500 6 8 2.500 11.500 6M3 13.500h10',
  pause: 'M5.500 3.500v9M10.500 3.500v9',
  play: 'M5 3.200 12.500 8 5 12.800z',
  again: 'M13 8a5 5 0 1 1-1.600-3.700M13 2.500v2.600h-2.600',
  undo: 'M5.500 4 2.500 7l3 3M2.500 7h6.500a4 4 0 0 1 0 6H7',
  edit: 'M3 13l.6-2.800 7.200-7.200 2.200 2.200-7.200 7.200z',
  keys: 'M2 4.500h12v7H2zM4.500 7h.1M7 7h.1M9.500 7h.1M12 7h-.1M5 9.500h6',
  out: 'M6.500 2.500h-4v11h4M7 8h6.500M11 5.200 13.700 8 11 10.800',
  plus: 'M8 3v10M3 8h10',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1 1.300H3zM6.800 14h2.400',
};

export function Icon({name}) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d=${PATHS[name]} />
      </svg>`;
}

export function Mark() {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0b58a8" />
      <path d="M8 23V9l16 14V9" fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round"
          stroke-linejoin="round" />
      </svg>`;
}

// One shape a meaning: full with a tick, clock, triangle, struck out, hollow.
const SHAPES = {
  good: html`<circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M4.800 8.300 7.200 10.600 11.300 5.800" fill="none" stroke="var(--surface)"
          stroke-width="1.800" stroke-linecap="round" stroke-linejoin="round" />`,
  wait: html`<circle cx="8" cy="8" r="6.200" fill="none" stroke="currentColor" stroke-width="1.700" />
      <path d="M8 4.500V8l2.300 1.700" fill="none" stroke="currentColor" stroke-width="1.700"
          stroke-linecap="round" />`,
  bad: html`<path d="M8 1.300 15.300 14.300H.700z" fill="currentColor" />
      <path d="M8 6v3.800M8 12v.1" stroke="var(--surface)" stroke-width="1.800" stroke-linecap="round" />`,
  off: html`<circle cx="8" cy="8" r="6.200" fill="none" stroke="currentColor" stroke-width="1.700" />
      <path d="M4 12 12 4" stroke="currentColor" stroke-width="1.700" />`,
  held: html`<rect x="2" y="2" width="12" height="12" rx="2.500" fill="none" stroke="currentColor"
      stroke-width="1.700" />
      <path d="M6.300 5.500v5M9.700 5.500v5" stroke="currentColor" stroke-width="1.700"
          stroke-linecap="round" />`,
  open: html`<circle cx="8" cy="8" r="6.200" fill="none" stroke="currentColor" stroke-width="1.700"
      stroke-dasharray="3 2.200" />`,
  step: html`<circle cx="8" cy="8" r="4" fill="currentColor" />`,
};

export function Shape({name}) {
  return html`<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}
