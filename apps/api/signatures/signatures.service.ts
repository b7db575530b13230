import { Injectable } from '@nestjs/common';
import type { ProfileName } from '#libs/contracts';
import type { SignatureValidation, SnippetList, SnippetQuery, ValidateSignature } from '#libs/contracts/http';
import { EndpointRepository, EndpointSecretRepository, SecretBox } from '#libs/persistence';
import {
  receiverSnippets,
  resolveProfile,
  signingSecrets,
  verifyRequest,
  type ProfileOptions,
  type VerifyInput,
} from '#libs/signing';
import { openSecrets } from '../endpoints/open-secrets.js';
import type { Principal } from '../http/principal.js';
import { ProblemException } from '../http/problem.exception.js';
import { checkProfileOptions } from '../profiles/check-profile-options.js';
import { profileNameOf } from '../profiles/profile-name.js';

/** Roles that may read an endpoint's secret, and so what it signs. */
const READS_SECRETS = new Set(['admin', 'owner']);

/** Helps receivers to verify what they get, with the code that signs it. */
@Injectable()
export class SignaturesService {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly secrets: EndpointSecretRepository,
    private readonly secretBox: SecretBox,
  ) {}

  /**
   * Verifies a received request as a receiver does.
   * @throws ProblemException 404 for an endpoint that is not the tenant's; 422 for options that do not fit the profile
   */
  async validate(tenantId: string, request: ValidateSignature, { role }: Principal): Promise<SignatureValidation> {
    const { headers, body, now } = request;
    const received = { headers, body, now: now === undefined ? new Date() : new Date(now) };
    if (!('endpointId' in request)) {
      const { profile, profileOptions, secret } = request;
      const options = checkProfileOptions(profile, profileOptions ?? null);
      return verified({ profile, options, secrets: [secret], ...received });
    }
    const { profile, options } = await this.profileOf(tenantId, request.endpointId);
    const dated = openSecrets(await this.secrets.listValid(request.endpointId), this.secretBox);
    // What it signs with now comes first: of that the expected header is made.
    const signing = signingSecrets(profile, dated, new Date(), options);
    const secrets = [...new Set([...signing, ...dated.map(({ value }) => value)])];
    const result = verified({ profile, options, secrets, ...received });
    // Whoever may not read the secret may not have other content signed with it either.
    return READS_SECRETS.has(role) ? result : { ...result, expected: { ...result.expected, header: '' } };
  }

  /**
   * Code for receivers.
   * @throws ProblemException 404 for an endpoint that is not the tenant's; 422 for one that signs with ed25519
   */
  async snippets(tenantId: string, { profile, endpointId, language }: SnippetQuery): Promise<SnippetList> {
    const wanted =
      endpointId === undefined
        ? { profile: profile ?? 'standard-webhooks', options: undefined }
        : await this.profileOf(tenantId, endpointId);
    const snippets = receiverSnippets(resolveProfile(wanted.profile, wanted.options));
    if (snippets === null) {
      throw ProblemException.field(
        'endpointId',
        'signs with ed25519, for which there are no snippets: use a library of Standard Webhooks',
      );
    }
    return {
      profile: wanted.profile,
      snippets: snippets.filter((snippet) => language === undefined || snippet.language === language),
    };
  }

  private async profileOf(
    tenantId: string,
    endpointId: string,
  ): Promise<{ profile: ProfileName; options: ProfileOptions | undefined }> {
    const endpoint = await this.endpoints.find(tenantId, endpointId);
    if (endpoint === null) throw ProblemException.notFound('endpoint', endpointId);
    const profile = profileNameOf(endpoint.profile);
    return { profile, options: checkProfileOptions(profile, endpoint.profileOptions) };
  }
}

function verified({ options, ...input }: VerifyInput & { options: ProfileOptions | undefined }): SignatureValidation {
  return verifyRequest(options === undefined ? input : { ...input, options });
}
