/** Keeps devices that come later, such as a container's cable, as quiet as those that were there. */
import { intoNetwork, links, type RealContainer, runningContainers } from './containers';
import type { RealMachine } from './machine';
import { MACHINE_SCRIPTS } from './scripts';

/** Of one host; it remembers the devices that it saw last. */
export class Quieter {
  readonly #host: RealMachine;
  #known = '';

  constructor(host: RealMachine) {
    this.#host = host;
  }

  /** Turns offloads off on both ends of new cables and on new bridges; looks at nothing else if no device is new. */
  async quieten(): Promise<void> {
    const devices = await links(this.#host);
    const known = devices.map(({ ifindex, ifname }) => `${ifindex} ${ifname}`).join();
    if (known === this.#known) return;
    this.#known = known;
    const containers = await runningContainers(this.#host);
    await Promise.all([undefined, ...containers].map((place) => this.#quietenPlace(place)));
  }

  async #quietenPlace(container: RealContainer | undefined): Promise<void> {
    const names = (await links(this.#host, container)).map(({ ifname }) => ifname).filter((name) => name !== 'lo');
    await this.#host.run([...intoNetwork(container), 'bash', `${MACHINE_SCRIPTS}/quieten.sh`, ...names]);
  }
}
