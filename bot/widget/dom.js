/** Making elements. The page is under Trusted Types: there is no way from a string to markup, here or anywhere. */

/**
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} [attributes]
 *   a function is a listener for the event of that name; null, undefined and false leave the attribute out
 * @param {...(Node | string | null | undefined)} children strings become text
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * Text for those who listen and not for those who look.
 * @param {string} text
 */
export function unseen(text) {
  return el('span', { class: 'unseen' }, text);
}

let made = 0;

/**
 * An id that no other element of this page has.
 * @param {string} stem
 */
export function freshId(stem) {
  made += 1;
  return `${stem}-${made}`;
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/**
 * Focus something that is not a control, such as a heading, without making it a Tab stop.
 * @param {HTMLElement} element
 */
export function focusOn(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
