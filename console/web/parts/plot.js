// plot: figures over time (uPlot, loaded when the first plot is drawn), in the company's zone, with a table for those who read.
import {html, useEffect, useRef, useState} from './html.js';
import {Scroll} from './scroll.js';
import {useSession} from './session.js';
import {in_zone} from './time.js';

let loading = null;
function uplot() {
  loading ??= new Promise((resolve, reject) => {
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = 'vendor/uplot.css';
    sheet.onload = () => import('../vendor/uplot.js').then(module => resolve(module.default), reject);
    sheet.onerror = reject;
    document.head.append(sheet);
  });
  return loading;
}

const token = name => {
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const {color} = getComputedStyle(probe);
  probe.remove();
  return color;
};

/** at: seconds since 1970; series: [{title, values, tone, unit?, dash?}] of the same length. */
export function Plot({title, at, series, height = 168}) {
  const box = useRef(null);
  const {zone} = useSession();
  const [theme, turn] = useState(0);
  const [here, point] = useState(null);
  useEffect(() => {
    const again = () => turn(n => n + 1);
    const media = matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', again);
    window.addEventListener('norekey-theme', again);
    return () => {
      media.removeEventListener('change', again);
      window.removeEventListener('norekey-theme', again);
    };
  }, []);
  const clock = seconds => in_zone(new Date(seconds * 1000).toISOString(), zone).clock;
  const shown = JSON.stringify([at, series, theme, zone]);
  useEffect(() => {
    let plot = null, gone = false, watch = null;
    uplot().then(Plotter => {
      if (gone || !box.current) return;
      const axis = {stroke: token('muted'),
          font: `11px ${getComputedStyle(document.documentElement).fontFamily}`,
          grid: {stroke: token('line'), width: 1}, ticks: {show: false}};
      plot = new Plotter({
        width: box.current.clientWidth, height,
        tzDate: seconds => Plotter.tzDate(new Date(seconds * 1000), zone || 'UTC'),
        cursor: {y: false}, legend: {show: false}, hooks: {setCursor: [one => point(one.cursor.idx ?? null)]},
        scales: {y: {range: (u, low, high) => [0, Math.max(high ?? 0, 4) * 1.1]}},
        axes: [{...axis, size: 28, values: (u, ticks) => ticks.map(clock), space: 60},
          {...axis, size: 44,
              values: (u, ticks) => ticks.map(one => (Number.isInteger(one) ? String(one) : ''))}],
        series: [{},
          ...series.map(one => ({
            label: one.title, stroke: token(one.tone), width: 2, dash: one.dash,
            points: {show: at.length < 60, size: 6, fill: token(one.tone)},
          }))],
      }, [at, ...series.map(one => one.values)], box.current);
      watch = new ResizeObserver(([entry]) => plot.setSize({width: Math.floor(entry.contentRect.width),
          height}));
      watch.observe(box.current);
    }, () => {});
    return () => {
      gone = true;
      watch?.disconnect();
      plot?.destroy();
    };
  }, [shown]);
  return html`<figure class="plot-box">
    <ul class="key" aria-hidden="true"><li class="muted">${here === null ? zone : clock(at[here])}</li>
        ${series.map(one =>
            html`<li key=${one.title}>
                <svg class=${one.tone === 'accent' ? 'info' : one.tone} viewBox="0 0 22 8">
                    <path d="M0 4H22" stroke="currentColor" stroke-width="2.5"
                        stroke-dasharray=${one.dash ? '6 4' : undefined} />
                </svg>${one.title}
                ${here !== null && html` <b>${one.values[here] ?? '–'}${one.unit ?? ''}</b>`}</li>`)}</ul>
    <div class="plot-room" ref=${box} aria-hidden="true"></div>
    <details class="small"><summary>As a table</summary><${Scroll} label=${`${title}, as a table`}><table>
      <thead>
          <tr><th scope="col">Time (${zone})</th>
              ${series.map(one => html`<th scope="col" class="num">${one.title}</th>`)}</tr>
          </thead>
      <tbody>
          ${at.map((one, i) => series.some(s => s.values[i]) &&
              html`<tr key=${one}><td>${clock(one)}</td>
                  ${series.map(s =>
                      html`<td class="num">
                          ${s.values[i] === null ? '–' :
                              `${s.values[i]}${s.unit ?? ''}`}</td>`)}</tr>`)}</tbody>
    </table></${Scroll}></details>
  </figure>`;
}
