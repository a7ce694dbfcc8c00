/** The rules of 28.2 to 28.5: a rule in raw for each container, and DOCKER-USER without an end of its own. */
import type { RuleBook } from '../ruleBook';
import { BOOK_28 } from './book28';
import { userJump } from './pieces';
import { closeAddress, closeLoopback, openPort } from './pieces28';

export const BOOK_28_2: RuleBook = {
  ...BOOK_28,
  userChain: [userJump()],
  endpoint: closeAddress,
  port: (port) => [...closeLoopback(port), ...openPort(port)],
};
