type Entry = { readonly node: HTMLElement; readonly content: string };

/**
 * Keeps the children of an element equal to a list: nodes of items that didn't change stay as they are, so focus, selection
 * and what a screen reader has read stay too.
 */
export class KeyedList<Item extends { readonly key: string }> {
  readonly #parent: HTMLElement;
  readonly #build: (item: Item) => HTMLElement;
  #entries = new Map<string, Entry>();

  constructor(parent: HTMLElement, build: (item: Item) => HTMLElement) {
    this.#parent = parent;
    this.#build = build;
  }

  /** Shows the items. Keys are unique; an item whose content differs from before is built anew in its place. */
  show(items: readonly Item[]): void {
    const entries = new Map<string, Entry>();
    for (const item of items) entries.set(item.key, this.#entryOf(item));
    const nodes = new Set([...entries.values()].map(({ node }) => node));
    for (const { node } of this.#entries.values()) if (!nodes.has(node)) node.remove();
    this.#entries = entries;
    this.#arrange(nodes);
  }

  #entryOf(item: Item): Entry {
    const content = JSON.stringify(item);
    const old = this.#entries.get(item.key);
    return old?.content === content ? old : { node: this.#build(item), content };
  }

  #arrange(nodes: Iterable<HTMLElement>): void {
    let after: Element | null = this.#parent.firstElementChild;
    for (const node of nodes) {
      if (node === after) after = node.nextElementSibling;
      else this.#parent.insertBefore(node, after);
    }
  }
}
