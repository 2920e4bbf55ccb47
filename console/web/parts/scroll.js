// scroll: a place that scrolls sideways by itself, so that the page never does. The keyboard reaches it where there is something to scroll.
import {html, useEffect, useRef, useState} from './html.js';

export function Scroll({label, kind = '', children}) {
  const box = useRef(null);
  const [over, set_over] = useState(false);
  useEffect(() => {
    const here = box.current;
    const look = () => set_over(here.scrollWidth > here.clientWidth + 1);
    const watch = new ResizeObserver(look);
    watch.observe(here);
    for (const child of here.children) watch.observe(child);
    return () => watch.disconnect();
  }, []);
  return html`<div class="scroll ${kind}" ref=${box} role="group" aria-label=${label}
      tabindex=${over ? '0' : undefined}>
      ${children}</div>`;
}
