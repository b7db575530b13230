import { MAXIMUM_NESTING } from '#libs/contracts/http';
import { DuplicateKeyError, maxDepth, sliceArray, sliceObject, type JsonMember } from '#libs/domain';
import type { JsonText } from '../http/json-body.js';
import { ProblemException } from '../http/problem.exception.js';

/** What is cut out of the text of a batch for one of its events. */
export interface EventSlice {
  /** The data exactly as it was posted. */
  data: string;
  /** Bytes of the whole event as UTF-8. */
  bytes: number;
}

/**
 * Cuts the data out of the body of `POST /events`.
 * @param json the body, already found to fit the schema
 * @returns the data exactly as it was posted
 * @throws ProblemException 422 for data that is nested too deeply
 */
export function sliceEvent(json: JsonText): string {
  return dataOf(json, json.members, 'data');
}

/**
 * Cuts the data of every event out of the body of `POST /events/batch`.
 * @param json the body, already found to fit the schema
 * @returns one slice for each event, in their order
 * @throws ProblemException 400 for a key that occurs twice, and as {@link sliceEvent}; its detail says which event
 */
export function sliceBatch(json: JsonText): EventSlice[] {
  const { text } = json;
  const events = json.members.find((member) => member.key === 'events');
  if (events === undefined) throw ProblemException.field('events', 'is required');
  return sliceArray(text, events.valueStart).map(({ start, end }, index) => {
    const path = `events.${index}`;
    const data = dataOf(json, membersOf(text, start, path), `${path}.data`);
    return { data, bytes: Buffer.byteLength(text.slice(start, end)) };
  });
}

function dataOf({ text, depth }: JsonText, members: readonly JsonMember[], path: string): string {
  const member = members.find(({ key }) => key === 'data');
  if (member === undefined) throw ProblemException.field(path, 'is required');
  const data = text.slice(member.valueStart, member.valueEnd);
  // Nothing in a body is nested deeper than the body is, and hardly any is nested deeper than its data may be.
  if (depth > MAXIMUM_NESTING && maxDepth(data) > MAXIMUM_NESTING) {
    throw ProblemException.field(path, `is nested deeper than ${MAXIMUM_NESTING} levels`, 'too-deep');
  }
  return data;
}

function membersOf(text: string, start: number, path: string): JsonMember[] {
  try {
    return sliceObject(text, start).members;
  } catch (error) {
    if (!(error instanceof DuplicateKeyError)) throw error;
    throw new ProblemException('duplicate-key', `${path} names the key ${JSON.stringify(error.key)} twice.`);
  }
}
