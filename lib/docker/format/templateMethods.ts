/** Methods that a template may call on the engine's answers. */
import { type GoMethod, type Typed, typedBool, typedString } from './typedValue';

/** The method of a value's type; undefined if it has none of that name. */
export function methodOf(value: Typed, name: string): GoMethod | undefined {
  return METHODS.get(value.type.name)?.get(name)?.(value);
}

type MethodOf = (receiver: Typed) => GoMethod;

/** What a container's network mode answers. moby: api/types/container/hostconfig.go, hostconfig_unix.go. */
const METHODS: ReadonlyMap<string, ReadonlyMap<string, MethodOf>> = new Map([
  [
    'container.NetworkMode',
    new Map<string, MethodOf>([
      ['IsDefault', modeIs((mode) => mode === 'default')],
      ['IsNone', modeIs((mode) => mode === 'none')],
      ['IsHost', modeIs((mode) => mode === 'host')],
      ['IsBridge', modeIs((mode) => mode === 'bridge')],
      ['IsContainer', modeIs((mode) => mode.startsWith('container:'))],
      ['IsPrivate', modeIs((mode) => mode !== 'host' && !mode.startsWith('container:'))],
      ['IsUserDefined', modeIs(isUserDefinedMode)],
      ['UserDefined', modeText((mode) => (isUserDefinedMode(mode) ? mode : ''))],
      ['NetworkName', modeText((mode) => (mode.startsWith('container:') ? 'container' : mode))],
      [
        'ConnectedContainer',
        modeText((mode) => (mode.startsWith('container:') ? mode.slice('container:'.length) : '')),
      ],
    ]),
  ],
]);

function isUserDefinedMode(mode: string): boolean {
  return !['default', 'bridge', 'host', 'none'].includes(mode) && !mode.startsWith('container:');
}

function modeIs(test: (mode: string) => boolean): MethodOf {
  return (receiver) => ({
    parameters: [],
    call: () => typedBool(test(receiver.kind === 'string' ? receiver.text : '')),
  });
}

function modeText(text: (mode: string) => string): MethodOf {
  return (receiver) => ({
    parameters: [],
    call: () => typedString(text(receiver.kind === 'string' ? receiver.text : '')),
  });
}
