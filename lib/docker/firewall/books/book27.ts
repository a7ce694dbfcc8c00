/** The rules of 27: those of before, and networks that are routed, of whose ports only the accepting rule is made. */
import type { RuleBook } from '../ruleBook';
import { first, last } from '../step';
import { BOOK_20 } from './book20';
import { DOCKER, hairpin, keepApart, PORT_RULE, portRule, titledTranslation } from './pieces';

export const BOOK_27: RuleBook = {
  ...BOOK_20,
  otherNetwork: ({ bridge, internal }) => (internal ? [] : keepApart(bridge, first)),
  port: (port) => [
    ...(port.gatewayMode === 'nat' ? [titledTranslation(port), hairpin(port)] : []),
    last('filter', DOCKER, portRule(port), PORT_RULE),
  ],
};
