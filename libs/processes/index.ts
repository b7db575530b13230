export { prepareDataDir, runsAsRoot } from './data-dir.js';
export { DataDirLock, DataDirLockedError } from './data-dir-lock.js';
export { freePort, releasePort } from './free-port.js';
export { clearStale, ProcessInUseError, type StaleOutcome } from './pid-file.js';
export { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';
export { stopByIdentity, type StopStep } from './stop-sequence.js';
export {
  ProcessStartError,
  SupervisedProcess,
  type ProcessExit,
  type SupervisedProcessOptions,
} from './supervised-process.js';
export { stopOnSignals } from './stop-signals.js';
export { repoRoot } from './repo-root.js';
