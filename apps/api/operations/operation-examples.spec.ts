import { describe, expect, it } from 'vitest';
import {
  createOperationSchema,
  operationDetailSchema,
  operationSchema,
  startedOperationSchema,
} from '#libs/contracts/http';
import {
  ABORTED_OPERATION_EXAMPLE,
  NEW_OPERATION_EXAMPLE,
  OPERATION_DETAIL_EXAMPLE,
  OPERATION_EXAMPLE,
  RECOVERY_EXAMPLE,
  STARTED_OPERATION_EXAMPLE,
} from './operation-examples.js';

describe('examples of bulk operations', () => {
  it.each([
    ['a request', createOperationSchema, NEW_OPERATION_EXAMPLE],
    ['an operation', operationSchema, OPERATION_EXAMPLE],
    ['an aborted one', operationSchema, ABORTED_OPERATION_EXAMPLE],
    ['one that has begun', startedOperationSchema, STARTED_OPERATION_EXAMPLE],
    ['a recovery', startedOperationSchema, RECOVERY_EXAMPLE],
    ['one with its failures', operationDetailSchema, OPERATION_DETAIL_EXAMPLE],
  ])('%s fits its schema', (_, schema, example) => {
    expect(schema.parse(example)).toEqual(example);
  });
});
