/** What newer releases say of names that they do not know, as dockerd and docker of 26.1.5 and 28.5.2 said it. */
import { describe, expect, test } from 'vitest';
import { Lab } from '../../lib/lab';

const NETWORK = 'Error response from daemon: network nobody not found\n';
const CONTAINER = 'Error response from daemon: No such container: nobody\n';

describe.each(['26.1', '28.5'])('docker %s', (engine) => {
  const newest = engine === '28.5';

  test.each([
    ['docker logs nobody', CONTAINER],
    ['docker port nobody', CONTAINER],
    ['docker exec nobody true', CONTAINER],
    ['docker rm nobody', CONTAINER],
    ['docker kill nobody', 'Error response from daemon: cannot kill container: nobody: No such container: nobody\n'],
    ['docker container inspect nobody', CONTAINER],
    ['docker inspect nobody', 'Error: No such object: nobody\n'],
    ['docker image inspect nobody', 'Error response from daemon: No such image: nobody:latest\n'],
    ['docker network inspect nobody', NETWORK],
    ['docker network rm nobody', newest ? `${NETWORK}exit status 1\n` : NETWORK],
    ['docker port ng1 81', "Error: No public port '81' published for ng1\n"],
  ])('%s', async (command, stderr) => {
    const machines = new Lab({ engine });
    await machines.sh('host# systemctl start docker');
    await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
    expect(await machines.sh(`host# ${command}`)).toMatchObject({ stderr, exitCode: 1 });
  });

  test('a container whose network is not there is not started', async () => {
    const machines = new Lab({ engine });
    await machines.sh('host# systemctl start docker');
    const { stderr } = await machines.sh('host# docker run --network nobody -d lkarrie/nginx1');
    const before = newest ? 'failed to set up container networking: ' : '';
    expect(stderr).toContain(`docker: Error response from daemon: ${before}network nobody not found`);
  });
});
