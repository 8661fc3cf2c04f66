/** Messages and their blocks to elements, one function for each type and kind of contract.md. Unknown ones show their text. */

import { dateForm, dateInWords } from './date.js';
import { el, freshId, unseen } from './dom.js';
import { inline, link, parseUrl, safeHref } from './inline.js';
import { strings } from './strings.js';

/**
 * What a message may ask of the page.
 * @typedef {object} Actions
 * @property {(choice: unknown, label: string) => void} choose
 * @property {(text: string) => void} answer
 * @property {(text: string) => void} say put in the status region
 * @property {(message: object) => HTMLElement} feedback
 */

const list = (value) => (Array.isArray(value) ? value : []);
const isText = (value) => typeof value === 'string' && value.trim() !== '';

// ---- pieces that several types share

function heading(text) {
  return el('h2', { 'data-lead': true }, text);
}

/** Plain words as paragraphs. Not read for marks: `text` has none, and may repeat what a person typed. */
function paragraphs(text, { lead = false } = {}) {
  const out = document.createDocumentFragment();
  for (const part of String(text ?? '').split(/\n\s*\n/).filter(isText)) {
    out.append(el('p', { class: 'lines', 'data-lead': lead && !out.hasChildNodes() }, part.trim()));
  }
  return out;
}

/**
 * `text` stands alone, so it may list what the page shows as buttons or cards. Such lines are left out here.
 * @param {unknown} text
 * @param {(line: string) => boolean} repeats
 */
function textWithout(text, repeats) {
  const lines = String(text ?? '').split('\n');
  const kept = lines.filter((line) => !repeats(line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim()));
  return kept.some(isText) ? kept.join('\n') : lines.join('\n');
}

function buttons(items, labelOf, actions) {
  const usable = list(items).filter((item) => isText(labelOf(item)) && item.choice !== undefined);
  if (!usable.length) return null;
  return el('ul', { class: 'options' }, ...usable.map((item) => el('li', {},
    el('button', { type: 'button', 'data-choice': true, click: () => actions.choose(item.choice, labelOf(item)) }, labelOf(item)))));
}

function options(message, actions) {
  return buttons(message.options, (option) => option?.label, actions);
}

function repeatsOption(message) {
  const labels = list(message.options).map((option) => option?.label);
  return (line) => labels.includes(line);
}

function note(text, tone) {
  const word = tone === 'warning' ? strings.warning : strings.info;
  return el('div', { class: `note ${tone === 'warning' ? 'warning' : 'info'}` }, el('p', {}, el('strong', {}, `${word}: `), inline(text)));
}

function meta(message) {
  const nation = message.nation === null ? strings.nationUnknown : strings.nation[message.nation];
  // The server's own phrase, where there is one, says it better: for whom, and in which nations the same words hold.
  const parts = isText(message.holds_for) ? [message.holds_for] : [strings.audience[message.audience], nation];
  if (message.as_of) parts.push(strings.asOf(dateInWords(message.as_of)));
  const known = parts.filter(isText);
  return known.length ? el('ul', { class: 'meta' }, ...known.map((part) => el('li', {}, part))) : null;
}

function sources(message) {
  const items = list(message.sources).filter((source) => isText(source?.title) || isText(source?.url));
  const checked = [
    message.reviewed && strings.reviewed(dateInWords(message.reviewed)),
    message.review_by && strings.reviewBy(dateInWords(message.review_by)),
  ].filter(Boolean).join(' ');
  if (!items.length && !checked) return null;
  return el('div', { class: 'sources' },
    el('h3', {}, strings.sources),
    items.length ? el('ul', {}, ...items.map(({ title, url }) => el('li', {}, link(title || url, url)))) : null,
    checked ? el('p', { class: 'hint' }, checked) : null);
}

/** The server's own files, or a file at an https address. */
function downloadHref(url) {
  const parsed = isText(url) ? parseUrl(url, document.baseURI) : null;
  if (!parsed) return null;
  return parsed.origin === location.origin ? parsed.href : safeHref(parsed.href);
}

function downloads(message) {
  const files = list(message.downloads).map((file) => ({ label: file?.label, href: downloadHref(file?.url) }))
    .filter(({ label, href }) => isText(label) && href);
  if (!files.length) return null;
  return el('div', { class: 'downloads' },
    el('h3', {}, strings.downloads),
    el('ul', { class: 'plain' }, ...files.map(({ label, href }) => el('li', {}, el('a', { href, download: true, class: 'file' }, label)))));
}

// ---- blocks

/** A Tab stop only while there is something to scroll to: otherwise it is one more key press for nothing. */
function scrollable(name, table) {
  const box = el('div', { class: 'scroll', role: 'group', 'aria-label': name }, table);
  new ResizeObserver(() => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }).observe(box);
  return box;
}

function table(columns, rows) {
  const head = el('tr', {}, ...columns.map((column) => el('th', { scope: 'col' }, inline(column))));
  const body = list(rows).map((row) => el('tr', {}, ...list(row).map((cell, index) => (
    index === 0 ? el('th', { scope: 'row' }, inline(cell)) : el('td', {}, inline(cell))))));
  return scrollable(`${strings.table}: ${columns.join(', ')}`, el('table', {}, el('thead', {}, head), el('tbody', {}, ...body)));
}

const items = (values) => list(values).map((item) => el('li', {}, inline(item)));

const BLOCKS = {
  heading: (block) => el('h3', {}, inline(block.text)),
  paragraph: (block) => el('p', {}, inline(block.text)),
  steps: (block) => el('ol', {}, ...items(block.items)),
  list: (block) => el('ul', {}, ...items(block.items)),
  table: (block) => table(list(block.columns), block.rows),
  note: (block) => note(block.text, block.tone),
};

/** @returns {Node | null} null where a block can be shown neither by its kind nor by its text */
function block(value) {
  if (value && Object.hasOwn(BLOCKS, value.kind)) return BLOCKS[value.kind](value);
  return isText(value?.text) ? paragraphs(value.text) : null;
}

/** The blocks, or the message's own text where they cannot all be shown: half an answer may mislead. */
function blocks(message) {
  const shown = list(message.blocks).map(block);
  const whole = shown.length ? !shown.includes(null) : isText(message.summary);
  const out = document.createDocumentFragment();
  out.append(...(whole ? shown : [paragraphs(message.text)]));
  return out;
}

// ---- messages

function guidance(message, actions) {
  const related = buttons(message.related, (item) => item?.title, actions);
  return [
    isText(message.title) ? heading(message.title) : null,
    meta(message),
    message.stale ? note(strings.stale(message.review_by && dateInWords(message.review_by)), 'warning') : null,
    isText(message.summary) ? el('p', { class: 'summary' }, inline(message.summary)) : null,
    blocks(message),
    sources(message),
    downloads(message),
    options(message, actions),
    related ? el('div', { class: 'related' }, el('h3', {}, strings.related), related) : null,
    message.id !== undefined ? actions.feedback(message) : null,
  ];
}

function choices(message, actions) {
  const prompt = isText(message.prompt)
    ? el('p', { 'data-lead': true }, inline(message.prompt))
    : paragraphs(textWithout(message.text, repeatsOption(message)), { lead: true });
  return [prompt, options(message, actions)];
}

function questionText(message) {
  if (isText(message.prompt)) return message.prompt;
  const text = textWithout(message.text, repeatsOption(message));
  return isText(message.error) && text.startsWith(message.error) ? text.slice(message.error.length).trim() || text : text;
}

function question(message, actions) {
  const id = freshId('question');
  const words = el('div', { id }, paragraphs(questionText(message), { lead: true }));
  const isDate = message.input === 'date';
  // The controls of a question go when it is answered: two live forms in one conversation would mislead.
  const controls = [
    isDate ? dateForm({ labelledBy: id, error: message.error, send: actions.answer }) : null,
    options(message, actions),
  ].filter(Boolean);
  return [
    message.step?.at && message.step?.of ? el('p', { class: 'hint' }, strings.step(message.step.at, message.step.of)) : null,
    isText(message.error) && !isDate ? el('p', { class: 'error' }, unseen(`${strings.errorPrefix} `), message.error) : null,
    words,
    controls.length ? el('div', { 'data-once': true }, ...controls) : null,
  ];
}

function pairs(title, rows) {
  const known = list(rows).filter((row) => isText(row?.label));
  if (!known.length) return null;
  return el('div', {},
    el('h3', {}, title),
    el('table', { class: 'pairs' },
      el('thead', { class: 'unseen' }, el('tr', {}, el('th', { scope: 'col' }, strings.item), el('th', { scope: 'col' }, strings.value))),
      el('tbody', {}, ...known.map(({ label, value }) => el('tr', {},
        el('th', { scope: 'row' }, label), el('td', {}, String(value ?? '')))))));
}

function result(message, actions) {
  return [
    isText(message.title) ? heading(message.title) : null,
    meta({ as_of: message.as_of }),
    isText(message.verdict) ? el('p', { class: 'summary' }, inline(message.verdict)) : paragraphs(message.text),
    pairs(strings.lines, message.lines),
    pairs(strings.inputs, message.inputs),
    sources(message),
    downloads(message),
    options(message, actions),
  ];
}

async function copy(letter, says) {
  const done = (words) => {
    says.textContent = words;
    return words;
  };
  try {
    await navigator.clipboard.writeText(letter.textContent);
    return done(strings.copied);
  } catch {
    // Blocked in some frames: select the text, so that one command of the device copies it.
    getSelection()?.selectAllChildren(letter);
    return done(strings.copyByHand);
  }
}

function letterOf(message, actions) {
  const body = isText(message.body) ? message.body : message.text;
  const letter = el('div', { class: 'letter' }, String(body ?? ''));
  const says = el('span', { class: 'hint' });
  const copyButton = el('button', { type: 'button', click: async () => actions.say(await copy(letter, says)) }, strings.copy);
  return [
    isText(message.title) ? heading(message.title) : null,
    letter,
    el('div', { class: 'row controls' }, copyButton, says),
    downloads(message),
    sources(message),
    options(message, actions),
  ];
}

/** The number at the start is the link: "111, then option 2" is called as 111; "Text SHOUT to 85258" is not called. */
function phone(text) {
  const number = /^\+?\d[\d\s()-]*/.exec(text)?.[0].trim();
  if (!number) return el('p', { class: 'call' }, text);
  const href = `tel:${number.replaceAll(/[\s()-]/g, '')}`;
  return el('p', { class: 'call' }, el('a', { href }, `${strings.call} ${number}`), text.slice(number.length));
}

function contact({ name, phone: number, hours, url }) {
  return el('li', { class: 'contact' },
    el('h3', {}, name),
    isText(number) ? phone(number) : null,
    isText(hours) ? el('p', {}, `${strings.hours} ${hours}`) : null,
    safeHref(url) ? el('p', {}, link(`${strings.website}: ${new URL(url).hostname.replace(/^www\./, '')}`, url)) : null);
}

function signpost(message, actions) {
  const people = list(message.contacts).filter((person) => isText(person?.name));
  const onCard = (line) => people.some(({ name, phone: number, url }) => (
    line.startsWith(name) && ((isText(number) && line.includes(number)) || (isText(url) && line.includes(url)) || line === name)));
  return [
    heading(isText(message.title) ? message.title : strings.signpost[message.reason] ?? strings.signpostOther),
    paragraphs(textWithout(message.text, onCard)),
    people.length ? el('ul', { class: 'plain contacts' }, ...people.map(contact)) : null,
    options(message, actions),
  ];
}

function words(message, actions) {
  return [paragraphs(textWithout(message.text, repeatsOption(message)), { lead: true }), options(message, actions)];
}

const TYPES = {
  guidance, choices, question, result, document: letterOf, signpost, fallback: words, chitchat: words, error: words,
};

/**
 * The inside of a bot's message. A message that breaks its own contract shows its `text`, never a gap.
 * @param {object} message
 * @param {Actions} actions
 * @returns {Node[]}
 */
export function render(message, actions) {
  const nodes = (parts) => parts.filter((part) => part && (!(part instanceof DocumentFragment) || part.hasChildNodes()));
  const type = Object.hasOwn(TYPES, message.type) ? TYPES[message.type] : words;
  try {
    const shown = nodes(type(message, actions));
    if (shown.length) return shown;
  } catch (error) {
    console.warn('A message could not be shown by its type', message.type, error);
  }
  return [el('p', { class: 'lines', 'data-lead': true }, isText(message.text) ? message.text : strings.unreadableMessage)];
}
