/** One question inside the page before something that cannot be undone. */

import { byId, el, focusOn } from './dom.js';
import { strings } from './strings.js';

let settle = null;

/**
 * @param {{title: string, text: string, yes: string}} words
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, yes }) {
  settle?.(false);
  const panel = byId('confirm');
  const before = document.activeElement;
  return new Promise((resolve) => {
    settle = (agreed) => {
      settle = null;
      panel.hidden = true;
      panel.replaceChildren();
      // A control in the menu is out of sight once the menu has closed.
      const home = before?.closest('details:not([open])')?.querySelector('summary') ?? before;
      if (!agreed) home?.focus();
      resolve(agreed);
    };
    const heading = el('h2', { id: 'confirm-title' }, title);
    panel.replaceChildren(
      heading,
      el('p', {}, text),
      el('div', { class: 'row' },
        el('button', { type: 'button', class: 'danger', click: () => settle?.(true) }, yes),
        el('button', { type: 'button', click: () => settle?.(false) }, strings.keep)));
    panel.hidden = false;
    focusOn(heading);
    panel.scrollIntoView({ block: 'nearest' });
  });
}

/**
 * Answer an open question with no.
 * @returns {boolean} whether there was one
 */
export function dismissConfirm() {
  const open = settle !== null;
  settle?.(false);
  return open;
}
