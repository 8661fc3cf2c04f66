/** The conversation as a text file, made in the browser. */

import { dateInWords } from './date.js';
import { el } from './dom.js';
import { strings } from './strings.js';

/** @typedef {{from: 'user' | 'bot', at?: string, message: object}} Entry */

const CLOCK = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });

function when(at) {
  const date = new Date(at ?? NaN);
  return Number.isNaN(date.getTime()) ? '' : `, ${CLOCK.format(date)}`;
}

/** What belongs to the message and is not already said in its `text`. */
function additions(message) {
  const text = String(message.text ?? '');
  const unsaid = (words) => words && !text.includes(words);
  const links = [...(message.sources ?? []), ...(message.contacts ?? []).map(({ name, url }) => ({ title: name, url }))];
  return [
    ...[message.body].filter(unsaid),
    ...links.filter((link) => unsaid(link?.url)).map(({ title, url }) => `${title}: ${url}`),
    ...[dateInWords(message.reviewed)].filter(unsaid).map(strings.reviewed),
    ...(message.as_of ? [`${strings.asOf(dateInWords(message.as_of))}.`] : []),
  ];
}

/**
 * @param {Entry[]} entries
 * @param {Date} [now]
 * @returns {string}
 */
export function conversationText(entries, now = new Date()) {
  const parts = entries.map(({ from, at, message }) => {
    const body = [message.text, ...(from === 'bot' ? additions(message) : [])].filter(Boolean).join('\n');
    return `${from === 'user' ? strings.you : strings.bot}${when(at)}\n${body}`;
  });
  return [strings.fileHead(CLOCK.format(now)), ...parts].join('\n\n').concat('\n');
}

/** @param {Entry[]} entries */
export function saveConversation(entries) {
  const url = URL.createObjectURL(new Blob([conversationText(entries)], { type: 'text/plain;charset=utf-8' }));
  el('a', { href: url, download: strings.fileName(new Date().toISOString().slice(0, 10)) }).click();
  // Later, because some browsers read the file only after the click has been dealt with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
