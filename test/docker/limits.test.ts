/** Memory, processors and domains of containers, as docker 20.10.24 answered the same lines on a machine with one processor. */
import { beforeAll, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';
import { loadPrograms } from '../tools/loaded';

const lab = new Lab();
beforeAll(async () => {
  await loadPrograms();
  await lab.run('host', 'systemctl start docker');
  await lab.run('host', 'docker run -d --name aa --domainname example.org --hostname web busybox sleep 1000');
});

const SHOWN =
  "docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.MemorySwap}} {{.HostConfig.CpuShares}}' bb";
const HELP = "See 'docker run --help'.\n";
const DAEMON = 'docker: Error response from daemon: ';

test.each([
  ['docker exec aa hostname -f', 'web.example.org\n'],
  ['docker exec aa hostname -d', 'example.org\n'],
  ['docker exec aa hostname', 'web\n'],
  [
    "docker exec aa sh -c 'tail -1 /etc/hosts; echo $HOSTNAME; cat /etc/hostname'",
    '172.17.0.2\tweb.example.org web\nweb\nweb\n',
  ],
  ["docker inspect -f '{{.Config.Domainname}} {{.Config.Hostname}}' aa", 'example.org web\n'],
  [
    `docker create --name bb -m 64m --cpus 0.5 busybox > /dev/null; ${SHOWN}; docker rm bb`,
    '67108864 500000000 134217728 0\nbb\n',
  ],
  [
    `docker create --name bb --memory 64m --memory-swap 96m -c 512 busybox > /dev/null; ${SHOWN}; docker rm bb`,
    '67108864 0 100663296 512\nbb\n',
  ],
  [
    `docker create --name bb -m 1.5GiB --memory-swap -1 busybox > /dev/null; ${SHOWN}; docker rm bb`,
    '1610612736 0 -1 0\nbb\n',
  ],
  ['docker run --rm -m 1m busybox true', `${DAEMON}Minimum memory limit allowed is 6MB.\n${HELP}`],
  [
    'docker run --rm --cpus 900 busybox true',
    `${DAEMON}Range of CPUs is from 0.01 to 1.00, as there are only 1 CPUs available.\n${HELP}`,
  ],
  ['docker run --rm -m x busybox true', `invalid argument "x" for "-m, --memory" flag: invalid size: 'x'\n${HELP}`],
  [
    'docker run --rm --cpus x busybox true',
    `invalid argument "x" for "--cpus" flag: failed to parse x as a rational number\n${HELP}`,
  ],
  [
    'docker run --rm -m 64m --memory-swap 32m busybox true',
    `${DAEMON}Minimum memoryswap limit should be larger than memory limit, see usage.\n${HELP}`,
  ],
  [
    'docker run --rm --memory-swap 32m busybox true',
    `${DAEMON}You should always set the Memory limit when using Memoryswap limit, see usage.\n${HELP}`,
  ],
  ['docker top aa -ef | tail -1 | sed "s/.* //"', '1000\n'],
  ['docker top aa -o pid,cmd | sed "s/^[0-9][0-9]* */N /"', 'PID                 CMD\nN sleep 1000\n'],
])('%s', async (line, printed) => {
  const { stdout, stderr } = await lab.run('host', line);
  expect(stdout + stderr).toBe(printed);
});
