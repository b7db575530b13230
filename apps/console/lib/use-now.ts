import { useEffect, useState } from 'react';

/**
 * The present time, which moves on.
 * @param everyMs how often
 * @returns milliseconds since 1970
 */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}
