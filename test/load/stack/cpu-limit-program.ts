import { nowMs } from '../measure/clock.js';

/**
 * `cpu-limit-program <pid> <percent>`: lets a process run for so much of the time, by stopping and continuing it as
 * cpulimit does. Needs no cgroup that may be written. Tells when the limit holds, and continues the process for good when
 * the channel to the benchmark closes.
 */

/** Short beside any time-out and latency that matters, long beside what a timer is late by. */
const PERIOD_MS = 20;

const pid = Number(process.argv[2]);
const share = Number(process.argv[3]) / 100;

/** A process that has ended meanwhile needs no limit any more. */
function signal(name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    process.exit(0);
  }
}

function run(): void {
  signal('SIGCONT');
  const ranFromMs = nowMs();
  setTimeout(() => {
    signal('SIGSTOP');
    // A late timer has let it run longer: the pause makes up for it.
    setTimeout(run, ((nowMs() - ranFromMs) * (1 - share)) / share);
  }, PERIOD_MS * share);
}

process.once('disconnect', () => {
  signal('SIGCONT');
  process.exit(0);
});
// The benchmark may have ended the limit while this was starting.
if (!process.connected) process.exit(0);
run();
process.send?.({ ready: true });
