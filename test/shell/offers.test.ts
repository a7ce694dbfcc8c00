/** What the interpreter offers: a version that offers more is looked at before it is used. */
import { Bash } from 'just-bash';
import { expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { TEXT_COMMANDS } from '../../lib/shell';

/** Commands that no place has, or that are programs of the simulation. */
const NOT_USED =
  'alias clear date help history hostname html-to-markdown rg sleep sqlite3 time timeout unalias whoami xan yq'.split(
    ' ',
  );

test('each of its commands is one that touches nothing but text and files, or is left out', async () => {
  const { stdout } = await new Bash({ defenseInDepth: false }).exec('ls /usr/bin');
  expect(stdout.trim().split('\n')).toEqual([...TEXT_COMMANDS, ...NOT_USED].sort());
});

test.each(['node', 'python', 'python3', 'sqlite3', 'js-exec', 'rg', 'yq', 'xan', 'html-to-markdown'])(
  '%s is no command here',
  async (name) => {
    const { stdout, stderr, exitCode } = await new Lab().run('host', name);
    expect([stdout, stderr, exitCode]).toEqual(['', `bash: ${name}: command not found\n`, 127]);
  },
);

test('neither the real environment nor the real files are seen', async () => {
  process.env.CHAINWALK_SECRET = 'seen';
  const { stdout } = await new Lab().run('host', `env; echo $CHAINWALK_SECRET; ls / ${__dirname}`);
  delete process.env.CHAINWALK_SECRET;
  expect(stdout).not.toContain('seen');
  expect(stdout).not.toContain('offers.test.ts');
});
