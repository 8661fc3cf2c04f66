/** The message box: Enter, the length, what keyboard a phone shows, and the error of a question that it answers. */

import { byId } from './dom.js';
import { strings } from './strings.js';

const LIMIT = 2000;
const NEAR = 200;
const KEYBOARDS = { money: 'decimal', number: 'decimal' };

// Counted as the server counts, in characters, not in UTF-16 units.
const length = (text) => [...text].length;

/**
 * @typedef {object} Composer
 * @property {() => string} text trimmed
 * @property {() => void} clear
 * @property {(draft: string) => void} putBack before what has been typed since
 * @property {(question: object | null) => void} ask fit the box to the open question, if it is one for the box
 * @property {(busy: boolean) => void} setBusy
 * @property {(shown: boolean) => void} show
 * @property {() => void} focus
 */

/**
 * @param {{send: (text: string) => void, say: (text: string) => void, isBusy: () => boolean}} options
 * @returns {Composer}
 */
export function makeComposer({ send, say, isBusy }) {
  const [form, box, button, error, counter, letters] = ['composer', 'box', 'send', 'box-error', 'box-count', 'letters'].map(byId);

  const complain = (text, { shown = true } = {}) => {
    error.textContent = text;
    error.hidden = !text || !shown;
    box.setAttribute('aria-describedby', text ? 'box-error box-hint' : 'box-hint');
    if (text) box.setAttribute('aria-invalid', 'true');
    else box.removeAttribute('aria-invalid');
  };

  const measure = () => {
    const left = LIMIT - length(box.value.trim());
    counter.hidden = left > NEAR;
    counter.textContent = left < 0 ? strings.over(-left) : strings.left(left);
    return left;
  };

  const submit = () => {
    const text = box.value.trim();
    const left = measure();
    if (isBusy()) return say(strings.stillBusy);
    const problem = !text ? strings.empty : left < 0 ? strings.over(-left) : '';
    complain(problem);
    if (!problem) return send(text);
    box.focus();
    return say(problem);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener('keydown', (event) => {
    // isComposing: Enter then ends a word in Chinese or Japanese input, it does not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  box.addEventListener('input', () => {
    complain('');
    measure();
  });
  // A phone's number keys have no letters: without this button "I don't know" or "help" could not be typed.
  letters.addEventListener('click', () => {
    box.removeAttribute('inputmode');
    letters.hidden = true;
    box.focus();
  });

  return {
    text: () => box.value.trim(),
    clear: () => {
      box.value = '';
      measure();
    },
    putBack: (draft) => {
      box.value = [draft, box.value].filter(Boolean).join('\n');
      measure();
    },
    ask: (question) => {
      const typed = question && !['choice', 'date'].includes(question.input);
      const keyboard = typed && Object.hasOwn(KEYBOARDS, question.input) ? KEYBOARDS[question.input] : null;
      byId('box-label').textContent = typed ? strings.boxAnswer : strings.boxMessage;
      if (keyboard) box.setAttribute('inputmode', keyboard);
      else box.removeAttribute('inputmode');
      letters.hidden = !(keyboard && matchMedia('(pointer: coarse)').matches);
      // The message above shows the server's error; here it is only tied to the box for those who listen.
      complain(typed && question.error ? question.error : '', { shown: false });
    },
    setBusy: (busy) => {
      // Not `disabled`, which would throw the focus away from the button that was just pressed.
      if (busy) button.setAttribute('aria-disabled', 'true');
      else button.removeAttribute('aria-disabled');
    },
    show: (shown) => { form.hidden = !shown; },
    focus: () => box.focus(),
  };
}
