import { h, on } from './dom.ts';
import { icon } from './icon.ts';

let count = 0;

/** A modal dialog with a title and a way out. It is opened at once, and removed when it is closed. */
export function openDialog(title: string, ...content: readonly Node[]): HTMLDialogElement {
  count += 1;
  const id = `dialog-title-${count}`;
  const close = on(h('button', { class: 'plain', type: 'button', 'aria-label': 'Close' }, icon('close')), {
    click: () => dialog.close(),
  });
  const dialog = h(
    'dialog',
    { 'aria-labelledby': id },
    h('div', { class: 'dialog-head' }, h('h2', { id, dir: 'auto' }, title), close),
    h('div', { class: 'dialog-body' }, ...content),
  );
  on(dialog, {
    close: () => dialog.remove(),
    click: (event) => {
      if (event.target === dialog) dialog.close();
    },
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

type Question = { readonly title: string; readonly text: string; readonly action: string };

/** Asks before something that can't be undone. False when the dialog is closed by other means than its action. */
export function confirmed({ title, text, action }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (value: boolean) => {
      resolve(value);
      dialog.close();
    };
    const stay = h('button', { type: 'button', autofocus: true }, 'Cancel');
    const go = h('button', { type: 'button', class: 'danger' }, action);
    const dialog = openDialog(title, h('p', { dir: 'auto' }, text), h('div', { class: 'actions' }, stay, go));
    on(stay, { click: () => answer(false) });
    on(go, { click: () => answer(true) });
    on(dialog, { close: () => resolve(false) });
  });
}
