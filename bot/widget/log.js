/** The conversation on the page: who said what, the waiting line, notices, and what part of it is in view. */

import { render } from './blocks.js';
import { byId, el, unseen } from './dom.js';
import { strings } from './strings.js';

const log = () => byId('log');

function entry(who, kind, ...content) {
  return el('div', { class: `message ${kind}` }, el('p', { class: 'who' }, who, unseen(` ${strings.said}`)), ...content);
}

function append(element) {
  const waiting = log().querySelector('.waiting');
  if (waiting) waiting.before(element);
  else log().append(element);
  return element;
}

/**
 * @param {string} text shown as it was typed, never read for marks
 * @returns {HTMLElement}
 */
export function addUser(text) {
  return append(entry(strings.you, 'user', el('p', { class: 'lines' }, text)));
}

/**
 * @param {object} message
 * @param {import('./blocks.js').Actions} actions
 * @returns {HTMLElement}
 */
export function addBot(message, actions) {
  retireQuestions();
  const known = /^[a-z_]+$/.test(String(message.type)) ? message.type : 'unknown';
  return append(entry(strings.bot, `bot ${known}`, ...render(message, actions)));
}

function retireQuestions() {
  for (const controls of log().querySelectorAll('[data-once]')) controls.remove();
}

/**
 * The page's own words, such as a failure. There is at most one such notice.
 * @param {{text: string, more?: string[], actions?: {label: string, run: () => void}[]}} notice
 * @returns {HTMLElement}
 */
export function showNotice({ text, more = [], actions = [] }) {
  clearNotice();
  const element = append(el('div', { class: 'notice' },
    el('p', { 'data-lead': true }, el('strong', {}, text)),
    ...more.filter(Boolean).map((words) => el('p', { class: 'lines' }, words)),
    actions.length ? el('div', { class: 'row' }, ...actions.map(({ label, run }) => (
      el('button', { type: 'button', class: 'primary', click: run }, label)))) : null));
  element.scrollIntoView({ block: 'nearest' });
  return element;
}

export function clearNotice() {
  const notice = log().querySelector('.notice');
  // The button that was pressed goes with the notice: the focus must not fall back to the top of the page.
  if (notice?.contains(document.activeElement)) log().focus({ preventScroll: true });
  notice?.remove();
}

export function clearLog() {
  log().replaceChildren();
}

/** @param {string | null} words null ends the waiting */
export function setWaiting(words) {
  log().querySelector('.waiting')?.remove();
  // Hidden from those who listen: the status region tells them.
  const line = words ? el('p', { class: 'waiting', 'aria-hidden': 'true' }, words) : null;
  if (line) log().append(line);
  line?.scrollIntoView({ block: 'nearest' });
  for (const button of log().querySelectorAll('[data-choice], [data-once] [type=submit]')) {
    if (words) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
}

/**
 * Show the start of a reply: with the question above it where that leaves room, else from its own first line.
 * @param {HTMLElement} reply
 */
export function reveal(reply) {
  const asked = reply.previousElementSibling;
  const roomy = asked?.matches('.user') && asked.offsetHeight < Math.min(log().clientHeight, innerHeight) / 3;
  (roomy ? asked : reply).scrollIntoView({ block: 'start' });
}
