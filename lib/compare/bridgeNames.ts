/** Names of bridges that the engine makes of networks' random identifiers, without what is random. */
import type { CounterRow } from '../lab';
import type { Cells } from './cells';

const BRIDGE = /(?<![0-9A-Za-z])br-[0-9a-f]{12}\b/g;

/** Of one run: bridges are counted as they come up in rules, which do so in the same order in every run. */
export class BridgeNames {
  readonly #numbers = new Map<string, number>();

  /** The cells of a command after which these rules hold. */
  rename(cells: Cells, after: readonly CounterRow[]): Cells {
    for (const { rule } of after) this.#replace(rule);
    return new Map(
      [...cells.values()].map(({ kind, name, lines }) => {
        const renamed = { kind, name: this.#replace(name), lines: lines.map((line) => this.#replace(line)) };
        return [`${kind} ${renamed.name}`, renamed];
      }),
    );
  }

  /** `br-2` for the second. */
  #replace(text: string): string {
    return text.replace(BRIDGE, (bridge) => {
      const number = this.#numbers.get(bridge) ?? this.#numbers.size + 1;
      this.#numbers.set(bridge, number);
      return `br-${number}`;
    });
  }
}
