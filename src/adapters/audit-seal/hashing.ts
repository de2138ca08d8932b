import { hash } from 'node:crypto';
import type { TreeHashing } from '../../core/audit/tree.ts';

const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

/** SHA-256 with the prefixes of RFC 9162, 2.1.1: no record can pass for a node. */
export const sha256Tree: TreeHashing = {
  leaf: (record) => hash('sha256', Buffer.concat([leafPrefix, Buffer.from(record)]), 'buffer'),
  node: (left, right) => hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer'),
  empty: hash('sha256', '', 'buffer'),
};
