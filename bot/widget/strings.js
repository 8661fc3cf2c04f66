/**
 * The one catalogue of the page's English words. The words that a person sees without JavaScript stand in index.html;
 * the launcher's stand in widget.js, which has to be a single small file.
 */

/** @param {number} n @param {string} one @param {string} [many] */
const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** @param {number} seconds */
const wait = (seconds) => (seconds < 90 ? count(seconds, 'second') : count(Math.ceil(seconds / 60), 'minute'));

export const strings = {
  // The frame of the page
  skip: 'Skip to the message box',
  menu: 'Options',
  restart: 'Start again',
  save: 'Save a copy',
  erase: 'Delete this conversation',
  offlineBanner: 'You are offline. You can read and save this conversation. To send a message, connect to the internet.',
  onlineAgain: 'You are online again.',

  // The message box
  boxMessage: 'Your message',
  boxAnswer: 'Your answer',
  send: 'Send',
  enterHint: 'Press Enter to send. Press Shift and Enter for a new line.',
  letters: 'Show the letter keyboard',
  left: (n) => `You can type ${count(n, 'more character')}.`,
  over: (n) => `Your message is ${count(n, 'character')} too long. Please make it shorter.`,
  empty: 'Type a message first.',
  stillBusy: 'Still looking that up. You can send your next message when the answer is here.',

  // Who spoke
  you: 'You',
  bot: 'Guide',
  said: 'said:',

  // Waiting and beginning
  starting: 'Starting the conversation…',
  waiting: 'Looking that up…',
  opened: 'Your earlier conversation is here.',
  newConversation: 'Start a new conversation',

  // What went wrong, and what to do
  tryAgain: 'Try again',
  draftKept: 'Your message is still in the box.',
  failures: {
    offline: 'You are offline, so this was not sent. Connect to the internet, then choose Try again.',
    unreachable: 'We could not reach the service. Check your internet connection, then choose Try again.',
    slow: 'The service took too long to answer. Please choose Try again.',
    gone: 'This conversation has ended. It has expired or was deleted, so we cannot add to it.',
    too_long: 'That message is too long. The limit is 2,000 characters. Please make it shorter and send it again.',
    too_many: (seconds) => (seconds
      ? `Too many messages were sent in a short time. Please wait ${wait(seconds)}, then choose Try again.`
      : 'Too many messages were sent in a short time. Please wait a minute, then choose Try again.'),
    unavailable: 'The service cannot answer just now. Please choose Try again in a few minutes.',
    unreadable: 'The service could not read that message. Please write it in another way.',
    broken: 'Something went wrong on our side. Please choose Try again.',
  },

  // A message
  newTab: '(opens in a new tab)',
  audience: { employee: 'For employees', employer: 'For employers' },
  nation: { england: 'England', scotland: 'Scotland', wales: 'Wales', northern_ireland: 'Northern Ireland' },
  nationUnknown: 'UK nation not known yet',
  asOf: (date) => `As of ${date}`,
  stale: (date) => (date
    ? `This answer was due to be checked again by ${date}. It may be out of date. Check the sources before you rely on it.`
    : 'This answer is overdue for a check. It may be out of date. Check the sources before you rely on it.'),
  warning: 'Warning',
  info: 'Note',
  sources: 'Sources',
  reviewed: (date) => `We last checked this on ${date}.`,
  reviewBy: (date) => `Next check by ${date}.`,
  related: 'Related questions',
  table: 'Table',
  inputs: 'What you told us',
  lines: 'How we worked it out',
  item: 'Item',
  value: 'Value',
  downloads: 'Download',
  copy: 'Copy the text',
  copied: 'Copied.',
  copyByHand: 'The text is selected. Use your device’s Copy command to copy it.',
  signpost: {
    distress: 'People you can talk to now',
    danger: 'Get help now',
    harassment: 'Where to get help',
    legal_advice: 'Where to get advice',
    human: 'Talk to a person',
  },
  signpostOther: 'Where to get help',
  call: 'Call',
  website: 'Website',
  hours: 'Opening hours:',
  errorPrefix: 'Error:',
  step: (at, of) => `Question ${at} of ${of}`,
  unreadableMessage: 'This message could not be shown.',

  // The date boxes
  dateHint: 'For example, 27 3 2026',
  day: 'Day',
  month: 'Month',
  year: 'Year',
  sendDate: 'Send this date',
  dateMissing: (parts) => `The date needs ${parts.join(' and ')}.`,
  dateParts: { day: 'a day', month: 'a month', year: 'a year' },
  dateWrong: 'This is not a real date. Check the day, month and year.',

  // Feedback
  useful: 'Was this useful?',
  yes: 'Yes',
  yesMeaning: ' (this was useful)',
  no: 'No',
  noMeaning: ' (this was not useful)',
  comment: 'What was wrong or missing? (optional)',
  commentHint: 'Please don’t type names or medical details.',
  sendComment: 'Send comment',
  thanks: 'Thank you. We have your feedback.',
  thanksMore: 'Thank you. We have your answer. You can also tell us more.',
  thanksComment: 'Thank you. We have your comment.',
  feedbackFailed: 'Your feedback was not sent. Please try again later.',

  // Save, delete, start again
  saved: 'A copy of this conversation was made. Look in your downloads.',
  fileName: (isoDate) => `work-life-balance-chat-${isoDate}.txt`,
  fileHead: (date) => `Work-life balance guide: copy of a conversation, saved on ${date}\n`
    + 'Automated guidance, not legal advice.',
  deleteTitle: 'Delete this conversation?',
  deleteText: 'This removes the conversation from this page and from our service. You cannot get it back. '
    + 'If you want to keep a copy, save one first.',
  deleteYes: 'Yes, delete it',
  deleting: 'Deleting…',
  deleted: 'This conversation has been deleted from this page and from our service.',
  deleteFailed: 'The conversation was not deleted.',
  restartTitle: 'Start again?',
  restartText: 'This clears the conversation from this page, and you cannot come back to it. '
    + 'To remove it from our service as well, choose “Delete this conversation” instead.',
  restartYes: 'Yes, start again',
  keep: 'No, go back',

  // The one short announcement for each reply
  announce: {
    and: 'Also here:',
    details: 'the full answer',
    sources: (n) => count(n, 'source'),
    related: (n) => count(n, 'related question'),
    options: (n) => count(n, 'choice'),
    contacts: (n) => count(n, 'contact'),
    downloads: (n) => count(n, 'download'),
    stale: 'This answer may be out of date.',
    date: 'boxes for a date',
  },
};
