/** What docker compose makes of files, variables and options, as recordCompose.mjs had it from the real one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Lab, lab } from '../../lib/lab';

interface Recorded {
  readonly files: Readonly<Record<string, string>>;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Below the home directory, as all paths of files are. */
  readonly folder: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const RECORDED: readonly Recorded[] = JSON.parse(
  readFileSync(join(__dirname, '../../data/docker/compose.json'), 'utf8'),
);

let machines: Lab;
let home: string;

beforeAll(async () => {
  machines = await lab();
  await machines.sh('host# systemctl start docker');
  home = (await machines.sh('host# echo $HOME')).stdout.trim();
});

test.each(RECORDED.map((one) => [JSON.stringify([one.command, one.environment, one.files]), one] as const))(
  '%s',
  async (_title, { files, command, environment, folder, stdout, stderr, exitCode }) => {
    for (const [path, text] of Object.entries(files)) await machines.writeFile('host', `${home}/${path}`, text);
    const settings = Object.entries(environment).map(([name, value]) => `${name}='${value}' `);
    const answer = await machines.sh(
      `host# mkdir -p ~/'${folder}'; cd ~/'${folder}'; ${settings.join('')}docker compose ${command}`,
    );
    for (const path of Object.keys(files)) await machines.sh(`host# rm -r ~/'${path.split('/')[0]}'`);
    expect({
      stdout: inOrder(answer.stdout),
      stderr: answer.stderr.replace(/time="[^"]*"/g, 'time="TIME"'),
      exitCode: answer.exitCode,
    }).toEqual({ stdout: inOrder(stdout), stderr: stderr.replaceAll('~/', `${home}/`), exitCode });
  },
);

/** Services come in the order of one of Go's maps. */
function inOrder(text: string): readonly string[] {
  return text.split('\n').sort();
}
