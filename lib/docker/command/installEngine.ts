/**
 * `yum install docker-ce-28.5.2` and `apt-get install docker-ce=5:28.5.2-1~debian.12~bookworm docker-ce-cli=… containerd.io`: another
 * release of the engine takes the place of the one that is there. What the old one left in the tables stays, and the new one makes of it what it can.
 */
import type { Process, Program, Thread } from '../../machine';
import { programs } from '../../tools';
import type { DockerEngine } from '../engine';
import { type EngineRelease, findRelease } from '../release';

/** A package of the engine with its version: `docker-ce-28.5.2`, `docker-ce-3:28.5.2-1.el9`, `docker-ce=5:28.5.2-1~debian.12~bookworm`. */
const PACKAGE = /^docker-(?:ce|engine)[-=](?:\d+:)?(\d[\d.]*)(?:[-~].*)?$/;

/** What people install on the same line: the client and containerd come with each release here. */
const COMPANION =
  /^(docker-ce-cli|docker-ce-rootless-extras|docker-buildx-plugin|docker-compose-plugin|containerd\.io)(?:[-=].*)?$/;

/** `yum` and `apt-get` of a machine with the engine. */
export function packagePrograms(engine: DockerEngine): ReadonlyMap<string, Program> {
  const others = programs.get('yum');
  return new Map(
    ['yum', 'apt-get'].map((name): [string, Program] => [
      name,
      function* installer(process: Process): Thread {
        const version = wantedVersion(process.argv);
        if (version !== undefined) return yield* install(engine, process, version);
        if (name === 'yum' && others !== undefined) return yield* others(process);
        process.stderr += `${name}: chainwalk models \`${name} install docker-ce=VERSION\` only\n`;
        return 1;
      },
    ]),
  );
}

/** The engine's version, if nothing but an engine and what belongs to it is to be installed. */
function wantedVersion([, ...words]: readonly string[]): string | undefined {
  const [verb, ...packages] = words.filter(
    (word) => !/^(-y|--yes|--assumeyes|-q|--quiet|--allow-downgrades)$/.test(word),
  );
  const [version, another] = packages.flatMap((name) => PACKAGE.exec(name)?.[1] ?? []);
  const isAll = packages.every((name) => PACKAGE.test(name) || COMPANION.test(name));
  return ['install', 'downgrade'].includes(verb ?? '') && isAll && another === undefined ? version : undefined;
}

/** The service is stopped meanwhile, if it runs, and started again. */
function* install(engine: DockerEngine, process: Process, version: string): Thread {
  const found = findOrSay(process, version);
  if (found === undefined) return 1;
  const before = engine.release.version;
  if (found.version === before) {
    process.stdout += `docker-ce ${before} is installed already\n`;
    return 0;
  }
  const unit = engine.dockerd?.running === true ? engine.machine.units.get('docker') : undefined;
  if (unit !== undefined) yield* unit.stop(process);
  engine.release = found;
  process.stdout += `docker-ce ${found.version} takes the place of ${before}\n`;
  const problem = unit === undefined ? undefined : yield* unit.start(process);
  if (problem === undefined) return 0;
  process.stderr += `${problem}\n`;
  return 1;
}

/** Says why there is no such release. */
function findOrSay(process: Process, version: string): EngineRelease | undefined {
  try {
    return findRelease(version);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    process.stderr += `${process.argv[0]}: ${error.message}\n`;
    return undefined;
  }
}
