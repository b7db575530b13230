import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#libs/config';
import { cidrProblem, urlProblem } from '#libs/egress';
import type { ProfileName } from '#libs/contracts';
import { profileHeaderNames, secretProblem, type ProfileOptions } from '#libs/signing';
import { ProblemException } from '../http/problem.exception.js';
import { CONFIG } from '../tokens.js';
import { checkHeaders } from './endpoint-headers.js';

/** The part of an endpoint that rules beyond the schema apply to. */
export interface CheckedEndpoint {
  profile: ProfileName;
  options: ProfileOptions | undefined;
  headers: Record<string, string>;
}

/** What may be an endpoint, beyond what a schema can say. Every refusal is a 422 that names the field. */
@Injectable()
export class EndpointRules {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * A URL must be HTTPS to a public address, as far as configuration does not open more.
   * @param path the field that it stands in
   */
  checkUrl(url: string, path = 'url'): void {
    const { allowHttp, allowedNetworks } = this.config.egress;
    const problem = urlProblem(url, { allowHttp, allowedNetworks: [...allowedNetworks] });
    if (problem !== null) throw ProblemException.field(path, problem, 'invalid-url');
  }

  checkIpAllowList(networks: readonly string[] | null | undefined): void {
    for (const [index, network] of (networks ?? []).entries()) {
      const problem = cidrProblem(network);
      if (problem !== null) throw ProblemException.field(`ipAllowList.${index}`, problem);
    }
  }

  checkHeaders({ profile, options, headers }: CheckedEndpoint): void {
    checkHeaders(headers, profileHeaderNames(profile, options));
  }

  checkSecret(profile: ProfileName, secret: string, options: ProfileOptions | undefined): void {
    const problem = secretProblem(profile, secret, options);
    if (problem !== null) throw ProblemException.field('secret', problem, 'invalid-secret');
  }
}
