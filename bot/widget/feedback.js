/** "Was this useful?" under an answer. */

import { el, focusOn, freshId, unseen } from './dom.js';
import { strings } from './strings.js';

/**
 * @param {object} options
 * @param {(feedback: {useful: boolean, comment?: string}) => Promise<void>} options.send throws where it was not taken
 * @param {(text: string) => void} options.say
 * @returns {HTMLElement}
 */
export function feedbackControl({ send, say }) {
  const says = el('p', { class: 'said', hidden: true });
  const tell = (words) => {
    says.hidden = false;
    says.textContent = words;
    say(words);
  };

  /** Sends once: a second press while the first is under way does nothing. */
  let sending = false;
  const attempt = async (feedback, then) => {
    if (sending) return;
    sending = true;
    try {
      await send(feedback);
      then();
    } catch {
      tell(strings.feedbackFailed);
    } finally {
      sending = false;
    }
  };

  /** Replaces controls that held the focus, so the focus goes to the thanks and is not lost. */
  const finish = (words, ...rest) => {
    box.replaceChildren(says, ...rest);
    tell(words);
    focusOn(says);
  };

  const commentForm = () => {
    const id = freshId('comment');
    const hintId = freshId('hint');
    const area = el('textarea', { id, rows: 3, maxlength: 1000, 'aria-describedby': hintId });
    const submit = (event) => {
      event.preventDefault();
      const comment = area.value.trim();
      if (!comment) area.focus();
      else attempt({ useful: false, comment }, () => finish(strings.thanksComment));
    };
    return el('form', { novalidate: true, submit },
      el('label', { for: id }, strings.comment),
      el('p', { id: hintId, class: 'hint' }, strings.commentHint),
      area,
      el('button', { type: 'submit' }, strings.sendComment));
  };

  // "No" is sent at once: most people leave without a comment. A comment then comes as a second call for the same message.
  const vote = (useful) => attempt({ useful }, () => (
    useful ? finish(strings.thanks) : finish(strings.thanksMore, commentForm())));
  const box = el('div', { class: 'feedback' },
    el('div', { class: 'row' },
      el('p', {}, strings.useful),
      el('button', { type: 'button', click: () => vote(true) }, strings.yes, unseen(strings.yesMeaning)),
      el('button', { type: 'button', click: () => vote(false) }, strings.no, unseen(strings.noMeaning))),
    says);
  return box;
}
