/** `docker network …`: its sub-commands. */
import type { Command } from '../cli';
import { inspectOnly } from '../inspect';
import { pruneNetworks } from '../prune';
import { connect } from './connect';
import { create } from './create';
import { disconnect } from './disconnect';
import { ls } from './ls';
import { rm } from './rm';

/** By name of the sub-command; of two names of one the first is its own. */
export const NETWORK_COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['connect', connect],
  ['create', create],
  ['disconnect', disconnect],
  ['inspect', inspectOnly('network')],
  ['ls', ls],
  ['list', ls],
  ['prune', pruneNetworks],
  ['rm', rm],
  ['remove', rm],
]);
