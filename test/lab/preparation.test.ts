/** The article's preparation, line by line as it writes them, and its other lines as they stand there, slips included. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

/** What each line prints, first. */
const PREPARATION: readonly (readonly [string, RegExp])[] = [
  ['yum install wget -y', /^yum: would .*wget.*\n$/],
  ['yum install net-tools -y', /^yum: would .*net-tools.*\n$/],
  ['yum install bridge-utils -y', /^yum: would .*bridge-utils.*\n$/],
  ['wget -O jq https://github.com/stedolan/jq/releases/download/jq-1.6/jq-linux64', /^wget: would .*\n$/],
  ['chmod +x ./jq', /^$/],
  ['cp jq /usr/bin', /^$/],
  ['wget https://download.docker.com/linux/static/stable/x86_64/docker-20.10.9.tgz', /^wget: would .*\n$/],
  [
    'tar zxvf docker-20.10.9.tgz',
    /^docker\/\n(docker\/(containerd|containerd-shim-runc-v2|ctr|docker|docker-init|docker-proxy|dockerd|runc)\n){8}$/,
  ],
  ['cp ./docker/* /usr/bin/', /^$/],
  ['chmod +x /usr/bin/docker*', /^$/],
  ['chmod +x /usr/bin/containerd*', /^$/],
  ['chmod +x /usr/bin/runc', /^$/],
  ['chmod +x /usr/bin/ctr', /^$/],
  ['mkdir -p /docker-root', /^$/],
  ['mkdir -p /etc/docker', /^$/],
  ['vi /etc/docker/daemon.json', /^vi: would .* > \/etc\/docker\/daemon.json\n$/],
  [`printf '{\\n "data-root":"/docker-root"\\n}\\n' > /etc/docker/daemon.json`, /^$/],
  ['cp ./docker.service /usr/lib/systemd/system/', /^$/],
  ['systemctl daemon-reload', /^$/],
  ['systemctl enable docker', /^Created symlink .*docker\.service.*\n$/],
  ['systemctl start docker', /^$/],
  ['docker pull busybox', /Status: Image is up to date for busybox:latest\n/],
];

let lab: Lab;
const printed: string[] = [];
const exitCodes: number[] = [];

async function sh(line: string) {
  const { stdout, stderr, exitCode } = await lab.run(lab.entered.name, line);
  return { text: stdout + stderr, exitCode };
}

beforeAll(async () => {
  lab = new Lab();
  for (const [line] of PREPARATION) {
    const { text, exitCode } = await sh(line);
    printed.push(text);
    exitCodes.push(exitCode);
  }
}, 120_000);

test.each(PREPARATION.map(([line, output], index) => [line, output, index] as const))('%s', (_line, output, index) => {
  expect(printed[index]).toMatch(output);
  expect(exitCodes[index]).toBe(0);
});

describe('after it', () => {
  test('jq and Docker’s programs are there, wherever they are called from', async () => {
    expect((await sh(`which jq docker; echo '{"a":1}' | ./jq .a; /usr/bin/docker ps -q`)).text).toBe(
      '/usr/bin/jq\n/usr/bin/docker\n1\n',
    );
  });

  test('the engine has the data-root that was written', async () => {
    expect((await sh(`docker info | grep Root; systemctl is-enabled docker`)).text).toBe(
      ' Docker Root Dir: /docker-root\nenabled\n',
    );
  });

  test('what there is no internet for is said, and fails', async () => {
    expect(await sh('yum install emacs -y')).toEqual({
      text: 'yum: chainwalk has no internet and no package emacs\n',
      exitCode: 1,
    });
    expect((await sh('wget https://example.com/x')).exitCode).toBe(4);
    expect((await sh('yum history')).text).toBe('yum: "history" is not modelled by chainwalk\n');
  });
});

describe('the article’s own lines', () => {
  test('typed one after the other, with a shell inside of a container', async () => {
    await sh('docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
    expect((await sh("netstat -ltnp | grep -E 'docker-proxy'")).text.split('\n')).toHaveLength(3);
    // The article has one `grep` too many.
    expect(await sh("netstat -ltnp | grep -E grep 'docker-proxy'")).toEqual({
      text: 'grep: docker-proxy: No such file or directory\n',
      exitCode: 2,
    });
    await sh('docker exec -it ng1 sh');
    expect((await sh('curl -i http://192.168.70.6:8001')).text).toContain('Welcome to nginx1!');
    await sh('exit');
    const pids = (await sh("ps -ef | grep docker-proxy | grep -v grep | awk '{print $2}'")).text.trim().split('\n');
    expect((await sh(`kill -9 ${pids.join(' ')}`)).exitCode).toBe(0);
    await sh('docker exec -it ng1 sh');
    expect((await sh('curl -i http://192.168.70.6:8001')).exitCode).toBe(7);
    await sh('exit');
  });

  test('a network by the first digits of its id, and one of its own', async () => {
    const prefix = (await sh('docker network ls -q | head -1')).text.slice(0, 3);
    expect(JSON.parse((await sh(`docker inspect ${prefix} | jq '.[].IPAM'`)).text).Config[0].Subnet).toBe(
      '172.17.0.0/16',
    );
    const create =
      'docker network create bridge1 -d bridge -o com.docker.network.bridge.name=docker1 --subnet "172.18.0.0/16" --gateway "172.18.0.1"';
    expect((await sh(create)).text).toMatch(/^[0-9a-f]{64}\n$/);
    expect((await sh('docker run --name ng2 -d -p 8002:80 --network bridge1 lkarrie/nginx2 ')).exitCode).toBe(0);
    await sh('docker exec -it ng2 sh ');
    expect((await sh('curl -i http://172.17.0.2:80')).exitCode).toBe(28);
    await sh('exit');
    expect((await sh('curl -i http://172.17.0.2:80')).text).toContain('200 OK');
    expect((await sh('iptables -t filter -D DOCKER-ISOLATION-STAGE-2 2')).exitCode).toBe(0);
    expect((await sh('iptables -t filter -D DOCKER-ISOLATION-STAGE-2 1')).exitCode).toBe(0);
    expect((await lab.run('ng2', 'curl -i http://172.17.0.2:80')).stdout).toContain('200 OK');
  });
});
