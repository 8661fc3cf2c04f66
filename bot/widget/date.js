/** Dates: shown in words, and asked for in three boxes, which work better than a calendar for most people. */

import { el, freshId, unseen } from './dom.js';
import { strings } from './strings.js';

const IN_WORDS = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const MONTHS = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2000, month)))
  .map((date) => date.toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' }).toLowerCase());

/**
 * @param {unknown} iso such as 2026-11-22
 * @returns {string} 22 November 2026; what is not a date comes back as it is
 */
export function dateInWords(iso) {
  const parsed = new Date(/^\d{4}-\d{2}-\d{2}$/.test(String(iso)) ? `${iso}T00:00:00Z` : NaN);
  return Number.isNaN(parsed.getTime()) ? String(iso ?? '') : IN_WORDS.format(parsed);
}

/** @param {string} text a number or the name of a month, whole or its first letters */
function monthNumber(text) {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  return text.length < 3 ? 0 : MONTHS.findIndex((name) => name.startsWith(text.toLowerCase())) + 1;
}

/**
 * @param {{day: string, month: string, year: string}} parts
 * @returns {{words: string} | {error: string, wrong: string[]}} wrong: the boxes to mark
 */
export function readDate(parts) {
  const missing = Object.keys(parts).filter((name) => !parts[name]);
  if (missing.length) return { error: strings.dateMissing(missing.map((name) => strings.dateParts[name])), wrong: missing };
  const [day, month, year] = [Number(parts.day), monthNumber(parts.month), Number(parts.year)];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = /^\d{4}$/.test(parts.year) && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? { words: IN_WORDS.format(date) } : { error: strings.dateWrong, wrong: Object.keys(parts) };
}

function field(name, describedBy) {
  const id = freshId(name);
  const box = el('input', {
    id, name, type: 'text', inputmode: 'numeric', autocomplete: 'off', 'aria-describedby': describedBy, class: name,
  });
  return { box, part: el('div', {}, el('label', { for: id }, strings[name]), box) };
}

/**
 * @param {{labelledBy: string, error?: string, send: (words: string) => void}} options
 *   labelledBy: id of the question; error: what the server says was wrong with the last date
 * @returns {HTMLFormElement}
 */
export function dateForm({ labelledBy, error = '', send }) {
  const hintId = freshId('hint');
  const errorId = freshId('error');
  const fields = ['day', 'month', 'year'].map((name) => field(name, `${errorId} ${hintId}`));
  const problem = el('p', { id: errorId, class: 'error' });

  const complain = (text, wrong) => {
    problem.hidden = !text;
    problem.replaceChildren(...(text ? [unseen(`${strings.errorPrefix} `), text] : []));
    for (const { box } of fields) {
      if (wrong.includes(box.name)) box.setAttribute('aria-invalid', 'true');
      else box.removeAttribute('aria-invalid');
    }
    fields.find(({ box }) => wrong.includes(box.name))?.box.focus();
  };

  const submit = (event) => {
    event.preventDefault();
    const parts = Object.fromEntries(fields.map(({ box }) => [box.name, box.value.trim()]));
    const read = readDate(parts);
    complain(read.error ?? '', read.wrong ?? []);
    if (read.words) send(read.words);
  };

  const form = el('form', { class: 'date', novalidate: true, submit },
    el('fieldset', { 'aria-labelledby': labelledBy },
      el('p', { id: hintId, class: 'hint' }, strings.dateHint),
      problem,
      el('div', { class: 'parts' }, ...fields.map(({ part }) => part))),
    el('button', { type: 'submit', class: 'primary' }, strings.sendDate));
  complain(error, []);
  if (error) for (const { box } of fields) box.setAttribute('aria-invalid', 'true');
  return form;
}
