/** What is noted about a packet, and what is forgotten. */
import { expect, test } from 'vitest';
import { skbOf } from './skbs';

test('a packet that crosses into another namespace has the notes of a new one', () => {
  const skb = skbOf();
  const names = Object.keys(skb.notes);
  for (const name of names) Reflect.set(skb.notes, name, 'noted');
  expect(Object.values(skb.notes)).toEqual(names.map(() => 'noted'));
  skb.scrub();
  expect(skb.notes).toEqual(skbOf().notes);
});

test('a clone has notes of its own', () => {
  const skb = skbOf();
  skb.notes.mark = 7;
  skb.notes.owner = 'kernel';
  skb.notes.looped = true;
  skb.observer = { hook: () => {}, step: () => {}, translate: () => {}, end: () => {} };
  const copy = skb.clone();
  expect(copy.notes).toStrictEqual({ ...skbOf().notes, mark: 7 });
  copy.scrub();
  expect(skb.notes.mark).toBe(7);
});
