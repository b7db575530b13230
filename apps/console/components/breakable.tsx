import { Fragment, type ReactNode } from 'react';

/** A URL, a name of an event or another long text that goes on in the next line at a slash, dot or port, if it must. */
export function Breakable({ text }: { text: string }): ReactNode {
  return text.split(/(?<=\/)|(?=[.:][^/])/).map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other name, and keep their order
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
