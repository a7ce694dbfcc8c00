/** The machines of a playground: they run lines, and remember what the last ones did for those who want to see it. */
import type { Lab } from '../../lab/lab';
import type { Observation } from '../../lab/observe/observation';
import { observeCommand } from '../../lab/observe/observeCommand';
import { PcapRecorder } from '../../lab/pcap';
import { topology } from '../../lab/readTopology';
import type { Topology } from '../../lab/topology';
import type { Place } from '../../machine';
import { OutputGate } from './outputGate';
import type { Answers, Drawing, Picture, PlayState, Ran, Typed } from './protocol';
import { readState } from './readState';

/** Frames that are written down for capture files. */
const MOST_FRAMES = 100_000;

/** What was seen of a command. */
interface Seen {
  readonly observation: Observation;
  readonly topology: Topology;
}

export class PlayMachines {
  readonly #lab: Lab;
  readonly #recorder: PcapRecorder;
  /** The last command during which an interface carried a packet. */
  #traffic: Seen | undefined;
  /** The machines as they are, and as they were before the last command. */
  #now: Topology;
  #before: Topology | undefined;
  #isCut = false;
  #isInterrupted = false;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#recorder = new PcapRecorder(lab);
    this.#now = topology(lab);
    this.#recorder.start();
  }

  get state(): PlayState {
    return readState(this.#lab, this.#now);
  }

  /** Runs a line; `send` is told what it writes as it comes. */
  async run({ place, command }: Typed, send: (text: string) => void): Promise<Ran> {
    const lab = this.#lab;
    const gate = new OutputGate(send);
    lab.outputListener = (text) => gate.take(text);
    const observation = await observeCommand(lab, place, command);
    lab.outputListener = undefined;
    const { outcome, deltas } = observation;
    this.#before = this.#now;
    this.#now = topology(lab);
    const { readTraffic } = await import('./readTraffic');
    const traffic = readTraffic(lab, observation, this.#now);
    if (traffic !== undefined) this.#traffic = { observation, topology: this.#now };
    this.#limitRecorder();
    return {
      exitCode: outcome.exitCode,
      stdout: gate.rest(outcome.stdout),
      stderr: new OutputGate(() => {}).rest(outcome.stderr),
      deltas: deltas.slice(0, 1000),
      traffic,
      state: this.state,
    };
  }

  /** Runs lines that nobody watches; `report` is told how many have run. */
  async prepare(lines: readonly Typed[], report: (done: number) => void): Promise<PlayState> {
    this.#isInterrupted = false;
    for (const [index, { place, command }] of lines.entries()) {
      if (this.#isInterrupted) break;
      await this.#lab.run(place, command);
      report(index + 1);
    }
    await this.#lab.settle();
    this.#now = topology(this.#lab);
    this.#before = undefined;
    this.#limitRecorder();
    return this.state;
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#lab.interrupt();
  }

  async complete(place: string, line: string): Promise<Answers['complete']> {
    const { complete } = await import('../../lab/complete');
    const here = this.#place(place);
    const [candidates, word] = complete(this.#lab, here, line, this.#lab.shell(here).cwd);
    return { candidates: candidates.slice(0, 500), word };
  }

  isWhole({ place, command }: Typed): Promise<boolean> {
    return this.#lab.shell(this.#place(place)).isComplete(command);
  }

  async draw(drawing: Drawing, theme: 'light' | 'dark'): Promise<Picture> {
    if (drawing.of === 'scene') {
      const { drawMachines } = await import('./machinesPicture');
      return drawMachines(this.#now, this.#before, this.#busy, drawing.width, theme);
    }
    const { drawLadder, drawPath } = await import('./packetPictures');
    const seen = this.#traffic;
    if (drawing.of === 'path') return drawPath(seen?.observation.journeys ?? [], drawing.packet, theme);
    return seen === undefined
      ? { parts: [], text: '', cables: [], places: {}, leftOut: 0 }
      : drawLadder(seen.observation, seen.topology, theme);
  }

  pcap(): Answers['pcap'] {
    const files = this.#recorder.files('recorded in the playground');
    return { files: [...files].map(([name, bytes]) => ({ name, bytes })), isCut: this.#isCut };
  }

  /** Places whose interfaces carried packets of the last traffic. */
  get #busy(): ReadonlySet<string> {
    const packets = Object.entries(this.#traffic?.observation.packets ?? {});
    return new Set(packets.filter(([, seen]) => seen.length > 0).map(([key]) => key.split(' ', 1)[0] ?? ''));
  }

  #place(name: string): Place {
    const lab = this.#lab;
    return (name === 'host' ? undefined : lab.place(name)) ?? lab.entered;
  }

  #limitRecorder(): void {
    if (this.#isCut || this.#recorder.frames < MOST_FRAMES) return;
    this.#isCut = true;
    this.#recorder.stop();
  }
}
