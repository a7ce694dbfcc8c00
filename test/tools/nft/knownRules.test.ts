/** Lines of chains that were read before: they mean the same, and complaints show where they stand now. */
import { expect, test } from 'vitest';
import { Lab } from '../../../lib/lab';
import { nft } from '../../../lib/tools/nft';

const { host } = new Lab();
const run = (text: string) => nft(host, ['-f', '-'], text);
const chain = (rule: string, before = '') => `${before}table ip t {\n\tchain d { }\n\tchain c {\n\t\t${rule}\n\t}\n}\n`;
const listed = () => nft(host, ['list', 'chain', 'ip', 't', 'c'], '').stdout;

test('a line that comes again makes the same rule', () => {
  expect(run(chain('tcp dport 80 counter jump d # once'))).toMatchObject({ stderr: '' });
  expect(run(chain('tcp dport 80 counter jump d # once'))).toMatchObject({ stderr: '' });
  expect(listed().match(/tcp dport 80 counter packets 0 bytes 0 jump d/g)).toHaveLength(2);
});

test('the kernel’s complaint about it shows the line where it stands now', () => {
  run('table ip t { chain gone { }; }');
  run(chain('tcp dport 81 jump gone'));
  run('flush chain ip t c\ndelete chain ip t gone\n');
  const { stderr } = run(chain('tcp dport 81 jump gone', '# A line before.\n'));
  expect(stderr).toContain('/dev/stdin:5:21-24: Error: Could not process rule: No such file or directory');
});

test('a complaint of nft’s own shows it, too', () => {
  run(chain('tcp dport 82 accept'));
  const { stderr } = run(`${chain('tcp dport 82 accept')}${chain('tcp dport 82 accept accept')}`);
  expect(stderr).toContain('/dev/stdin:10:');
});

test('names that are defined mean what the text says', () => {
  run('flush chain ip t c\n');
  for (const port of [90, 91]) run(`define PORT = ${port}\n${chain('tcp dport $PORT accept')}`);
  expect(listed().match(/tcp dport \d+ accept/g)).toEqual(['tcp dport 90 accept', 'tcp dport 91 accept']);
});

test('what a rule asks of the machine is asked each time', () => {
  run('table ip t { set s { type ipv4_addr; }; }');
  expect(run(chain('ip saddr @s accept')).stderr).toBe('');
  run('flush chain ip t c\ndelete set ip t s\n');
  expect(run(chain('ip saddr @s accept')).stderr).toContain('No such file or directory');
});
