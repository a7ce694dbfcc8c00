/** What a screen reader hears of what happened: one place for all that is not the run's. */
import { element } from './button';

const spoken = element('div', 'spoken tool');
spoken.setAttribute('role', 'status');

/** Makes the place; it has to be there before anything is said. */
export function prepareAnnouncements(): void {
  document.body.append(spoken);
}

/** Says `text`. */
export function announce(text: string): void {
  spoken.textContent = text;
}
