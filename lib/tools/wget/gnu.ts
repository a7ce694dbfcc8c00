/**
 * `wget` on a machine: there is no internet here. What the article downloads is written as a stand-in: a script that
 * calls the program that chainwalk has, or an archive of such scripts. Fetching over the simulated network is curl's.
 */

import type { Process, Program } from '../../machine';
import { parseIpv4 } from '../../packet';
import { failProcess, immediate } from '../common/command';
import { gzipStored } from './gzip';
import { tarArchive } from './tar';

/** In the archive's own order. */
const DOCKER_PROGRAMS = [
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'docker',
  'docker-init',
  'docker-proxy',
  'dockerd',
  'runc',
];

interface Download {
  readonly name: string;
  readonly what: string;
  readonly bytes?: Uint8Array;
  readonly content?: string;
}

/** `wget [-q] [-O FILE] URL` */
export const wget: Program = immediate((process) => {
  const words = process.argv.slice(1);
  let output: string | undefined;
  const urls: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '-O' || word === '--output-document') output = words[++index];
    else if (word.startsWith('-O')) output = word.slice(2);
    else if (word.startsWith('--output-document=')) output = word.slice('--output-document='.length);
    else if (word === '--no-check-certificate' || word === '-q' || word === '-c') continue;
    else if (word.startsWith('-'))
      return failProcess(process, `wget: option "${word}" is not modelled by chainwalk\n`, 2);
    else urls.push(word);
  }
  const [url] = urls;
  if (url === undefined) return failProcess(process, 'wget: missing URL\nUsage: wget [OPTION]... [URL]...\n');
  if (urls.length > 1) return failProcess(process, 'wget: more than one URL is not modelled by chainwalk\n', 2);
  return fetch(process, url, output);
});

function fetch(process: Process, url: string, output: string | undefined): number {
  const host = /^(?:\w+:\/\/)?([^/:]*)/.exec(url)?.[1] ?? '';
  if (parseIpv4(host) !== undefined || host === 'localhost')
    return failProcess(process, 'wget: fetching from a machine is not modelled by chainwalk; curl does it\n', 2);
  const { files, machine } = process.place;
  const modifiedAt = machine.date().getTime();
  const download = makeStandIn(url, modifiedAt);
  if (download === undefined)
    return failProcess(process, `wget: unable to resolve host address ‘${host}’: chainwalk has no internet\n`, 4);
  const name = output ?? download.name;
  const { content = '', bytes, what } = download;
  files.set(process.pathOf(name), { content, modifiedAt, ...(bytes === undefined ? {} : { bytes }) });
  process.stderr += `wget: would download ${url}; chainwalk has no internet, so ${name} is a stand-in for ${what}\n`;
  return 0;
}

/** What is written for a URL of the article; `undefined` for any other. */
function makeStandIn(url: string, modifiedAt: number): Download | undefined {
  const name = url.split('/').at(-1) ?? '';
  if (/^https:\/\/github\.com\/\w+\/jq\/releases\/download\/[^/]+\/jq[\w-]*$/.test(url))
    return { name, what: 'jq, which chainwalk has itself', content: script('jq') };
  if (!/^https:\/\/download\.docker\.com\/linux\/static\/\w+\/\w+\/docker-[\d.]+\.tgz$/.test(url)) return undefined;
  const members = DOCKER_PROGRAMS.map((program) => ({
    name: `docker/${program}`,
    content: script(program),
    mode: 0o755,
  }));
  const archive = tarArchive([{ name: 'docker/', content: '', mode: 0o755 }, ...members], modifiedAt);
  return { name, what: 'Docker’s programs, which chainwalk has itself', bytes: gzipStored(archive) };
}

function script(program: string): string {
  return `#!/bin/sh\nexec /usr/bin/${program} "$@"\n`;
}
