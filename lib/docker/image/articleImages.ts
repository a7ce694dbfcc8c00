/** The images that are on the machine: those of the article, and the nginx that they were made of. */
import type { PlaceFile, Program } from '../../machine';
import { busyboxPrograms, programs } from '../../tools';
import type { Image } from './image';

/** What the images' environment says. */
export const IMAGE_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** When the pages were written: nginx makes Last-Modified and ETag of it. */
const PAGE_WRITTEN = Date.UTC(2022, 5, 28, 16, 0, 0);

/** nginx's page of welcome, in which the article's author put the container's name. */
export function welcomePage(name: string): string {
  return `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to ${name}!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;
}

/** An image's files; its only account is root's. */
function files(contents: Readonly<Record<string, string>>): ReadonlyMap<string, PlaceFile> {
  const all = { '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n', '/etc/group': 'root:x:0:\n', ...contents };
  return new Map(Object.entries(all).map(([path, content]) => [path, { content, modifiedAt: PAGE_WRITTEN }]));
}

/** What the programs `names` are on a machine, beside busybox's. */
function withBusybox(names: readonly string[]): ReadonlyMap<string, Program> {
  const own = names.flatMap((name): (readonly [string, Program])[] => {
    const program = programs.get(name);
    return program === undefined ? [] : [[name, program]];
  });
  return new Map([...busyboxPrograms, ...own]);
}

function nginx(repository: string, id: string, pageName: string, rest: Partial<Image>): Image {
  return {
    repository,
    id,
    createdAt: PAGE_WRITTEN,
    size: 142_000_000,
    command: ['nginx', '-g', 'daemon off;'],
    environment: [IMAGE_PATH],
    exposedPorts: ['80/tcp'],
    programs: withBusybox(['nginx', 'curl']),
    files: files({ '/usr/share/nginx/html/index.html': welcomePage(pageName) }),
    ...rest,
  };
}

const BUSYBOX: Image = {
  repository: 'busybox',
  id: 'beae173ccac6ad749f76713cf4440fe3d21d1043fe616dfbe30775815d1d0f6a',
  createdAt: Date.UTC(2021, 11, 30, 19, 19, 41),
  size: 1_240_000,
  command: ['sh'],
  environment: [IMAGE_PATH],
  exposedPorts: [],
  programs: busyboxPrograms,
  files: files({}),
};

/** By repository. */
export const IMAGES: ReadonlyMap<string, Image> = new Map(
  [
    BUSYBOX,
    nginx('lkarrie/nginx1', '1c8d02f9b6c8d5a1e0f3b7a94f2d6c5e8b1a7f0d3c6e9b2a5f8d1c4e7b0a3f6d', 'nginx1', {}),
    nginx('lkarrie/nginx2', '2d9e13a0c7d9e6b2f1a4c8b05a3e7d6f9c2b8a1e4d7f0c3b6a9e2d5f8c1b4a7e', 'nginx2', {}),
    nginx('nginx', '605c77e624ddb75e6110f997c58876baa13f8754486b461117934b24a9dc3a85', 'nginx', {
      createdAt: Date.UTC(2021, 11, 29, 19, 28, 29),
      entrypoint: ['/docker-entrypoint.sh'],
      entrypointExecs: true,
      environment: [IMAGE_PATH, 'NGINX_VERSION=1.21.5', 'NJS_VERSION=0.7.1', 'PKG_RELEASE=1~bullseye'],
      stopSignal: 'SIGQUIT',
    }),
  ].map((image) => [image.repository, image]),
);
