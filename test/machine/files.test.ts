/** Files of a place, and what is mounted among them. */
import { expect, test } from 'vitest';
import { FileError, FileTree } from '../../lib/machine';

const AT = { modifiedAt: 0 };

function mounted(isReadOnly = false) {
  const machine = new FileTree([['/srv/site/index.html', { content: 'hello', ...AT }]]);
  const container = new FileTree([['/data/below', { content: 'hidden', ...AT }]]);
  container.mount('/data', machine, '/srv/site', isReadOnly);
  return { machine, container };
}

test('what is mounted stands in the place of what was there, in both directions', () => {
  const { machine, container } = mounted();
  expect(container.get('/data/index.html')?.content).toBe('hello');
  expect(container.get('/data/below')).toBeUndefined();
  container.set('/data/new', { content: 'new', ...AT });
  expect(machine.get('/srv/site/new')?.content).toBe('new');
});

test('paths lead out of it to where it is mounted', () => {
  const { container } = mounted();
  container.set('/top', { content: 'top', ...AT });
  expect(container.get('/data/../top')?.content).toBe('top');
  expect(container.realPath('/data/./index.html')).toBe('/data/index.html');
});

test('a mount point is not removed, and is none of what is below it', () => {
  const { container } = mounted(true);
  expect(() => container.remove('/data')).toThrow(FileError);
  expect([container.isMountPoint('/data'), container.isMountPoint('/data/index.html')]).toEqual([true, false]);
  expect(['/data', '/data/index.html', '/data/../tmp', '/tmp'].map((path) => container.isReadOnly(path))).toEqual([
    ...[true, true, false, false],
  ]);
});

test('a file is mounted in the place of a file, and what is written to it is the source’s', () => {
  const { machine, container } = mounted();
  container.set('/etc/motd', { content: '', ...AT });
  container.mount('/etc/motd', machine, '/srv/site/index.html', false);
  container.set('/etc/motd', { content: 'changed', ...AT });
  expect(machine.get('/srv/site/index.html')?.content).toBe('changed');
});
