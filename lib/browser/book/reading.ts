/** What helps to read code and wide outputs: folding, copying, and scrolling with the keyboard. */
import { button } from './button';

/** Folds all code, or unfolds it when all is folded. */
export function foldButton(folds: readonly HTMLDetailsElement[]): HTMLButtonElement {
  const label = () => (folds.some((fold) => fold.open) ? 'Fold all code' : 'Unfold all code');
  const toggle = button('fold', label(), () => {
    const open = !folds.some((fold) => fold.open);
    for (const fold of folds) fold.open = open;
  });
  for (const fold of folds)
    fold.addEventListener('toggle', () => {
      toggle.textContent = label();
    });
  return toggle;
}

/** A button that copies the text of `pre`. */
export function copyButton(pre: HTMLElement): HTMLButtonElement {
  return button('copy', 'Copy', async (pressed) => {
    try {
      await navigator.clipboard.writeText(pre.textContent ?? '');
      pressed.textContent = 'Copied';
    } catch {
      getSelection()?.selectAllChildren(pre);
      pressed.textContent = 'Selected';
    }
    setTimeout(() => {
      pressed.textContent = 'Copy';
    }, 2000);
  });
}

/** What can be scrolled sideways can be reached with the keyboard, and nothing else stops there. */
const scrollers = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const element = target as HTMLElement;
    if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  }
});

/** Holds that for what is in `root`, also when it is shown or has another width later. */
export function stopAtScrollers(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('pre, .scroll')) scrollers.observe(element);
}
