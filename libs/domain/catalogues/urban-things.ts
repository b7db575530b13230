import {
  type Catalogue,
  count,
  currency,
  email,
  entry,
  flag,
  identifier,
  type JsonObject,
  list,
  nullable,
  number,
  object,
  oneOf,
  type Property,
  text,
  time,
  url,
} from './catalogue.js';

const changed = { changes: list(text('Name of a field that changed.'), 'What is different from before.') };

const user: Record<string, Property> = {
  id: identifier('The user.'),
  email: email('Where the user is reached.'),
  first_name: text('Given name.'),
  last_name: text('Family name.'),
  phone: nullable(text('Telephone number, E.164.')),
  marketing_consent: flag('True when the user wants advertising.'),
  created_at: time('When the user registered.'),
  updated_at: time('When the user last changed.'),
};
const userExample: JsonObject = {
  id: 4711,
  email: 'alan@example.com',
  first_name: 'Alan',
  last_name: 'Turing',
  phone: '+441632960961',
  marketing_consent: true,
  created_at: '2026-03-01T10:00:00.123Z',
  updated_at: '2026-03-01T10:00:00.123Z',
};

const address = object({
  name: text('Who receives it.'),
  street: text('Street and number.'),
  postal_code: text('Postal code.'),
  city: text('City.'),
  country: text('Country, ISO 3166-1 alpha-2.'),
});
const order: Record<string, Property> = {
  id: identifier('The order.'),
  number: text('Number that the customer sees.'),
  status: oneOf(['pending', 'paid', 'shipped', 'completed', 'cancelled'], 'State of the order.'),
  user_id: nullable(identifier('Who ordered; null for a guest.')),
  items: list(
    object(
      {
        product_id: identifier('The product.'),
        sku: text('Stock keeping unit.'),
        name: text('Name at the time of the order.'),
        quantity: { type: 'integer', minimum: 1, description: 'How many.' },
        unit_price: number('Price of one.', { minimum: 0 }),
      },
      ['product_id'],
    ),
    'What was ordered.',
  ),
  subtotal: number('Sum of the items.', { minimum: 0 }),
  shipping: number('Price of shipping.', { minimum: 0 }),
  tax: number('Tax included.', { minimum: 0 }),
  total: number('What the customer pays.', { minimum: 0 }),
  currency: currency(),
  shipping_address: address,
  created_at: time('When it was ordered.'),
  updated_at: time('When it last changed.'),
};
const orderExample: JsonObject = {
  id: 90210,
  number: 'UT-2026-0090210',
  status: 'pending',
  user_id: 4711,
  items: [{ product_id: 318, sku: 'LAMP-OAK-01', name: 'Oak desk lamp', quantity: 2, unit_price: 39.95 }],
  subtotal: 79.9,
  shipping: 4.9,
  tax: 13.54,
  total: 84.8,
  currency: 'EUR',
  shipping_address: {
    name: 'Alan Turing',
    street: 'Kanalstraße 12',
    postal_code: '20095',
    city: 'Hamburg',
    country: 'DE',
  },
  created_at: '2026-03-01T10:00:00.123Z',
  updated_at: '2026-03-01T10:00:00.123Z',
};

const product: Record<string, Property> = {
  id: identifier('The product.'),
  sku: text('Stock keeping unit.'),
  name: text('Name.'),
  description: text('Description.'),
  price: number('Price of one.', { minimum: 0 }),
  currency: currency(),
  stock: count('How many are there.'),
  category_ids: list(identifier('A category of the product.')),
  images: list(url('A picture.')),
  active: flag('True when the shop shows it.'),
  created_at: time('When it was created.'),
  updated_at: time('When it last changed.'),
};
const productExample: JsonObject = {
  id: 318,
  sku: 'LAMP-OAK-01',
  name: 'Oak desk lamp',
  description: 'Desk lamp of oiled oak with a warm LED.',
  price: 39.95,
  currency: 'EUR',
  stock: 124,
  category_ids: [12, 15],
  images: ['https://cdn.example.com/products/318/front.jpg'],
  active: true,
  created_at: '2026-02-11T08:30:00.000Z',
  updated_at: '2026-03-01T10:00:00.123Z',
};

const category: Record<string, Property> = {
  id: identifier('The category.'),
  name: text('Name.'),
  slug: text('Part of its URL.'),
  parent_id: nullable(identifier('The category above; null at the top.')),
  position: count('Place among its neighbours, from 0.'),
  active: flag('True when the shop shows it.'),
  created_at: time('When it was created.'),
  updated_at: time('When it last changed.'),
};
const categoryExample: JsonObject = {
  id: 12,
  name: 'Lighting',
  slug: 'lighting',
  parent_id: null,
  position: 3,
  active: true,
  created_at: '2026-02-01T08:00:00.000Z',
  updated_at: '2026-03-01T10:00:00.123Z',
};

const deleted = (what: string) => ({ id: identifier(`The ${what}.`), deleted_at: time('When it was removed.') });
const DELETED_AT = '2026-03-01T10:00:00.123Z';

/** The event types of a tenant's shop. */
export const URBAN_THINGS_CATALOGUE: Catalogue = [
  entry('user.registered', 'A customer registered.', user, ['id'], userExample),
  entry('user.updated', "A customer's data changed.", { ...user, ...changed }, ['id'], {
    ...userExample,
    marketing_consent: false,
    changes: ['marketing_consent'],
  }),
  entry('user.removed', 'A customer was removed.', deleted('user'), ['id'], { id: 4711, deleted_at: DELETED_AT }),

  entry('order.created', 'An order was placed.', order, ['id'], orderExample),
  entry('order.updated', 'An order changed: its state, items or addresses.', { ...order, ...changed }, ['id'], {
    ...orderExample,
    status: 'paid',
    changes: ['status'],
  }),
  entry(
    'order.completed',
    'An order was delivered and is closed.',
    { ...order, completed_at: time('When it was completed.') },
    ['id'],
    { ...orderExample, status: 'completed', completed_at: '2026-03-04T15:20:00.000Z' },
  ),
  entry(
    'order.cancelled',
    'An order was cancelled by the customer or the shop.',
    {
      ...order,
      cancelled_at: time('When it was cancelled.'),
      reason: text('Why it was cancelled.'),
      refunded_amount: number('What the customer gets back.', { minimum: 0 }),
    },
    ['id'],
    {
      ...orderExample,
      status: 'cancelled',
      cancelled_at: '2026-03-02T09:10:00.000Z',
      reason: 'The customer ordered twice.',
      refunded_amount: 84.8,
    },
  ),

  entry('product.created', 'A product was added.', product, ['id'], productExample),
  entry('product.updated', 'A product changed, for example its price or stock.', { ...product, ...changed }, ['id'], {
    ...productExample,
    stock: 122,
    changes: ['stock'],
  }),
  entry('product.deleted', 'A product was removed.', deleted('product'), ['id'], { id: 318, deleted_at: DELETED_AT }),

  entry('category.created', 'A category was added.', category, ['id'], categoryExample),
  entry('category.updated', 'A category changed.', { ...category, ...changed }, ['id'], {
    ...categoryExample,
    position: 1,
    changes: ['position'],
  }),
  entry('category.deleted', 'A category was removed.', deleted('category'), ['id'], { id: 12, deleted_at: DELETED_AT }),
];
