import { describe, expect, it } from 'vitest';
import { deliveryDetailSchema, deliverySchema } from '#libs/contracts/http';
import {
  CANCELLED_EXAMPLE,
  DELIVERY_DETAIL_EXAMPLE,
  DELIVERY_EXAMPLE,
  HELD_EXAMPLE,
  NEW_DELIVERY_EXAMPLE,
  REDELIVERING_EXAMPLE,
  RELEASED_EXAMPLE,
  RESCHEDULED_EXAMPLE,
} from './delivery-examples.js';

describe('examples of deliveries', () => {
  it.each([{ DELIVERY_EXAMPLE }, { NEW_DELIVERY_EXAMPLE }])('%o fits its schema', (example) => {
    for (const value of Object.values(example)) expect(deliverySchema.parse(value)).toEqual(value);
  });

  it.each([
    { DELIVERY_DETAIL_EXAMPLE },
    { REDELIVERING_EXAMPLE },
    { HELD_EXAMPLE },
    { RELEASED_EXAMPLE },
    { RESCHEDULED_EXAMPLE },
    { CANCELLED_EXAMPLE },
  ])('%o fits its schema', (example) => {
    for (const value of Object.values(example)) expect(deliveryDetailSchema.parse(value)).toEqual(value);
  });
});
