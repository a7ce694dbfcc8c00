/** What happens to containers, networks, images and volumes, as `docker events` tells it. moby: daemon/events/events.go. */
import type { Machine } from '../machine';
import type { Microseconds } from '../network';
import type { Container } from './container/container';
import type { Network } from './network/network';

/** Something that happened. */
export interface EngineEvent {
  readonly type: 'container' | 'image' | 'network' | 'volume';
  readonly action: string;
  readonly id: string;
  /** By name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: Microseconds;
}

/** So many of the last are kept (eventsLimit). */
const KEPT = 256;

/** The last events of an engine, and who listens to those that come. */
export class EngineEvents {
  #last: readonly EngineEvent[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  constructor(private readonly machine: Machine) {}

  get last(): readonly EngineEvent[] {
    return this.#last;
  }

  /** Something has happened. */
  tell(type: EngineEvent['type'], action: string, id: string, attributes: Readonly<Record<string, string>>): void {
    const sorted = Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
    const event = { type, action, id, attributes: sorted, at: this.machine.clock.now };
    this.#last = [...this.#last, event].slice(-KEPT);
    for (const listener of [...this.#listeners]) listener(event);
  }

  tellOfContainer({ id, name, config }: Container, action: string, more: Readonly<Record<string, string>> = {}): void {
    const { imageReference: image, labels } = config;
    this.tell('container', action, id, { ...Object.fromEntries(labels), image, name, ...more });
  }

  tellOfNetwork({ id, name, driver }: Network, action: string, container?: Container): void {
    const about: Record<string, string> = container === undefined ? {} : { container: container.id };
    this.tell('network', action, id, { ...about, name, type: driver });
  }

  /** dockerd has started anew, and knows of nothing before. */
  forget(): void {
    this.#last = [];
  }

  /** Calls `listener` for each to come, until the returned function is called. */
  listen(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
