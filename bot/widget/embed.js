/**
 * The page inside the frame that widget.js makes. Two words go over the border and no content does: the host says
 * "wlb:open", the page says "wlb:close". The page speaks only to its own parent, at the origin that first spoke to it;
 * which origins may frame it at all is the server's frame-ancestors.
 */

/**
 * @param {{opened: () => void}} options called at each opening
 * @returns {() => void} asks the host to close the frame; does nothing on the plain page
 */
export function connectHost({ opened }) {
  let host = null;
  addEventListener('message', ({ source, origin, data }) => {
    if (window.parent === window || source !== window.parent || data !== 'wlb:open') return;
    host ??= origin;
    if (origin === host) opened();
  });
  return () => {
    if (host && host !== 'null') window.parent.postMessage('wlb:close', host);
  };
}
