export { parseEnvelope } from './envelope.js';
export { dataProblem, renderBody, type Envelope, type SignableEvent } from './body.js';
export { customOptionsSchema, type CustomOptions } from './custom-options.js';
export { publicKeyOf } from './ed25519.js';
export { type Profile } from './profile.js';
export { PROFILE_OPTION_SCHEMAS, type ProfileOptions } from './profile-options.js';
export { type ReceivedHeaders } from './received.js';
export { RenderError } from './render-error.js';
export { renderRequest, type RenderedRequest, type RequestInput } from './request.js';
export { profileHeaderNames, profileVersion, resolveProfile } from './resolve-profile.js';
export { signingSecrets, type DatedSecret } from './rotation.js';
export { generateSecret, secretProblem } from './secret.js';
export { externalIdFromTenantId, type TenantExternalId } from './tenant-external-id.js';
export {
  verifyRequest,
  type VerifyCheck,
  type VerifyCheckName,
  type VerifyInput,
  type VerifyResult,
} from './verify-request.js';
export { receiverSnippets, type Snippet, type SnippetLanguage } from './snippets/snippets.js';
