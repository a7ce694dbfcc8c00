/** Tabs as ARIA describes them: one stop for the Tab key, arrows from one to the next. */

/** Makes tabs of the buttons with `role=tab` in `list`; `onShow` is told the id of the panel that is shown. */
export function makeTabs(list: HTMLElement, onShow: (panel: string) => void): { show(panel: string): void } {
  const tabs = [...list.querySelectorAll<HTMLButtonElement>('[role=tab]')];
  const panelOf = (tab: HTMLButtonElement) => tab.getAttribute('aria-controls') ?? '';
  const choose = (chosen: HTMLButtonElement) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(panelOf(tab));
      if (panel !== null) panel.hidden = !isChosen;
    }
    onShow(panelOf(chosen));
  };
  const MOVES: Readonly<Record<string, (at: number) => number>> = {
    ArrowRight: (at) => (at + 1) % tabs.length,
    ArrowLeft: (at) => (at + tabs.length - 1) % tabs.length,
    Home: () => 0,
    End: () => tabs.length - 1,
  };
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', (event) => {
      const next = tabs[MOVES[event.key]?.(at) ?? -1];
      if (next === undefined) return;
      event.preventDefault();
      choose(next);
      next.focus();
    });
  }
  return {
    show: (panel) => {
      const tab = tabs.find((one) => panelOf(one) === panel);
      if (tab !== undefined) choose(tab);
    },
  };
}
