/** A part of the page: an element, and a way to bring it up to date with the chat. */
export type View = {
  readonly element: HTMLElement;
  /** Shows the present state; cheap when nothing changed. */
  update(): void;
};
