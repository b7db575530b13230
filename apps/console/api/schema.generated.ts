// Made from docs/openapi.json by `npm run generate`.

export interface paths {
  '/api/v1/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List who changed what, newest first
     * @description Every change through the API, every look at the secrets of an endpoint, and every sign-in and sign-out with the tenant's keys. Events that are posted are no changes. No entry holds a secret or a payload.
     */
    get: operations['listAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List deliveries
     * @description Newest first.
     */
    get: operations['listDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/deliveries/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a delivery with its request, attempts and timeline */
    get: operations['getDelivery'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/deliveries/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send nothing more
     * @description An attempt in flight is not cut off: if it succeeds, the delivery has succeeded. Waits up to two seconds for the command to be applied, but not while an attempt is in flight: then the answer says `delivering` with the `pendingCommand`, which is applied after the attempt.
     */
    post: operations['cancelDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/deliveries/{id}/hold': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send nothing until it is released
     * @description Keeps the time at which the next attempt is due. An attempt in flight is not cut off; the hold applies after it, unless it has ended the delivery. Waits up to two seconds for the command to be applied, but not while an attempt is in flight: then the answer says `delivering` with the `pendingCommand`, which is applied after the attempt.
     */
    post: operations['holdDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/deliveries/{id}/redeliver': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make one attempt now
     * @description Overrides every wait of the delivery itself, a hold by hand included, and what a throttle or breaker of its endpoint holds; not a pause, the line of its ordering key or the rate limit, unless `force` is true. Never sends to a disabled endpoint. Before it is finished it uses up the next step of the retry schedule; a finished one starts the schedule again. Waits up to two seconds for the command to be applied, but not while an attempt is in flight: then the answer says `delivering` with the `pendingCommand`, which is applied after the attempt.
     */
    post: operations['redeliverDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/deliveries/{id}/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a hold by hand
     * @description A due time in the future is kept; one that has passed meanwhile means now. What the gate of an endpoint or a line holds is let go by these, not by a release. Waits up to two seconds for the command to be applied, but not while an attempt is in flight: then the answer says `delivering` with the `pendingCommand`, which is applied after the attempt.
     */
    post: operations['releaseDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/deliveries/{id}/reschedule': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Choose when the next attempt is made
     * @description Earlier or later than it was due, also of an event with `deliverAt`; ends a hold by hand. Waits up to two seconds for the command to be applied, but not while an attempt is in flight: then the answer says `delivering` with the `pendingCommand`, which is applied after the attempt.
     */
    post: operations['rescheduleDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/event-types': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List event types, newest first */
    get: operations['listEventTypes'];
    put?: never;
    /**
     * Add an event type to the catalogue
     * @description With a schema, events whose data violates it are refused with 422.
     */
    post: operations['createEventType'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/event-types/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import event types from a catalogue or an OpenAPI document
     * @description All or none. Event types that are there already get the new description, schema and example.
     */
    post: operations['importEventTypes'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/event-types/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read an event type */
    get: operations['getEventType'];
    put?: never;
    post?: never;
    /**
     * Delete an event type
     * @description Events of this type are accepted as before, without a schema.
     */
    delete: operations['deleteEventType'];
    options?: never;
    head?: never;
    /**
     * Change an event type
     * @description Fields that are left out stay; null takes schema or example away.
     */
    patch: operations['changeEventType'];
    trace?: never;
  };
  '/api/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List events
     * @description Newest accepted first. `q` looks through the data of all events that the other filters leave.
     */
    get: operations['listEvents'];
    put?: never;
    /**
     * Post an event
     * @description Once answered, the event is stored and will be delivered to every endpoint that subscribes. `data` keeps the bytes it was posted with. Repeat a request whose answer was lost: `id` and `Idempotency-Key` make sure that it counts once.
     */
    post: operations['postEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/events/batch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Post up to 1,000 events, all or none
     * @description Items that repeat an accepted event are marked `replayed`. Each event may be as large as a single one; the whole may be 16 times that.
     */
    post: operations['postEventBatch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/events/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read an event, and why each endpoint did or did not get it */
    get: operations['getEvent'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/events/{id}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send an event again
     * @description Makes new deliveries with the same event id, to the endpoints named or to all that subscribe now.
     */
    post: operations['replayEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List bulk operations, newest first */
    get: operations['listOperations'];
    put?: never;
    /**
     * Act on every delivery of a filter, or send events again
     * @description The members are fixed now: what comes to fit the filter later is none. Deliveries that have ended are no members of a cancel, hold, release or reschedule. With `dryRun` nothing is done, and the answer is the count.
     */
    post: operations['createOperation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read how far a bulk operation has come, and what failed
     * @description Its deliveries are listed by `GET /api/v1/deliveries?operationId=`.
     */
    get: operations['getOperation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/abort': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop a bulk operation for good
     * @description What it has done stays done; the members that are left stay as they are.
     */
    post: operations['abortOperation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop a bulk operation until it is resumed */
    post: operations['pauseOperation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/operations/{id}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Let a paused bulk operation go on */
    post: operations['resumeOperation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/outbox/rejected': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List outbox rows that could not become events
     * @description Other programs may insert events into the table `integration_outbox` in their own transactions; see `docs/outbox.md`. A row that is not valid is set aside with the reason and never blocks others.
     */
    get: operations['listRejectedOutboxRows'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who makes this request
     * @description Of a session of the console, or of the key that the request carries.
     */
    get: operations['getSession'];
    put?: never;
    /**
     * Sign in to the console with an API key
     * @description Sets the cookie `everhook_session` (http-only, same-site, secure over https) that stands for the key in requests of the console. The session ends after 12 hours, when it is signed out, and when the key is revoked. A request with the cookie that changes something must come from the same origin and carry `x-everhook-console: 1`.
     */
    post: operations['signIn'];
    /**
     * Sign out of the console
     * @description Ends the session for good and removes its cookie. A key that was sent itself stays as it is.
     */
    delete: operations['signOut'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/signatures/snippets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Code for receivers that verifies deliveries
     * @description For a profile, or for the profile and options of an endpoint, in Node, Python, Go, Ruby, PHP and Java. The code needs nothing but the standard library of the language.
     */
    get: operations['listSignatureSnippets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/signatures/validate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Find out whether a received request is genuine, and if not, why
     * @description Give the profile and the secret, or an endpoint. Looks for the usual mistakes: a missing header, a wrong secret encoding, a wrong prefix, a re-serialised body, a stale timestamp. Nothing is stored, and no answer contains the secret.
     */
    post: operations['validateSignature'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read outcomes, response times, errors, endpoints in trouble, and what waits now
     * @description What ended in the window is counted by when it ended: attempts, and the deliveries that they, or a cancellation, have ended. `from` and `to` are the exact bounds.
     */
    get: operations['getStats'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/stream': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow attempts and changes of deliveries as they happen
     * @description Server-sent events: one `attempt` for every attempt that has ended and one `change` for every other line of a timeline, each with its `id`; the data is the JSON shown here. `note` tells about the stream itself (schema `StreamNote`: `{reason, detail}`). Without `Last-Event-ID` it begins with what happens from now on. Comments keep the connection alive.
     */
    get: operations['streamDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List tenants, newest first */
    get: operations['listTenants'];
    put?: never;
    /** Make a tenant */
    post: operations['createTenant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenants/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read a tenant
     * @description Admins read any tenant, owners their own.
     */
    get: operations['getTenant'];
    put?: never;
    post?: never;
    /**
     * Delete a tenant
     * @description Its keys stop working and its endpoints are deleted. Its id is not given again.
     */
    delete: operations['deleteTenant'];
    options?: never;
    head?: never;
    /**
     * Change a tenant
     * @description Fields that are left out stay. A retry policy applies from the next attempt on; a profile applies to endpoints made from now on; an external id to events from now on.
     */
    patch: operations['changeTenant'];
    trace?: never;
  };
  '/api/v1/tenants/{id}/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List a tenant's API keys, newest first */
    get: operations['listKeys'];
    put?: never;
    /**
     * Make an API key for a tenant
     * @description The key is shown once: only its SHA-256 is stored.
     */
    post: operations['createKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenants/{id}/keys/{keyId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Revoke an API key at once */
    delete: operations['revokeKey'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenants/{id}/start': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let a stopped tenant go on
     * @description What was held goes out endpoint by endpoint, in the order of its events, at the rate that the endpoint was last resumed with (10 a second where there was none; resume it to change the rate). Endpoints that were paused for themselves stay so.
     */
    post: operations['startTenant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenants/{id}/stop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Hold everything of a tenant
     * @description Events are still accepted, and every delivery that is due is held; attempts in flight come to their end. Until the tenant is started, none of its endpoints can be resumed. An owner may stop its own tenant.
     */
    post: operations['stopTenant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List endpoints, newest first */
    get: operations['listEndpoints'];
    put?: never;
    /**
     * Register an endpoint
     * @description Only `url` and `events` are needed. What is left out comes from the tenant and its profile. The secret is in this answer and under `GET …/secret`, nowhere else.
     */
    post: operations['createEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read an endpoint */
    get: operations['getEndpoint'];
    put?: never;
    post?: never;
    /**
     * Delete an endpoint
     * @description Unfinished deliveries for it are cancelled.
     */
    delete: operations['deleteEndpoint'];
    options?: never;
    head?: never;
    /**
     * Change an endpoint
     * @description Fields that are left out stay; null takes an optional one away. URL, headers and time-out apply from the next attempt on, retry policy and rate limit also to waits that have begun; profile and filters apply to events from now on. A `status` does what the route of that name does: pause, disable, and enable or resume.
     */
    patch: operations['changeEndpoint'];
    trace?: never;
  };
  '/api/v1/webhooks/{id}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the deliveries of an endpoint
     * @description As `GET /api/v1/deliveries` with this endpoint.
     */
    get: operations['listEndpointDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send nothing more
     * @description It gets no events from now on, and what waits for it is cancelled.
     */
    post: operations['disableEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send again
     * @description It gets events from now on, with an open gate and no failures counted. What was cancelled meanwhile stays so.
     */
    post: operations['enableEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read the health of an endpoint
     * @description What ended in the window is counted by when it ended: attempts, and the deliveries that they, or a cancellation, have ended. `from` and `to` are the exact bounds.
     */
    get: operations['getEndpointHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Hold everything that is due
     * @description Events are still accepted and matched; their deliveries are held until the endpoint is resumed. Attempts in flight come to their end.
     */
    post: operations['pauseEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/recover': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send an endpoint again what failed or was cancelled since a time
     * @description Makes a bulk operation whose members are the events of which the last delivery to this endpoint ended as failed or cancelled at or after `since`. Each is sent in a new delivery. Events that have expired and those of tests are left out.
     */
    post: operations['recoverEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Let go what a pause has held
     * @description The endpoint is `draining` until nothing is held any more: in the order of the events, at a rate, and never slower than new ones arrive. While it drains, another call changes the rate. Where arrivals must keep that order too, the endpoint needs to be `ordered`. What a throttle, a breaker, a rate limit or a stopped tenant holds is not let go: 409. With `discardBefore`, held deliveries of older events are cancelled.
     */
    post: operations['resumeEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read an endpoint's signing secrets
     * @description The audit log says who has seen them.
     */
    get: operations['getEndpointSecret'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/secret/promote': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End the overlap of a rotation
     * @description From now on only the newest secret counts.
     */
    post: operations['promoteEndpointSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/secret/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotate an endpoint's signing secret
     * @description During the overlap both secrets are valid. Formats with room for several signatures carry both; formats with one sign with the old secret until the overlap ends or `POST …/secret/promote`.
     */
    post: operations['rotateEndpointSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a test event now, and see what the receiver does with it
     * @description Makes one delivery with one attempt, whatever the gate of the endpoint, and answers when it has ended. It is not repeated, and its outcome counts neither for the breaker nor for alerts. Then two requests find out whether the receiver really verifies: one whose signature was made with another secret, and, where the profile has a timestamp, one with an old timestamp. Takes at most 30 seconds.
     */
    post: operations['testEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/admin/webhooks/{target}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Register an endpoint of the tenant in the path
     * @description As `POST /api/v1/webhooks`.
     */
    post: operations['createEndpointV2'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/admin/webhooks/{target}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List deliveries with their attempts
     * @description As `GET /api/v1/deliveries`, with `attempts` inline. The path names a tenant, or one endpoint (`ep_…`).
     */
    get: operations['listDeliveriesV2'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v2/admin/webhooks/{target}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a test event
     * @description Its payload is the example of the event type in the catalogue. It goes to every active endpoint that subscribes to the type. The path names a tenant, or one endpoint (`ep_…`).
     */
    post: operations['sendTestEventV2'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Is the process alive?
     * @description Answers without asking Postgres or Temporal: restarting this process would not mend those.
     */
    get: operations['getLiveness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Can events be accepted?
     * @description Accepting needs Postgres only. With Temporal or every worker away the answer stays 200 and says `degraded`.
     */
    get: operations['getReadiness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This process's figures for Prometheus */
    get: operations['getMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    AcceptedBatch: {
      data: components['schemas']['AcceptedEvent'][];
    };
    AcceptedEvent: {
      /** @example evt_01k0f5w8x0abcdefghjkmnpqrs */
      id: string;
      /** @example order.created */
      type: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      created: string;
      /** @example ten_01k0f5w8x0abcdefghjkmnpqrs */
      tenantId: string;
      /**
       * @description Set when the event had been accepted before.
       * @enum {boolean}
       */
      replayed?: true;
    };
    /** @description Given as a whole: what is left out of it has its default again. */
    Alerts: {
      /**
       * @description Who gets mails, where the installation can send them.
       * @default []
       * @example [
       *       "ops@shop.example"
       *     ]
       */
      emails: string[];
      /**
       * @description Gets the alerts as operational events, signed like every webhook. The same rules as for endpoints.
       * @default null
       * @example https://shop.example/alerts
       */
      webhookUrl: string | null;
      /**
       * @description Which alerts; left out: all.
       * @default [
       *       "endpoint.disabled",
       *       "endpoint.failing",
       *       "endpoint.recovered",
       *       "delivery.exhausted",
       *       "secret.rotating"
       *     ]
       */
      events: (
        'endpoint.disabled' | 'endpoint.failing' | 'endpoint.recovered' | 'delivery.exhausted' | 'secret.rotating'
      )[];
    };
    Attempt: {
      /** @example att_01k0f5w8x0abcdefghjkmnpqrs_0001 */
      id: string;
      /** @description From 1. */
      number: number;
      /** @enum {string} */
      trigger: 'schedule' | 'redeliver' | 'test' | 'resume' | 'release' | 'replay';
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      startedAt: string;
      durationMs: number;
      /** @enum {string} */
      outcome: 'succeeded' | 'retry' | 'failed';
      statusCode?: number;
      responseHeaders?: {
        [key: string]: string;
      };
      responseBody?: string;
      /** @description True when only the beginning of the answer was read. */
      responseTruncated: boolean;
      /** @enum {string} */
      errorKind?:
        'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
      error?: string;
      remoteAddress?: string;
    };
    AuditEntry: {
      /** @example aud_01k0f5w8x0abcdefghjkmnpqrs */
      id: string;
      tenantId: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      at: string;
      /**
       * @description The id of the key that was used, or `bootstrap-admin`.
       * @example key_01k0f5w8x0abcdefghjkmnpqrs
       */
      actor: string;
      /** @description The name of that key; null where it has none. */
      actorName: string | null;
      /**
       * @description What was done: `tenant.`, `key.`, `endpoint.`, `endpoint.secret.`, `event-type.`, `event.`, `delivery.`, `operation.` or `session.` and a verb. `endpoint.secret.reveal` is a look at the secrets of an endpoint.
       * @example endpoint.update
       */
      action: string;
      /**
       * @description The id, or of an event type the name, of what it was done to.
       * @example ep_01k0f5w8x0abcdefghjkmnpqrs
       */
      subject: string;
    };
    AuditList: {
      data: components['schemas']['AuditEntry'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    Breaker: {
      /**
       * @description `closed`: requests are sent. `open`: after failures in a row nothing is sent until `until`. `half-open`: one request tries the receiver, or what was held goes out bit by bit.
       * @enum {string}
       */
      state: 'closed' | 'open' | 'half-open';
      because?: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      until?: string;
    };
    ChangeEndpoint: {
      /** @example https://shop.example/webhooks */
      url?: string;
      events?: string[];
      description?: string;
      profile?: components['schemas']['Profile'];
      /** @description The total time of an attempt; default: the profile's, mostly 15,000. */
      timeoutMs?: number;
      /**
       * @description As `POST …/pause`, `…/disable`, and for `active` `…/enable` or, when it is paused, `…/resume` at the default rate.
       * @enum {string}
       */
      status?: 'active' | 'paused' | 'disabled';
      /** @description Deliveries of events with the same `orderingKey` go out one at a time, in the order of their events. */
      ordered?: boolean;
      /**
       * @description What becomes of the line of an ordering key when its head has no attempt left: `block` holds the line until someone redelivers or cancels the head, `park` sets the head aside and lists it, `skip` goes on without it. Default `block`.
       * @enum {string}
       */
      orderingPolicy?: 'block' | 'park' | 'skip';
      profileOptions?: {
        [key: string]: unknown;
      } | null;
      /** @description Null or left out: the tenant's policy. */
      retryPolicy?: components['schemas']['RetryPolicy'] | null;
      /** @description Policies for some event types; the most specific pattern wins. */
      retryPolicyByEvent?: {
        [key: string]: components['schemas']['RetryPolicy'];
      } | null;
      /** @description Only events with one of these channels; none or null: all events. */
      channels?: string[] | null;
      /** @description Sent with every request. A value of "[redacted]" keeps what is stored. */
      headers?: {
        [key: string]: string;
      } | null;
      /**
       * @description A delivery older than this is cancelled.
       * @example 24h
       */
      maximumAge?: string | null;
      /** @description Networks that the dialled address must be in, as CIDRs. */
      ipAllowList?: string[] | null;
      /** @description Anything; Everhook only keeps it. */
      metadata?: {
        [key: string]: unknown;
      } | null;
      /** @description Null or left out: the tenant's lane. */
      lane?: components['schemas']['Lane'] | null;
      /** @description The most attempts a second; null or left out: no limit. */
      rateLimitPerSecond?: number | null;
      /** @description Only together with another `profile`; otherwise secrets are changed by rotation. */
      secret?: string;
    };
    ChangeEventType: {
      description?: string;
      schema?: {
        [key: string]: unknown;
      } | null;
      /** @description Example of `data`; sent by test events. Null takes it away. */
      example?: unknown;
      /** @description No longer offered for subscription; nothing else. */
      archived?: boolean;
    };
    ChangeTenant: {
      /** @example Urban Things */
      name?: string;
      /** @description What payloads carry as `tenant_id`: text, or a whole number up to 2^53 − 1. */
      externalId?: string | number;
      profile?: components['schemas']['Profile'];
      profileOptions?: {
        [key: string]: unknown;
      } | null;
      retryPolicy?: components['schemas']['RetryPolicy'] | null;
      lane?: components['schemas']['Lane'];
      /** @description The event types that may be posted, as names or patterns; null for all. */
      allowedEvents?: string[] | null;
      /** @description What the tenant may use; null for no limits. */
      limits?: components['schemas']['TenantLimits'] | null;
      /** @description Who is told of failing endpoints and exhausted deliveries; null for nobody. */
      alerts?: components['schemas']['Alerts'] | null;
    };
    CreateEndpoint: {
      /** @example https://shop.example/webhooks */
      url: string;
      events: string[];
      description?: string;
      profile?: components['schemas']['Profile'];
      /** @description The total time of an attempt; default: the profile's, mostly 15,000. */
      timeoutMs?: number;
      /**
       * @description As `POST …/pause`, `…/disable`, and for `active` `…/enable` or, when it is paused, `…/resume` at the default rate.
       * @enum {string}
       */
      status?: 'active' | 'paused' | 'disabled';
      /** @description Deliveries of events with the same `orderingKey` go out one at a time, in the order of their events. */
      ordered?: boolean;
      /**
       * @description What becomes of the line of an ordering key when its head has no attempt left: `block` holds the line until someone redelivers or cancels the head, `park` sets the head aside and lists it, `skip` goes on without it. Default `block`.
       * @enum {string}
       */
      orderingPolicy?: 'block' | 'park' | 'skip';
      profileOptions?: {
        [key: string]: unknown;
      } | null;
      /** @description Null or left out: the tenant's policy. */
      retryPolicy?: components['schemas']['RetryPolicy'] | null;
      /** @description Policies for some event types; the most specific pattern wins. */
      retryPolicyByEvent?: {
        [key: string]: components['schemas']['RetryPolicy'];
      } | null;
      /** @description Only events with one of these channels; none or null: all events. */
      channels?: string[] | null;
      /** @description Sent with every request. A value of "[redacted]" keeps what is stored. */
      headers?: {
        [key: string]: string;
      } | null;
      /**
       * @description A delivery older than this is cancelled.
       * @example 24h
       */
      maximumAge?: string | null;
      /** @description Networks that the dialled address must be in, as CIDRs. */
      ipAllowList?: string[] | null;
      /** @description Anything; Everhook only keeps it. */
      metadata?: {
        [key: string]: unknown;
      } | null;
      /** @description Null or left out: the tenant's lane. */
      lane?: components['schemas']['Lane'] | null;
      /** @description The most attempts a second; null or left out: no limit. */
      rateLimitPerSecond?: number | null;
      /** @description In the form of the profile; made when left out. */
      secret?: string;
    };
    CreateEventType: {
      /** @example order.created */
      name: string;
      description?: string;
      schema?: {
        [key: string]: unknown;
      } | null;
      /** @description Example of `data`; sent by test events. Null takes it away. */
      example?: unknown;
      /** @description No longer offered for subscription; nothing else. */
      archived?: boolean;
    };
    CreateKey: {
      role: components['schemas']['TenantRole'];
      name?: string;
    };
    CreateTenant: {
      /** @description Chosen by the caller, or made. One of digits only is also the external id, as a number. */
      id?: string;
      /** @example Urban Things */
      name: string;
      /** @description What payloads carry as `tenant_id`: text, or a whole number up to 2^53 − 1. */
      externalId?: string | number;
      profile?: components['schemas']['Profile'];
      profileOptions?: {
        [key: string]: unknown;
      } | null;
      retryPolicy?: components['schemas']['RetryPolicy'] | null;
      lane?: components['schemas']['Lane'];
      /** @description The event types that may be posted, as names or patterns; null for all. */
      allowedEvents?: string[] | null;
      /** @description What the tenant may use; null for no limits. */
      limits?: components['schemas']['TenantLimits'] | null;
      /** @description Who is told of failing endpoints and exhausted deliveries; null for nobody. */
      alerts?: components['schemas']['Alerts'] | null;
    };
    CreatedEndpoint: {
      id: string;
      tenantId: string;
      url: string;
      events: string[];
      description: string;
      /**
       * @description `active`: gets what is due. `paused`: everything that is due is held, by a pause or because the tenant is stopped. `draining`: what a pause held goes out, in the order of its events. `disabled`: gets no events, and what waited for it was cancelled.
       * @enum {string}
       */
      status: 'active' | 'paused' | 'draining' | 'disabled';
      profile: components['schemas']['Profile'];
      profileOptions: {
        [key: string]: unknown;
      } | null;
      /** @description The policy that applies. */
      retryPolicy: components['schemas']['RetryPolicy'];
      /**
       * @description Where `retryPolicy` comes from.
       * @enum {string}
       */
      retryPolicyFrom: 'endpoint' | 'tenant' | 'default';
      retryPolicyByEvent: {
        [key: string]: components['schemas']['RetryPolicy'];
      } | null;
      timeoutMs: number;
      channels: string[] | null;
      /** @description Values that look like credentials are redacted. */
      headers: {
        [key: string]: string;
      };
      maximumAge: string | null;
      ipAllowList: string[] | null;
      metadata: {
        [key: string]: unknown;
      } | null;
      lane: components['schemas']['Lane'];
      rateLimitPerSecond: number | null;
      ordered: boolean;
      /** @enum {string} */
      orderingPolicy: 'block' | 'park' | 'skip';
      gate: components['schemas']['EndpointGate'];
      /** @description Failed attempts since the last that succeeded. */
      consecutiveFailures: number;
      /** @description When the first of them failed. */
      failingSince: string | null;
      /** @description Why a rule disabled it, such as the receiver's 410; null where a person did, or nobody. */
      disabledBecause: string | null;
      /** @description Deliveries that the gate holds. Not in lists. */
      heldDeliveries?: number;
      /** @description Attempts that are being made. Not in lists. */
      inFlight?: number;
      /** @description Whether it is the tenant's own for alerts: it gets operational events and no others. */
      operational: boolean;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      updatedAt: string;
      secret: string;
    };
    CreatedKey: {
      id: string;
      tenantId: string;
      role: components['schemas']['TenantRole'];
      name: string | null;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      createdAt: string;
      /** @description To the minute. */
      lastUsedAt: string | null;
      /** @description Shown only now. */
      key: string;
    };
    /** @description Deliveries that ended in this time. The list behind a number: `GET /api/v1/deliveries?status=&completedFrom=&completedTo=`. One that was redelivered after its end counts at each end, and one that blocks its ordered line after its last attempt counts as failed, though the lists show it as `held`. */
    DeliveriesByOutcome: {
      total: number;
      succeeded: number;
      /** @description No attempt was left, or the outcome is not retried. */
      failed: number;
      /** @description On request, expired, or because its endpoint was disabled or deleted. */
      cancelled: number;
    };
    Delivery: {
      /** @example dlv_01k0f5w8x0abcdefghjkmnpqrs */
      id: string;
      eventId: string;
      eventType: string;
      endpointId: string;
      tenantId: string;
      /** @description 0 for the fan-out, one more for every replay. */
      generation: number;
      /** @enum {string} */
      status: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
      /**
       * @description Where it stands and what it waits for, in one sentence.
       * @example waiting until 2025-01-31T12:05:00.000Z: the receiver answered 503
       */
      explanation: string;
      /** @enum {string} */
      waitReason?:
        | 'backoff'
        | 'scheduled'
        | 'rate-limit'
        | 'retry-after'
        | 'throttle'
        | 'breaker'
        | 'paused'
        | 'order'
        | 'exhausted'
        | 'manual';
      /**
       * Format: date-time
       * @description When the next attempt is due. While `held`: the time that the hold covers, if there is one.
       * @example 2026-03-01T12:00:00.000Z
       */
      nextAttemptAt?: string;
      /**
       * @description It failed as the head of an ordered line that went on without it; absent otherwise.
       * @enum {boolean}
       */
      parked?: true;
      /**
       * @description The first command that was given and is not yet applied; more may follow it.
       * @enum {string}
       */
      pendingCommand?: 'redeliver' | 'cancel' | 'hold' | 'release' | 'reschedule' | 'policyChanged';
      attemptCount: number;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      completedAt?: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      expiresAt?: string;
      orderingKey?: string;
      lastStatusCode?: number;
      /** @enum {string} */
      lastErrorKind?:
        'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
      lastError?: string;
    };
    DeliveryDetail: {
      /** @example dlv_01k0f5w8x0abcdefghjkmnpqrs */
      id: string;
      eventId: string;
      eventType: string;
      endpointId: string;
      tenantId: string;
      /** @description 0 for the fan-out, one more for every replay. */
      generation: number;
      /** @enum {string} */
      status: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
      /**
       * @description Where it stands and what it waits for, in one sentence.
       * @example waiting until 2025-01-31T12:05:00.000Z: the receiver answered 503
       */
      explanation: string;
      /** @enum {string} */
      waitReason?:
        | 'backoff'
        | 'scheduled'
        | 'rate-limit'
        | 'retry-after'
        | 'throttle'
        | 'breaker'
        | 'paused'
        | 'order'
        | 'exhausted'
        | 'manual';
      /**
       * Format: date-time
       * @description When the next attempt is due. While `held`: the time that the hold covers, if there is one.
       * @example 2026-03-01T12:00:00.000Z
       */
      nextAttemptAt?: string;
      /**
       * @description It failed as the head of an ordered line that went on without it; absent otherwise.
       * @enum {boolean}
       */
      parked?: true;
      /**
       * @description The first command that was given and is not yet applied; more may follow it.
       * @enum {string}
       */
      pendingCommand?: 'redeliver' | 'cancel' | 'hold' | 'release' | 'reschedule' | 'policyChanged';
      attemptCount: number;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      completedAt?: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      expiresAt?: string;
      orderingKey?: string;
      lastStatusCode?: number;
      /** @enum {string} */
      lastErrorKind?:
        'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
      lastError?: string;
      /** @description The Temporal workflow that steers the delivery; null where none exists: in the express lane unless the delivery outlives its first attempt, and while it waits for room or is held from the start. Commands work all the same. */
      workflow: {
        id: string;
        /** @description Opens the run in Temporal Web UI; null where none is configured. */
        url: string | null;
      } | null;
      request: components['schemas']['DeliveryRequest'];
      attempts: components['schemas']['Attempt'][];
      timeline: components['schemas']['TimelineEntry'][];
    };
    DeliveryList: {
      data: components['schemas']['Delivery'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    DeliveryRequest: {
      url: string;
      /** @description Signatures are shown; credentials are redacted. */
      headers: {
        [key: string]: string;
      };
      /** @description The same bytes on every attempt; null when it cannot be rendered. */
      body: string | null;
      /** @description Why the request cannot be rendered. */
      error?: string;
    };
    DeliveryWithAttemptsList: {
      data: {
        /** @example dlv_01k0f5w8x0abcdefghjkmnpqrs */
        id: string;
        eventId: string;
        eventType: string;
        endpointId: string;
        tenantId: string;
        /** @description 0 for the fan-out, one more for every replay. */
        generation: number;
        /** @enum {string} */
        status: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
        /**
         * @description Where it stands and what it waits for, in one sentence.
         * @example waiting until 2025-01-31T12:05:00.000Z: the receiver answered 503
         */
        explanation: string;
        /** @enum {string} */
        waitReason?:
          | 'backoff'
          | 'scheduled'
          | 'rate-limit'
          | 'retry-after'
          | 'throttle'
          | 'breaker'
          | 'paused'
          | 'order'
          | 'exhausted'
          | 'manual';
        /**
         * Format: date-time
         * @description When the next attempt is due. While `held`: the time that the hold covers, if there is one.
         * @example 2026-03-01T12:00:00.000Z
         */
        nextAttemptAt?: string;
        /**
         * @description It failed as the head of an ordered line that went on without it; absent otherwise.
         * @enum {boolean}
         */
        parked?: true;
        /**
         * @description The first command that was given and is not yet applied; more may follow it.
         * @enum {string}
         */
        pendingCommand?: 'redeliver' | 'cancel' | 'hold' | 'release' | 'reschedule' | 'policyChanged';
        attemptCount: number;
        /**
         * Format: date-time
         * @example 2026-03-01T12:00:00.000Z
         */
        createdAt: string;
        /**
         * Format: date-time
         * @example 2026-03-01T12:00:00.000Z
         */
        completedAt?: string;
        /**
         * Format: date-time
         * @example 2026-03-01T12:00:00.000Z
         */
        expiresAt?: string;
        orderingKey?: string;
        lastStatusCode?: number;
        /** @enum {string} */
        lastErrorKind?:
          'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
        lastError?: string;
        attempts: components['schemas']['InlineAttempt'][];
      }[];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    Endpoint: {
      id: string;
      tenantId: string;
      url: string;
      events: string[];
      description: string;
      /**
       * @description `active`: gets what is due. `paused`: everything that is due is held, by a pause or because the tenant is stopped. `draining`: what a pause held goes out, in the order of its events. `disabled`: gets no events, and what waited for it was cancelled.
       * @enum {string}
       */
      status: 'active' | 'paused' | 'draining' | 'disabled';
      profile: components['schemas']['Profile'];
      profileOptions: {
        [key: string]: unknown;
      } | null;
      /** @description The policy that applies. */
      retryPolicy: components['schemas']['RetryPolicy'];
      /**
       * @description Where `retryPolicy` comes from.
       * @enum {string}
       */
      retryPolicyFrom: 'endpoint' | 'tenant' | 'default';
      retryPolicyByEvent: {
        [key: string]: components['schemas']['RetryPolicy'];
      } | null;
      timeoutMs: number;
      channels: string[] | null;
      /** @description Values that look like credentials are redacted. */
      headers: {
        [key: string]: string;
      };
      maximumAge: string | null;
      ipAllowList: string[] | null;
      metadata: {
        [key: string]: unknown;
      } | null;
      lane: components['schemas']['Lane'];
      rateLimitPerSecond: number | null;
      ordered: boolean;
      /** @enum {string} */
      orderingPolicy: 'block' | 'park' | 'skip';
      gate: components['schemas']['EndpointGate'];
      /** @description Failed attempts since the last that succeeded. */
      consecutiveFailures: number;
      /** @description When the first of them failed. */
      failingSince: string | null;
      /** @description Why a rule disabled it, such as the receiver's 410; null where a person did, or nobody. */
      disabledBecause: string | null;
      /** @description Deliveries that the gate holds. Not in lists. */
      heldDeliveries?: number;
      /** @description Attempts that are being made. Not in lists. */
      inFlight?: number;
      /** @description Whether it is the tenant's own for alerts: it gets operational events and no others. */
      operational: boolean;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      updatedAt: string;
    };
    EndpointGate: {
      /**
       * @description `open`; `paused` by a person; `throttled` on the word of the receiver; `broken` after failed attempts in a row; `draining` what it has held.
       * @enum {string}
       */
      state: 'open' | 'paused' | 'throttled' | 'broken' | 'draining';
      /**
       * @description The `waitReason` of the deliveries that it holds; absent while it is open.
       * @enum {string}
       */
      reason?: 'paused' | 'throttle' | 'breaker' | 'rate-limit';
      /**
       * @description Why it is not open, in one sentence.
       * @example the endpoint is paused
       */
      because?: string;
      /**
       * Format: date-time
       * @description Until when a throttle holds, or when a broken one tries the receiver next.
       * @example 2026-03-01T12:00:00.000Z
       */
      until?: string;
      /** @description How many deliveries a second it lets go while it drains. */
      ratePerSecond?: number;
    };
    EndpointHealth: {
      /** @enum {string} */
      window: '1h' | '24h' | '7d';
      /**
       * @description The width of a bucket.
       * @example 1h
       */
      bucket: string;
      /**
       * Format: date-time
       * @description What ended at or after this time is counted.
       * @example 2026-03-01T12:00:00.000Z
       */
      from: string;
      /**
       * Format: date-time
       * @description What ended before this time is counted: now, or less when statistics lag behind (see `complete`).
       * @example 2026-03-01T12:00:00.000Z
       */
      to: string;
      /** @description False while the statistics of a part of the window are not made yet: after an upgrade, or while no worker runs. */
      complete: boolean;
      endpointId: string;
      /** @description Deliveries that ended in this time. */
      deliveries: number;
      succeeded: number;
      failed: number;
      cancelled: number;
      /**
       * @description Share of those that succeeded among those that succeeded or failed; null where there are none.
       * @example 0.9875
       */
      successRate: number | null;
      attempts: number;
      /**
       * @description Attempts for each delivery that succeeded or failed; null where there are none.
       * @example 1.07
       */
      attemptsPerDelivery: number | null;
      /** @description Attempts that were not the first of their delivery. */
      retries: number;
      /**
       * @description Share of `retries` among `attempts`; null where there are none.
       * @example 0.9875
       */
      retryRate: number | null;
      responseTimeMs: components['schemas']['ResponseTimes'];
      /** @description The 50 most frequent. */
      errors: components['schemas']['ErrorPattern'][];
      /** @description Failed attempts since the last that succeeded. */
      consecutiveFailures: number;
      /** @description When the first of them failed. */
      failingSince: string | null;
      /**
       * @description `active`: gets what is due. `paused`: everything that is due is held, by a pause or because the tenant is stopped. `draining`: what a pause held goes out, in the order of its events. `disabled`: gets no events, and what waited for it was cancelled.
       * @enum {string}
       */
      status: 'active' | 'paused' | 'draining' | 'disabled';
      breaker: components['schemas']['Breaker'];
      waiting: components['schemas']['Waiting'];
      /** @description Every bucket of the window, oldest first, also those in which nothing happened. */
      buckets: components['schemas']['StatsBucket'][];
    };
    EndpointList: {
      data: components['schemas']['Endpoint'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    EndpointSecret: {
      /** @description The newest secret. */
      secret: string;
      /** @description Where the secret is an ed25519 key (`whsk_`): what receivers verify with (`whpk_`). */
      publicKey?: string;
      /** @description Every valid secret, newest first: two during the overlap of a rotation. */
      secrets: {
        id: string;
        secret: string;
        /** @description Whether requests are signed with it at the moment. */
        signs: boolean;
        /**
         * Format: date-time
         * @example 2026-03-01T12:00:00.000Z
         */
        createdAt: string;
        expiresAt: string | null;
      }[];
    };
    /** @default {} */
    EndpointTest: {
      /**
       * @description The event type. Default: the first type that the endpoint subscribes to by its name.
       * @example order.created
       */
      event?: string;
      /** @description The payload, sent as it is written here. Default: the example of the event type. */
      data?: unknown;
    };
    EndpointTestAnswer: {
      /** @description The event type that was sent. */
      event: string;
      eventId: string;
      deliveryId: string;
      /** @description As it was sent; the signature is shown, credentials are redacted. */
      request: {
        url: string;
        headers: {
          [key: string]: string;
        };
        body: string;
      };
      /** @description Null where there was no whole answer; `error` says why. */
      response: {
        status: number;
        headers: {
          [key: string]: string;
        };
        body: string;
        truncated: boolean;
        durationMs: number;
      } | null;
      error?: string;
      /** @description The last two are made with requests of their own, which carry `x-everhook-test: true`; `rejects-old-timestamp` only where the profile has a timestamp. */
      checks: {
        /** @enum {string} */
        name: 'responds-2xx' | 'rejects-bad-signature' | 'rejects-old-timestamp';
        ok: boolean;
        detail: string;
      }[];
    };
    /** @description The list behind it: `GET /api/v1/deliveries?errorKind=&statusCode=`, by the last attempt of each. */
    ErrorPattern: {
      /** @enum {string} */
      kind: 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
      /** @description Absent where nothing was answered. */
      statusCode?: number;
      /** @description Attempts that met it. */
      count: number;
      /**
       * Format: date-time
       * @description When the last of them ended.
       * @example 2026-03-01T12:00:00.000Z
       */
      lastAt: string;
    };
    Event: {
      id: string;
      tenantId: string;
      type: string;
      /**
       * Format: date-time
       * @description When it happened, as the sender says.
       * @example 2026-03-01T12:00:00.000Z
       */
      created: string;
      /**
       * Format: date-time
       * @description When Everhook accepted it.
       * @example 2026-03-01T12:00:00.000Z
       */
      acceptedAt: string;
      /**
       * @description Posted, inserted into the outbox, made by a test, or an alert of Everhook's own.
       * @enum {string}
       */
      source: 'api' | 'outbox' | 'test' | 'operational';
      channels?: string[];
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      deliverAt?: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      expiresAt?: string;
      orderingKey?: string;
      matches: components['schemas']['EventMatch'][];
      deliveries: {
        id: string;
        endpointId: string;
        /** @description 0 for the fan-out, one more for every replay. */
        generation: number;
        /** @enum {string} */
        status: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
      }[];
      /** @description Exactly as it was posted. */
      data: unknown;
    };
    EventList: {
      data: components['schemas']['EventSummary'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    EventMatch: {
      endpointId: string;
      matched: boolean;
      /** @example "order.*" covers "order.created" */
      because: string;
      /** @description The first delivery of this event to the endpoint. */
      deliveryId?: string;
    };
    EventSummary: {
      id: string;
      tenantId: string;
      type: string;
      /**
       * Format: date-time
       * @description When it happened, as the sender says.
       * @example 2026-03-01T12:00:00.000Z
       */
      created: string;
      /**
       * Format: date-time
       * @description When Everhook accepted it.
       * @example 2026-03-01T12:00:00.000Z
       */
      acceptedAt: string;
      /**
       * @description Posted, inserted into the outbox, made by a test, or an alert of Everhook's own.
       * @enum {string}
       */
      source: 'api' | 'outbox' | 'test' | 'operational';
      channels?: string[];
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      deliverAt?: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      expiresAt?: string;
      orderingKey?: string;
    };
    EventType: {
      name: string;
      tenantId: string;
      description: string;
      schema: {
        [key: string]: unknown;
      } | null;
      example: unknown;
      archived: boolean;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      updatedAt: string;
    };
    EventTypeList: {
      data: components['schemas']['EventType'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    ImportEventTypes:
      | {
          /**
           * @description A catalogue that comes with Everhook.
           * @enum {string}
           */
          catalogue: 'urtentic' | 'quickstart' | 'ultrareach' | 'urban-things';
        }
      | {
          /** @description An OpenAPI document: `webhooks` of 3.1, or `x-webhooks` of 3.0. Each name is an event type. */
          openapi: {
            [key: string]: unknown;
          };
        };
    ImportedEventTypes: {
      /** @description Names that are new. */
      created: string[];
      /** @description Names that were there and have been changed. */
      updated: string[];
      data: components['schemas']['EventType'][];
    };
    InlineAttempt: {
      number: number;
      statusCode: number | null;
      error: string | null;
      errorKind:
        ('dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal') | null;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      startedAt: string;
      durationMs: number;
    };
    Key: {
      id: string;
      tenantId: string;
      role: components['schemas']['TenantRole'];
      name: string | null;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      createdAt: string;
      /** @description To the minute. */
      lastUsedAt: string | null;
    };
    KeyList: {
      data: components['schemas']['Key'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    /**
     * @description Who makes the first attempt: `durable`, a Temporal workflow that stands behind the delivery from its first moment; `express`, the relay itself, many times faster, and only what is not finished by it becomes a workflow. Ordered endpoints always use the durable lane. See docs/lanes.md.
     * @enum {string}
     */
    Lane: 'durable' | 'express';
    Liveness: {
      /** @enum {string} */
      status: 'ok';
    };
    NewDeliveries: {
      deliveries: components['schemas']['Delivery'][];
    };
    NewEvent: {
      /**
       * @description The event type.
       * @example order.created
       */
      type: string;
      /**
       * @description Any JSON, kept and sent exactly as written (number spelling, key order, escapes); nested at most 100 deep.
       * @example {
       *       "orderId": "o-1",
       *       "total": 12.5
       *     }
       */
      data: unknown;
      /** @description Unique per tenant; made when absent. A repeat with the same id is answered with the original. */
      id?: string;
      /**
       * Format: date-time
       * @description When the event happened; default now.
       * @example 2026-03-01T12:00:00Z
       */
      created?: string;
      /**
       * @description Endpoints that listen to channels get the event only when they share one with it.
       * @example [
       *       "shop-1"
       *     ]
       */
      channels?: string[];
      /**
       * Format: date-time
       * @description Not sent before this time; at most 366 days ahead. A time in the past means at once.
       * @example 2026-03-01T12:00:00Z
       */
      deliverAt?: string;
      /**
       * Format: date-time
       * @description Not sent after this time: what is unfinished then is cancelled with the reason "expired".
       * @example 2026-03-01T12:00:00Z
       */
      expiresAt?: string;
      /**
       * @description What the event belongs to, such as an order; deliveries can be listed by it.
       * @example order-o-1
       */
      orderingKey?: string;
    };
    NewEventBatch: {
      events: components['schemas']['NewEvent'][];
    };
    NewOperation:
      | {
          /** @enum {string} */
          action: 'redeliver' | 'release';
          filter: components['schemas']['OperationDeliveryFilter'];
          /**
           * @description Members acted on in a second. Default 100 for what sends requests (redeliver, release, reschedule, replay), without a limit for cancel and hold.
           * @example 100
           */
          ratePerSecond?: number;
          /** @description True: nothing is done, and the answer says how many members there would be. */
          dryRun?: boolean;
        }
      | {
          /** @enum {string} */
          action: 'cancel' | 'hold';
          filter: components['schemas']['OperationDeliveryFilter'];
          /** @description Shown in the timelines. */
          reason?: string;
          /**
           * @description Members acted on in a second. Default 100 for what sends requests (redeliver, release, reschedule, replay), without a limit for cancel and hold.
           * @example 100
           */
          ratePerSecond?: number;
          /** @description True: nothing is done, and the answer says how many members there would be. */
          dryRun?: boolean;
        }
      | {
          /** @enum {string} */
          action: 'reschedule';
          filter: components['schemas']['OperationDeliveryFilter'];
          /**
           * Format: date-time
           * @description When to send; at most 366 days ahead.
           * @example 2026-03-01T12:00:00Z
           */
          at: string;
          /**
           * @description Members acted on in a second. Default 100 for what sends requests (redeliver, release, reschedule, replay), without a limit for cancel and hold.
           * @example 100
           */
          ratePerSecond?: number;
          /** @description True: nothing is done, and the answer says how many members there would be. */
          dryRun?: boolean;
        }
      | {
          /** @enum {string} */
          action: 'replay';
          filter: components['schemas']['OperationReplayFilter'];
          /**
           * @description Members acted on in a second. Default 100 for what sends requests (redeliver, release, reschedule, replay), without a limit for cancel and hold.
           * @example 100
           */
          ratePerSecond?: number;
          /** @description True: nothing is done, and the answer says how many members there would be. */
          dryRun?: boolean;
        };
    Operation: {
      /** @example op_01k0f5w8x0abcdefghjkmnpqrs */
      id: string;
      tenantId: string;
      /** @enum {string} */
      action: 'redeliver' | 'cancel' | 'hold' | 'release' | 'reschedule' | 'replay' | 'recover';
      /** @description As it was given. */
      filter: {
        [key: string]: unknown;
      };
      /**
       * Format: date-time
       * @description With `reschedule`: when to send.
       * @example 2026-03-01T12:00:00.000Z
       */
      at?: string;
      reason?: string;
      /** @description Null: as fast as it goes. */
      ratePerSecond: number | null;
      /** @enum {string} */
      status: 'running' | 'paused' | 'aborted' | 'finished';
      /** @description Members; fixed when the operation was made. */
      total: number;
      /** @description Members that were acted on. */
      done: number;
      /** @description Members that could not be acted on. */
      failed: number;
      /** @description Who began it. */
      actor: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      startedAt: string;
      /**
       * Format: date-time
       * @description When it came to its end or was aborted.
       * @example 2026-03-01T12:00:00.000Z
       */
      finishedAt?: string;
    };
    OperationCount: {
      /** @description Members that it would have. */
      count: number;
    };
    /** @description As the filters of `GET /api/v1/deliveries`. An empty one means every delivery of the tenant. */
    OperationDeliveryFilter: {
      /** @enum {string} */
      status?: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
      endpointId?: string;
      eventId?: string;
      /** @example order.created */
      eventType?: string;
      /**
       * @description The error of the last attempt.
       * @enum {string}
       */
      errorKind?:
        'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
      /** @enum {string} */
      waitReason?:
        | 'backoff'
        | 'scheduled'
        | 'rate-limit'
        | 'retry-after'
        | 'throttle'
        | 'breaker'
        | 'paused'
        | 'order'
        | 'exhausted'
        | 'manual';
      orderingKey?: string;
      /**
       * Format: date-time
       * @description Created at or after this time.
       * @example 2026-03-01T12:00:00Z
       */
      from?: string;
      /**
       * Format: date-time
       * @description Created before this time.
       * @example 2026-03-01T12:00:00Z
       */
      to?: string;
      /**
       * Format: date-time
       * @description Ended at or after this time.
       * @example 2026-03-01T12:00:00Z
       */
      completedFrom?: string;
      /**
       * Format: date-time
       * @description Ended before this time.
       * @example 2026-03-01T12:00:00Z
       */
      completedTo?: string;
      /** @description Members of this bulk operation, or made by it. */
      operationId?: string;
      /** @description The status code of the last attempt. */
      statusCode?: number;
      /** @description With at least so many attempts. */
      minAttempts?: number;
      /** @description Whether it failed as the head of a line that went on without it. */
      parked?: boolean;
    };
    OperationDetail: {
      /** @example op_01k0f5w8x0abcdefghjkmnpqrs */
      id: string;
      tenantId: string;
      /** @enum {string} */
      action: 'redeliver' | 'cancel' | 'hold' | 'release' | 'reschedule' | 'replay' | 'recover';
      /** @description As it was given. */
      filter: {
        [key: string]: unknown;
      };
      /**
       * Format: date-time
       * @description With `reschedule`: when to send.
       * @example 2026-03-01T12:00:00.000Z
       */
      at?: string;
      reason?: string;
      /** @description Null: as fast as it goes. */
      ratePerSecond: number | null;
      /** @enum {string} */
      status: 'running' | 'paused' | 'aborted' | 'finished';
      /** @description Members; fixed when the operation was made. */
      total: number;
      /** @description Members that were acted on. */
      done: number;
      /** @description Members that could not be acted on. */
      failed: number;
      /** @description Who began it. */
      actor: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      startedAt: string;
      /**
       * Format: date-time
       * @description When it came to its end or was aborted.
       * @example 2026-03-01T12:00:00.000Z
       */
      finishedAt?: string;
      /** @description The first 20 members that could not be acted on. */
      failures: {
        deliveryId?: string;
        /** @description With a replay. */
        eventId?: string;
        /** @description With a replay. */
        endpointId?: string;
        /** @example the delivery has already ended as "succeeded" */
        detail: string;
      }[];
    };
    OperationList: {
      data: components['schemas']['Operation'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    /** @description An empty one means every event of the tenant, to the endpoints that subscribe to it now. */
    OperationReplayFilter: {
      /**
       * @description Event types or patterns; default all.
       * @example [
       *       "order.*"
       *     ]
       */
      types?: string[];
      /**
       * Format: date-time
       * @description Accepted at or after this time.
       * @example 2026-03-01T12:00:00Z
       */
      from?: string;
      /**
       * Format: date-time
       * @description Accepted before this time; default now.
       * @example 2026-03-01T12:00:00Z
       */
      to?: string;
      /**
       * @description Exactly these endpoints get every event, also those created later. Default: the endpoints that subscribe to each event now.
       * @example [
       *       "ep_01k0f5w8x0abcdefghjkmnpqrs"
       *     ]
       */
      endpointIds?: string[];
    };
    Problem: {
      /** @description A stable URI that names the kind of problem; see docs/problems.md. */
      type: string;
      /** @description What the kind of problem is, the same for every occurrence. */
      title: string;
      /** @description The HTTP status. */
      status: number;
      /** @description What is wrong with this very request, and what would be right. */
      detail: string;
      /** @description The fields that are wrong. */
      errors?: {
        /** @description Where, such as `events.0`; empty for the whole. */
        path: string;
        message: string;
      }[];
    };
    /**
     * @description The wire format: body, headers and signature of what is sent.
     * @enum {string}
     */
    Profile:
      | 'standard-webhooks'
      | 'urtentic'
      | 'quickstart'
      | 'ultrareach'
      | 'urban-things'
      | 'github'
      | 'stripe'
      | 'svix'
      | 'custom';
    Readiness: {
      /**
       * @description `ok`: events are accepted and delivered. `degraded`: accepted, and delivered later. `unavailable`: not accepted.
       * @enum {string}
       */
      status: 'ok' | 'degraded' | 'unavailable';
      /** @description Why it is not `ok`; empty when it is. */
      reasons: string[];
    };
    RejectedOutboxList: {
      data: components['schemas']['RejectedOutboxRow'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    RejectedOutboxRow: {
      /**
       * @description The row.
       * @example 42
       */
      seq: string;
      tenantId: string;
      eventId: string | null;
      type: string | null;
      idempotencyKey: string | null;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      insertedAt: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      rejectedAt: string;
      /** @example data is not valid JSON */
      reason: string;
    };
    /** @description Of attempts that were answered, with any status, and of those that timed out. */
    ResponseTimes: {
      /** @description In milliseconds, at most 5 % off; null where nothing was measured. */
      p50: number | null;
      /** @description In milliseconds, at most 5 % off; null where nothing was measured. */
      p95: number | null;
      /** @description In milliseconds, at most 5 % off; null where nothing was measured. */
      p99: number | null;
    };
    /** @default {} */
    ResumeEndpoint: {
      /** @description How many held deliveries a second go out, at least; default 10. Never slower than new ones arrive, and never faster than `rateLimitPerSecond`. */
      ratePerSecond?: number;
      /**
       * Format: date-time
       * @description Held deliveries of events that were accepted before this time are cancelled.
       * @example 2026-03-01T12:00:00Z
       */
      discardBefore?: string;
    };
    /** @description When the next attempt is due and which outcomes are tried again: a preset, a list of delays, or exponential. */
    RetryPolicy:
      | ('standard' | 'shop' | 'leads' | 'none')
      | {
          schedule: string[];
          /** @description Share of each delay that is spread; default 0. */
          jitter?: number;
          /** @description Which outcomes are tried again; default "non-2xx". */
          retryOn?:
            | ('non-2xx' | '5xx-and-network')
            | {
                statuses?: number[];
                ranges?: ('3xx' | '4xx' | '5xx')[];
                network?: boolean;
              };
          /** @description Obey the Retry-After header; default true. */
          respectRetryAfter?: boolean;
          /**
           * @description The longest Retry-After obeyed; default "24h".
           * @example 5m
           */
          maximumRetryAfter?: string;
        }
      | {
          /** @example 5m */
          initialInterval: string;
          /** @description Default 2. */
          backoffCoefficient?: number;
          /**
           * @description Default: 100 times the initial interval.
           * @example 5m
           */
          maximumInterval?: string;
          /** @description The first one included; default 10. */
          maximumAttempts?: number;
          /** @description Share of each delay that is spread; default 0. */
          jitter?: number;
          /** @description Which outcomes are tried again; default "non-2xx". */
          retryOn?:
            | ('non-2xx' | '5xx-and-network')
            | {
                statuses?: number[];
                ranges?: ('3xx' | '4xx' | '5xx')[];
                network?: boolean;
              };
          /** @description Obey the Retry-After header; default true. */
          respectRetryAfter?: boolean;
          /**
           * @description The longest Retry-After obeyed; default "24h".
           * @example 5m
           */
          maximumRetryAfter?: string;
        };
    /** @default {} */
    RotateSecret: {
      /** @description In the form of the profile; made when left out. */
      secret?: string;
      /**
       * @description How long the old secret stays valid.
       * @default 86400
       */
      overlapSeconds: number;
      /**
       * @description Rotate although an earlier rotation is still in its overlap.
       * @default false
       */
      replace: boolean;
    };
    Session: {
      /**
       * @description `admin`: may act for every tenant, which it names by `X-Tenant-Id`.
       * @enum {string}
       */
      role: 'admin' | 'owner' | 'publisher' | 'viewer';
      /** @description The tenant of the key; null for an admin. */
      tenantId: string | null;
      tenantName: string | null;
      /** @description The key's id, or `bootstrap-admin`. */
      keyId: string;
      keyName: string | null;
      /** @description When the session ends by itself; null where the request came with the key itself. */
      expiresAt: string | null;
      /**
       * @description Everhook's version.
       * @example 1.0.0
       */
      version: string;
    };
    SignIn: {
      /** @description An API key, or the bootstrap admin key. */
      key: string;
    };
    SignatureValidation: {
      valid: boolean;
      /** @description The detail of the first check that failed. */
      reason?: string;
      /** @description `timestamp` only where the profile has one. */
      checks: {
        /** @enum {string} */
        name: 'headers' | 'secret' | 'prefix' | 'signature' | 'timestamp';
        ok: boolean;
        detail: string;
      }[];
      expected: {
        /** @description The value that the signature header should have had; empty where it cannot be told, and for the secret of an endpoint unless the key may read that secret. */
        header: string;
        /** @description What should have been signed; a part that no header carried stands as `<name missing>`. */
        signedContent: string;
      };
    };
    SnippetList: {
      profile: components['schemas']['Profile'];
      snippets: {
        /** @enum {string} */
        language: 'node' | 'python' | 'go' | 'ruby' | 'php' | 'java';
        /** @example Node.js */
        title: string;
        /** @example verify.mjs */
        filename: string;
        /** @description Needs nothing but the standard library of the language. */
        code: string;
      }[];
    };
    StartedOperation: {
      /** @example op_01k0f5w8x0abcdefghjkmnpqrs */
      id: string;
      tenantId: string;
      /** @enum {string} */
      action: 'redeliver' | 'cancel' | 'hold' | 'release' | 'reschedule' | 'replay' | 'recover';
      /** @description As it was given. */
      filter: {
        [key: string]: unknown;
      };
      /**
       * Format: date-time
       * @description With `reschedule`: when to send.
       * @example 2026-03-01T12:00:00.000Z
       */
      at?: string;
      reason?: string;
      /** @description Null: as fast as it goes. */
      ratePerSecond: number | null;
      /** @enum {string} */
      status: 'running' | 'paused' | 'aborted' | 'finished';
      /** @description Members; fixed when the operation was made. */
      total: number;
      /** @description Members that were acted on. */
      done: number;
      /** @description Members that could not be acted on. */
      failed: number;
      /** @description Who began it. */
      actor: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      startedAt: string;
      /**
       * Format: date-time
       * @description When it came to its end or was aborted.
       * @example 2026-03-01T12:00:00.000Z
       */
      finishedAt?: string;
      /** @description Members, as a dry run would have said. */
      count: number;
    };
    Stats: {
      /** @enum {string} */
      window: '1h' | '24h' | '7d';
      /**
       * @description The width of a bucket.
       * @example 1h
       */
      bucket: string;
      /**
       * Format: date-time
       * @description What ended at or after this time is counted.
       * @example 2026-03-01T12:00:00.000Z
       */
      from: string;
      /**
       * Format: date-time
       * @description What ended before this time is counted: now, or less when statistics lag behind (see `complete`).
       * @example 2026-03-01T12:00:00.000Z
       */
      to: string;
      /** @description False while the statistics of a part of the window are not made yet: after an upgrade, or while no worker runs. */
      complete: boolean;
      deliveries: components['schemas']['DeliveriesByOutcome'];
      /**
       * @description Share of those that succeeded among those that succeeded or failed; null where there are none.
       * @example 0.9875
       */
      successRate: number | null;
      attempts: number;
      /**
       * @description Attempts for each delivery that succeeded or failed; null where there are none.
       * @example 1.07
       */
      attemptsPerDelivery: number | null;
      /** @description Attempts that were not the first of their delivery. */
      retries: number;
      /**
       * @description Share of `retries` among `attempts`; null where there are none.
       * @example 0.9875
       */
      retryRate: number | null;
      responseTimeMs: components['schemas']['ResponseTimes'];
      /** @description The 50 most frequent. */
      errors: components['schemas']['ErrorPattern'][];
      waiting: components['schemas']['Waiting'];
      endpointsInTrouble: {
        total: number;
        /** @description The 50 worst; with `eventType` their figures are of all types. */
        data: components['schemas']['TroubledEndpoint'][];
      };
      /** @description Every bucket of the window, oldest first, also those in which nothing happened. */
      buckets: components['schemas']['StatsBucket'][];
    };
    StatsBucket: {
      /**
       * Format: date-time
       * @description When the bucket begins.
       * @example 2026-03-01T12:00:00.000Z
       */
      at: string;
      succeeded: number;
      failed: number;
      cancelled: number;
      attempts: number;
      /** @description Attempts that were not the first of their delivery. */
      retries: number;
      /** @description In milliseconds, at most 5 % off; null where nothing was measured. */
      p50Ms: number | null;
      /** @description In milliseconds, at most 5 % off; null where nothing was measured. */
      p95Ms: number | null;
      /** @description In milliseconds, at most 5 % off; null where nothing was measured. */
      p99Ms: number | null;
    };
    StreamAttempt: {
      id: string;
      number: number;
      /** @enum {string} */
      trigger: 'schedule' | 'redeliver' | 'test' | 'resume' | 'release' | 'replay';
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      startedAt: string;
      durationMs: number;
      /** @enum {string} */
      outcome: 'succeeded' | 'retry' | 'failed';
      statusCode?: number;
      /** @enum {string} */
      errorKind?:
        'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
      error?: string;
    };
    StreamMessage: {
      /**
       * @description As in the timeline of a delivery: `created`, `attempt`, `waiting`, `held`, `succeeded`, `failed`, `cancelled`, or the command that was applied. The SSE event is named `attempt` for an attempt and `change` for all others.
       * @example attempt
       */
      kind: string;
      /**
       * Format: date-time
       * @description When it happened; for an attempt: when it had ended.
       * @example 2026-03-01T12:00:00.000Z
       */
      at: string;
      /** @description What happened, in one sentence. */
      detail: string;
      /** @description Who acted, as in the timeline of a delivery. */
      actor?: string;
      deliveryId: string;
      eventId: string;
      eventType: string;
      endpointId: string;
      /** @description With `attempt`. */
      attempt?: components['schemas']['StreamAttempt'];
      /** @description The delivery as it was when the message was made, which may be later than `at`. */
      delivery: {
        /** @enum {string} */
        status: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
        /** @enum {string} */
        waitReason?:
          | 'backoff'
          | 'scheduled'
          | 'rate-limit'
          | 'retry-after'
          | 'throttle'
          | 'breaker'
          | 'paused'
          | 'order'
          | 'exhausted'
          | 'manual';
        /**
         * Format: date-time
         * @example 2026-03-01T12:00:00.000Z
         */
        nextAttemptAt?: string;
        attemptCount: number;
      };
    };
    StreamNote: {
      /**
       * @description `gap`: what happened between `Last-Event-ID` and now is too much or too long ago to be told. `slow`: the client does not read fast enough, and the stream ends. `stopping`: the server stops, and the stream ends. `signed-out`: the key or session is no longer good, and the stream ends.
       * @enum {string}
       */
      reason: 'gap' | 'slow' | 'stopping' | 'signed-out';
      detail: string;
    };
    Tenant: {
      id: string;
      name: string;
      externalId: string | number;
      profile: components['schemas']['Profile'];
      profileOptions: {
        [key: string]: unknown;
      } | null;
      retryPolicy: components['schemas']['RetryPolicy'];
      lane: components['schemas']['Lane'];
      allowedEvents: string[] | null;
      limits: {
        eventsPerSecond: number | null;
        endpoints: number | null;
      };
      /** @description Since when everything that is due for the tenant is held; null while nothing is. */
      stoppedAt: string | null;
      alerts: {
        emails: string[];
        webhookUrl: string | null;
        events: (
          'endpoint.disabled' | 'endpoint.failing' | 'endpoint.recovered' | 'delivery.exhausted' | 'secret.rotating'
        )[];
        /** @description The endpoint behind `webhookUrl`; its secret is under `GET /api/v1/webhooks/{id}/secret`. */
        endpointId: string | null;
      } | null;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      updatedAt: string;
    };
    /** @description Given as a whole: what is left out, or null, is not limited. */
    TenantLimits: {
      /**
       * @description Events that may be posted in a second, repeats included; beyond them posts are 429. A batch is let in while there is any room, and counts as a whole.
       * @default null
       * @example 100
       */
      eventsPerSecond: number | null;
      /**
       * @description Endpoints that may exist; to make more is 429. What exists stays.
       * @default null
       * @example 50
       */
      endpoints: number | null;
    };
    TenantList: {
      data: components['schemas']['Tenant'][];
      /** @description Null on the last page. */
      nextCursor: string | null;
    };
    /**
     * @description `owner`: reads and changes everything of the tenant. `publisher`: posts events. `viewer`: reads.
     * @enum {string}
     */
    TenantRole: 'owner' | 'publisher' | 'viewer';
    TestEvent: {
      /**
       * @description The event type to send.
       * @example order.created
       */
      event: string;
    };
    TestEventAnswer: {
      /**
       * @description The event type, as asked for.
       * @example order.created
       */
      event: string;
      eventId: string;
      deliveries: {
        endpointId: string;
        deliveryId: string;
      }[];
    };
    TimelineEntry: {
      /**
       * Format: date-time
       * @example 2026-03-01T12:00:00.000Z
       */
      at: string;
      /**
       * @description `created`, `attempt`, `waiting`, `held` (by the gate of its endpoint or its line), `succeeded`, `failed`, `cancelled`, or the command that was applied: `redeliver`, `cancel`, `hold`, `release`, `reschedule`, `policyChanged`. A wait stands at the time it began.
       * @example attempt
       */
      kind: string;
      detail: string;
      /**
       * @description Why it waited; with `waiting`.
       * @enum {string}
       */
      reason?:
        | 'backoff'
        | 'scheduled'
        | 'rate-limit'
        | 'retry-after'
        | 'throttle'
        | 'breaker'
        | 'paused'
        | 'order'
        | 'exhausted'
        | 'manual';
      /**
       * Format: date-time
       * @description Until when it meant to wait; with `waiting`.
       * @example 2026-03-01T12:00:00.000Z
       */
      until?: string;
      /**
       * @description Who acted: the id of a key or of an operation (`op_…`); `temporal-signal` and `temporal-cancel` for what was done by hand in Temporal; `gate`, the gate of the endpoint; `line`, the line of an ordering key; `receiver`, whose answers disabled the endpoint.
       * @example key_01k0f5w8x0abcdefghjkmnpqrs
       */
      actor?: string;
    };
    TroubledEndpoint: {
      endpointId: string;
      url: string;
      description: string;
      /**
       * @description `active`: gets what is due. `paused`: everything that is due is held, by a pause or because the tenant is stopped. `draining`: what a pause held goes out, in the order of its events. `disabled`: gets no events, and what waited for it was cancelled.
       * @enum {string}
       */
      status: 'active' | 'paused' | 'draining' | 'disabled';
      /** @enum {string} */
      gate: 'open' | 'paused' | 'throttled' | 'broken' | 'draining';
      /** @description `failing`: its last three attempts, or more, have failed; `low-success-rate`: below 0.95 in the window. */
      troubles: ('disabled' | 'paused' | 'broken' | 'throttled' | 'failing' | 'low-success-rate')[];
      /** @description Why it is disabled, or its gate not open, where that is known. */
      because?: string;
      consecutiveFailures: number;
      failingSince: string | null;
      deliveries: components['schemas']['DeliveriesByOutcome'];
      /**
       * @description Share of those that succeeded among those that succeeded or failed; null where there are none.
       * @example 0.9875
       */
      successRate: number | null;
      attempts: number;
    };
    ValidateSignature:
      | {
          profile: components['schemas']['Profile'];
          /** @description Options of the profile; most have none. See docs/receivers.md. */
          profileOptions?: {
            [key: string]: unknown;
          };
          /** @description The secret of the endpoint. */
          secret: string;
          /** @description As they were received; names in any case. */
          headers: {
            [key: string]: string | string[];
          };
          /** @description The raw body as it was received, byte for byte. */
          body: string;
          /**
           * Format: date-time
           * @description The receiver's clock, for the age of the timestamp. Default: now.
           * @example 2026-03-01T12:00:00Z
           */
          now?: string;
        }
      | {
          /** @description Its profile and valid secrets are used. */
          endpointId: string;
          /** @description As they were received; names in any case. */
          headers: {
            [key: string]: string | string[];
          };
          /** @description The raw body as it was received, byte for byte. */
          body: string;
          /**
           * Format: date-time
           * @description The receiver's clock, for the age of the timestamp. Default: now.
           * @example 2026-03-01T12:00:00Z
           */
          now?: string;
        };
    /** @description Deliveries that are not finished now, whenever they began. The list behind a count: `GET /api/v1/deliveries?status=&waitReason=`. */
    Waiting: {
      total: number;
      /** @description True when there are more: of each status at most 20000 are counted, so a count means "at least". */
      isCapped: boolean;
      reasons: {
        /** @enum {string} */
        status: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
        /** @enum {string} */
        waitReason?:
          | 'backoff'
          | 'scheduled'
          | 'rate-limit'
          | 'retry-after'
          | 'throttle'
          | 'breaker'
          | 'paused'
          | 'order'
          | 'exhausted'
          | 'manual';
        count: number;
      }[];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listAudit: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
        /** @description The id of a key, or `bootstrap-admin`. */
        actor?: string;
        /** @description An action, or all that begin alike. */
        action?: string;
        /** @description The id, or the name, of what was changed. */
        subject?: string;
        /** @description At or after this time. */
        from?: string;
        /** @description Before this time. */
        to?: string;
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "aud_01kcf5w8x0abcdefghjkmnpqrs",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "at": "2026-03-01T12:00:00.000Z",
           *           "actor": "key_01kcf5w8x0aabbccddeeffgghh",
           *           "actorName": "operations team",
           *           "action": "endpoint.update",
           *           "subject": "ep_01kcf5w8x00123456789abcdef"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['AuditList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
        status?: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
        endpointId?: string;
        eventId?: string;
        eventType?: string;
        /** @description The error of the last attempt. */
        errorKind?:
          'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
        waitReason?:
          | 'backoff'
          | 'scheduled'
          | 'rate-limit'
          | 'retry-after'
          | 'throttle'
          | 'breaker'
          | 'paused'
          | 'order'
          | 'exhausted'
          | 'manual';
        orderingKey?: string;
        /** @description Created at or after this time. */
        from?: string;
        /** @description Created before this time. */
        to?: string;
        /** @description Ended at or after this time. */
        completedFrom?: string;
        /** @description Ended before this time. */
        completedTo?: string;
        /** @description Members of this bulk operation, or made by it. */
        operationId?: string;
        /** @description The status code of the last attempt. */
        statusCode?: string;
        /** @description With at least so many attempts: 2 finds what was tried again. */
        minAttempts?: string;
        /** @description Whether it failed as the head of a line that went on without it. */
        parked?: 'true' | 'false';
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "dlv_01kcf5w8x0fedcba9876543210",
           *           "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "eventType": "order.created",
           *           "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "generation": 0,
           *           "createdAt": "2026-03-01T12:00:00.130Z",
           *           "status": "waiting",
           *           "explanation": "waiting until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "waitReason": "backoff",
           *           "nextAttemptAt": "2026-03-01T12:01:00.320Z",
           *           "attemptCount": 1,
           *           "lastStatusCode": 503,
           *           "lastErrorKind": "http",
           *           "lastError": "the receiver answered 503"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['DeliveryList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The delivery. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01kcf5w8x0fedcba9876543210",
           *       "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "eventType": "order.created",
           *       "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "generation": 0,
           *       "createdAt": "2026-03-01T12:00:00.130Z",
           *       "status": "waiting",
           *       "explanation": "waiting until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *       "waitReason": "backoff",
           *       "nextAttemptAt": "2026-03-01T12:01:00.320Z",
           *       "attemptCount": 1,
           *       "lastStatusCode": 503,
           *       "lastErrorKind": "http",
           *       "lastError": "the receiver answered 503",
           *       "workflow": {
           *         "id": "dlv_01kcf5w8x0fedcba9876543210",
           *         "url": "http://127.0.0.1:8233/namespaces/default/workflows/dlv_01kcf5w8x0fedcba9876543210"
           *       },
           *       "request": {
           *         "url": "https://shop.example/hooks",
           *         "headers": {
           *           "user-agent": "Everhook/0.1.0",
           *           "content-type": "application/json",
           *           "webhook-id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "webhook-timestamp": "1772366400",
           *           "webhook-signature": "v1,dOk3LuX1mUdOLWyb4fY0lkZNaV0qvRWbVXiTBTqgtV8="
           *         },
           *         "body": "{\"type\":\"order.created\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":{\"orderId\":\"o-1001\",\"total\":12.5}}"
           *       },
           *       "attempts": [
           *         {
           *           "id": "att_01kcf5w8x0fedcba9876543210_0001",
           *           "number": 1,
           *           "trigger": "schedule",
           *           "startedAt": "2026-03-01T12:00:00.200Z",
           *           "durationMs": 120,
           *           "outcome": "retry",
           *           "statusCode": 503,
           *           "responseHeaders": {
           *             "content-type": "text/plain"
           *           },
           *           "responseBody": "busy",
           *           "responseTruncated": false,
           *           "errorKind": "http",
           *           "error": "the receiver answered 503",
           *           "remoteAddress": "203.0.113.7"
           *         }
           *       ],
           *       "timeline": [
           *         {
           *           "at": "2026-03-01T12:00:00.130Z",
           *           "kind": "created",
           *           "detail": "the event matched the endpoint"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.200Z",
           *           "kind": "attempt",
           *           "detail": "attempt 1: http: the receiver answered 503, after 120 ms"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.320Z",
           *           "kind": "waiting",
           *           "detail": "backoff until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "reason": "backoff",
           *           "until": "2026-03-01T12:01:00.320Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DeliveryDetail'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "reason": "the order was test data"
         *     }
         */
        'application/json': {
          /**
           * @description Shown in the timeline.
           * @example the order was test data
           */
          reason?: string;
        };
      };
    };
    responses: {
      /** @description The delivery as it is now. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01kcf5w8x0fedcba9876543210",
           *       "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "eventType": "order.created",
           *       "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "generation": 0,
           *       "createdAt": "2026-03-01T12:00:00.130Z",
           *       "status": "cancelled",
           *       "explanation": "cancelled: the order was test data",
           *       "attemptCount": 1,
           *       "lastStatusCode": 503,
           *       "lastErrorKind": "http",
           *       "lastError": "the receiver answered 503",
           *       "workflow": {
           *         "id": "dlv_01kcf5w8x0fedcba9876543210",
           *         "url": "http://127.0.0.1:8233/namespaces/default/workflows/dlv_01kcf5w8x0fedcba9876543210"
           *       },
           *       "request": {
           *         "url": "https://shop.example/hooks",
           *         "headers": {
           *           "user-agent": "Everhook/0.1.0",
           *           "content-type": "application/json",
           *           "webhook-id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "webhook-timestamp": "1772366400",
           *           "webhook-signature": "v1,dOk3LuX1mUdOLWyb4fY0lkZNaV0qvRWbVXiTBTqgtV8="
           *         },
           *         "body": "{\"type\":\"order.created\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":{\"orderId\":\"o-1001\",\"total\":12.5}}"
           *       },
           *       "attempts": [
           *         {
           *           "id": "att_01kcf5w8x0fedcba9876543210_0001",
           *           "number": 1,
           *           "trigger": "schedule",
           *           "startedAt": "2026-03-01T12:00:00.200Z",
           *           "durationMs": 120,
           *           "outcome": "retry",
           *           "statusCode": 503,
           *           "responseHeaders": {
           *             "content-type": "text/plain"
           *           },
           *           "responseBody": "busy",
           *           "responseTruncated": false,
           *           "errorKind": "http",
           *           "error": "the receiver answered 503",
           *           "remoteAddress": "203.0.113.7"
           *         }
           *       ],
           *       "timeline": [
           *         {
           *           "at": "2026-03-01T12:00:00.130Z",
           *           "kind": "created",
           *           "detail": "the event matched the endpoint"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.200Z",
           *           "kind": "attempt",
           *           "detail": "attempt 1: http: the receiver answered 503, after 120 ms"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.320Z",
           *           "kind": "waiting",
           *           "detail": "backoff until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "reason": "backoff",
           *           "until": "2026-03-01T12:01:00.320Z"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:31.000Z",
           *           "kind": "cancel",
           *           "detail": "cancelled",
           *           "actor": "key_01kcf5w8x0aabbccddeeffgghh"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:31.000Z",
           *           "kind": "cancelled",
           *           "detail": "the order was test data"
           *         }
           *       ],
           *       "completedAt": "2026-03-01T12:00:31.000Z"
           *     }
           */
          'application/json': components['schemas']['DeliveryDetail'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `command-refused`: The delivery is not in a state for this. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  holdDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "reason": "the customer asked to wait"
         *     }
         */
        'application/json': {
          /**
           * @description Shown in the timeline.
           * @example the customer asked to wait
           */
          reason?: string;
        };
      };
    };
    responses: {
      /** @description The delivery as it is now. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01kcf5w8x0fedcba9876543210",
           *       "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "eventType": "order.created",
           *       "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "generation": 0,
           *       "createdAt": "2026-03-01T12:00:00.130Z",
           *       "status": "held",
           *       "explanation": "held: the customer asked to wait",
           *       "waitReason": "manual",
           *       "nextAttemptAt": "2026-03-01T12:01:00.320Z",
           *       "attemptCount": 1,
           *       "lastStatusCode": 503,
           *       "lastErrorKind": "http",
           *       "lastError": "the receiver answered 503",
           *       "workflow": {
           *         "id": "dlv_01kcf5w8x0fedcba9876543210",
           *         "url": "http://127.0.0.1:8233/namespaces/default/workflows/dlv_01kcf5w8x0fedcba9876543210"
           *       },
           *       "request": {
           *         "url": "https://shop.example/hooks",
           *         "headers": {
           *           "user-agent": "Everhook/0.1.0",
           *           "content-type": "application/json",
           *           "webhook-id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "webhook-timestamp": "1772366400",
           *           "webhook-signature": "v1,dOk3LuX1mUdOLWyb4fY0lkZNaV0qvRWbVXiTBTqgtV8="
           *         },
           *         "body": "{\"type\":\"order.created\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":{\"orderId\":\"o-1001\",\"total\":12.5}}"
           *       },
           *       "attempts": [
           *         {
           *           "id": "att_01kcf5w8x0fedcba9876543210_0001",
           *           "number": 1,
           *           "trigger": "schedule",
           *           "startedAt": "2026-03-01T12:00:00.200Z",
           *           "durationMs": 120,
           *           "outcome": "retry",
           *           "statusCode": 503,
           *           "responseHeaders": {
           *             "content-type": "text/plain"
           *           },
           *           "responseBody": "busy",
           *           "responseTruncated": false,
           *           "errorKind": "http",
           *           "error": "the receiver answered 503",
           *           "remoteAddress": "203.0.113.7"
           *         }
           *       ],
           *       "timeline": [
           *         {
           *           "at": "2026-03-01T12:00:00.130Z",
           *           "kind": "created",
           *           "detail": "the event matched the endpoint"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.200Z",
           *           "kind": "attempt",
           *           "detail": "attempt 1: http: the receiver answered 503, after 120 ms"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.320Z",
           *           "kind": "waiting",
           *           "detail": "backoff until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "reason": "backoff",
           *           "until": "2026-03-01T12:01:00.320Z"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:31.000Z",
           *           "kind": "hold",
           *           "detail": "held until someone releases it: the customer asked to wait",
           *           "actor": "key_01kcf5w8x0aabbccddeeffgghh"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DeliveryDetail'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `command-refused`: The delivery is not in a state for this. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  redeliverDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "force": false
         *     }
         */
        'application/json': {
          /**
           * @description Send it past the endpoint's pause and rate limit and the line of its ordering key.
           * @default false
           */
          force?: boolean;
        };
      };
    };
    responses: {
      /** @description The delivery as it is now. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01kcf5w8x0fedcba9876543210",
           *       "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "eventType": "order.created",
           *       "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "generation": 0,
           *       "createdAt": "2026-03-01T12:00:00.130Z",
           *       "status": "delivering",
           *       "explanation": "an attempt is in flight",
           *       "attemptCount": 1,
           *       "lastStatusCode": 503,
           *       "lastErrorKind": "http",
           *       "lastError": "the receiver answered 503",
           *       "workflow": {
           *         "id": "dlv_01kcf5w8x0fedcba9876543210",
           *         "url": "http://127.0.0.1:8233/namespaces/default/workflows/dlv_01kcf5w8x0fedcba9876543210"
           *       },
           *       "request": {
           *         "url": "https://shop.example/hooks",
           *         "headers": {
           *           "user-agent": "Everhook/0.1.0",
           *           "content-type": "application/json",
           *           "webhook-id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "webhook-timestamp": "1772366400",
           *           "webhook-signature": "v1,dOk3LuX1mUdOLWyb4fY0lkZNaV0qvRWbVXiTBTqgtV8="
           *         },
           *         "body": "{\"type\":\"order.created\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":{\"orderId\":\"o-1001\",\"total\":12.5}}"
           *       },
           *       "attempts": [
           *         {
           *           "id": "att_01kcf5w8x0fedcba9876543210_0001",
           *           "number": 1,
           *           "trigger": "schedule",
           *           "startedAt": "2026-03-01T12:00:00.200Z",
           *           "durationMs": 120,
           *           "outcome": "retry",
           *           "statusCode": 503,
           *           "responseHeaders": {
           *             "content-type": "text/plain"
           *           },
           *           "responseBody": "busy",
           *           "responseTruncated": false,
           *           "errorKind": "http",
           *           "error": "the receiver answered 503",
           *           "remoteAddress": "203.0.113.7"
           *         }
           *       ],
           *       "timeline": [
           *         {
           *           "at": "2026-03-01T12:00:00.130Z",
           *           "kind": "created",
           *           "detail": "the event matched the endpoint"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.200Z",
           *           "kind": "attempt",
           *           "detail": "attempt 1: http: the receiver answered 503, after 120 ms"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.320Z",
           *           "kind": "waiting",
           *           "detail": "backoff until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "reason": "backoff",
           *           "until": "2026-03-01T12:01:00.320Z"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:31.000Z",
           *           "kind": "redeliver",
           *           "detail": "redelivered now",
           *           "actor": "key_01kcf5w8x0aabbccddeeffgghh"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DeliveryDetail'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `command-refused`: The delivery is not in a state for this. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  releaseDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /** @example {} */
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The delivery as it is now. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01kcf5w8x0fedcba9876543210",
           *       "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "eventType": "order.created",
           *       "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "generation": 0,
           *       "createdAt": "2026-03-01T12:00:00.130Z",
           *       "status": "waiting",
           *       "explanation": "waiting until 2026-03-01T12:01:00.320Z: released; its next attempt keeps its time",
           *       "waitReason": "backoff",
           *       "nextAttemptAt": "2026-03-01T12:01:00.320Z",
           *       "attemptCount": 1,
           *       "lastStatusCode": 503,
           *       "lastErrorKind": "http",
           *       "lastError": "the receiver answered 503",
           *       "workflow": {
           *         "id": "dlv_01kcf5w8x0fedcba9876543210",
           *         "url": "http://127.0.0.1:8233/namespaces/default/workflows/dlv_01kcf5w8x0fedcba9876543210"
           *       },
           *       "request": {
           *         "url": "https://shop.example/hooks",
           *         "headers": {
           *           "user-agent": "Everhook/0.1.0",
           *           "content-type": "application/json",
           *           "webhook-id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "webhook-timestamp": "1772366400",
           *           "webhook-signature": "v1,dOk3LuX1mUdOLWyb4fY0lkZNaV0qvRWbVXiTBTqgtV8="
           *         },
           *         "body": "{\"type\":\"order.created\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":{\"orderId\":\"o-1001\",\"total\":12.5}}"
           *       },
           *       "attempts": [
           *         {
           *           "id": "att_01kcf5w8x0fedcba9876543210_0001",
           *           "number": 1,
           *           "trigger": "schedule",
           *           "startedAt": "2026-03-01T12:00:00.200Z",
           *           "durationMs": 120,
           *           "outcome": "retry",
           *           "statusCode": 503,
           *           "responseHeaders": {
           *             "content-type": "text/plain"
           *           },
           *           "responseBody": "busy",
           *           "responseTruncated": false,
           *           "errorKind": "http",
           *           "error": "the receiver answered 503",
           *           "remoteAddress": "203.0.113.7"
           *         }
           *       ],
           *       "timeline": [
           *         {
           *           "at": "2026-03-01T12:00:00.130Z",
           *           "kind": "created",
           *           "detail": "the event matched the endpoint"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.200Z",
           *           "kind": "attempt",
           *           "detail": "attempt 1: http: the receiver answered 503, after 120 ms"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.320Z",
           *           "kind": "waiting",
           *           "detail": "backoff until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "reason": "backoff",
           *           "until": "2026-03-01T12:01:00.320Z"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:31.000Z",
           *           "kind": "hold",
           *           "detail": "held until someone releases it: the customer asked to wait",
           *           "actor": "key_01kcf5w8x0aabbccddeeffgghh"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:45.000Z",
           *           "kind": "release",
           *           "detail": "released: its next attempt stays due at 2026-03-01T12:01:00.320Z",
           *           "actor": "key_01kcf5w8x0aabbccddeeffgghh"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DeliveryDetail'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `command-refused`: The delivery is not in a state for this. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rescheduleDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "at": "2026-03-01T18:00:00Z"
         *     }
         */
        'application/json': {
          /**
           * Format: date-time
           * @description When to send it: in the future, at most 366 days ahead.
           * @example 2026-03-01T12:00:00Z
           */
          at: string;
        };
      };
    };
    responses: {
      /** @description The delivery as it is now. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01kcf5w8x0fedcba9876543210",
           *       "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "eventType": "order.created",
           *       "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "generation": 0,
           *       "createdAt": "2026-03-01T12:00:00.130Z",
           *       "status": "waiting",
           *       "explanation": "waiting until 2026-03-01T18:00:00.000Z: rescheduled on request",
           *       "waitReason": "scheduled",
           *       "nextAttemptAt": "2026-03-01T18:00:00.000Z",
           *       "attemptCount": 1,
           *       "lastStatusCode": 503,
           *       "lastErrorKind": "http",
           *       "lastError": "the receiver answered 503",
           *       "workflow": {
           *         "id": "dlv_01kcf5w8x0fedcba9876543210",
           *         "url": "http://127.0.0.1:8233/namespaces/default/workflows/dlv_01kcf5w8x0fedcba9876543210"
           *       },
           *       "request": {
           *         "url": "https://shop.example/hooks",
           *         "headers": {
           *           "user-agent": "Everhook/0.1.0",
           *           "content-type": "application/json",
           *           "webhook-id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "webhook-timestamp": "1772366400",
           *           "webhook-signature": "v1,dOk3LuX1mUdOLWyb4fY0lkZNaV0qvRWbVXiTBTqgtV8="
           *         },
           *         "body": "{\"type\":\"order.created\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":{\"orderId\":\"o-1001\",\"total\":12.5}}"
           *       },
           *       "attempts": [
           *         {
           *           "id": "att_01kcf5w8x0fedcba9876543210_0001",
           *           "number": 1,
           *           "trigger": "schedule",
           *           "startedAt": "2026-03-01T12:00:00.200Z",
           *           "durationMs": 120,
           *           "outcome": "retry",
           *           "statusCode": 503,
           *           "responseHeaders": {
           *             "content-type": "text/plain"
           *           },
           *           "responseBody": "busy",
           *           "responseTruncated": false,
           *           "errorKind": "http",
           *           "error": "the receiver answered 503",
           *           "remoteAddress": "203.0.113.7"
           *         }
           *       ],
           *       "timeline": [
           *         {
           *           "at": "2026-03-01T12:00:00.130Z",
           *           "kind": "created",
           *           "detail": "the event matched the endpoint"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.200Z",
           *           "kind": "attempt",
           *           "detail": "attempt 1: http: the receiver answered 503, after 120 ms"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:00.320Z",
           *           "kind": "waiting",
           *           "detail": "backoff until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "reason": "backoff",
           *           "until": "2026-03-01T12:01:00.320Z"
           *         },
           *         {
           *           "at": "2026-03-01T12:00:31.000Z",
           *           "kind": "reschedule",
           *           "detail": "rescheduled to 2026-03-01T18:00:00.000Z",
           *           "actor": "key_01kcf5w8x0aabbccddeeffgghh"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DeliveryDetail'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `command-refused`: The delivery is not in a state for this. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listEventTypes: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "name": "order.created",
           *           "tenantId": "123",
           *           "description": "An order was placed.",
           *           "schema": {
           *             "type": "object",
           *             "properties": {
           *               "orderId": {
           *                 "type": "string"
           *               }
           *             },
           *             "required": [
           *               "orderId"
           *             ]
           *           },
           *           "example": {
           *             "orderId": "A-1001"
           *           },
           *           "archived": false,
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "updatedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['EventTypeList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createEventType: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "order.created",
         *       "description": "An order was placed.",
         *       "schema": {
         *         "type": "object",
         *         "properties": {
         *           "orderId": {
         *             "type": "string"
         *           }
         *         },
         *         "required": [
         *           "orderId"
         *         ]
         *       },
         *       "example": {
         *         "orderId": "A-1001"
         *       }
         *     }
         */
        'application/json': components['schemas']['CreateEventType'];
      };
    };
    responses: {
      /** @description The event type. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "name": "order.created",
           *       "tenantId": "123",
           *       "description": "An order was placed.",
           *       "schema": {
           *         "type": "object",
           *         "properties": {
           *           "orderId": {
           *             "type": "string"
           *           }
           *         },
           *         "required": [
           *           "orderId"
           *         ]
           *       },
           *       "example": {
           *         "orderId": "A-1001"
           *       },
           *       "archived": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventType'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `already-exists`: The name or id is already taken. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-schema`: The JSON Schema cannot be used. `schema-violation`: The data violates the JSON Schema of its event type. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  importEventTypes: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "catalogue": "urban-things"
         *     }
         */
        'application/json': components['schemas']['ImportEventTypes'];
      };
    };
    responses: {
      /** @description What was imported. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "created": [
           *         "order.created"
           *       ],
           *       "updated": [],
           *       "data": [
           *         {
           *           "name": "order.created",
           *           "tenantId": "123",
           *           "description": "An order was placed.",
           *           "schema": {
           *             "type": "object",
           *             "properties": {
           *               "orderId": {
           *                 "type": "string"
           *               }
           *             },
           *             "required": [
           *               "orderId"
           *             ]
           *           },
           *           "example": {
           *             "orderId": "A-1001"
           *           },
           *           "archived": false,
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "updatedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['ImportedEventTypes'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-schema`: The JSON Schema cannot be used. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getEventType: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event type. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "name": "order.created",
           *       "tenantId": "123",
           *       "description": "An order was placed.",
           *       "schema": {
           *         "type": "object",
           *         "properties": {
           *           "orderId": {
           *             "type": "string"
           *           }
           *         },
           *         "required": [
           *           "orderId"
           *         ]
           *       },
           *       "example": {
           *         "orderId": "A-1001"
           *       },
           *       "archived": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventType'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteEventType: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeEventType: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "archived": true
         *     }
         */
        'application/json': components['schemas']['ChangeEventType'];
      };
    };
    responses: {
      /** @description The event type as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "name": "order.created",
           *       "tenantId": "123",
           *       "description": "An order was placed.",
           *       "schema": {
           *         "type": "object",
           *         "properties": {
           *           "orderId": {
           *             "type": "string"
           *           }
           *         },
           *         "required": [
           *           "orderId"
           *         ]
           *       },
           *       "example": {
           *         "orderId": "A-1001"
           *       },
           *       "archived": true,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventType'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-schema`: The JSON Schema cannot be used. `schema-violation`: The data violates the JSON Schema of its event type. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listEvents: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
        /** @description Only this event type. */
        type?: string;
        /** @description Accepted at or after this time. */
        from?: string;
        /** @description Accepted before this time. */
        to?: string;
        /** @description Text that occurs in the data as it was written, or in the id; upper and lower case are the same. */
        q?: string;
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "type": "order.created",
           *           "created": "2026-03-01T12:00:00.000Z",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "acceptedAt": "2026-03-01T12:00:00.120Z",
           *           "source": "api"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['EventList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postEvent: {
    parameters: {
      query?: never;
      header?: {
        /** @description Covers the event: a repeat with the same key is answered with the original, for ever. 1 to 255 visible ASCII characters. */
        'Idempotency-Key'?: string;
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "order.created",
         *       "data": {
         *         "orderId": "o-1001",
         *         "total": 12.5
         *       },
         *       "id": "order-o-1001-created"
         *     }
         */
        'application/json': components['schemas']['NewEvent'];
      };
    };
    responses: {
      /** @description The event had been accepted before; the header `Idempotent-Replayed: true` says so too. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "type": "order.created",
           *       "created": "2026-03-01T12:00:00.000Z",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg"
           *     }
           */
          'application/json': components['schemas']['AcceptedEvent'];
        };
      };
      /** @description The event is accepted. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "type": "order.created",
           *       "created": "2026-03-01T12:00:00.000Z",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg"
           *     }
           */
          'application/json': components['schemas']['AcceptedEvent'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `event-conflict`: The id or key was used for another request. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-deep`: The body is nested too deeply. `event-not-allowed`: The event type is not allowed. `schema-violation`: The data violates the JSON Schema of its event type. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `tenant-limit`: A limit of the tenant is reached. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postEventBatch: {
    parameters: {
      query?: never;
      header?: {
        /** @description Covers the whole batch: a repeat with the same key is answered with the original, for ever. 1 to 255 visible ASCII characters. */
        'Idempotency-Key'?: string;
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "events": [
         *         {
         *           "type": "order.created",
         *           "data": {
         *             "orderId": "o-1001",
         *             "total": 12.5
         *           },
         *           "id": "order-o-1001-created"
         *         }
         *       ]
         *     }
         */
        'application/json': components['schemas']['NewEventBatch'];
      };
    };
    responses: {
      /** @description The batch had been accepted before under its Idempotency-Key. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "type": "order.created",
           *           "created": "2026-03-01T12:00:00.000Z",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "replayed": true
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['AcceptedBatch'];
        };
      };
      /** @description All events are accepted; their order is that of the request. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "type": "order.created",
           *           "created": "2026-03-01T12:00:00.000Z",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['AcceptedBatch'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `event-conflict`: The id or key was used for another request. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-deep`: The body is nested too deeply. `event-not-allowed`: The event type is not allowed. `schema-violation`: The data violates the JSON Schema of its event type. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `tenant-limit`: A limit of the tenant is reached. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getEvent: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The event, with its data as it was posted. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "type": "order.created",
           *       "created": "2026-03-01T12:00:00.000Z",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "acceptedAt": "2026-03-01T12:00:00.120Z",
           *       "source": "api",
           *       "matches": [
           *         {
           *           "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *           "matched": true,
           *           "because": "\"order.*\" covers \"order.created\"",
           *           "deliveryId": "dlv_01kcf5w8x0fedcba9876543210"
           *         },
           *         {
           *           "endpointId": "ep_01kcf5w8x0ghjkmnpqrstvwxyz",
           *           "matched": false,
           *           "because": "none of [user.*] covers \"order.created\""
           *         }
           *       ],
           *       "deliveries": [
           *         {
           *           "id": "dlv_01kcf5w8x0fedcba9876543210",
           *           "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *           "generation": 0,
           *           "status": "succeeded"
           *         }
           *       ],
           *       "data": {
           *         "orderId": "o-1001",
           *         "total": 12.5
           *       }
           *     }
           */
          'application/json': components['schemas']['Event'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  replayEvent: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "endpointIds": [
         *         "ep_01kcf5w8x00123456789abcdef"
         *       ]
         *     }
         */
        'application/json': {
          /**
           * @description Default: the endpoints that subscribe to it now.
           * @example [
           *       "ep_01k0f5w8x0abcdefghjkmnpqrs"
           *     ]
           */
          endpointIds?: string[];
        };
      };
    };
    responses: {
      /** @description The new deliveries. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "deliveries": [
           *         {
           *           "id": "dlv_01kcf5w8x0fedcba9876543210",
           *           "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "eventType": "order.created",
           *           "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "generation": 1,
           *           "createdAt": "2026-03-01T12:00:00.130Z",
           *           "status": "pending",
           *           "explanation": "waiting for its turn",
           *           "nextAttemptAt": "2026-03-01T12:00:00.130Z",
           *           "attemptCount": 0
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['NewDeliveries'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `endpoint-disabled`: The endpoint is disabled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listOperations: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
        status?: 'running' | 'paused' | 'aborted' | 'finished';
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "op_01kcf5w8x0aabbccddeeffgghh",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "action": "redeliver",
           *           "filter": {
           *             "status": "failed",
           *             "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *             "from": "2026-03-01T00:00:00Z"
           *           },
           *           "ratePerSecond": 50,
           *           "status": "running",
           *           "total": 1200,
           *           "done": 350,
           *           "failed": 2,
           *           "actor": "key_01kcf5w8x0aabbccddeeffgghh",
           *           "startedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['OperationList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createOperation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "action": "redeliver",
         *       "filter": {
         *         "status": "failed",
         *         "endpointId": "ep_01kcf5w8x00123456789abcdef",
         *         "from": "2026-03-01T00:00:00Z"
         *       },
         *       "ratePerSecond": 50
         *     }
         */
        'application/json': components['schemas']['NewOperation'];
      };
    };
    responses: {
      /** @description The answer to a dry run. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "count": 1200
           *     }
           */
          'application/json': components['schemas']['OperationCount'];
        };
      };
      /** @description The operation has begun. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01kcf5w8x0aabbccddeeffgghh",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "action": "redeliver",
           *       "filter": {
           *         "status": "failed",
           *         "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *         "from": "2026-03-01T00:00:00Z"
           *       },
           *       "ratePerSecond": 50,
           *       "status": "running",
           *       "total": 1200,
           *       "done": 0,
           *       "failed": 0,
           *       "actor": "key_01kcf5w8x0aabbccddeeffgghh",
           *       "startedAt": "2026-03-01T12:00:00.000Z",
           *       "count": 1200
           *     }
           */
          'application/json': components['schemas']['StartedOperation'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `endpoint-disabled`: The endpoint is disabled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getOperation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The operation. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01kcf5w8x0aabbccddeeffgghh",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "action": "redeliver",
           *       "filter": {
           *         "status": "failed",
           *         "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *         "from": "2026-03-01T00:00:00Z"
           *       },
           *       "ratePerSecond": 50,
           *       "status": "running",
           *       "total": 1200,
           *       "done": 350,
           *       "failed": 2,
           *       "actor": "key_01kcf5w8x0aabbccddeeffgghh",
           *       "startedAt": "2026-03-01T12:00:00.000Z",
           *       "failures": [
           *         {
           *           "deliveryId": "dlv_01kcf5w8x0fedcba9876543210",
           *           "detail": "the endpoint is disabled; enable it first"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['OperationDetail'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  abortOperation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The operation as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01kcf5w8x0aabbccddeeffgghh",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "action": "redeliver",
           *       "filter": {
           *         "status": "failed",
           *         "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *         "from": "2026-03-01T00:00:00Z"
           *       },
           *       "ratePerSecond": 50,
           *       "status": "aborted",
           *       "total": 1200,
           *       "done": 350,
           *       "failed": 2,
           *       "actor": "key_01kcf5w8x0aabbccddeeffgghh",
           *       "startedAt": "2026-03-01T12:00:00.000Z",
           *       "finishedAt": "2026-03-01T12:00:07.500Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation-refused`: The bulk operation is not in a state for this. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  pauseOperation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The operation as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01kcf5w8x0aabbccddeeffgghh",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "action": "redeliver",
           *       "filter": {
           *         "status": "failed",
           *         "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *         "from": "2026-03-01T00:00:00Z"
           *       },
           *       "ratePerSecond": 50,
           *       "status": "paused",
           *       "total": 1200,
           *       "done": 350,
           *       "failed": 2,
           *       "actor": "key_01kcf5w8x0aabbccddeeffgghh",
           *       "startedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation-refused`: The bulk operation is not in a state for this. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeOperation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The operation as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01kcf5w8x0aabbccddeeffgghh",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "action": "redeliver",
           *       "filter": {
           *         "status": "failed",
           *         "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *         "from": "2026-03-01T00:00:00Z"
           *       },
           *       "ratePerSecond": 50,
           *       "status": "running",
           *       "total": 1200,
           *       "done": 350,
           *       "failed": 2,
           *       "actor": "key_01kcf5w8x0aabbccddeeffgghh",
           *       "startedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation-refused`: The bulk operation is not in a state for this. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRejectedOutboxRows: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "seq": "42",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "eventId": null,
           *           "type": "order.created",
           *           "idempotencyKey": "order-o-1001",
           *           "insertedAt": "2026-03-01T12:00:00.000Z",
           *           "rejectedAt": "2026-03-01T12:00:00.250Z",
           *           "reason": "data must be JSON text"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['RejectedOutboxList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The key behind the request. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "role": "owner",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "tenantName": "Urban Things",
           *       "keyId": "key_01kcf5w8x0aabbccddeeffgghh",
           *       "keyName": "console of the operators",
           *       "expiresAt": "2026-03-02T00:00:00.000Z",
           *       "version": "1.0.0"
           *     }
           */
          'application/json': components['schemas']['Session'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  signIn: {
    parameters: {
      query?: never;
      header: {
        /** @description Must be `1`: shows that the request comes from the console and not from another site. */
        'X-Everhook-Console': '1';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "key": "ehk_q3Jd0m8lS5cXr2vTn7YwEa1KbUoPz4HgFi6RtLs9Nx0"
         *     }
         */
        'application/json': components['schemas']['SignIn'];
      };
    };
    responses: {
      /** @description Signed in. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "role": "owner",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "tenantName": "Urban Things",
           *       "keyId": "key_01kcf5w8x0aabbccddeeffgghh",
           *       "keyName": "console of the operators",
           *       "expiresAt": "2026-03-02T00:00:00.000Z",
           *       "version": "1.0.0"
           *     }
           */
          'application/json': components['schemas']['Session'];
        };
      };
      /** @description `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `cross-site-request`: The request does not come from the console. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-many-sign-ins`: Too many sign-ins with wrong keys. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  signOut: {
    parameters: {
      query?: never;
      header: {
        /** @description Must be `1`: shows that the request comes from the console and not from another site. */
        'X-Everhook-Console': '1';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Signed out. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `cross-site-request`: The request does not come from the console. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSignatureSnippets: {
    parameters: {
      query?: {
        /** @description The profile, with its default options. */
        profile?:
          | 'standard-webhooks'
          | 'urtentic'
          | 'quickstart'
          | 'ultrareach'
          | 'urban-things'
          | 'github'
          | 'stripe'
          | 'svix'
          | 'custom';
        /** @description Instead of `profile`: that of this endpoint, with its options. */
        endpointId?: string;
        /** @description Default: all of them. */
        language?: 'node' | 'python' | 'go' | 'ruby' | 'php' | 'java';
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The code. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "profile": "quickstart",
           *       "snippets": [
           *         {
           *           "language": "node",
           *           "title": "Node.js",
           *           "filename": "verify.mjs",
           *           "code": "import { createHmac, timingSafeEqual } from 'node:crypto';\n…"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['SnippetList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  validateSignature: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "profile": "quickstart",
         *       "secret": "a-shared-secret-of-this-endpoint",
         *       "headers": {
         *         "x-webhook-signature": "0b25a4bbf20b6ccb8a7ecb2c6d6f0b6d8a4b5f4c0b4b0d9a3f2c1e5d6a7b8c9d"
         *       },
         *       "body": "{\"orderId\":\"o-1\"}"
         *     }
         */
        'application/json': components['schemas']['ValidateSignature'];
      };
    };
    responses: {
      /** @description What was found. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "valid": false,
           *       "reason": "re-serialised body: the signature fits the form with spaces after commas and colons; verify the raw body, before any parsing",
           *       "checks": [
           *         {
           *           "name": "headers",
           *           "ok": true,
           *           "detail": "all headers are there"
           *         },
           *         {
           *           "name": "secret",
           *           "ok": true,
           *           "detail": "the secret has the form that the profile wants"
           *         },
           *         {
           *           "name": "prefix",
           *           "ok": true,
           *           "detail": "no prefix"
           *         },
           *         {
           *           "name": "signature",
           *           "ok": false,
           *           "detail": "re-serialised body: the signature fits the form with spaces after commas and colons; verify the raw body, before any parsing"
           *         }
           *       ],
           *       "expected": {
           *         "header": "5f1c0c3a3a4a1dd1c3c2b9b6a0f3e5d7c9b1a2f3e4d5c6b7a8f9e0d1c2b3a4f5",
           *         "signedContent": "{\"orderId\":\"o-1\"}"
           *       }
           *     }
           */
          'application/json': components['schemas']['SignatureValidation'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getStats: {
    parameters: {
      query?: {
        /** @description How far back: an hour, a day or a week, from the beginning of a bucket until now. */
        window?: '1h' | '24h' | '7d';
        /** @description The width of a bucket: with `1h` one of `1m`, `5m`; with `24h` one of `1h`, `15m`; with `7d` one of `6h`, `1h`, `1d`. The first is the default. Buckets begin at whole multiples of their width in UTC. */
        bucket?: '1m' | '5m' | '15m' | '1h' | '6h' | '1d';
        /** @description Only this endpoint. */
        endpointId?: string;
        /** @description Only this event type; not with `endpointId`. */
        eventType?: string;
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The statistics. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "window": "1h",
           *       "bucket": "1m",
           *       "from": "2026-03-01T11:00:00.000Z",
           *       "to": "2026-03-01T12:00:12.345Z",
           *       "complete": true,
           *       "deliveries": {
           *         "total": 1124,
           *         "succeeded": 1100,
           *         "failed": 20,
           *         "cancelled": 4
           *       },
           *       "successRate": 0.9821,
           *       "attempts": 1190,
           *       "attemptsPerDelivery": 1.0625,
           *       "retries": 70,
           *       "retryRate": 0.0588,
           *       "responseTimeMs": {
           *         "p50": 43.5,
           *         "p95": 212,
           *         "p99": 815.5
           *       },
           *       "errors": [
           *         {
           *           "kind": "http",
           *           "statusCode": 503,
           *           "count": 81,
           *           "lastAt": "2026-03-01T11:58:07.250Z"
           *         },
           *         {
           *           "kind": "timeout",
           *           "count": 9,
           *           "lastAt": "2026-03-01T11:31:40.002Z"
           *         }
           *       ],
           *       "waiting": {
           *         "total": 128,
           *         "isCapped": false,
           *         "reasons": [
           *           {
           *             "status": "held",
           *             "waitReason": "breaker",
           *             "count": 120
           *           },
           *           {
           *             "status": "waiting",
           *             "waitReason": "backoff",
           *             "count": 7
           *           },
           *           {
           *             "status": "delivering",
           *             "count": 1
           *           }
           *         ]
           *       },
           *       "endpointsInTrouble": {
           *         "total": 1,
           *         "data": [
           *           {
           *             "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *             "url": "https://shop.example/hooks",
           *             "description": "orders to the shop",
           *             "status": "active",
           *             "gate": "broken",
           *             "troubles": [
           *               "broken",
           *               "failing",
           *               "low-success-rate"
           *             ],
           *             "because": "10 attempts in a row have failed",
           *             "consecutiveFailures": 12,
           *             "failingSince": "2026-03-01T11:52:00.000Z",
           *             "deliveries": {
           *               "total": 60,
           *               "succeeded": 40,
           *               "failed": 20,
           *               "cancelled": 0
           *             },
           *             "successRate": 0.6667,
           *             "attempts": 110
           *           }
           *         ]
           *       },
           *       "buckets": [
           *         {
           *           "at": "2026-03-01T11:00:00.000Z",
           *           "succeeded": 18,
           *           "failed": 1,
           *           "cancelled": 0,
           *           "attempts": 21,
           *           "retries": 2,
           *           "p50Ms": 43.5,
           *           "p95Ms": 193.5,
           *           "p99Ms": 815.5
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Stats'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  streamDeliveries: {
    parameters: {
      query?: {
        /** @description Only deliveries to this endpoint. */
        endpointId?: string;
        /** @description Only deliveries that have this status when the message is made. */
        status?: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
        /** @description Only events of this type. */
        eventType?: string;
        /** @description The tenant, as `X-Tenant-Id`: for `EventSource`, which cannot send headers. Needed with an admin key or session. */
        tenantId?: string;
      };
      header?: {
        /** @description The id of the last message that the client has: the stream goes on behind it. Browsers send it. */
        'Last-Event-ID'?: string;
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The stream; it does not end by itself. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "kind": "attempt",
           *       "at": "2026-03-01T12:00:00.320Z",
           *       "detail": "attempt 1: the receiver answered 503, after 120 ms",
           *       "deliveryId": "dlv_01kcf5w8x0fedcba9876543210",
           *       "eventId": "evt_01kcf5w8x0aabbccddeeffgghh",
           *       "eventType": "order.created",
           *       "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *       "attempt": {
           *         "id": "att_01kcf5w8x0fedcba9876543210_0001",
           *         "number": 1,
           *         "trigger": "schedule",
           *         "startedAt": "2026-03-01T12:00:00.200Z",
           *         "durationMs": 120,
           *         "outcome": "retry",
           *         "statusCode": 503,
           *         "errorKind": "http",
           *         "error": "the receiver answered 503"
           *       },
           *       "delivery": {
           *         "status": "waiting",
           *         "waitReason": "backoff",
           *         "nextAttemptAt": "2026-03-01T12:00:05.320Z",
           *         "attemptCount": 1
           *       }
           *     }
           */
          'text/event-stream': components['schemas']['StreamMessage'] | components['schemas']['StreamNote'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-many-streams`: Too many streams are open. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTenants: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "123",
           *           "name": "Urban Things",
           *           "externalId": 123,
           *           "profile": "urban-things",
           *           "profileOptions": null,
           *           "retryPolicy": "shop",
           *           "lane": "durable",
           *           "allowedEvents": null,
           *           "limits": {
           *             "eventsPerSecond": 100,
           *             "endpoints": 50
           *           },
           *           "stoppedAt": null,
           *           "alerts": {
           *             "emails": [
           *               "ops@shop.example"
           *             ],
           *             "webhookUrl": "https://shop.example/alerts",
           *             "events": [
           *               "endpoint.disabled",
           *               "endpoint.failing",
           *               "endpoint.recovered",
           *               "delivery.exhausted",
           *               "secret.rotating"
           *             ],
           *             "endpointId": "ep_01jnq9z6wp3xk8a1b2c3d4e5f8"
           *           },
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "updatedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['TenantList'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createTenant: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "id": "123",
         *       "name": "Urban Things",
         *       "profile": "urban-things",
         *       "retryPolicy": "shop"
         *     }
         */
        'application/json': components['schemas']['CreateTenant'];
      };
    };
    responses: {
      /** @description The tenant. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "123",
           *       "name": "Urban Things",
           *       "externalId": 123,
           *       "profile": "urban-things",
           *       "profileOptions": null,
           *       "retryPolicy": "shop",
           *       "lane": "durable",
           *       "allowedEvents": null,
           *       "limits": {
           *         "eventsPerSecond": 100,
           *         "endpoints": 50
           *       },
           *       "stoppedAt": null,
           *       "alerts": {
           *         "emails": [
           *           "ops@shop.example"
           *         ],
           *         "webhookUrl": "https://shop.example/alerts",
           *         "events": [
           *           "endpoint.disabled",
           *           "endpoint.failing",
           *           "endpoint.recovered",
           *           "delivery.exhausted",
           *           "secret.rotating"
           *         ],
           *         "endpointId": "ep_01jnq9z6wp3xk8a1b2c3d4e5f8"
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `already-exists`: The name or id is already taken. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getTenant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The tenant. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "123",
           *       "name": "Urban Things",
           *       "externalId": 123,
           *       "profile": "urban-things",
           *       "profileOptions": null,
           *       "retryPolicy": "shop",
           *       "lane": "durable",
           *       "allowedEvents": null,
           *       "limits": {
           *         "eventsPerSecond": 100,
           *         "endpoints": 50
           *       },
           *       "stoppedAt": null,
           *       "alerts": {
           *         "emails": [
           *           "ops@shop.example"
           *         ],
           *         "webhookUrl": "https://shop.example/alerts",
           *         "events": [
           *           "endpoint.disabled",
           *           "endpoint.failing",
           *           "endpoint.recovered",
           *           "delivery.exhausted",
           *           "secret.rotating"
           *         ],
           *         "endpointId": "ep_01jnq9z6wp3xk8a1b2c3d4e5f8"
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteTenant: {
    parameters: {
      query?: {
        /** @description Delete although deliveries are unfinished; they are cancelled. */
        force?: 'true' | 'false';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `tenant-busy`: The tenant has unfinished deliveries. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeTenant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "retryPolicy": {
         *         "schedule": [
         *           "1m",
         *           "5m",
         *           "15m"
         *         ]
         *       }
         *     }
         */
        'application/json': components['schemas']['ChangeTenant'];
      };
    };
    responses: {
      /** @description The tenant as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "123",
           *       "name": "Urban Things",
           *       "externalId": 123,
           *       "profile": "urban-things",
           *       "profileOptions": null,
           *       "retryPolicy": {
           *         "schedule": [
           *           "1m",
           *           "5m",
           *           "15m"
           *         ]
           *       },
           *       "lane": "durable",
           *       "allowedEvents": null,
           *       "limits": {
           *         "eventsPerSecond": 100,
           *         "endpoints": 50
           *       },
           *       "stoppedAt": null,
           *       "alerts": {
           *         "emails": [
           *           "ops@shop.example"
           *         ],
           *         "webhookUrl": "https://shop.example/alerts",
           *         "events": [
           *           "endpoint.disabled",
           *           "endpoint.failing",
           *           "endpoint.recovered",
           *           "delivery.exhausted",
           *           "secret.rotating"
           *         ],
           *         "endpointId": "ep_01jnq9z6wp3xk8a1b2c3d4e5f8"
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listKeys: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page, without the keys themselves. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "key_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *           "tenantId": "123",
           *           "role": "publisher",
           *           "name": "checkout service",
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "lastUsedAt": null
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['KeyList'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "role": "publisher",
         *       "name": "checkout service"
         *     }
         */
        'application/json': components['schemas']['CreateKey'];
      };
    };
    responses: {
      /** @description The key. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "key_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "role": "publisher",
           *       "name": "checkout service",
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "lastUsedAt": null,
           *       "key": "ehk_q3Jd0m8lS5cXr2vTn7YwEa1KbUoPz4HgFi6RtLs9Nx0"
           *     }
           */
          'application/json': components['schemas']['CreatedKey'];
        };
      };
      /** @description `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        keyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Revoked. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startTenant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The tenant as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "123",
           *       "name": "Urban Things",
           *       "externalId": 123,
           *       "profile": "urban-things",
           *       "profileOptions": null,
           *       "retryPolicy": "shop",
           *       "lane": "durable",
           *       "allowedEvents": null,
           *       "limits": {
           *         "eventsPerSecond": 100,
           *         "endpoints": 50
           *       },
           *       "stoppedAt": null,
           *       "alerts": {
           *         "emails": [
           *           "ops@shop.example"
           *         ],
           *         "webhookUrl": "https://shop.example/alerts",
           *         "events": [
           *           "endpoint.disabled",
           *           "endpoint.failing",
           *           "endpoint.recovered",
           *           "delivery.exhausted",
           *           "secret.rotating"
           *         ],
           *         "endpointId": "ep_01jnq9z6wp3xk8a1b2c3d4e5f8"
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  stopTenant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The tenant as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "123",
           *       "name": "Urban Things",
           *       "externalId": 123,
           *       "profile": "urban-things",
           *       "profileOptions": null,
           *       "retryPolicy": "shop",
           *       "lane": "durable",
           *       "allowedEvents": null,
           *       "limits": {
           *         "eventsPerSecond": 100,
           *         "endpoints": 50
           *       },
           *       "stoppedAt": "2026-03-02T12:00:00.000Z",
           *       "alerts": {
           *         "emails": [
           *           "ops@shop.example"
           *         ],
           *         "webhookUrl": "https://shop.example/alerts",
           *         "events": [
           *           "endpoint.disabled",
           *           "endpoint.failing",
           *           "endpoint.recovered",
           *           "delivery.exhausted",
           *           "secret.rotating"
           *         ],
           *         "endpointId": "ep_01jnq9z6wp3xk8a1b2c3d4e5f8"
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listEndpoints: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
        /** @description Only endpoints with this status. */
        status?: 'active' | 'paused' | 'draining' | 'disabled';
        /** @description Only endpoints that subscribe to this event type. */
        event?: string;
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *           "tenantId": "123",
           *           "url": "https://shop.example/webhooks",
           *           "events": [
           *             "order.*",
           *             "user.registered"
           *           ],
           *           "description": "The shop",
           *           "status": "active",
           *           "profile": "standard-webhooks",
           *           "profileOptions": null,
           *           "retryPolicy": "standard",
           *           "retryPolicyFrom": "default",
           *           "retryPolicyByEvent": {
           *             "order.*": "shop"
           *           },
           *           "timeoutMs": 15000,
           *           "channels": null,
           *           "headers": {
           *             "x-shard": "7",
           *             "authorization": "[redacted]"
           *           },
           *           "maximumAge": "24h",
           *           "ipAllowList": null,
           *           "metadata": {
           *             "team": "checkout"
           *           },
           *           "lane": "durable",
           *           "rateLimitPerSecond": null,
           *           "ordered": false,
           *           "orderingPolicy": "block",
           *           "gate": {
           *             "state": "open"
           *           },
           *           "consecutiveFailures": 0,
           *           "failingSince": null,
           *           "disabledBecause": null,
           *           "operational": false,
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "updatedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['EndpointList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "url": "https://shop.example/webhooks",
         *       "events": [
         *         "order.*",
         *         "user.registered"
         *       ],
         *       "description": "The shop",
         *       "retryPolicyByEvent": {
         *         "order.*": "shop"
         *       }
         *     }
         */
        'application/json': components['schemas']['CreateEndpoint'];
      };
    };
    responses: {
      /** @description The endpoint, with its secret. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "url": "https://shop.example/webhooks",
           *       "events": [
           *         "order.*",
           *         "user.registered"
           *       ],
           *       "description": "The shop",
           *       "status": "active",
           *       "profile": "standard-webhooks",
           *       "profileOptions": null,
           *       "retryPolicy": "standard",
           *       "retryPolicyFrom": "default",
           *       "retryPolicyByEvent": {
           *         "order.*": "shop"
           *       },
           *       "timeoutMs": 15000,
           *       "channels": null,
           *       "headers": {
           *         "x-shard": "7",
           *         "authorization": "[redacted]"
           *       },
           *       "maximumAge": "24h",
           *       "ipAllowList": null,
           *       "metadata": {
           *         "team": "checkout"
           *       },
           *       "lane": "durable",
           *       "rateLimitPerSecond": null,
           *       "ordered": false,
           *       "orderingPolicy": "block",
           *       "gate": {
           *         "state": "open"
           *       },
           *       "consecutiveFailures": 0,
           *       "failingSince": null,
           *       "disabledBecause": null,
           *       "operational": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "heldDeliveries": 0,
           *       "inFlight": 0,
           *       "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
           *     }
           */
          'application/json': components['schemas']['CreatedEndpoint'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-url`: The URL is not allowed as an endpoint. `invalid-secret`: The secret does not fit the profile. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `tenant-limit`: A limit of the tenant is reached. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The endpoint, without its secret, with what is held and what is in flight. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "url": "https://shop.example/webhooks",
           *       "events": [
           *         "order.*",
           *         "user.registered"
           *       ],
           *       "description": "The shop",
           *       "status": "active",
           *       "profile": "standard-webhooks",
           *       "profileOptions": null,
           *       "retryPolicy": "standard",
           *       "retryPolicyFrom": "default",
           *       "retryPolicyByEvent": {
           *         "order.*": "shop"
           *       },
           *       "timeoutMs": 15000,
           *       "channels": null,
           *       "headers": {
           *         "x-shard": "7",
           *         "authorization": "[redacted]"
           *       },
           *       "maximumAge": "24h",
           *       "ipAllowList": null,
           *       "metadata": {
           *         "team": "checkout"
           *       },
           *       "lane": "durable",
           *       "rateLimitPerSecond": null,
           *       "ordered": false,
           *       "orderingPolicy": "block",
           *       "gate": {
           *         "state": "open"
           *       },
           *       "consecutiveFailures": 0,
           *       "failingSince": null,
           *       "disabledBecause": null,
           *       "operational": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "heldDeliveries": 0,
           *       "inFlight": 1
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "events": [
         *         "*"
         *       ],
         *       "status": "disabled"
         *     }
         */
        'application/json': components['schemas']['ChangeEndpoint'];
      };
    };
    responses: {
      /** @description The endpoint as it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "url": "https://shop.example/webhooks",
           *       "events": [
           *         "*"
           *       ],
           *       "description": "The shop",
           *       "status": "disabled",
           *       "profile": "standard-webhooks",
           *       "profileOptions": null,
           *       "retryPolicy": "standard",
           *       "retryPolicyFrom": "default",
           *       "retryPolicyByEvent": {
           *         "order.*": "shop"
           *       },
           *       "timeoutMs": 15000,
           *       "channels": null,
           *       "headers": {
           *         "x-shard": "7",
           *         "authorization": "[redacted]"
           *       },
           *       "maximumAge": "24h",
           *       "ipAllowList": null,
           *       "metadata": {
           *         "team": "checkout"
           *       },
           *       "lane": "durable",
           *       "rateLimitPerSecond": null,
           *       "ordered": false,
           *       "orderingPolicy": "block",
           *       "gate": {
           *         "state": "open"
           *       },
           *       "consecutiveFailures": 0,
           *       "failingSince": null,
           *       "disabledBecause": null,
           *       "operational": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "heldDeliveries": 0,
           *       "inFlight": 1
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `endpoint-disabled`: The endpoint is disabled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-url`: The URL is not allowed as an endpoint. `invalid-secret`: The secret does not fit the profile. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listEndpointDeliveries: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
        status?: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
        eventId?: string;
        eventType?: string;
        /** @description The error of the last attempt. */
        errorKind?:
          'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
        waitReason?:
          | 'backoff'
          | 'scheduled'
          | 'rate-limit'
          | 'retry-after'
          | 'throttle'
          | 'breaker'
          | 'paused'
          | 'order'
          | 'exhausted'
          | 'manual';
        orderingKey?: string;
        /** @description Created at or after this time. */
        from?: string;
        /** @description Created before this time. */
        to?: string;
        /** @description Ended at or after this time. */
        completedFrom?: string;
        /** @description Ended before this time. */
        completedTo?: string;
        /** @description Members of this bulk operation, or made by it. */
        operationId?: string;
        /** @description The status code of the last attempt. */
        statusCode?: string;
        /** @description With at least so many attempts: 2 finds what was tried again. */
        minAttempts?: string;
        /** @description Whether it failed as the head of a line that went on without it. */
        parked?: 'true' | 'false';
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "dlv_01kcf5w8x0fedcba9876543210",
           *           "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "eventType": "order.created",
           *           "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "generation": 0,
           *           "createdAt": "2026-03-01T12:00:00.130Z",
           *           "status": "waiting",
           *           "explanation": "waiting until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "waitReason": "backoff",
           *           "nextAttemptAt": "2026-03-01T12:01:00.320Z",
           *           "attemptCount": 1,
           *           "lastStatusCode": 503,
           *           "lastErrorKind": "http",
           *           "lastError": "the receiver answered 503"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['DeliveryList'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  disableEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The endpoint, with what is held and what is in flight. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "url": "https://shop.example/webhooks",
           *       "events": [
           *         "order.*",
           *         "user.registered"
           *       ],
           *       "description": "The shop",
           *       "status": "disabled",
           *       "profile": "standard-webhooks",
           *       "profileOptions": null,
           *       "retryPolicy": "standard",
           *       "retryPolicyFrom": "default",
           *       "retryPolicyByEvent": {
           *         "order.*": "shop"
           *       },
           *       "timeoutMs": 15000,
           *       "channels": null,
           *       "headers": {
           *         "x-shard": "7",
           *         "authorization": "[redacted]"
           *       },
           *       "maximumAge": "24h",
           *       "ipAllowList": null,
           *       "metadata": {
           *         "team": "checkout"
           *       },
           *       "lane": "durable",
           *       "rateLimitPerSecond": null,
           *       "ordered": false,
           *       "orderingPolicy": "block",
           *       "gate": {
           *         "state": "open"
           *       },
           *       "consecutiveFailures": 0,
           *       "failingSince": null,
           *       "disabledBecause": null,
           *       "operational": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "heldDeliveries": 0,
           *       "inFlight": 1
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  enableEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The endpoint, with what is held and what is in flight. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "url": "https://shop.example/webhooks",
           *       "events": [
           *         "order.*",
           *         "user.registered"
           *       ],
           *       "description": "The shop",
           *       "status": "active",
           *       "profile": "standard-webhooks",
           *       "profileOptions": null,
           *       "retryPolicy": "standard",
           *       "retryPolicyFrom": "default",
           *       "retryPolicyByEvent": {
           *         "order.*": "shop"
           *       },
           *       "timeoutMs": 15000,
           *       "channels": null,
           *       "headers": {
           *         "x-shard": "7",
           *         "authorization": "[redacted]"
           *       },
           *       "maximumAge": "24h",
           *       "ipAllowList": null,
           *       "metadata": {
           *         "team": "checkout"
           *       },
           *       "lane": "durable",
           *       "rateLimitPerSecond": null,
           *       "ordered": false,
           *       "orderingPolicy": "block",
           *       "gate": {
           *         "state": "open"
           *       },
           *       "consecutiveFailures": 0,
           *       "failingSince": null,
           *       "disabledBecause": null,
           *       "operational": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "heldDeliveries": 0,
           *       "inFlight": 1
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getEndpointHealth: {
    parameters: {
      query?: {
        /** @description How far back: an hour, a day or a week, from the beginning of a bucket until now. */
        window?: '1h' | '24h' | '7d';
        /** @description The width of a bucket: with `1h` one of `1m`, `5m`; with `24h` one of `1h`, `15m`; with `7d` one of `6h`, `1h`, `1d`. The first is the default. Buckets begin at whole multiples of their width in UTC. */
        bucket?: '1m' | '5m' | '15m' | '1h' | '6h' | '1d';
      };
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Its health. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "window": "1h",
           *       "bucket": "1m",
           *       "from": "2026-03-01T11:00:00.000Z",
           *       "to": "2026-03-01T12:00:12.345Z",
           *       "complete": true,
           *       "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *       "deliveries": 1124,
           *       "succeeded": 1100,
           *       "failed": 20,
           *       "cancelled": 4,
           *       "successRate": 0.9821,
           *       "attempts": 1190,
           *       "attemptsPerDelivery": 1.0625,
           *       "retries": 70,
           *       "retryRate": 0.0588,
           *       "responseTimeMs": {
           *         "p50": 43.5,
           *         "p95": 212,
           *         "p99": 815.5
           *       },
           *       "errors": [
           *         {
           *           "kind": "http",
           *           "statusCode": 503,
           *           "count": 81,
           *           "lastAt": "2026-03-01T11:58:07.250Z"
           *         },
           *         {
           *           "kind": "timeout",
           *           "count": 9,
           *           "lastAt": "2026-03-01T11:31:40.002Z"
           *         }
           *       ],
           *       "consecutiveFailures": 12,
           *       "failingSince": "2026-03-01T11:52:00.000Z",
           *       "status": "active",
           *       "breaker": {
           *         "state": "open",
           *         "because": "10 attempts in a row have failed",
           *         "until": "2026-03-01T12:01:00.000Z"
           *       },
           *       "waiting": {
           *         "total": 128,
           *         "isCapped": false,
           *         "reasons": [
           *           {
           *             "status": "held",
           *             "waitReason": "breaker",
           *             "count": 120
           *           },
           *           {
           *             "status": "waiting",
           *             "waitReason": "backoff",
           *             "count": 7
           *           },
           *           {
           *             "status": "delivering",
           *             "count": 1
           *           }
           *         ]
           *       },
           *       "buckets": [
           *         {
           *           "at": "2026-03-01T11:00:00.000Z",
           *           "succeeded": 18,
           *           "failed": 1,
           *           "cancelled": 0,
           *           "attempts": 21,
           *           "retries": 2,
           *           "p50Ms": 43.5,
           *           "p95Ms": 193.5,
           *           "p99Ms": 815.5
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EndpointHealth'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  pauseEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The endpoint, with what is held and what is in flight. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "url": "https://shop.example/webhooks",
           *       "events": [
           *         "order.*",
           *         "user.registered"
           *       ],
           *       "description": "The shop",
           *       "status": "paused",
           *       "profile": "standard-webhooks",
           *       "profileOptions": null,
           *       "retryPolicy": "standard",
           *       "retryPolicyFrom": "default",
           *       "retryPolicyByEvent": {
           *         "order.*": "shop"
           *       },
           *       "timeoutMs": 15000,
           *       "channels": null,
           *       "headers": {
           *         "x-shard": "7",
           *         "authorization": "[redacted]"
           *       },
           *       "maximumAge": "24h",
           *       "ipAllowList": null,
           *       "metadata": {
           *         "team": "checkout"
           *       },
           *       "lane": "durable",
           *       "rateLimitPerSecond": null,
           *       "ordered": false,
           *       "orderingPolicy": "block",
           *       "gate": {
           *         "state": "paused",
           *         "reason": "paused",
           *         "because": "the endpoint is paused"
           *       },
           *       "consecutiveFailures": 0,
           *       "failingSince": null,
           *       "disabledBecause": null,
           *       "operational": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "heldDeliveries": 12,
           *       "inFlight": 1
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `endpoint-disabled`: The endpoint is disabled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  recoverEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "since": "2026-03-01T00:00:00Z"
         *     }
         */
        'application/json': {
          /**
           * Format: date-time
           * @description What ended as failed or cancelled at or after this time is sent again in a new delivery.
           * @example 2026-03-01T12:00:00Z
           */
          since: string;
          /**
           * @description Members acted on in a second. Default 100 for what sends requests (redeliver, release, reschedule, replay), without a limit for cancel and hold.
           * @example 100
           */
          ratePerSecond?: number;
        };
      };
    };
    responses: {
      /** @description The operation has begun. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01kcf5w8x0aabbccddeeffgghh",
           *       "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *       "action": "recover",
           *       "filter": {
           *         "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *         "since": "2026-03-01T00:00:00Z"
           *       },
           *       "ratePerSecond": 100,
           *       "status": "running",
           *       "total": 1200,
           *       "done": 0,
           *       "failed": 0,
           *       "actor": "key_01kcf5w8x0aabbccddeeffgghh",
           *       "startedAt": "2026-03-01T12:00:00.000Z",
           *       "count": 1200
           *     }
           */
          'application/json': components['schemas']['StartedOperation'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `endpoint-disabled`: The endpoint is disabled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "ratePerSecond": 50
         *     }
         */
        'application/json': components['schemas']['ResumeEndpoint'];
      };
    };
    responses: {
      /** @description The endpoint, with what is held and what is in flight. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "url": "https://shop.example/webhooks",
           *       "events": [
           *         "order.*",
           *         "user.registered"
           *       ],
           *       "description": "The shop",
           *       "status": "draining",
           *       "profile": "standard-webhooks",
           *       "profileOptions": null,
           *       "retryPolicy": "standard",
           *       "retryPolicyFrom": "default",
           *       "retryPolicyByEvent": {
           *         "order.*": "shop"
           *       },
           *       "timeoutMs": 15000,
           *       "channels": null,
           *       "headers": {
           *         "x-shard": "7",
           *         "authorization": "[redacted]"
           *       },
           *       "maximumAge": "24h",
           *       "ipAllowList": null,
           *       "metadata": {
           *         "team": "checkout"
           *       },
           *       "lane": "durable",
           *       "rateLimitPerSecond": null,
           *       "ordered": false,
           *       "orderingPolicy": "block",
           *       "gate": {
           *         "state": "draining",
           *         "reason": "paused",
           *         "because": "what was held while it was paused goes out in the order of its events",
           *         "ratePerSecond": 50
           *       },
           *       "consecutiveFailures": 0,
           *       "failingSince": null,
           *       "disabledBecause": null,
           *       "operational": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "heldDeliveries": 12,
           *       "inFlight": 0
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `endpoint-not-paused`: The endpoint is not paused. `endpoint-disabled`: The endpoint is disabled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getEndpointSecret: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The valid secrets. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
           *       "secrets": [
           *         {
           *           "id": "sec_01jnqb1c2d3e4f5g6h7j8k9m0n",
           *           "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
           *           "signs": true,
           *           "createdAt": "2026-03-02T12:00:00.000Z",
           *           "expiresAt": null
           *         },
           *         {
           *           "id": "sec_01jnq9z6wp3xk8a1b2c3d4e5f7",
           *           "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
           *           "signs": true,
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "expiresAt": "2026-03-03T12:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EndpointSecret'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  promoteEndpointSecret: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The secret that is left. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
           *       "secrets": [
           *         {
           *           "id": "sec_01jnqb1c2d3e4f5g6h7j8k9m0n",
           *           "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
           *           "signs": true,
           *           "createdAt": "2026-03-02T12:00:00.000Z",
           *           "expiresAt": null
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EndpointSecret'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `no-rotation`: There is no rotation to end. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rotateEndpointSecret: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "overlapSeconds": 86400
         *     }
         */
        'application/json': components['schemas']['RotateSecret'];
      };
    };
    responses: {
      /** @description The secrets as they are now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
           *       "secrets": [
           *         {
           *           "id": "sec_01jnqb1c2d3e4f5g6h7j8k9m0n",
           *           "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
           *           "signs": true,
           *           "createdAt": "2026-03-02T12:00:00.000Z",
           *           "expiresAt": null
           *         },
           *         {
           *           "id": "sec_01jnq9z6wp3xk8a1b2c3d4e5f7",
           *           "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
           *           "signs": true,
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "expiresAt": "2026-03-03T12:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EndpointSecret'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rotation-in-progress`: The overlap of an earlier rotation has not ended. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-secret`: The secret does not fit the profile. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  testEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The tenant; needed with an admin key, implied by any other. */
        'X-Tenant-Id'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /**
         * @example {
         *       "event": "order.created",
         *       "data": {
         *         "orderId": "o-1",
         *         "total": 1290
         *       }
         *     }
         */
        'application/json': components['schemas']['EndpointTest'];
      };
    };
    responses: {
      /** @description What was sent, what came back, and what the receiver does with bad requests. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "event": "order.created",
           *       "eventId": "evt_01kcf5w8x0aabbccddeeffgghh",
           *       "deliveryId": "dlv_01kcf5w8x0fedcba9876543210",
           *       "request": {
           *         "url": "https://shop.example/webhooks",
           *         "headers": {
           *           "user-agent": "Everhook/1.0.0",
           *           "content-type": "application/json",
           *           "webhook-id": "evt_01kcf5w8x0aabbccddeeffgghh",
           *           "webhook-timestamp": "1772366400",
           *           "webhook-signature": "v1,mGkJ0yT2d5r1s8Wm3cY0m4p3Xl6m9kq2w8Zb1nT7aXo=",
           *           "authorization": "[redacted]"
           *         },
           *         "body": "{\"type\":\"order.created\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":{\"orderId\":\"o-1\",\"total\":1290}}"
           *       },
           *       "response": {
           *         "status": 200,
           *         "headers": {
           *           "content-type": "text/plain"
           *         },
           *         "body": "ok",
           *         "truncated": false,
           *         "durationMs": 84
           *       },
           *       "checks": [
           *         {
           *           "name": "responds-2xx",
           *           "ok": true,
           *           "detail": "the receiver answered 200 after 84 ms"
           *         },
           *         {
           *           "name": "rejects-bad-signature",
           *           "ok": false,
           *           "detail": "the receiver answered 200 to a request whose signature was made with another secret"
           *         },
           *         {
           *           "name": "rejects-old-timestamp",
           *           "ok": true,
           *           "detail": "the receiver answered 400 to a timestamp that was 3900 s old"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EndpointTestAnswer'];
        };
      };
      /** @description `tenant-required`: The request must name its tenant. `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `endpoint-disabled`: The endpoint is disabled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-deep`: The body is nested too deeply. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createEndpointV2: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        target: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "url": "https://shop.example/webhooks",
         *       "events": [
         *         "order.created"
         *       ],
         *       "description": "The shop"
         *     }
         */
        'application/json': components['schemas']['CreateEndpoint'];
      };
    };
    responses: {
      /** @description The endpoint, with its secret. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01jnq9z6wp3xk8a1b2c3d4e5f6",
           *       "tenantId": "123",
           *       "url": "https://shop.example/webhooks",
           *       "events": [
           *         "order.*",
           *         "user.registered"
           *       ],
           *       "description": "The shop",
           *       "status": "active",
           *       "profile": "standard-webhooks",
           *       "profileOptions": null,
           *       "retryPolicy": "standard",
           *       "retryPolicyFrom": "default",
           *       "retryPolicyByEvent": {
           *         "order.*": "shop"
           *       },
           *       "timeoutMs": 15000,
           *       "channels": null,
           *       "headers": {
           *         "x-shard": "7",
           *         "authorization": "[redacted]"
           *       },
           *       "maximumAge": "24h",
           *       "ipAllowList": null,
           *       "metadata": {
           *         "team": "checkout"
           *       },
           *       "lane": "durable",
           *       "rateLimitPerSecond": null,
           *       "ordered": false,
           *       "orderingPolicy": "block",
           *       "gate": {
           *         "state": "open"
           *       },
           *       "consecutiveFailures": 0,
           *       "failingSince": null,
           *       "disabledBecause": null,
           *       "operational": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "heldDeliveries": 0,
           *       "inFlight": 0,
           *       "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
           *     }
           */
          'application/json': components['schemas']['CreatedEndpoint'];
        };
      };
      /** @description `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-url`: The URL is not allowed as an endpoint. `invalid-secret`: The secret does not fit the profile. `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `tenant-limit`: A limit of the tenant is reached. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDeliveriesV2: {
    parameters: {
      query?: {
        /** @description The most entries of the answer, 1 to 200. */
        limit?: string;
        /** @description `nextCursor` of the page before. */
        cursor?: string;
        status?: 'pending' | 'delivering' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled';
        endpointId?: string;
        eventId?: string;
        eventType?: string;
        /** @description The error of the last attempt. */
        errorKind?:
          'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'http' | 'redirect' | 'blocked-address' | 'internal';
        waitReason?:
          | 'backoff'
          | 'scheduled'
          | 'rate-limit'
          | 'retry-after'
          | 'throttle'
          | 'breaker'
          | 'paused'
          | 'order'
          | 'exhausted'
          | 'manual';
        orderingKey?: string;
        /** @description Created at or after this time. */
        from?: string;
        /** @description Created before this time. */
        to?: string;
        /** @description Ended at or after this time. */
        completedFrom?: string;
        /** @description Ended before this time. */
        completedTo?: string;
        /** @description Members of this bulk operation, or made by it. */
        operationId?: string;
        /** @description The status code of the last attempt. */
        statusCode?: string;
        /** @description With at least so many attempts: 2 finds what was tried again. */
        minAttempts?: string;
        /** @description Whether it failed as the head of a line that went on without it. */
        parked?: 'true' | 'false';
      };
      header?: never;
      path: {
        target: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "dlv_01kcf5w8x0fedcba9876543210",
           *           "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *           "eventType": "order.created",
           *           "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *           "tenantId": "ten_01kcf5w8x0zyxwvtsrqpnmkjhg",
           *           "generation": 0,
           *           "createdAt": "2026-03-01T12:00:00.130Z",
           *           "status": "waiting",
           *           "explanation": "waiting until 2026-03-01T12:01:00.320Z: the receiver answered 503",
           *           "waitReason": "backoff",
           *           "nextAttemptAt": "2026-03-01T12:01:00.320Z",
           *           "attemptCount": 1,
           *           "lastStatusCode": 503,
           *           "lastErrorKind": "http",
           *           "lastError": "the receiver answered 503",
           *           "attempts": [
           *             {
           *               "number": 1,
           *               "statusCode": 503,
           *               "error": "the receiver answered 503",
           *               "errorKind": "http",
           *               "startedAt": "2026-03-01T12:00:00.200Z",
           *               "durationMs": 120
           *             }
           *           ]
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': components['schemas']['DeliveryWithAttemptsList'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. `invalid-cursor`: The cursor is not one of this list. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  sendTestEventV2: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        target: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "event": "order.created"
         *     }
         */
        'application/json': components['schemas']['TestEvent'];
      };
    };
    responses: {
      /** @description The deliveries, which are made from now on. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "event": "order.created",
           *       "eventId": "evt_01kcf5w8x0abcdefghjkmnpqrs",
           *       "deliveries": [
           *         {
           *           "endpointId": "ep_01kcf5w8x00123456789abcdef",
           *           "deliveryId": "dlv_01kcf5w8x0fedcba9876543210"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['TestEventAnswer'];
        };
      };
      /** @description `malformed-json`: The body is not valid JSON. `invalid-utf8`: The body is not valid UTF-8. `duplicate-key`: An object of the body names a key twice. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthorized`: A valid API key is needed. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The role of this API key does not allow it. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such resource. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The body is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body must be application/json. */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `validation-failed`: The request does not fit its schema. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getLiveness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok"
           *     }
           */
          'application/json': components['schemas']['Liveness'];
        };
      };
    };
  };
  getReadiness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events are accepted. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "degraded",
           *       "reasons": [
           *         "No worker polls the task queue everhook-deliveries."
           *       ]
           *     }
           */
          'application/json': components['schemas']['Readiness'];
        };
      };
      /** @description Postgres does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "unavailable",
           *       "reasons": [
           *         "Postgres does not answer."
           *       ]
           *     }
           */
          'application/json': components['schemas']['Readiness'];
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Prometheus' text format. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /** @example everhook_events_accepted_total 42 */
          'text/plain': string;
        };
      };
    };
  };
}
