/*
 * The launcher for other people's pages:
 *   <script src="https://BOT/chat/widget.js" data-label="Ask about flexible working" data-position="right" defer></script>
 * It adds one button. Nothing of the bot is loaded, stored or sent until somebody opens it. The chat is in a frame of
 * the bot's own origin, so that the host page's scripts cannot read what a person asks about their employer.
 */
(() => {
  const script = document.currentScript;
  const page = new URL('./', script.src);
  const label = script.dataset.label || 'Ask about work-life balance';
  const side = script.dataset.position === 'left' ? 'left' : 'right';

  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const launcher = make('button', { type: 'button', textContent: label });
  const panel = make('dialog', {});
  panel.setAttribute('aria-label', label);
  const closer = make('button', { type: 'button', textContent: 'Close chat' });
  panel.append(closer);
  let frame;

  // A constructed sheet: a host's Content-Security-Policy may forbid style elements.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    button { font: 600 1.0625rem/1.3 system-ui, sans-serif; min-height: 2.75rem; padding: .6rem 1.1rem; color: #fff;
      background: #0a4a54; border: 2px solid #fff; border-radius: .5rem; cursor: pointer }
    button:focus-visible { outline: 3px solid #0a4a54; outline-offset: 2px }
    button[hidden] { display: none }
    :host > *, .launch { position: fixed; z-index: 2147483647; bottom: 1.25rem; ${side}: 1.25rem }
    .launch { max-width: calc(100vw - 2.5rem) }
    dialog { inset: auto; bottom: 1.25rem; ${side}: 1.25rem; margin: 0; padding: 0; flex-direction: column;
      width: 27rem; height: min(46rem, calc(100dvh - 2.5rem)); max-width: none; max-height: none; overflow: hidden;
      background: #0a4a54; border: 2px solid #0a4a54; border-radius: .75rem }
    dialog[open] { display: flex }
    dialog button { align-self: flex-end; margin: .25rem; border-radius: .6rem }
    dialog button:focus-visible { outline: 3px solid #ffdd57; outline-offset: -5px }
    iframe { flex: 1; min-height: 0; width: 100%; border: 0; background: #fff }
    @media (max-width: 36em), (max-height: 30em) {
      dialog { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0 }
    }
    @media print { :host { display: none } }
  `);

  let loaded = false;
  const greet = () => loaded && panel.open && frame.contentWindow.postMessage('wlb:open', page.origin);
  const close = () => panel.close();
  const open = () => {
    if (!frame) {
      frame = make('iframe', { src: page.href, title: label, allow: 'clipboard-write' });
      frame.addEventListener('load', () => {
        loaded = true;
        greet();
      });
      panel.append(frame);
    }
    launcher.hidden = true;
    // Where it fills the screen it is modal, so that Tab does not wander behind it; elsewhere people can go to and fro.
    if (matchMedia('(max-width: 36em), (max-height: 30em)').matches) panel.showModal();
    else panel.show();
    frame.focus();
    greet();
  };

  launcher.className = 'launch';
  launcher.addEventListener('click', open);
  closer.addEventListener('click', close);
  panel.addEventListener('close', () => {
    launcher.hidden = false;
    launcher.focus();
  });
  panel.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  addEventListener('message', ({ origin, source, data }) => {
    if (origin === page.origin && frame && source === frame.contentWindow && data === 'wlb:close') close();
  });

  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  root.append(launcher, panel);
  const add = () => document.body.append(host);
  if (document.body) add();
  else addEventListener('DOMContentLoaded', add);
})();
