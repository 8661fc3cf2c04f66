/** Text with `[label](https://…)` and `**…**`, the only two marks of the contract, to nodes. All else stays text. */

import { el, unseen } from './dom.js';
import { strings } from './strings.js';

const SCHEMES = new Set(['https:', 'mailto:', 'tel:']);
// An address may hold one level of round brackets, as Wikipedia's do.
const MARKS = /\*\*(?<strong>[^\n]+?)\*\*|\[(?<label>[^[\]\n]+)\]\((?<url>(?:[^()\s]|\([^()\s]*\))+)\)/g;

/**
 * URL.parse and URL.canParse are too new for some phones.
 * @param {unknown} url
 * @param {string} [base]
 * @returns {URL | null}
 */
export function parseUrl(url, base) {
  if (typeof url !== 'string') return null;
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}

/**
 * The address if a link may go there, else null. Only absolute addresses: a relative one would lead into this site.
 * @param {unknown} url
 * @returns {string | null}
 */
export function safeHref(url) {
  const parsed = parseUrl(url);
  return parsed && SCHEMES.has(parsed.protocol) ? parsed.href : null;
}

/**
 * A link, or plain text where the address is not one that we link to.
 * @param {string} label
 * @param {unknown} url
 * @returns {Node}
 */
export function link(label, url) {
  const href = safeHref(url);
  if (!href) return document.createTextNode(label);
  if (!href.startsWith('https:')) return el('a', { href }, label);
  // A new tab, because in a frame most sites refuse to be shown, and because the conversation should stay.
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer', class: 'away' }, label, unseen(` ${strings.newTab}`));
}

/**
 * @param {unknown} text
 * @returns {DocumentFragment}
 */
export function inline(text) {
  const source = String(text ?? '');
  const out = document.createDocumentFragment();
  let at = 0;
  for (const match of source.matchAll(MARKS)) {
    const { strong, label, url } = match.groups;
    if (label && !safeHref(url)) continue;
    out.append(source.slice(at, match.index), strong ? el('strong', {}, inline(strong)) : link(plain(label), url));
    at = match.index + match[0].length;
  }
  out.append(source.slice(at));
  return out;
}

/**
 * The same text without its marks, to be read out.
 * @param {unknown} text
 */
export function plain(text) {
  return String(text ?? '').replaceAll(MARKS, (whole, ...rest) => {
    const { strong, label } = rest.at(-1);
    return strong ?? label ?? whole;
  });
}
