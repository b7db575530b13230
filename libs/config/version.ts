/** The version of this program; a test holds it equal to the one in package.json. */
export const VERSION = '0.1.0';

/** What requests to receivers carry as `user-agent`. */
export const USER_AGENT = `Everhook/${VERSION}`;
