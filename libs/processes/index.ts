export { prepareDataDir, runsAsRoot } from './data-dir.js';
export { DataDirLock, DataDirLockedError } from './data-dir-lock.js';
export { freePort, releasePort } from './free-port.js';
export { readLogTail } from './log-file.js';
export {
  clearStale,
  ProcessInUseError,
  readPidFile,
  writePidFile,
  type PidFile,
  type StaleOutcome,
} from './pid-file.js';
export { pollUntil, PollTimeoutError, type PollOptions } from './poll-until.js';
export { identifyProcess, identifySelf, isRunning, type ProcessIdentity } from './process-identity.js';
export { defaultStopSequence, stopByIdentity, type StopStep } from './stop-sequence.js';
export {
  ProcessStartError,
  SupervisedProcess,
  type ProcessExit,
  type SupervisedProcessOptions,
} from './supervised-process.js';
