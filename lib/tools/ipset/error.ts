/** What `ipset` says when something is wrong. Userspace: lib/errcode.c, lib/session.c of ipset 7.17. */
import type { SetError, SetTableError } from '../../netfilter';
import { ToolError } from '../common/toolError';

const BANNER = 'ipset v7.17: ';
const TRY = "Try `ipset help' for more information.\n";

/** A wrong command line. */
export function problem(text: string): ToolError {
  return new ToolError(`${BANNER}${text}\n${TRY}`, 2);
}

/** A word that cannot be what it stands for. */
export function syntaxError(text: string): ToolError {
  return failed(`Syntax error: ${text}`);
}

/** A refusal by the kernel. */
export function failed(text: string): ToolError {
  return new ToolError(`${BANNER}${text}\n`, 1);
}

/** The same error, of a line of a file. */
export function atLine(error: ToolError, line: number): ToolError {
  const { stderr, exitCode } = error;
  if (exitCode !== 1 || !stderr.startsWith(BANNER)) return error;
  return new ToolError(`${BANNER}Error in line ${line}: ${stderr.slice(BANNER.length)}`, exitCode);
}

/** What is said of the kernel's refusals of elements. */
export const ELEMENT_ERRORS: Readonly<Record<SetError, string>> = {
  exists: "Element cannot be added to the set: it's already added",
  missing: "Element cannot be deleted from the set: it's not added",
  full: 'Hash is full, cannot add more elements',
  'out of range': 'Element is out of the range of the set',
  'wrong prefix': 'The value of the CIDR parameter of the IP address is invalid',
  null: 'Null-valued element, cannot be stored in a hash type of set',
  'no timeout': 'Timeout cannot be used: set was created without timeout support',
  'no counters': 'Packet/byte counters cannot be used: set was created without counter support',
  'no comment': 'Comment cannot be used: set was created without comment support',
  'reference not added': "The set to which you referred with 'before' or 'after' is not added to the set.",
};

const NO_SUCH_SET = 'The set with the given name does not exist';

/** What is said of its refusals of whole sets. */
export const SET_ERRORS: Readonly<Record<SetTableError, string>> = {
  'no such set': NO_SUCH_SET,
  'name taken': 'Set cannot be created: set with the same name already exists',
  'in use': 'Set cannot be destroyed: it is in use by a kernel component',
  'new name taken': 'Set cannot be renamed: a set with the new name already exists',
  'second set missing': 'Sets cannot be swapped: the second set does not exist',
  'types differ': 'The sets cannot be swapped: their type does not match',
};
