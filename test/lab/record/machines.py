"""The article's two machines on a real kernel, each in namespaces of its own: host (192.168.70.6, a real dockerd) and
client (192.168.70.1).

A machine is a network, mount and process namespace. tmpfs lies over /run and the programs of prepare.sh over /usr and
/etc, so that nothing outside is changed and `pgrep` sees the machine's own processes; ending its first process ends all.
"""
import json
import os
import shutil
import subprocess
import tarfile
import time

PREFIX = 'chainwalk-'
ADDRESSES = {'host': ('ens33', '192.168.70.6/24'), 'client': ('eth0', '192.168.70.1/24')}
OFFLOADS = [word for name in ('tx', 'rx', 'sg', 'tso', 'gso', 'gro') for word in (name, 'off')]
# No packets of the kernel's own accord, and SYN retransmits as in CentOS 7.
SETTINGS = ('net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1', 'net.ipv6.conf.lo.disable_ipv6=0',
            'net.ipv4.igmp_link_local_mcast_reports=0', 'net.ipv4.tcp_syn_linear_timeouts=0', 'net.ipv4.ip_forward=0',
            'net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.default.rp_filter=0')
LAYERS = ('usr', 'etc', 'var', 'root')
NGINX_CONF = '''user root; worker_processes 1; error_log /dev/null; pid /run/nginx.pid;
events { worker_connections 1024; }
http {
    types { text/html html htm; text/plain txt; }
    default_type application/octet-stream;
    access_log /dev/null; sendfile on; keepalive_timeout 65;
    server { listen 80; location / { root /usr/share/nginx/html; index index.html; } }
}
'''
SYSTEMCTL = '''#!/bin/bash
# systemctl start|stop|restart docker
stop() { pid=$(cat /run/docker.pid 2>/dev/null) && kill $pid; while [ -n "$pid" ] && [ -d /proc/$pid ]; do sleep 0.1; done; }
start() {
  { pgrep -x containerd > /dev/null || setsid containerd; } > /run/containerd.log 2>&1 < /dev/null &
  while ! [ -S /run/containerd/containerd.sock ]; do sleep 0.1; done
  setsid dockerd --containerd=/run/containerd/containerd.sock > /run/dockerd.log 2>&1 < /dev/null &
  for _ in $(seq 100); do docker info > /dev/null 2>&1 && return; sleep 0.1; done
  return 1
}
case $1 in start) start;; stop) stop;; restart) stop; start;; esac
'''


def sh(*argv, **options):
    return subprocess.run(argv, check=True, capture_output=True, text=True, **options).stdout


class Machine:
    def __init__(self, name, folder, work):
        self.name, self.namespace = name, PREFIX + name
        subprocess.run(['ip', 'netns', 'del', self.namespace], capture_output=True)
        sh('ip', 'netns', 'add', self.namespace)
        state = os.path.join(work, name)
        os.makedirs(state)
        script = '\n'.join([
            'set -e',
            f'mount -t tmpfs tmpfs {state}',
            f'mkdir -p {state}/docker {state}/containerd',
            *[f'mkdir -p {state}/{layer} {state}/{layer}-work {state}/lower/{layer}\n'
              f'mount -t overlay overlay -o lowerdir=/{layer},upperdir={state}/{layer},workdir={state}/{layer}-work /{layer}'
              for layer in LAYERS],
            'mount -t tmpfs tmpfs /run; mkdir -p /run/lock /run/netns',
            *[f'cp -a {folder}/root/{part}/. /{part}/' for part in ('usr', 'etc', 'var')],
            # Packages of before the directories were merged.
            *[f'[ ! -d {folder}/root/{part} ] || cp -a {folder}/root/{part}/. /usr/{part}/' for part in ('lib', 'bin', 'sbin')],
            'ln -sf nc.openbsd /usr/bin/nc',
            *[f'ln -sf xtables-legacy-multi /usr/sbin/{name}' for name in ('iptables', 'iptables-save', 'iptables-restore')],
            f'cp {work}/systemctl /usr/bin/systemctl; cp {work}/nginx.conf /etc/nginx/nginx.conf',
            f'mkdir -p /usr/share/nginx/html; cp {work}/pages/client.html /usr/share/nginx/html/index.html',
            r"printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' > /etc/hosts",
            f'hostname {name}; ip link set lo up',
            *[f'sysctl -qw {setting}' for setting in SETTINGS],
            'touch /run/ready',
            # A first process that takes in orphans.
            "exec bash -c 'while :; do sleep 86400 & wait $!; done'",
        ])
        unshare = ['nsenter', f'--net=/run/netns/{self.namespace}', 'unshare', '--mount', '--pid', '--uts', '--fork', '--kill-child', '--mount-proc']
        self.process = subprocess.Popen([*unshare, 'bash', '-c', script], stdin=subprocess.DEVNULL)
        for _ in range(300):
            time.sleep(0.1)
            with open(f'/proc/{self.process.pid}/task/{self.process.pid}/children') as file:
                children = file.read().split()
            if children and os.path.exists(f'/proc/{children[0]}/root/run/ready'):
                self.pid = int(children[0])
                return
            if self.process.poll() is not None:
                break
        self.end()
        raise RuntimeError(f'machine {name} did not start')

    def enter(self, *argv):
        clean = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LC_ALL=C.UTF-8']
        return ['nsenter', '-t', str(self.pid), '-m', '-p', '-n', '-u', '--wdns=/root', *clean, *argv]

    def run(self, command, timeout=400):
        """A command line as typed by a person: exit code, output, errors."""
        done = subprocess.run(self.enter('bash', '-c', command), capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def end(self):
        self.process.kill()
        self.process.wait()
        subprocess.run(['ip', 'netns', 'del', self.namespace], capture_output=True)


class Lab:
    """host and client, wired; images are there, the engine is not started."""

    def __init__(self, folder, work):
        self.folder, self.work, self.ready, self.machines = folder, work, set(), {}
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(os.path.join(work, 'pages'))
        self._files()
        try:
            self._build()
        except BaseException:
            self.end()
            raise

    def _build(self):
        for name in ADDRESSES:
            self.machines[name] = Machine(name, self.folder, self.work)
        self.host = self.machines['host']
        sh('ip', 'link', 'add', 'ens33', 'netns', PREFIX + 'host', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', PREFIX + 'client')
        for name, (device, address) in ADDRESSES.items():
            code, _, errors = self.machines[name].run(
                f'ip addr add {address} brd + dev {device}; ethtool -K {device} {" ".join(OFFLOADS)}; ip link set {device} up')
            assert code == 0, errors
        self.host.run('ip route add default via 192.168.70.1')
        # dockerd writes its state to a disk of its own, and not onto the overlay.
        data = os.path.join(self.work, 'data')
        os.makedirs(data)
        self.host.run(f'mkdir -p /var/lib/docker /var/lib/containerd; mount --bind {data} /var/lib/docker')

    def _files(self):
        def write(name, text):
            with open(os.path.join(self.work, name), 'w') as file:
                file.write(text)
        write('systemctl', SYSTEMCTL)
        os.chmod(os.path.join(self.work, 'systemctl'), 0o755)
        write('nginx.conf', NGINX_CONF)
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'page.txt')) as file:
            page = file.read()
        for name in ('client', 'nginx1', 'nginx2'):
            write(f'pages/{name}.html', page.replace('NAME', name))

    def import_images(self):
        """Once dockerd runs: nginx1, nginx2 and busybox, made of the programs at hand."""
        for tag, command in (('busybox', '["sh"]'), ('lkarrie/nginx1', '["nginx","-g","daemon off;"]'), ('lkarrie/nginx2', '["nginx","-g","daemon off;"]')):
            path = os.path.join(self.work, 'image.tar')
            with tarfile.open(path, 'w') as tar:
                self._image(tar, None if tag == 'busybox' else tag.split('/')[1])
            changes = f"-c 'CMD {command}'" + ('' if tag == 'busybox' else " -c 'EXPOSE 80/tcp'")
            code, _, errors = self.host.run(f'docker import {changes} {path} {tag}')
            assert code == 0, errors

    def _image(self, tar, page):
        tar.add(os.path.join(self.folder, 'busybox'), 'bin/busybox')
        for applet in sh(os.path.join(self.folder, 'busybox'), '--list').split():
            if applet == 'busybox':
                continue
            link = tarfile.TarInfo(f'bin/{applet}')
            link.type, link.linkname = tarfile.SYMTYPE, 'busybox'
            tar.addfile(link)
        for name in ('tmp', 'run', 'proc', 'dev', 'etc', 'root', 'var/lib/nginx', 'var/log/nginx'):
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
        for name, text in (('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'), ('etc/group', 'root:x:0:\n')):
            self._text(tar, name, text)
        if page is None:
            return
        libraries = set()
        for program in (os.path.join(self.folder, 'root/usr/sbin/nginx'), '/usr/bin/curl'):
            tar.add(os.path.realpath(program), program[program.index('/usr/') + 1:])
            for line in sh('ldd', program).splitlines():
                libraries.update(word for word in line.split() if word.startswith('/'))
        for library in sorted(libraries):
            tar.add(os.path.realpath(library), library[1:])
        self._text(tar, 'etc/nginx/nginx.conf', NGINX_CONF)
        tar.add(os.path.join(self.work, f'pages/{page}.html'), 'usr/share/nginx/html/index.html')

    @staticmethod
    def _text(tar, name, text):
        path = f'/tmp/chainwalk-{os.getpid()}'
        with open(path, 'w') as file:
            file.write(text)
        tar.add(path, name)
        os.unlink(path)

    def run(self, place, command):
        if place in self.machines:
            return self.machines[place].run(command)
        done = subprocess.run(self.host.enter('docker', 'exec', place, 'sh', '-c', command), capture_output=True, text=True,
                              timeout=400, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def links(self, *entry):
        return json.loads(sh(*self.host.enter(*entry, 'ip', '-j', 'link')))

    def containers(self):
        """Name and process id, as the host sees it, of each running container with a network of its own."""
        code, output, _ = self.host.run("docker ps -q | xargs -r docker inspect -f '{{.Name}} {{.State.Pid}} {{.HostConfig.NetworkMode}}'")
        rows = [line[1:].split() for line in output.splitlines()] if code == 0 else []
        return [[name, pid] for name, pid, mode in rows if mode != 'host']

    def tidy(self):
        """Offloads off on what is new, bridges and containers' ends too. Names of the host's devices, veths by their container's end."""
        names = {link['ifname']: link['ifname'] for link in self.links()}
        owners = {}
        for name, pid in self.containers():
            into = ['nsenter', '-t', pid, '-n']
            for link in self.links(*into):
                if 'link_index' in link:
                    owners[link['link_index']] = f'veth of {name} {link["ifname"]}'
                if link['ifname'] != 'lo' and (pid, link['ifname']) not in self.ready:
                    self.ready.add((pid, link['ifname']))
                    subprocess.run(self.host.enter(*into, 'ethtool', '-K', link['ifname'], *OFFLOADS), capture_output=True)
                    subprocess.run(self.host.enter(*into, 'sysctl', '-qw', *SETTINGS[3:5]), capture_output=True)
        for link in self.links():
            key = (link['ifindex'], link['ifname'])
            if link['ifname'] != 'lo' and key not in self.ready:
                self.ready.add(key)
                subprocess.run(self.host.enter('ethtool', '-K', link['ifname'], *OFFLOADS), capture_output=True)
            names[link['ifname']] = owners.get(link['ifindex'], link['ifname'])
        return names

    def end(self):
        for machine in self.machines.values():
            machine.end()
        # What dockerd leaves of its control groups; one that is in use stays.
        subprocess.run('find /sys/fs/cgroup/docker /sys/fs/cgroup/*/docker -depth -type d -exec rmdir {} +', shell=True, capture_output=True)
        for _ in range(5):
            if subprocess.run(['rm', '-rf', self.work], capture_output=True).returncode == 0:
                break
            time.sleep(0.5)
