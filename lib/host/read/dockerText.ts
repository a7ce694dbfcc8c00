/** `docker info`, `docker version` and `docker ps`: the engine's version and the containers' names; the rest says nothing about packets. */
import type { DumpLine } from './dumpLines';
import type { PortFact } from './facts';
import type { Reader, Section, SectionContext } from './section';

const FIRST = /^(?:Client:|Server:|Containers: \d+|Server Version: |CONTAINER ID\s)/;
const PAIR = /^[A-Za-z][\w ./()-]{0,60}:(?: .*)?$/;
const ENGINE = /^(?:Server )?Version:\s+(\d+\.\d+\S*)/;
const HEADER = /^CONTAINER ID\s+IMAGE\s/;
const ROW = /^([0-9a-f]{12})\s{2,}(\S+)\s{2,}.*\s{2,}(\S+)$/;
const PORT = /(?:(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})->)(\d{1,5})\/(tcp|udp)/g;

export const dockerTextReader: Reader = {
  begins: (text) => FIRST.test(text),
  open: (context) => new DockerText(context),
};

class DockerText implements Section {
  kind = 'docker info';
  readonly #context: SectionContext;
  #server = false;
  #listing = false;

  constructor(context: SectionContext) {
    this.#context = context;
  }

  take({ text, at }: DumpLine): boolean {
    const { draft } = this.#context;
    if (HEADER.test(text)) {
      this.kind = 'docker ps';
      this.#listing = true;
      return true;
    }
    if (this.#listing) {
      if (text === '') return true;
      const row = ROW.exec(text);
      if (row === null) return false;
      const [, id = '', , name = ''] = row;
      const ports = [...text.matchAll(PORT)].map(
        ([, hostIp = '', hostPort, containerPort, protocol = '']): PortFact => ({
          protocol,
          hostIp,
          hostPort: Number(hostPort),
          containerPort: Number(containerPort),
        }),
      );
      draft.containers.push({ name, id, running: !/\sExited \(/.test(text), endpoints: [], ports, at });
      return true;
    }
    if (/^Server:?/.test(text)) this.#server = true;
    const version = ENGINE.exec(text)?.[1];
    if (version !== undefined && (this.#server || text.startsWith('Server Version'))) {
      draft.engine ??= version;
      this.#server = false;
    }
    return FIRST.test(text) || PAIR.test(text) || text === '' || /^(?:WARNING|DEPRECATED): /.test(text);
  }

  close(): void {}
}
