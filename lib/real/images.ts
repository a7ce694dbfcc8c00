/** The article's images, made of the programs at hand: busybox alone, and nginx and curl with their libraries beside it. */
import { copyFile, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IMAGES, type Image } from '../docker';
import type { Cache } from './cache';
import { mustExecute } from './execute';
import type { RealMachine } from './machine';

/** Those that can be made: Docker Hub's own nginx has a start script and a Debian around it. */
export const IMAGE_NAMES = ['busybox', 'lkarrie/nginx1', 'lkarrie/nginx2'] as const;
/** One of them. */
export type ImageName = (typeof IMAGE_NAMES)[number];

const FOLDERS = ['tmp', 'run', 'proc', 'dev', 'etc/nginx', 'root', 'bin', 'var/lib/nginx', 'var/log/nginx'];
const PROGRAMS = ['/usr/sbin/nginx', '/usr/bin/curl'];

/** As on the machines: one worker, no log, sendfile, and no way to ask for compression. */
export const NGINX_CONF = `user root; worker_processes 1; error_log /dev/null; pid /run/nginx.pid;
events { worker_connections 1024; }
http {
    types { text/html html htm; text/plain txt; }
    default_type application/octet-stream;
    access_log /dev/null; sendfile on; keepalive_timeout 65;
    server { listen 80; location / { root /usr/share/nginx/html; index index.html; } }
}
`;

/** Where an image's archive is in the cache, whether or not it was made. */
export function imageFile(cache: Cache, name: ImageName): string {
  return join(cache.images, `${name.replace('/', '-')}.tar`);
}

/** The same image as the simulated engine has it. */
function simulatedImage(name: ImageName): Image {
  const image = IMAGES.get(name);
  if (image === undefined) throw new Error(`The simulated engine has no image ${name}.`);
  return image;
}

/** The arguments with which `docker import` makes an image of its file: what the simulated image says of itself. */
export function importArguments(name: ImageName): readonly string[] {
  const { command, exposedPorts, environment } = simulatedImage(name);
  const changes = [
    `CMD ${JSON.stringify(command)}`,
    ...exposedPorts.map((port) => `EXPOSE ${port}`),
    ...environment.map((variable) => `ENV ${variable}`),
  ];
  return changes.flatMap((change) => ['-c', change]);
}

/** Makes an image's file. `machine` sees the programs, those of the cache included. */
export async function buildImage(cache: Cache, machine: RealMachine, name: ImageName): Promise<void> {
  const { files } = simulatedImage(name);
  await mkdir(cache.images, { recursive: true });
  const root = await mkdtemp(join(cache.images, 'root-'));
  try {
    for (const folder of FOLDERS) await mkdir(join(root, folder), { recursive: true });
    await copyFile(cache.busybox, join(root, 'bin/busybox'));
    for (const applet of (await mustExecute([cache.busybox, '--list'])).split('\n'))
      if (applet !== '' && applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
    await writeFile(join(root, 'etc/group'), 'root:x:0:\n');
    if (name !== 'busybox') {
      await copyPrograms(machine, root);
      await writeFile(join(root, 'etc/nginx/nginx.conf'), NGINX_CONF);
    }
    for (const [path, { content, modifiedAt }] of files) {
      await mkdir(join(root, dirname(path)), { recursive: true });
      await writeFile(join(root, path), content);
      // nginx makes Last-Modified and ETag of it.
      await utimes(join(root, path), modifiedAt / 1000, modifiedAt / 1000);
    }
    const file = imageFile(cache, name);
    await mustExecute(['tar', '--create', '--file', `${file}.new`, '--owner=0', '--group=0', '--directory', root, '.']);
    await rename(`${file}.new`, file);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The programs and the libraries that the loader says they need, as the machine sees them. */
async function copyPrograms(machine: RealMachine, root: string): Promise<void> {
  const needed = new Set(PROGRAMS);
  for (const line of (await machine.mustRun(['ldd', ...PROGRAMS])).split('\n')) {
    const path = line.split(/\s+/).find((word) => word.startsWith('/') && !word.endsWith(':'));
    if (path !== undefined) needed.add(path);
  }
  for (const path of needed) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    // The machine's view of its own files: /proc/PID/root.
    await copyFile(await machine.resolve(path), target);
  }
}
