/** What stands in every place's file system before anything is written to it: directories, devices, and an executable for each command. */
import type { Place } from '../machine';
import { isMachine } from '../machine/isMachine';
import { kernelFiles } from '../tools/kernelFiles';

/** Process substitutions stand in /dev/fd. */
const DIRECTORIES = ['/dev', '/dev/fd', '/etc', '/proc', '/root', '/tmp', '/usr/bin', '/var/log'];
/** As on systems where /bin and /usr/bin are one. */
const LINKS = { '/bin': 'usr/bin', '/sbin': 'usr/bin', '/usr/sbin': 'bin', '/lib': 'usr/lib' };
/** A name server elsewhere, which nobody answers for: the machine outside forwards nothing. */
const RESOLV_CONF = 'nameserver 10.255.255.53\n';
const DEVICES = ['full', 'null', 'random', 'stderr', 'stdin', 'stdout', 'tty', 'urandom', 'zero'];

/** Lays out the files of a place; what is there already stays. `installedAt` is in ms since 1970. */
export function layOut(place: Place, commands: Iterable<string>, installedAt: number): void {
  const { files, net, hostname } = place;
  for (const path of DIRECTORIES) files.makeDirectory(path, installedAt, true);
  for (const path of ['/', '/root', '/tmp']) {
    const node = files.find(path);
    if (node?.modifiedAt === 0) Object.assign(node, { modifiedAt: installedAt });
  }
  for (const [path, target] of Object.entries(LINKS)) {
    if (files.find(path, false) === undefined)
      files.put(path, { kind: 'link', target, modifiedAt: installedAt }, false);
  }
  const add = (path: string, content: string, mode: number) => {
    if (files.find(path) === undefined) files.set(path, { content, modifiedAt: installedAt, mode });
  };
  add('/etc/hosts', '127.0.0.1\tlocalhost\n::1\tlocalhost\n', 0o644);
  if (isMachine(place)) add('/etc/resolv.conf', RESOLV_CONF, 0o644);
  add('/etc/hostname', `${hostname}\n`, 0o644);
  for (const name of DEVICES) add(`/dev/${name}`, '', 0o666);
  for (const [name] of net.sysctl.entries()) add(`/proc/sys/${name.replaceAll('.', '/')}`, '', 0o644);
  for (const [path, node] of kernelFiles(place)) {
    files.makeDirectory(path.replace(/\/[^/]*$/, ''), installedAt, true);
    if (files.find(path, false) === undefined) files.put(path, node, false);
  }
  for (const name of commands) add(`/usr/bin/${name}`, `#!/bin/sh\nexec /usr/bin/${name} "$@"\n`, 0o755);
}
