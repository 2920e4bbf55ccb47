// dialog: one question at a time, over the page. Escape and Cancel change nothing; what is refused is told inside.
import {html, useEffect, useRef, useState} from './html.js';
import {ProblemNote} from './panel.js';

/** `act`: async (values) => …; on success the dialog closes and `done(answer)` is called. */
export function Dialog({title, verb, danger, close, act, done, children, large, ready = true}) {
  const box = useRef(null);
  const [problem, tell] = useState(null);
  const [busy, set_busy] = useState(false);
  useEffect(() => {
    const before = document.activeElement;
    box.current.showModal();
    return () => before?.focus?.();
  }, []);
  const submit = async event => {
    event.preventDefault();
    set_busy(true);
    tell(null);
    try {
      const answer = await act(Object.fromEntries(new FormData(event.target)));
      close();
      done?.(answer);
    } catch (refused) {
      if (!('status' in refused)) throw refused;
      tell(refused);
      set_busy(false);
    }
  };
  return html`<dialog ref=${box} class=${large ? 'large' : ''} aria-labelledby="dialog-title"
      onCancel=${event => { event.preventDefault(); close(); }}
      onClick=${event => event.target === box.current && close()}>
    <form method="dialog" onSubmit=${submit}>
      <header><h1 id="dialog-title">${title}</h1></header>
      <div class="in">${children}<${ProblemNote} problem=${problem} /></div>
      <footer>
        <button class="button" type="button" onClick=${close}>${verb ? 'Cancel' : 'Close'}</button>
        ${verb &&
            html`<button class="button main ${danger ? 'danger' : ''}" type="submit"
                disabled=${busy || !ready}>
                ${busy ? 'Working…' : verb}</button>`}
      </footer>
    </form>
  </dialog>`;
}

/** const [asked, ask] = useAsk(); ask(close => html`<${Dialog} …/>`); put ${asked} into the page. */
export function useAsk() {
  const [make, set_make] = useState(null);
  const close = () => set_make(null);
  return [make && make.of(close), of => set_make({of})];
}
