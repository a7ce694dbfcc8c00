/** A daemon.json that is damaged, or that the release does not take: what dockerd says, and what it does all the same. */
import { describe, expect, test } from 'vitest';
import { readDaemonJson } from '../../lib/docker/daemonJson';
import { DEFAULT_ENGINE_OPTIONS } from '../../lib/docker/engineOptions';
import { findRelease } from '../../lib/docker/release';
import { dockerMachine } from './machine';

function read(text: string, engine = '28.5') {
  try {
    return readDaemonJson(text, DEFAULT_ENGINE_OPTIONS, findRelease(engine));
  } catch (error) {
    return (error as Error).message.replace(
      'unable to configure the Docker daemon with file /etc/docker/daemon.json: ',
      '',
    );
  }
}

describe('what is not JSON', () => {
  test.each([
    ['{"icc": true,}', "invalid character '}' looking for beginning of object key string"],
    ['{"icc": true "iptables": true}', "invalid character '\"' after object key:value pair"],
    ['{“icc”: true}', "invalid character 'â' looking for beginning of object key string"],
    ["{'icc': true}", "invalid character '\\'' looking for beginning of object key string"],
    ['{icc: true}', "invalid character 'i' looking for beginning of object key string"],
    ['{"icc" true}', "invalid character 't' after object key"],
    ['{"icc": yes}', "invalid character 'y' looking for beginning of value"],
    ['{"icc": tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['{"icc": nul', 'unexpected end of JSON input'],
    ['{"mtu": 01}', "invalid character '1' after object key:value pair"],
    ['{"mtu": -}', "invalid character '}' in numeric literal"],
    ['{"mtu": 1.}', "invalid character '}' after decimal point in numeric literal"],
    ['{"mtu": 1e}', "invalid character '}' in exponent of numeric literal"],
    ['{"ip": "a\nb"}', "invalid character '\\n' in string literal"],
    ['{"ip": "\\x"}', "invalid character 'x' in string escape code"],
    ['{"ip": "\\u00g0"}', "invalid character 'g' in \\u hexadecimal character escape"],
    ['{"dns": ["1.1.1.1" "8.8.8.8"]}', "invalid character '\"' after array element"],
    ['{"dns": [,]}', "invalid character ',' looking for beginning of value"],
    ['{"icc": true', 'unexpected end of JSON input'],
    ['{"icc": true}}', "invalid character '}' after top-level value"],
    ['icc=false', "invalid character 'i' looking for beginning of value"],
    ['\ufeff{}', "invalid character 'ï' looking for beginning of value"],
    ['{\u00a0"icc": true}', "invalid character 'Â' looking for beginning of object key string"],
  ])('%j', (text, said) => {
    expect(read(text)).toBe(said);
  });

  test.each([
    ['', 'EOF'],
    ['\n', 'EOF'],
    ['{"icc": true', 'unexpected EOF'],
  ])('20.10 says of %j: %s', (text, said) => {
    expect(read(text, '20.10')).toBe(said);
  });

  test('20.10 reads no further than the object, and later releases take an empty file for none', () => {
    expect(read('{"icc": false} and so on', '20.10')).toMatchObject({ icc: false });
    expect(read(' \n', '23.0')).toEqual(DEFAULT_ENGINE_OPTIONS);
    expect(read('null')).toEqual(DEFAULT_ENGINE_OPTIONS);
  });
});

describe('values', () => {
  test.each([
    ['[]', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['"icc"', 'json: cannot unmarshal string into Go value of type map[string]interface {}'],
    ['true', 'json: cannot unmarshal bool into Go value of type map[string]interface {}'],
    ['{"icc": "false"}', 'json: cannot unmarshal string into Go struct field Config.icc of type bool'],
    ['{"iptables": 0}', 'json: cannot unmarshal number into Go struct field Config.iptables of type bool'],
    ['{"debug": {}}', 'json: cannot unmarshal object into Go struct field Config.debug of type bool'],
    ['{"bip": 10}', 'json: cannot unmarshal number into Go struct field Config.bip of type string'],
    ['{"ip": []}', 'json: cannot unmarshal array into Go struct field Config.ip of type net.IP'],
    ['{"ip": "localhost"}', 'invalid IP address: localhost'],
    ['{"fixed-cidr": 1}', 'json: cannot unmarshal number into Go struct field Config.fixed-cidr of type string'],
    ['{"mtu": "x"}', 'json: cannot unmarshal string into Go struct field Config.mtu of type int'],
    ['{"mtu": 1.5}', 'json: cannot unmarshal number 1.5 into Go struct field Config.mtu of type int'],
    ['{"dns": "8.8.8.8"}', 'json: cannot unmarshal string into Go struct field Config.dns of type []string'],
    ['{"dns": [8]}', 'json: cannot unmarshal number into Go struct field Config.dns of type string'],
    ['{"live-restore": "yes"}', 'json: cannot unmarshal string into Go struct field Config.live-restore of type bool'],
    [
      '{"default-address-pools": "x"}',
      'json: cannot unmarshal string into Go struct field Config.default-address-pools of type []*ipamutils.NetworkToSplit',
    ],
    ['{"dns": ["nope"]}', 'configuration validation from file failed: nope is not an ip address'],
    ['{"labels": ["a"]}', 'configuration validation from file failed: bad attribute format: a'],
    [
      '{"max-concurrent-downloads": -1}',
      'configuration validation from file failed: invalid max concurrent downloads: -1',
    ],
    [
      '{"default-runtime": "nope"}',
      "configuration validation from file failed: specified default runtime 'nope' does not exist",
    ],
    ['{"log-level": "nope"}', 'unable to parse logging level: nope'],
    ['{"registry-mirrors": ["x"]}', 'invalid mirror: unsupported scheme "" in "x"'],
    ['{"init": true}', 'chainwalk does not model the setting init of /etc/docker/daemon.json'],
    ['{"storage-driver": "vfs"}', 'chainwalk does not model the setting storage-driver of /etc/docker/daemon.json'],
  ])('%s', (text, said) => {
    expect(read(text)).toBe(said);
  });

  test('of a key that stands twice the last counts, and null changes nothing', () => {
    expect(read('{"icc": true, "icc": false, "iptables": null}')).toMatchObject({ icc: false, iptables: true });
  });

  test('ip6tables is off until 26', () => {
    expect(read('{"ip6tables": true}', '26.1')).toBe(
      'chainwalk does not model ip6tables of an engine before 27, in /etc/docker/daemon.json',
    );
    expect(read('{"ip6tables": false}', '26.1')).toMatchObject({ ip6tables: false });
    expect(read('{"ip6tables": false}', '27')).toMatchObject({ ip6tables: false });
  });
});

test('what is so anyway is no matter', () => {
  const text =
    '{"init": false, "storage-driver": "overlay2", "runtimes": {}, "default-runtime": "runc", "log-level": "warn"}';
  expect(read(text)).toEqual(DEFAULT_ENGINE_OPTIONS);
});

describe('docker0', () => {
  const startedWith = (content: string) => {
    const docker = dockerMachine();
    docker.machine.files.set('/etc/docker/daemon.json', { content, modifiedAt: 0 });
    return { docker, said: docker.start() };
  };
  const restartWith = (docker: ReturnType<typeof dockerMachine>, content: string) => {
    docker.machine.files.set('/etc/docker/daemon.json', { content, modifiedAt: 0 });
    docker.run('systemctl restart docker');
    const [network] = JSON.parse(docker.run('docker network inspect bridge').stdout);
    return [
      JSON.stringify(network.IPAM.Config),
      docker.run('ip -br -4 addr show docker0').stdout.trim().split(/ +/)[2],
    ];
  };

  test('has the address of bip, keeps it, has a range, and is made anew for other pools', () => {
    const { docker } = startedWith('{"bip": "10.200.0.1/24", "mtu": 1450}');
    expect(docker.machine.net.device('docker0')?.mtu).toBe(1500);
    docker.run('docker run -d --name c1 busybox sleep 1000');
    expect(docker.machine.net.device('docker0')?.mtu).toBe(1450);
    docker.run('docker rm -f c1');
    expect(docker.machine.net.device('docker0')?.mtu).toBe(1500);
    expect(docker.run('docker network inspect bridge').stdout).toContain('"com.docker.network.driver.mtu": "1450"');
    expect(restartWith(docker, '{}')).toEqual(['[{"Subnet":"10.200.0.0/24","Gateway":"10.200.0.1"}]', '10.200.0.1/24']);
    expect(restartWith(docker, '{"bip": "192.168.5.1/24", "fixed-cidr": "192.168.5.0/25"}')).toEqual([
      '[{"Subnet":"192.168.5.0/24","IPRange":"192.168.5.0/25","Gateway":"192.168.5.1"}]',
      '192.168.5.1/24',
    ]);
    const index = docker.machine.net.device('docker0')?.ifindex;
    expect(restartWith(docker, '{"default-address-pools": [{"base": "10.10.0.0/16", "size": 24}]}')).toEqual([
      '[{"Subnet":"10.10.0.0/24"}]',
      '10.10.0.1/24',
    ]);
    expect(docker.machine.net.device('docker0')?.ifindex).not.toBe(index);
    expect(docker.run('iptables -t nat -S POSTROUTING').stdout).toContain('-s 10.10.0.0/24 ! -o docker0');
  });

  test.each([
    ['{"bip": "10.0.0.1"}', 'invalid CIDR address: 10.0.0.1'],
    ['{"fixed-cidr": "nope"}', 'invalid CIDR address: nope'],
    [
      '{"bip": "10.0.0.0/24"}',
      'Error creating default "bridge" network: failed to allocate gateway (10.0.0.0): Address already in use',
    ],
    ['{"mtu": -1}', 'Error creating default "bridge" network: invalid MTU number: -1'],
    [
      '{"default-address-pools": [{"base": "nope", "size": 24}]}',
      'error obtaining controller instance: invalid base pool "nope": invalid CIDR address: nope',
    ],
    [
      '{"default-address-pools": [{"base": "10.0.0.0/24", "size": 16}]}',
      'error obtaining controller instance: invalid pools size: 16',
    ],
  ])('%s', (content, said) => {
    expect(startedWith(content).said).toBe(
      `Job for docker.service failed: failed to start daemon: Error initializing network controller: ${said}`,
    );
  });
});

test.each([
  ['{"hosts": ["tcp://0.0.0.0:2375", "fd://"]}', 'hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2375 fd://])'],
  ['{"containerd": "/x"}', 'containerd: (from flag: /run/containerd/containerd.sock, from file: /x)'],
])('%s is on the unit’s command line too', (text, said) => {
  expect(read(text)).toBe(
    `the following directives are specified both as a flag and in the configuration file: ${said}`,
  );
});

test.each([
  ['{"nonsense": 1, "icc": true, "more": {}}', '28.5', 'nonsense, more'],
  ['{"allow-direct-routing": true}', '28.1', 'allow-direct-routing'],
  ['{"firewall-backend": "iptables"}', '28.5', 'firewall-backend'],
])('%s: unknown to %s', (text, engine, keys) => {
  expect(read(text, engine)).toBe(`the following directives don't match any configuration option: ${keys}`);
});

test('an engine that cannot read it does not start, and changes nothing', () => {
  const docker = dockerMachine({ engine: '28.5' });
  docker.machine.files.set('/etc/docker/daemon.json', { content: '{"icc": true,}', modifiedAt: 0 });
  expect(docker.start()).toBe(
    "Job for docker.service failed: unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}' looking for beginning of object key string",
  );
  expect(docker.run('iptables-save').stdout).toBe('');
  expect(docker.run('docker ps').exitCode).toBe(1);
});
