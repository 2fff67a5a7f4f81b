type Attribute = string | number | boolean | undefined;
type Listeners = {
  readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void;
};
type Props = Readonly<Record<string, Attribute>>;
type Child = Node | string | undefined;

/** Makes an element. Children that are strings become text, never markup. `true` sets an attribute, `false` leaves it out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setAttribute(element, name, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** Listens to events of an element, and answers the element. */
export function on<Element extends HTMLElement>(element: Element, listeners: Listeners): Element {
  for (const [name, listener] of Object.entries(listeners)) {
    element.addEventListener(name, listener as (event: Event) => void);
  }
  return element;
}

/** Text that a person wrote: as text, in its own direction. */
export function written<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  text: string,
): HTMLElementTagNameMap[Tag] {
  return h(tag, { class: className, dir: 'auto' }, text);
}

/** Sets or removes an attribute. */
export function setAttribute(element: Element, name: string, value: Attribute): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** Sets an element's text when it is another, so that a screen reader is not told again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
