/** Keeps devices that come later, such as a container's cable, as quiet as those that were there. */
import { DeviceWatch, intoNetwork, links, type RealContainer, runningContainers } from './containers';
import type { RealMachine } from './machine';
import { MACHINE_SCRIPTS } from './scripts';

/** Of one host. */
export class Quieter {
  readonly #host: RealMachine;
  readonly #devices: DeviceWatch;

  constructor(host: RealMachine) {
    this.#host = host;
    this.#devices = new DeviceWatch(host);
  }

  /** Turns offloads off on both ends of new cables and on new bridges; looks at nothing else if no device is new. */
  async quieten(): Promise<void> {
    if ((await this.#devices.look()) === undefined) return;
    const containers = await runningContainers(this.#host);
    await Promise.all([undefined, ...containers].map((place) => this.#quietenPlace(place)));
  }

  async #quietenPlace(container: RealContainer | undefined): Promise<void> {
    const names = (await links(this.#host, container)).map(({ ifname }) => ifname).filter((name) => name !== 'lo');
    await this.#host.run([...intoNetwork(container), 'bash', `${MACHINE_SCRIPTS}/quieten.sh`, ...names]);
  }
}
