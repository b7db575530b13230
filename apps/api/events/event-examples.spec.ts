import { expect, it } from 'vitest';
import { acceptedEventSchema, eventDetailSchema, eventSummarySchema, newEventSchema } from '#libs/contracts/http';
import { ACCEPTED_EVENT_EXAMPLE, EVENT_EXAMPLE, EVENT_SUMMARY_EXAMPLE, NEW_EVENT_EXAMPLE } from './event-examples.js';

it('the examples of events fit their schemas', () => {
  expect(newEventSchema.parse(NEW_EVENT_EXAMPLE)).toEqual(NEW_EVENT_EXAMPLE);
  expect(acceptedEventSchema.parse(ACCEPTED_EVENT_EXAMPLE)).toEqual(ACCEPTED_EVENT_EXAMPLE);
  expect(eventSummarySchema.parse(EVENT_SUMMARY_EXAMPLE)).toEqual(EVENT_SUMMARY_EXAMPLE);
  expect(eventDetailSchema.parse(EVENT_EXAMPLE)).toEqual(EVENT_EXAMPLE);
});
