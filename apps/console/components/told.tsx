import { Fragment, type ReactNode } from 'react';
import { sentence } from '../lib/sentence.js';
import { Time } from './time.js';

const MOMENT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the API, to stand alone: its first letter large, and its times in the viewer's zone. */
export function Told({ text }: { text: string }): ReactNode {
  return sentence(text)
    .split(MOMENT)
    .map((piece, index) =>
      // With one group in the pattern, every second piece is a time.
      index % 2 === 1 ? <Time key={index} value={piece} /> : <Fragment key={index}>{piece}</Fragment>,
    );
}
