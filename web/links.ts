/** A piece of a text: an address that can be followed, or plain words. */
export type Piece = { readonly text: string; readonly href?: string };

const address = /https?:\/\/[^\s<>"'`]+/gi;
/** Signs that end a sentence rather than an address. */
const trailing = /[.,:;!?)\]}…]+$/;

/** Cuts a text into addresses and what is between; put together, the pieces are the text. */
export function findLinks(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(address)) {
    const href = match.replace(trailing, '');
    if (!URL.canParse(href)) continue;
    if (index > end) pieces.push({ text: text.slice(end, index) });
    pieces.push({ text: href, href });
    end = index + href.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
