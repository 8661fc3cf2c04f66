/** One short announcement for each reply: its title, its first sentence, and what else there is. */

import { byId } from './dom.js';
import { plain } from './inline.js';
import { strings } from './strings.js';

const LONGEST = 240;
let timer;

/**
 * Put words in the polite status region.
 * @param {string} text
 * @param {number} [delay] in ms; a later call replaces what is still to come
 */
export function say(text, delay = 0) {
  const region = byId('status');
  clearTimeout(timer);
  // Emptied first, so that the same words twice are spoken twice.
  region.textContent = '';
  timer = setTimeout(() => { region.textContent = text; }, delay + 50);
}

function firstSentence(text) {
  const flat = plain(text).replaceAll(/\s+/g, ' ').trim();
  const sentence = /^.+?[.!?](?=\s|$)/.exec(flat)?.[0] ?? flat;
  return sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST).replace(/\s\S*$/, '')}…`;
}

function firstContact(message) {
  const { name, phone } = message.contacts?.[0] ?? {};
  return name && phone ? `${name}: ${phone}.` : '';
}

function more(message) {
  const words = strings.announce;
  const lengths = ['sources', 'contacts', 'options', 'downloads', 'related']
    .filter((field) => Array.isArray(message[field]) && message[field].length)
    .map((field) => words[field](message[field].length));
  const parts = [
    ...(message.blocks?.length || message.lines?.length || message.body ? [words.details] : []),
    ...(message.type === 'question' && message.input === 'date' ? [words.date] : []),
    ...lengths,
  ];
  return parts.length ? `${words.and} ${parts.join(', ')}.` : '';
}

/**
 * @param {object} message
 * @returns {string}
 */
export function summaryOf(message) {
  const lead = message.summary ?? message.verdict ?? message.prompt ?? (message.type === 'document' ? '' : message.text);
  return [
    message.title && `${message.title}.`,
    message.error && !String(lead).startsWith(message.error) && `${strings.errorPrefix} ${message.error}`,
    // A question is read whole: what it asks may come in its last sentence.
    message.type === 'question' ? plain(lead) : firstSentence(lead),
    message.stale && strings.announce.stale,
    firstContact(message),
    more(message),
  ].filter(Boolean).join(' ');
}
