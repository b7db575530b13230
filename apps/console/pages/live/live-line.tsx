import { Badge } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import type { StreamMessage } from '../../api/stream.js';
import { TextLink } from '../../components/links.js';
import { Told } from '../../components/told.js';
import { keysOf, STATUSES } from '../../lib/delivery-words.js';
import { sentence } from '../../lib/sentence.js';
import { localTime, utcTime } from '../../lib/time-text.js';
import classes from './live-list.module.css';
import type { LiveRow } from './live-row.js';

/** What {@link LiveLine} shows. */
interface LiveLineProps {
  row: LiveRow;
  endpointName: (id: string) => string;
}

/** One line; drawn once, however often the list around it is. */
export const LiveLine = memo(({ row, endpointName }: LiveLineProps): ReactNode => {
  if (row.kind === 'note') {
    return (
      <>
        <Clock at={row.at} />
        <span role="cell" className={classes.note}>
          {sentence(row.detail)}
        </span>
      </>
    );
  }
  const { message } = row;
  const { at, eventType, deliveryId, endpointId, detail } = message;
  return (
    <>
      <Clock at={at} />
      <span role="cell" className={classes.what}>
        <What message={message} />
      </span>
      <span role="cell" className={classes.event}>
        <TextLink to="/deliveries/$deliveryId" params={{ deliveryId }} preload={false}>
          {eventType}
        </TextLink>
      </span>
      <span role="cell" className={classes.endpoint} title={endpointName(endpointId)}>
        {endpointName(endpointId)}
      </span>
      <span role="cell" className={classes.detail} title={detail}>
        <Told text={detail} />
      </span>
    </>
  );
});

function Clock({ at }: { at: string }): ReactNode {
  return (
    <span role="cell" className={classes.clock}>
      <time dateTime={at} title={utcTime(at)}>
        {localTime(at, true).replace(/^.*?, /, '')}
      </time>
    </span>
  );
}

function What({ message: { attempt, kind } }: { message: StreamMessage }): ReactNode {
  if (attempt !== undefined) {
    return (
      <Badge color={attempt.outcome === 'succeeded' ? 'teal' : 'red'} variant="light" tt="none">
        #{attempt.number} {attempt.statusCode ?? attempt.errorKind ?? attempt.outcome}
      </Badge>
    );
  }
  const status = keysOf(STATUSES).find((one) => one === kind);
  return (
    <Badge color={status === undefined ? 'gray' : STATUSES[status].color} variant="dot" tt="none">
      {kind}
    </Badge>
  );
}
