import { h, on } from './dom.ts';

export type MenuItem = {
  readonly label: string;
  /** Shown in the label's place. */
  readonly sign?: string;
  readonly isDanger?: boolean;
  readonly run: () => void;
};

/** Rows of a menu: each a line of items side by side, or one item. */
export type MenuLines = readonly (readonly MenuItem[])[];

const gap = 4;

/**
 * Opens a menu at a button. It is walked by the arrow keys, and closed by choosing, Escape, Tab or a click elsewhere, when the
 * focus goes back to the button.
 */
export function openMenu(button: HTMLElement, lines: MenuLines): void {
  const menu = h('div', { class: 'menu', role: 'menu', popover: 'auto' });
  const items: HTMLElement[] = [];
  for (const line of lines) {
    const elements = line.map((item) => itemElement(item, () => close(item)));
    items.push(...elements);
    menu.append(
      h('div', { class: line.length > 1 ? 'menu-signs' : 'menu-line', role: 'group' }, ...elements),
    );
  }
  const close = (chosen?: MenuItem) => {
    menu.hidePopover();
    button.focus();
    chosen?.run();
  };
  on(menu, {
    keydown: (event) => {
      if (event.key === 'Tab') close();
      const step = steps[event.key];
      if (step === undefined && event.key !== 'Tab') return;
      event.preventDefault();
      if (step !== undefined) items[walk(items.indexOf(focused(items)), step, items.length)]?.focus();
    },
    toggle: (event) => {
      if ('newState' in event && event.newState === 'closed') menu.remove();
    },
  });
  document.body.append(menu);
  menu.showPopover();
  place(menu, button);
  items[0]?.focus();
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

const walk = (from: number, step: number, length: number): number => (from + step + length) % length;

const focused = (items: readonly HTMLElement[]): HTMLElement =>
  items.find((item) => item === document.activeElement) ?? document.body;

function itemElement({ label, sign, isDanger }: MenuItem, choose: () => void): HTMLElement {
  const classes = ['menu-item', sign === undefined ? '' : 'sign', isDanger ? 'danger-text' : ''];
  const props = { class: classes.join(' ').trim(), type: 'button', role: 'menuitem', tabindex: -1 };
  const button =
    sign === undefined
      ? h('button', props, label)
      : h('button', { ...props, 'aria-label': label, title: label }, sign);
  return on(button, { click: choose });
}

/** Under the button, or above it where there is no room, and inside the window. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const below = at.bottom + gap;
  const top = below + offsetHeight > innerHeight ? at.top - gap - offsetHeight : below;
  const left = Math.min(at.left, innerWidth - offsetWidth - gap);
  menu.style.top = `${Math.max(gap, top)}px`;
  menu.style.left = `${Math.max(gap, left)}px`;
}
