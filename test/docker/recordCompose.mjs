/**
 * Records what a real docker compose makes of files, variables and options, which needs no engine, into data/docker/compose.json:
 * `unshare -m node test/docker/recordCompose.mjs docker-compose` (root; the program is release 2.24.5, as chainwalk's).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const COMPOSE = process.argv[2];
const { HOME } = process.env;
const OUTPUT = new URL('../../data/docker/compose.json', import.meta.url);

const image = (text, more = '') => ({ 'shop/compose.yaml': `services:\n  a:\n    image: "${text}"\n${more}` });
const IMAGES = 'config --images';
const SERVICES = 'config --services';
const QUIET = 'config -q';
const three =
  'services:\n  one: {image: busybox}\n  two:\n    image: busybox:1\n    profiles: [odd]\n  three:\n    image: busybox:2\n    profiles: [odd, even]\n    depends_on: [one]\n';

/** Files, the command, the environment, and the folder that it is run in. */
const cases = [];
const add = (files, commands, environment = {}, folder = 'shop') => {
  for (const command of [commands].flat()) cases.push({ files, command, environment, folder });
};

for (const text of [
  ...[
    'b:$X',
    'b:$$X',
    'b:$${X}',
    'b:${X}',
    'b:${X:-y}',
    'b:${X-y}',
    'b:${X:+y}',
    'b:${X+y}',
    'b:${X:?no X}',
    'b:${X?no X}',
    'b:${X:?}',
    'b:${X?}',
  ],
  ...[
    'b:${X:-${Y:-z}}',
    'b:${Y:-${X}}',
    'b:${X',
    'b:$',
    'b:$-',
    'b:${}',
    'b:${1}',
    'b:$1',
    'b:${X:-a-b}',
    'b:${X:-a:b}',
    'b:${_x9}',
    'b:$X-$X.$X',
  ],
])
  for (const environment of [{}, { X: '1' }, { X: '' }]) add(image(text), IMAGES, environment);

for (const text of [
  ...[
    'X=1',
    'X="1"',
    "X='1'",
    'X= 1 ',
    'export X=1',
    '#X=1\nX=2',
    'X=1 # one',
    'X="1 # one"',
    'X=1\nX=2',
    'Y=1\nX=${Y}',
    'Y=1\nX="$Y"',
    "Y=1\nX='$Y'",
    'X',
    'X=',
    'X: 1',
    ' X=1',
    'X=a\\nb',
    'X="a\\nb"',
    'X=1\r\n',
  ],
]) {
  add({ ...image('b:$X'), 'shop/.env': `${text}\n` }, IMAGES);
  add({ ...image('b:$X'), 'shop/.env': `${text}\n` }, IMAGES, { X: 'shell' });
}

for (const text of ['X=${Y:?no Y}', 'X=${Y', 'X=$Y', "X='$Y'"])
  for (const environment of [{}, { Y: '1' }])
    add({ ...image('b:$X'), 'shop/.env': `${text}\n` }, [IMAGES, QUIET], environment);
add({ 'shop/compose.yaml': three }, [
  SERVICES,
  `--profile odd ${SERVICES}`,
  `--profile even ${SERVICES}`,
  `--profile odd --profile even ${SERVICES}`,
  `--profile none ${SERVICES}`,
  `${SERVICES} one`,
  `${SERVICES} three`,
  `${SERVICES} two one`,
  `${SERVICES} four`,
  IMAGES,
  `${IMAGES} one`,
  QUIET,
]);
for (const COMPOSE_PROFILES of ['odd', 'even', 'odd,even', '', 'x'])
  add({ 'shop/compose.yaml': three }, [SERVICES, `--profile even ${SERVICES}`], { COMPOSE_PROFILES });

const other = {
  'shop/other.yaml': 'services:\n  a: {image: "b:other"}\n  z: {image: "b:z"}\n',
  'below/x/compose.yml': 'services:\n  below: {image: "b:$X"}\n',
  'below/.env': 'X=outer\n',
  'below/x/.env': 'X=inner\n',
};
for (const name of ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']) {
  add({ [`shop/${name}`]: 'services:\n  a: {image: "b:first"}\n' }, IMAGES);
  for (const over of [
    'compose.override.yaml',
    'compose.override.yml',
    'docker-compose.override.yml',
    'docker-compose.override.yaml',
  ])
    add(
      {
        [`shop/${name}`]: 'services:\n  a: {image: "b:first"}\n',
        [`shop/${over}`]: 'services:\n  a: {image: "b:second"}\n  c: {image: "b:third"}\n',
      },
      IMAGES,
    );
}
for (const command of [
  '-f other.yaml',
  '-f compose.yaml -f other.yaml',
  '-f other.yaml -f compose.yaml',
  '-f ../shop/other.yaml',
  '-f ./x/../other.yaml',
  '-f ../below/x/compose.yml',
  '-f ../below/./x//compose.yml',
  '-f nope.yaml',
  '-f ../nope/compose.yaml',
  '-f $HOME/shop/other.yaml',
  '--project-directory ../below -f ../below/x/compose.yml',
])
  add({ ...image('b:own'), ...other }, [`${command} ${IMAGES}`, `${command} ${SERVICES}`]);
for (const COMPOSE_FILE of ['other.yaml', 'compose.yaml:other.yaml', 'nope.yaml', '../below/x/compose.yml'])
  add({ ...image('b:own'), ...other }, IMAGES, { COMPOSE_FILE });
add({ ...image('b:own'), ...other }, [IMAGES, SERVICES, `-f compose.yml ${IMAGES}`], {}, 'below/x');
add({ ...image('b:own'), 'shop/deep/er/file': '' }, IMAGES, {}, 'shop/deep/er');
add({ 'other/file': '' }, [IMAGES, QUIET, 'ps', 'up -d'], {}, 'other');

const bad = (text) => add({ 'shop/compose.yaml': text }, QUIET);
for (const text of [
  ...[
    '',
    'services:\n',
    'services: {}\n',
    'services: []\n',
    '[]\n',
    'a\n',
    'x-mine: 1\nservices:\n  a: {image: b}\n',
    'nope: 1\nservices:\n  a: {image: b}\n',
    'version: "3"\nservices:\n  a: {image: b}\n',
    'name: Other\nservices:\n  a: {image: b}\n',
    'name: other\nservices:\n  a: {image: b}\n',
  ],
  ...[
    'services:\n  a: {image: 1}\n',
    'services:\n  a: {image: [b]}\n',
    'services:\n  a: {}\n',
    'services:\n  a:\n',
    'services:\n  "a b": {image: b}\n',
    'services:\n  a: {image: b, nope: 1}\n',
    'services:\n  a: {image: b, x-mine: 1}\n',
    'services:\n  a: {image: b, command: 1}\n',
    'services:\n  a: {image: b, command: [1]}\n',
  ],
  ...[
    'services:\n  a: {image: b, ports: 80}\n',
    'services:\n  a: {image: b, ports: [80, "a"]}\n',
    'services:\n  a: {image: b, ports: ["1-2:3"]}\n',
    'services:\n  a: {image: b, ports: ["99999:80"]}\n',
    'services:\n  a: {image: b, ports: ["1:2:3:4"]}\n',
    'services:\n  a: {image: b, ports: ["80/foo"]}\n',
  ],
  ...[
    'services:\n  a: {image: b, networks: [n]}\n',
    'services:\n  a: {image: b, networks: {n: {}}}\n',
    'services:\n  a: {image: b, depends_on: [z]}\n',
    'services:\n  a: {image: b, depends_on: {c: {condition: nope}}}\n  c: {image: b}\n',
    'services:\n  a: {image: b, links: [z]}\n',
    'services:\n  a: {image: b, network_mode: "service:z"}\n',
    'services:\n  a: {image: b, network_mode: host, networks: [default]}\n',
  ],
  ...[
    'services:\n  a: {image: b, environment: {A: [1]}}\n',
    'services:\n  a: {image: b, restart: 1}\n',
    'services:\n  a: {image: b, scale: x}\n',
    'services:\n  a: {image: b, scale: 2, container_name: x}\n',
  ],
  ...[
    'services:\n  - a\n',
    'networks:\n  n: {driver: 1}\nservices:\n  a: {image: b}\n',
    'networks:\n  n: {nope: 1}\nservices:\n  a: {image: b}\n',
    'networks: [n]\nservices:\n  a: {image: b}\n',
  ],
])
  bad(text);
for (const name of ['shop', 'Shop', '-x', 'a b', 'a_b-9', '9', '', 'ä']) add(image('b'), `-p '${name}' ${QUIET}`);
for (const COMPOSE_PROJECT_NAME of ['ok', 'No', '']) add(image('b'), QUIET, { COMPOSE_PROJECT_NAME });
for (const folder of ['My Shop', '_under', '-', 'ä'])
  add({ [`${folder}/compose.yaml`]: 'services:\n  a: {image: b}\n' }, QUIET, {}, folder);

spawnSync('mount', ['-t', 'tmpfs', 'none', HOME]);
// Each is recorded by itself. Left out are a service that depends on itself and numbers in lists, by which the real one ends in a panic, the YAML reader's own
// complaints, and `yes` for true, which are not modelled.
const recorded = cases.map(({ files, command, environment, folder }) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(`${HOME}/${path}`), { recursive: true });
    writeFileSync(`${HOME}/${path}`, text);
  }
  const { stdout, stderr, status } = spawnSync('sh', ['-c', `${COMPOSE} ${command}`], {
    cwd: `${HOME}/${folder}`,
    env: { HOME, PATH: process.env.PATH, DOCKER_HOST: 'unix:///nobody', ...environment },
    encoding: 'utf8',
    input: '',
  });
  for (const path of Object.keys(files)) rmSync(`${HOME}/${path.split('/')[0]}`, { recursive: true, force: true });
  return {
    files,
    command,
    environment,
    folder,
    stdout,
    stderr: stderr.replaceAll(`${HOME}/`, '~/').replace(/time="[^"]*"/g, 'time="TIME"'),
    exitCode: status,
  };
});
writeFileSync(OUTPUT, `[\n${recorded.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
