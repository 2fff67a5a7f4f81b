import { h } from './dom.ts';

/** The first letter of a name on a colour that goes with the name. For the eye only. */
export function avatar(name: string): HTMLElement {
  const [letter = '?'] = name.trim();
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 997;
  return h('span', { class: `avatar hue-${sum % 8}`, 'aria-hidden': 'true' }, letter.toUpperCase());
}
