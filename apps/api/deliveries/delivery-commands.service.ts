import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DeliveryDetail } from '#libs/contracts/http';
import { AuditRepository, CommandRepository, DeliveryQueryRepository, type NewCommand } from '#libs/persistence';
import { ProblemException } from '../http/problem.exception.js';
import { DeliveriesService } from './deliveries.service.js';

/** How long an answer waits for its command to be applied. */
const MAXIMUM_WAIT_MS = 2000;
/** The first look comes soon, because a waiting workflow applies a command in some ten milliseconds. */
const FIRST_LOOK_MS = 5;
const LONGEST_PAUSE_MS = 50;

/** Gives commands to deliveries and waits for their effect. */
@Injectable()
export class DeliveryCommandsService {
  constructor(
    private readonly commands: CommandRepository,
    private readonly queries: DeliveryQueryRepository,
    private readonly deliveries: DeliveriesService,
    private readonly audit: AuditRepository,
  ) {}

  /**
   * Gives a command and waits up to two seconds for it; not while an attempt is in flight, which it has to wait for.
   * @returns the delivery as it is then; `pendingCommand` says that the command is still to be applied
   * @throws ProblemException 404, or 409 with the present state when the command does not apply
   */
  async give(command: NewCommand): Promise<DeliveryDetail> {
    const { tenantId, deliveryId, kind, actor } = command;
    const given = await this.commands.giveCommand(command);
    if (given.kind === 'not-found') throw ProblemException.notFound('delivery', deliveryId);
    if (given.kind === 'refused') {
      throw new ProblemException(
        'command-refused',
        `A delivery that is "${given.status}" cannot be given ${kind}: ${given.detail}.`,
      );
    }
    await this.audit.record({ tenantId, actor: { keyId: actor }, action: `delivery.${kind}`, subject: deliveryId });
    await this.settle(tenantId, deliveryId, given.commandId);
    return this.deliveries.read(tenantId, deliveryId);
  }

  private async settle(tenantId: string, deliveryId: string, commandId: string): Promise<void> {
    const deadline = performance.now() + MAXIMUM_WAIT_MS;
    for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      if (await this.commands.isApplied(deliveryId, commandId)) return;
      const found = await this.queries.findDelivery(tenantId, deliveryId);
      if (found === null || found.delivery.status === 'delivering' || performance.now() >= deadline) return;
      await sleep(pauseMs);
    }
  }
}
