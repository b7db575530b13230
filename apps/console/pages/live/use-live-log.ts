import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { allEndpointsQuery } from '../../api/endpoints.js';
import { followStream, type StreamFilter, type StreamState } from '../../api/stream.js';
import { LiveLog, type LiveLogView } from '../../lib/live-log.js';
import type { LiveRow } from './live-row.js';

/** Lines that are kept; an hour at a thousand a minute would be too much for anybody to read. */
const KEPT_LINES = 5_000;
/** The page is drawn at most four times a second, however many messages come. */
const DRAW_EVERY_MS = 250;

let lastKey = 0;

/** What {@link useLiveLog} gives. */
interface Live extends LiveLogView<LiveRow> {
  state: StreamState;
  setPaused: (paused: boolean) => void;
  clear: () => void;
}

/** Follows the stream while the page is open. */
export function useLiveLog({ endpointId, status, eventType }: StreamFilter): Live {
  const queryClient = useQueryClient();
  const [log] = useState(() => new LiveLog<LiveRow>(KEPT_LINES, DRAW_EVERY_MS));
  const [state, setState] = useState<StreamState>('connecting');
  const view = useSyncExternalStore(log.subscribe, log.read);

  useEffect(() => {
    const filter = {
      ...(endpointId === undefined ? {} : { endpointId }),
      ...(status === undefined ? {} : { status }),
      ...(eventType === undefined ? {} : { eventType }),
    };
    log.clear();
    return followStream(filter, {
      onMessage: (message) => {
        log.push({ key: (lastKey += 1), kind: 'message', message });
      },
      onNote: (detail) => {
        log.push({ key: (lastKey += 1), kind: 'note', at: new Date().toISOString(), detail });
      },
      onState: (next) => {
        setState(next);
        // Any request learns that nobody is signed in, and leads to the sign-in.
        if (next === 'signed-out') void queryClient.refetchQueries({ queryKey: allEndpointsQuery.queryKey });
      },
    });
  }, [log, queryClient, endpointId, status, eventType]);

  return { ...view, state, setPaused: log.setPaused, clear: log.clear };
}
