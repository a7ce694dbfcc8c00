/** `docker inspect` of an image: types.ImageInspect. Images are as `docker import` makes them, of one layer. */
import { ZERO_TIME } from '../format/duration';
import { type GoStruct, goMap } from '../format/goValue';
import type { Image } from '../image/image';
import type { EngineRelease } from '../release';

/** All fields of an image. */
export function inspectImage(
  image: Image,
  names: readonly string[],
  { version }: EngineRelease,
  dataRoot: string,
): GoStruct {
  const created = new Date(image.createdAt).toISOString().replace('.000', '');
  const directory = `${dataRoot}/overlay2/${image.id}`;
  return {
    Id: `sha256:${image.id}`,
    RepoTags: names,
    RepoDigests: [],
    Parent: '',
    Comment: 'Imported from -',
    Created: created,
    Container: '',
    ContainerConfig: config({ command: null, environment: null }),
    DockerVersion: version,
    Author: '',
    Config: config(image),
    Architecture: 'amd64',
    Os: 'linux',
    Size: image.size,
    VirtualSize: image.size,
    GraphDriver: {
      Data: goMap([
        ['MergedDir', `${directory}/merged`],
        ['UpperDir', `${directory}/diff`],
        ['WorkDir', `${directory}/work`],
      ]),
      Name: 'overlay2',
    },
    RootFS: { Type: 'layers', Layers: [`sha256:${image.id}`] },
    Metadata: { LastTagTime: ZERO_TIME },
  };
}

/** What an image says of its containers: of the one that it was made of, nothing. */
type Said = Partial<Pick<Image, 'exposedPorts' | 'entrypoint' | 'stopSignal'>> & {
  readonly command: readonly string[] | null;
  readonly environment: readonly string[] | null;
};

function config({ exposedPorts = [], environment, command, entrypoint, stopSignal }: Said): GoStruct {
  return {
    Hostname: '',
    Domainname: '',
    User: '',
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    ...(exposedPorts.length === 0 ? {} : { ExposedPorts: goMap(exposedPorts.map((port) => [port, goMap()])) }),
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: environment,
    Cmd: command,
    Image: '',
    Volumes: null,
    WorkingDir: '',
    Entrypoint: entrypoint ?? null,
    OnBuild: null,
    Labels: null,
    ...(stopSignal === undefined ? {} : { StopSignal: stopSignal }),
  };
}
