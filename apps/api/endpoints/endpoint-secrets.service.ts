import { Injectable } from '@nestjs/common';
import type { EndpointSecret, RotateSecret } from '#libs/contracts/http';
import {
  AuditRepository,
  EndpointRepository,
  EndpointSecretRepository,
  SecretBox,
  type entities,
  type SecretChange,
} from '#libs/persistence';
import { generateSecret, publicKeyOf, resolveProfile, signingSecrets } from '#libs/signing';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { checkProfileOptions } from '../profiles/check-profile-options.js';
import { profileNameOf } from '../profiles/profile-name.js';
import { EndpointRules } from './endpoint-rules.service.js';
import { openSecrets } from './open-secrets.js';

type StoredSecret = entities.EndpointSecretEntity;

/** Signing secrets of a tenant's endpoints: reading, rotating with an overlap, ending the overlap. */
@Injectable()
export class EndpointSecretsService {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly secrets: EndpointSecretRepository,
    private readonly rules: EndpointRules,
    private readonly secretBox: SecretBox,
    private readonly audit: AuditRepository,
  ) {}

  /**
   * Shows the secrets; the audit log says who has seen them.
   * @throws ProblemException 404
   */
  async get(tenantId: string, id: string, actor: Principal): Promise<EndpointSecret> {
    const endpoint = await this.endpoints.find(tenantId, id);
    if (endpoint === null) throw ProblemException.notFound('endpoint', id);
    await this.audit.record({ tenantId, actor, action: 'endpoint.secret.reveal', subject: id });
    return this.present(endpoint, await this.secrets.listValid(id));
  }

  /**
   * Adds a secret and lets the old one run out. A format with room for several signatures carries all valid ones; a
   * format with one signs with the oldest until the overlap ends or is ended.
   * @throws ProblemException 404; 409 during an earlier overlap, unless `replace`; 422 for a secret that does not fit
   */
  async rotate(tenantId: string, id: string, request: RotateSecret, actor: Principal): Promise<EndpointSecret> {
    const changed = await this.secrets.change(
      tenantId,
      id,
      (endpoint, valid) => this.rotation(endpoint, valid, request),
      actor,
    );
    if (changed === null) throw ProblemException.notFound('endpoint', id);
    return this.present(changed.endpoint, changed.secrets);
  }

  /**
   * Ends the overlap: from now on only the newest secret counts.
   * @throws ProblemException 404; 409 when there is no overlap
   */
  async promote(tenantId: string, id: string, actor: Principal): Promise<EndpointSecret> {
    const changed = await this.secrets.change(tenantId, id, (_, valid) => promotion(valid), actor);
    if (changed === null) throw ProblemException.notFound('endpoint', id);
    return this.present(changed.endpoint, changed.secrets);
  }

  private rotation(
    endpoint: entities.EndpointEntity,
    valid: StoredSecret[],
    { secret: given, overlapSeconds, replace }: RotateSecret,
  ): SecretChange {
    const profile = profileNameOf(endpoint.profile);
    const options = checkProfileOptions(profile, endpoint.profileOptions);
    const secret = given ?? generateSecret(profile, options);
    this.rules.checkSecret(profile, secret, options);
    const [newest, ...older] = valid;
    if (older.length > 0 && !replace) {
      throw new ProblemException(
        'rotation-in-progress',
        `The last rotation's overlap lasts until ${lastEnd(older)}. End it with POST …/secret/promote, or rotate again with "replace": true.`,
      );
    }
    const now = new Date();
    const overlapEnd = new Date(now.getTime() + overlapSeconds * 1000);
    const addCiphertext = this.secretBox.encrypt(secret);
    const action = 'endpoint.secret.rotate';
    if (newest === undefined || older.length === 0 || resolveProfile(profile, options).multiSignature) {
      // Receivers may know the newest one already; those still in an earlier overlap keep their end.
      return { expire: [{ ids: idsOf(valid.slice(0, 1)), at: overlapEnd }], addCiphertext, action };
    }
    // With one signature nothing was signed with the newest one yet: it goes, and what signs goes on signing.
    return {
      expire: [
        { ids: [newest.id], at: now },
        { ids: idsOf(older), at: overlapEnd },
      ],
      addCiphertext,
      action,
    };
  }

  private present(endpoint: entities.EndpointEntity, rows: StoredSecret[]): EndpointSecret {
    const profile = profileNameOf(endpoint.profile);
    const options = checkProfileOptions(profile, endpoint.profileOptions);
    const opened = openSecrets(rows, this.secretBox);
    const signing = signingSecrets(profile, opened, new Date(), options);
    const newest = opened[0]?.value;
    if (newest === undefined) throw new Error(`endpoint ${endpoint.id} has no valid secret`);
    const publicKey = publicKeyOf(newest);
    return {
      secret: newest,
      ...(publicKey !== null && { publicKey }),
      secrets: opened.map(({ id, value, createdAt, expiresAt }) => ({
        id,
        secret: value,
        signs: signing.includes(value),
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
      })),
    };
  }
}

function promotion([, ...older]: StoredSecret[]): SecretChange {
  if (older.length === 0) throw new ProblemException('no-rotation', 'Only one secret is valid.');
  return { expire: [{ ids: idsOf(older), at: new Date() }], action: 'endpoint.secret.promote' };
}

function idsOf(secrets: StoredSecret[]): string[] {
  return secrets.map(({ id }) => id);
}

function lastEnd(secrets: StoredSecret[]): string {
  const ends = secrets.map(({ expiresAt }) => expiresAt?.getTime() ?? 0);
  return new Date(Math.max(...ends)).toISOString();
}
