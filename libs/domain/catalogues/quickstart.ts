import {
  type Catalogue,
  count,
  currency,
  email,
  entry,
  identifier,
  list,
  nullable,
  object,
  oneOf,
  text,
  time,
} from './catalogue.js';

const user = {
  id: identifier('The user.'),
  email: email('Where the user is reached.'),
  name: text('Full name.'),
  locale: text('Language, BCP 47.'),
  createdAt: time('When the user was created.'),
};
const userExample = {
  id: 'usr_2041',
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  locale: 'en-GB',
  createdAt: '2026-03-01T10:00:00.123Z',
};

const invoice = {
  id: identifier('The invoice.'),
  number: text('Number printed on the invoice.'),
  customerId: identifier('Who is billed.'),
  amountCents: count('Total in the smallest unit of the currency.'),
  currency: currency(),
  status: oneOf(['open', 'paid', 'uncollectible', 'void'], 'State of the invoice.'),
  lines: list(
    object({ description: text('What is billed.'), quantity: count('How many.'), amountCents: count('Price.') }),
  ),
  dueAt: time('When it is due.'),
  paidAt: nullable(time('When it was paid.')),
};
const invoiceExample = {
  id: 'inv_7001',
  number: '2026-0317',
  customerId: 'usr_2041',
  amountCents: 4900,
  currency: 'EUR',
  status: 'paid',
  lines: [{ description: 'Team plan, March', quantity: 1, amountCents: 4900 }],
  dueAt: '2026-03-15T00:00:00.000Z',
  paidAt: '2026-03-01T10:00:00.123Z',
};

/** General event types for a tenant that starts from nothing. */
export const QUICKSTART_CATALOGUE: Catalogue = [
  entry(
    'ping',
    'Sent on request, to see that an endpoint answers.',
    { message: text('A greeting.'), sentAt: time('When it was sent.') },
    [],
    { message: 'Hello from Everhook', sentAt: '2026-03-01T10:00:00.123Z' },
  ),
  entry('user.created', 'A user was created.', user, ['id'], userExample),
  entry(
    'user.updated',
    'Fields of a user changed.',
    { ...user, changed: list(text('Name of a field that changed.')) },
    ['id'],
    { ...userExample, name: 'Ada King', changed: ['name'] },
  ),
  entry('user.deleted', 'A user was deleted.', { id: user.id, deletedAt: time('When it was deleted.') }, ['id'], {
    id: 'usr_2041',
    deletedAt: '2026-03-01T10:00:00.123Z',
  }),
  entry('invoice.created', 'An invoice was issued.', invoice, ['id'], {
    ...invoiceExample,
    status: 'open',
    paidAt: null,
  }),
  entry('invoice.paid', 'An invoice was paid in full.', invoice, ['id'], invoiceExample),
  entry(
    'invoice.payment_failed',
    'A payment of an invoice was refused; the invoice stays open.',
    {
      ...invoice,
      failure: object({ code: text('Stable code.'), message: text('The reason in words.') }),
      nextAttemptAt: nullable(time('When the payment is tried again.')),
    },
    ['id'],
    {
      ...invoiceExample,
      status: 'open',
      paidAt: null,
      failure: { code: 'card_declined', message: 'The card was declined by its bank.' },
      nextAttemptAt: '2026-03-04T10:00:00.000Z',
    },
  ),
];
