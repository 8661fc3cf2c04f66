/** The chat page: the course of a conversation, from opening to erasing. */

import { say, summaryOf } from './announce.js';
import { eraseSession, openSession, readTranscript, sendFeedback, sendTurn, sessionStore } from './api.js';
import { makeComposer } from './composer.js';
import { confirm, dismissConfirm } from './confirm.js';
import { byId, focusOn } from './dom.js';
import { connectHost } from './embed.js';
import { feedbackControl } from './feedback.js';
import { addBot, addUser, clearLog, clearNotice, reveal, setWaiting, showNotice } from './log.js';
import { strings } from './strings.js';
import { saveConversation } from './transcript.js';

/** Fast answers come before this, and then only the answer is announced. */
const WAITING_IS_WORTH_SAYING_MS = 700;

/** @type {import('./transcript.js').Entry[]} */
let entries = [];
let session = null;
let busy = false;
/** Raised when a conversation is left, so that an answer still under way is not put into the next one. */
let era = 0;

const composer = makeComposer({ send: sendText, say, isBusy: () => busy });
const actions = {
  choose: (choice, label) => send({ choice }, label, { byChoice: true }),
  answer: (text) => send({ text }, text, { byChoice: true }),
  say,
  feedback: (message) => feedbackControl({ say, send: (feedback) => sendFeedback(session, { message: message.id, ...feedback }) }),
};

function setBusy(words) {
  busy = words !== null;
  composer.setBusy(busy);
  setWaiting(words);
  if (busy) say(words, WAITING_IS_WORTH_SAYING_MS);
}

/** @returns {HTMLElement} */
function showBot(message) {
  const { from, at, ...rest } = message;
  entries.push({ from: 'bot', at: at ?? new Date().toISOString(), message: rest });
  return addBot(rest, actions);
}

function showUser(text, at = new Date().toISOString()) {
  entries.push({ from: 'user', at, message: { text } });
  return addUser(text);
}

function fitComposer() {
  const last = entries.at(-1);
  composer.ask(last?.from === 'bot' && last.message.type === 'question' ? last.message : null);
}

// ---- opening

/** Leave the conversation on the page, if there is one. */
function leave() {
  era += 1;
  entries = [];
  session = null;
  sessionStore.set(null);
  setBusy(null);
  clearLog();
}

/** @returns {Promise<object[]>} the greeting */
async function open() {
  const mine = era;
  const opened = await openSession();
  if (mine === era) {
    session = opened.session;
    sessionStore.set(session);
  }
  return opened.messages;
}

/** @param {{takeFocus?: boolean}} [options] whether a person asked for it, whose button is now gone */
async function begin({ takeFocus = false } = {}) {
  leave();
  const mine = era;
  composer.show(true);
  setBusy(strings.starting);
  try {
    const messages = await open();
    if (mine !== era) return;
    setBusy(null);
    showReply(messages);
    if (takeFocus) composer.focus();
  } catch (failure) {
    if (mine !== era) return;
    setBusy(null);
    complain(failure, { retry: () => begin({ takeFocus }) });
  }
}

async function resume(id) {
  const mine = era;
  session = id;
  setBusy(strings.starting);
  try {
    const messages = await readTranscript(id);
    if (mine !== era) return;
    setBusy(null);
    const shown = messages.map((message) => (message.from === 'user' ? showUser(String(message.text ?? ''), message.at) : showBot(message)));
    fitComposer();
    if (shown.length) reveal(shown.at(-1));
    say(strings.opened);
  } catch (failure) {
    if (mine !== era) return;
    if (failure.kind === 'gone') leave();
    else setBusy(null);
    complain(failure, { retry: () => { clearNotice(); resume(id); } });
  }
}

// ---- a turn

function sendText(text) {
  composer.clear();
  send({ text }, text);
}

/**
 * @param {{text: string} | {choice: unknown}} turn
 * @param {string} label what the conversation shows as said
 * @param {{byChoice?: boolean}} [options] whether it came from a control in the conversation
 */
async function send(turn, label, { byChoice = false } = {}) {
  if (busy) return say(strings.stillBusy);
  clearNotice();
  const mine = era;
  const said = showUser(label);
  setBusy(strings.waiting);
  try {
    // There is none yet where opening failed and the person typed on: then the first message opens it.
    if (!session) await open();
    const messages = await sendTurn(session, turn);
    if (mine !== era) return undefined;
    setBusy(null);
    showReply(messages, { byChoice, asked: true });
  } catch (failure) {
    if (mine !== era) return undefined;
    setBusy(null);
    said.remove();
    entries.pop();
    const typed = 'text' in turn && !byChoice;
    if (typed) composer.putBack(turn.text);
    complain(failure, { draft: typed, retry: () => (typed ? sendDraft() : send(turn, label, { byChoice })) });
  }
  return undefined;
}

/** The draft may have been changed since it failed, and is then what the person means. */
function sendDraft() {
  byId('composer').requestSubmit();
}

/**
 * @param {object[]} messages
 * @param {{byChoice?: boolean, asked?: boolean}} [options] asked: the person has just sent something
 */
function showReply(messages, { byChoice = false, asked = false } = {}) {
  const shown = messages.map(showBot);
  fitComposer();
  say(messages.map(summaryOf).join(' '));
  if (!shown.length) return;
  reveal(shown[0]);
  if (asked) moveFocus(shown, { byChoice });
}

/**
 * To the start of the answer, but never away from someone who types, nor from the box while the bot waits for an
 * answer that is typed.
 */
function moveFocus(shown, { byChoice }) {
  const last = entries.at(-1).message;
  const typedNext = last.type === 'chitchat' || (last.type === 'question' && !last.options?.length && last.input !== 'date');
  const lost = document.activeElement === document.body;
  if (!lost && (composer.text() || (typedNext && !byChoice))) return;
  const leads = shown.map((element) => element.querySelector('[data-lead]')).filter(Boolean);
  const target = leads.find((lead) => lead.matches('h2')) ?? leads.at(-1);
  if (target) focusOn(target);
}

/**
 * Say what went wrong and what can be done.
 * @param {import('./api.js').Failure} failure
 * @param {{retry: () => void, draft?: boolean, also?: string}} options also: what did not happen because of it
 */
function complain(failure, { retry, draft = false, also = '' }) {
  const known = strings.failures[failure.kind] ?? strings.failures.broken;
  const text = typeof known === 'function' ? known(failure.retryAfter) : known;
  // The server's sentence says more than ours only where it knows more: which part is down, and whom to ring meanwhile.
  const said = ['unavailable', 'broken'].includes(failure.kind) ? failure.said : '';
  const more = [also, said, draft ? strings.draftKept : ''];
  const again = { label: strings.tryAgain, run: retry };
  const anew = { label: strings.newConversation, run: () => begin({ takeFocus: true }) };
  const offers = { gone: [anew], too_long: [], unreadable: [] };
  showNotice({ text, more, actions: offers[failure.kind] ?? [again] });
  say([text, ...more].filter(Boolean).join(' '));
}

// ---- the controls of the whole conversation

async function restart() {
  const talked = entries.some(({ from }) => from === 'user');
  const agreed = !talked || await confirm({ title: strings.restartTitle, text: strings.restartText, yes: strings.restartYes });
  if (agreed) await begin({ takeFocus: true });
}

async function erase() {
  if (!await confirm({ title: strings.deleteTitle, text: strings.deleteText, yes: strings.deleteYes })) return;
  const doomed = session;
  setBusy(strings.deleting);
  try {
    if (doomed) await eraseSession(doomed);
    leave();
    composer.show(false);
    const notice = showNotice({
      text: strings.deleted,
      actions: [{ label: strings.newConversation, run: () => begin({ takeFocus: true }) }],
    });
    focusOn(notice.querySelector('[data-lead]'));
    say(strings.deleted);
  } catch (failure) {
    setBusy(null);
    complain(failure, { retry: erase, also: strings.deleteFailed });
  }
}

function save() {
  saveConversation(entries);
  say(strings.saved);
}

/** On a wide page the controls stand open; on a phone they are behind one button, to leave room to read. */
function fitMenu() {
  const menu = byId('menu');
  const wide = matchMedia('(min-width: 48em)');
  const fit = () => { menu.open = wide.matches; };
  wide.addEventListener('change', fit);
  fit();
  menu.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement && !wide.matches) menu.open = false;
  });
  // It lies over the conversation, and must not hide what the focus moves on to.
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget && !wide.matches && !menu.contains(relatedTarget)) menu.open = false;
  });
  const closeIfOpen = () => {
    if (wide.matches || !menu.open) return false;
    menu.open = false;
    menu.querySelector('summary').focus();
    return true;
  };
  return { closeIfOpen };
}

function watchConnection() {
  addEventListener('offline', () => {
    byId('offline').hidden = false;
    say(strings.offlineBanner);
  });
  addEventListener('online', () => {
    byId('offline').hidden = true;
    say(strings.onlineAgain);
  });
  byId('offline').hidden = navigator.onLine;
}

function main() {
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = strings[element.dataset.text];
  for (const element of document.querySelectorAll('.skip, #menu')) element.hidden = false;
  byId('starting').remove();
  byId('restart').addEventListener('click', restart);
  byId('save').addEventListener('click', save);
  byId('delete').addEventListener('click', erase);
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    composer.focus();
  });
  const menu = fitMenu();
  watchConnection();

  const closeFrame = connectHost({
    // On a touch screen the box would bring up the keyboard over the greeting.
    opened: () => (matchMedia('(pointer: coarse)').matches ? focusOn(document.querySelector('h1')) : composer.focus()),
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (!dismissConfirm() && !menu.closeIfOpen()) closeFrame();
  });

  composer.ask(null);
  composer.show(true);
  const known = sessionStore.get();
  if (known) resume(known);
  else begin();
}

main();
