/** The web channel of contract.md over HTTP, and the words for what can go wrong with it. */

// Where this file is served from tells where the bot is, so that a proxy may put it under any path.
const BASE = new URL('../', import.meta.url);
const PATIENCE_MS = 45_000;
const KINDS = { 400: 'unreadable', 404: 'gone', 410: 'gone', 413: 'too_long', 415: 'unreadable', 429: 'too_many', 503: 'unavailable' };

/** A call that did not work out. `kind` is a key of strings.failures. */
export class Failure extends Error {
  /**
   * @param {string} kind
   * @param {{said?: string, retryAfter?: number | null}} [more] said: the server's own sentence
   */
  constructor(kind, { said = '', retryAfter = null } = {}) {
    super(said || kind);
    this.kind = kind;
    this.said = said;
    this.retryAfter = retryAfter;
  }
}

/**
 * @param {string | null} header seconds, or a date
 * @returns {number | null} whole seconds from now
 */
function secondsFrom(header) {
  if (!header) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
}

async function failureOf(response) {
  const body = await response.json().catch(() => null);
  const said = body?.error?.message;
  return new Failure(KINDS[response.status] ?? 'broken', {
    said: typeof said === 'string' ? said : '',
    retryAfter: secondsFrom(response.headers.get('Retry-After')),
  });
}

/**
 * @param {string} method
 * @param {string} path below the bot's own path
 * @param {object} [body]
 * @returns {Promise<any>} the answer, or null where it has no body
 * @throws {Failure}
 */
async function call(method, path, body) {
  const request = { method, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS), headers: { Accept: 'application/json' } };
  if (body) {
    request.headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(new URL(path, BASE), request);
  } catch (error) {
    if (error.name === 'TimeoutError') throw new Failure('slow');
    throw new Failure(navigator.onLine ? 'unreachable' : 'offline');
  }
  if (!response.ok) throw await failureOf(response);
  if (response.status === 204) return null;
  return response.json().catch(() => null);
}

function messagesOf(answer) {
  if (!Array.isArray(answer?.messages)) throw new Failure('broken');
  return answer.messages.filter((message) => message && typeof message === 'object');
}

const at = (session) => `sessions/${encodeURIComponent(session)}`;

/** @returns {Promise<{session: string, messages: object[]}>} */
export async function openSession() {
  const answer = await call('POST', 'sessions', {});
  if (typeof answer?.session !== 'string') throw new Failure('broken');
  return { session: answer.session, messages: messagesOf(answer) };
}

/** @param {string} session @returns {Promise<object[]>} */
export async function readTranscript(session) {
  return messagesOf(await call('GET', at(session)));
}

/** @param {string} session @param {{text: string} | {choice: unknown}} turn @returns {Promise<object[]>} */
export async function sendTurn(session, turn) {
  return messagesOf(await call('POST', `${at(session)}/messages`, turn));
}

/** @param {string} session @param {{message: unknown, useful: boolean, comment?: string}} feedback */
export async function sendFeedback(session, feedback) {
  await call('POST', `${at(session)}/feedback`, feedback);
}

/** @param {string} session */
export async function eraseSession(session) {
  try {
    await call('DELETE', at(session));
  } catch (failure) {
    // Already unknown to the server is what was asked for.
    if (failure.kind !== 'gone') throw failure;
  }
}

const KEY = 'wlb-session';
let remembered = null;

/** The id of the open conversation; storage may be blocked, above all in a frame, and then memory has to do. */
export const sessionStore = {
  /** @returns {string | null} */
  get() {
    try {
      return sessionStorage.getItem(KEY) ?? remembered;
    } catch {
      return remembered;
    }
  },
  /** @param {string | null} id */
  set(id) {
    remembered = id;
    try {
      if (id) sessionStorage.setItem(KEY, id);
      else sessionStorage.removeItem(KEY);
    } catch {
      // Blocked: `remembered` holds it until the page is left.
    }
  },
};
