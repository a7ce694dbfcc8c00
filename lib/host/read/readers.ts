/** All readers, in the order in which they are asked about a line that no section takes. */

import { composeReader } from './compose';
import { connectionReader } from './connections';
import { dateReader } from './date';
import { dockerCommandReader } from './dockerCommand';
import { dockerTextReader } from './dockerText';
import { interfaceReader } from './interfaces';
import { ipsetReader } from './ipsets';
import { jsonReader } from './json';
import { listReader } from './list';
import { listenerReader } from './listeners';
import { neighbourReader } from './neighbours';
import { nftReader } from './nftTables';
import { policyRuleReader } from './policyRules';
import { routeReader } from './routes';
import { saveReader } from './save';
import type { Reader } from './section';
import { settingReader } from './settings';

export const READERS: readonly Reader[] = [
  saveReader,
  listReader,
  nftReader,
  jsonReader,
  interfaceReader,
  policyRuleReader,
  neighbourReader,
  routeReader,
  settingReader,
  connectionReader,
  listenerReader,
  ipsetReader,
  dockerTextReader,
  dockerCommandReader,
  composeReader,
  dateReader,
];
