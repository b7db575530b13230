export { ApiModule } from './api.module.js';
export type { ApiDependencies } from './api-context.module.js';
export { createApi, type ApiOptions } from './create-api.js';
export { createOpenApiDocument } from './http/openapi-document.js';
