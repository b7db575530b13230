import { MAXIMUM_NESTING } from '#libs/contracts/http';
import { DuplicateKeyError, maxDepth, sliceArray, sliceObject } from '#libs/domain';
import { ProblemException } from '../http/problem.exception.js';

/** Where one event stands in the text of a request, and its data as written. */
export interface EventSlice {
  /** The data exactly as it was posted. */
  data: string;
  /** Bytes of the whole event as UTF-8. */
  bytes: number;
}

/**
 * Cuts the data out of the body of `POST /events`.
 * @param text the body, already found to fit the schema
 * @throws ProblemException 400 for a key that occurs twice, 422 for data that is nested too deeply
 */
export function sliceEvent(text: string): EventSlice {
  return sliceAt(text, 0, text.length, '');
}

/**
 * Cuts the data of every event out of the body of `POST /events/batch`.
 * @param text the body, already found to fit the schema
 * @returns one slice for each event, in their order
 * @throws ProblemException as {@link sliceEvent}; its detail says which event
 */
export function sliceBatch(text: string): EventSlice[] {
  const events = sliceObject(text).members.find((member) => member.key === 'events');
  if (events === undefined) throw ProblemException.field('events', 'is required');
  return sliceArray(text, events.valueStart).map(({ start, end }, index) =>
    sliceAt(text, start, end, `events.${index}`),
  );
}

function sliceAt(text: string, start: number, end: number, path: string): EventSlice {
  const data = membersOf(text, start, path).find((member) => member.key === 'data');
  const dataPath = path === '' ? 'data' : `${path}.data`;
  if (data === undefined) throw ProblemException.field(dataPath, 'is required');
  const slice = text.slice(data.valueStart, data.valueEnd);
  if (maxDepth(slice) > MAXIMUM_NESTING) {
    throw ProblemException.field(dataPath, `is nested deeper than ${MAXIMUM_NESTING} levels`, 'too-deep');
  }
  return { data: slice, bytes: Buffer.byteLength(start === 0 && end === text.length ? text : text.slice(start, end)) };
}

function membersOf(text: string, start: number, path: string) {
  try {
    return sliceObject(text, start).members;
  } catch (error) {
    if (!(error instanceof DuplicateKeyError)) throw error;
    const where = path === '' ? 'The body' : path;
    throw new ProblemException('duplicate-key', `${where} names the key ${JSON.stringify(error.key)} twice.`);
  }
}
