/** Injects the program's `Config`. */
export const CONFIG = Symbol('everhook config');
/** Injects the program's `Logger`. */
export const LOGGER = Symbol('everhook logger');
