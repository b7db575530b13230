/** A body in an OpenAPI document. */
interface Body {
  content?: Record<string, { schema: object; example?: unknown }>;
}

/** One operation of an OpenAPI document. */
export interface Operation {
  method: string;
  path: string;
  /** Such as `GET /api/v1/events/{id}`. */
  title: string;
  /** Whether it needs no key. */
  isPublic: boolean;
  definition: {
    operationId: string;
    summary: string;
    tags: string[];
    security?: object[];
    requestBody?: Body;
    responses: Record<string, Body>;
  };
}

/** The operations of an OpenAPI document, in its order. */
export function operationsOf(document: {
  paths: Record<string, Record<string, Operation['definition']>>;
}): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, definition]) => ({
      method: method.toUpperCase(),
      path,
      title: `${method.toUpperCase()} ${path}`,
      isPublic: definition.security === undefined,
      definition,
    })),
  );
}
