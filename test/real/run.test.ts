/** Real machines are built, used and gone again. */
import { expect, test } from 'vitest';
import { withRealLab } from '../../lib/real';
import { describeKernel } from './available';
import { traces } from './traces';

describeKernel('real machines', () => {
  test('run a session: places, the shell’s memory, exit codes, a request through iptables', async () => {
    const outcomes = await withRealLab({ pause: 0.1 }, async (lab) => {
      expect(traces()).not.toEqual([]);
      const lines = [
        'host# systemctl start docker',
        'host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1 > /dev/null',
        'host# cd /tmp; X=1',
        'host# echo $PWD $X; exit 3',
        'host# echo $?',
        "client# curl -sS -o /dev/null -w '%{http_code}\\n' http://192.168.70.6:8001",
        'host# iptables -t nat -nvL DOCKER | awk "END {print \\$1, \\$2, \\$3}"',
        'host# docker exec -it ng1 sh',
        'ng1# hostname -i',
        'ng1# exit',
        'ng2# true',
      ];
      const results: (readonly [string, number])[] = [];
      for (const line of lines) {
        const { stdout, stderr, exitCode } = await lab.sh(line);
        results.push([stdout + stderr, exitCode]);
      }
      return results;
    });
    expect(outcomes).toEqual([
      ['', 0],
      ['', 0],
      ['', 0],
      ['/tmp 1\n', 3],
      ['3\n', 0],
      ['200\n', 0],
      ['1 60 DNAT\n', 0],
      ['', 0],
      ['172.17.0.2\n', 0],
      ['', 0],
      ['chainwalk: no machine or running container is called "ng2"\n', 1],
    ]);
    expect(traces()).toEqual([]);
  });

  test('have one processor, their containers too', async () => {
    const processors = await withRealLab({ pause: 0.1 }, async (lab) => {
      await lab.sh('host# systemctl start docker');
      await lab.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
      const { stdout: programs } = await lab.sh('host# cat /proc/[0-9]*/comm');
      expect(programs.split('\n')).toEqual(expect.arrayContaining(['dockerd', 'docker-proxy', 'nginx']));
      const look = 'grep -h Cpus_allowed_list /proc/[0-9]*/status';
      const seen = [await lab.sh(`host# ${look}`), await lab.sh(`client# ${look}`)];
      return seen.flatMap(({ stdout }) => stdout.trim().split('\n'));
    });
    expect([...new Set(processors)]).toEqual([expect.stringMatching(/^Cpus_allowed_list:\s+\d+$/)]);
  });

  test('let one into a container while its engine is away', async () => {
    const said = await withRealLab({ pause: 0.1 }, async (lab) => {
      const lines = [
        `host# mkdir -p /etc/docker; echo '{"live-restore": true}' > /etc/docker/daemon.json`,
        'host# systemctl start docker',
        'host# docker run -d --name one -w /tmp -e A=7 busybox sleep 1000 > /dev/null',
        'host# systemctl stop docker',
        'one# echo $PWD $A; hostname -i',
        'host# kill -9 $(pgrep -f "^sleep 1000")',
        'one# true',
      ];
      const results: string[] = [];
      for (const line of lines) {
        const { stdout, stderr } = await lab.sh(line);
        results.push(stdout + stderr);
      }
      return results;
    });
    expect(said.slice(-3)).toEqual([
      '/tmp 7\n172.17.0.2\n',
      '',
      'chainwalk: no machine or running container is called "one"\n',
    ]);
  });

  test('are gone after an error', async () => {
    const failing = withRealLab({}, async () => {
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(traces()).toEqual([]);
  });
});
