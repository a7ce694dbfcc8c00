/** Carries out one request of a batch. Linux: the callbacks of nf_tables_cb, net/netfilter/nf_tables_api.c. */
import { addChain, deleteChain, flushChain, renameChain } from './chainRequests';
import type { Journal } from './journal';
import { addObject, deleteObject } from './objectRequests';
import type { NfRequest } from './request';
import { addRule, deleteRule, replaceRule } from './ruleRequests';
import { addElements, addSet, deleteElements, deleteSet, flushSet } from './setRequests';
import { addTable, deleteTable, flushRuleset, flushTable } from './tableRequests';

/** The handle of what was made. */
export function carryOut(journal: Journal, request: NfRequest): number | undefined {
  switch (request.kind) {
    case 'add table':
      return addTable(journal, request);
    case 'delete table':
      return void deleteTable(journal, request);
    case 'flush table':
      return void flushTable(journal, request);
    case 'flush ruleset':
      return void flushRuleset(journal, request);
    case 'add chain':
      return addChain(journal, request);
    case 'delete chain':
      return void deleteChain(journal, request);
    case 'flush chain':
      return void flushChain(journal, request);
    case 'rename chain':
      return void renameChain(journal, request);
    case 'add rule':
    case 'insert rule':
      return addRule(journal, request);
    case 'replace rule':
      return replaceRule(journal, request);
    case 'delete rule':
      return void deleteRule(journal, request);
    case 'add set':
      return addSet(journal, request);
    case 'delete set':
      return void deleteSet(journal, request);
    case 'flush set':
      return void flushSet(journal, request);
    case 'add elements':
      return void addElements(journal, request);
    case 'delete elements':
      return void deleteElements(journal, request);
    case 'add object':
      return addObject(journal, request);
    case 'delete object':
      return void deleteObject(journal, request);
  }
}

/** Whether a request puts a rule into a chain. */
export function addsRule(request: NfRequest): request is Extract<NfRequest, { readonly kind: RuleAdding }> {
  return request.kind === 'add rule' || request.kind === 'insert rule' || request.kind === 'replace rule';
}

type RuleAdding = 'add rule' | 'insert rule' | 'replace rule';
