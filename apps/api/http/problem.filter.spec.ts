import { Controller, Get, Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger } from '#libs/observability';
import { ProblemFilter } from './problem.filter.js';

const lines: string[] = [];

@Controller()
class FailingController {
  @Get('fails')
  fail(): never {
    throw new Error('the secret reason');
  }
}

@Module({
  controllers: [FailingController],
  providers: [
    {
      provide: APP_FILTER,
      useValue: new ProblemFilter(createLogger({ destination: { write: (line) => lines.push(line) } })),
    },
  ],
})
class FailingModule {}

let app: NestFastifyApplication;
beforeEach(async () => {
  app = await NestFactory.create<NestFastifyApplication>(FailingModule, new FastifyAdapter(), { logger: false });
  await app.init();
});
afterEach(() => app.close());

it('a fault of ours is logged under an id, and the client learns the id alone', async () => {
  const answer = await app.inject({ method: 'GET', url: '/fails' });
  expect(answer.statusCode).toBe(500);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const { type, detail }: { type: string; detail: string } = answer.json();
  expect(type).toBe('https://everhook.dev/problems/internal');
  const id = /[0-9a-f-]{36}/.exec(detail)?.[0];
  expect(answer.body).not.toContain('secret reason');
  const line = lines.find((candidate) => candidate.includes('secret reason'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'error', errorId: id, method: 'GET', route: '/fails' });
});
