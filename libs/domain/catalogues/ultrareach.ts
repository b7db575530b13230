import {
  type Catalogue,
  count,
  currency,
  email,
  entry,
  identifier,
  list,
  number,
  object,
  oneOf,
  text,
  time,
  url,
} from './catalogue.js';

const CHANNELS = ['web', 'whatsapp', 'sms', 'email', 'phone'];

const lead = object(
  {
    id: identifier('The lead.'),
    name: text('Full name.'),
    email: email('Where the lead is reached.'),
    phone: text('Telephone number, E.164.'),
    source: oneOf(CHANNELS, 'Where the lead came from.'),
  },
  ['id'],
);
const leadExample = {
  id: 'lead_90211',
  name: 'Grace Hopper',
  email: 'grace@example.com',
  phone: '+14155550123',
  source: 'web',
};

const money = object({ amount: number('Amount.', { minimum: 0 }), currency: currency() });

/** The event types of lead events in real estate. */
export const ULTRAREACH_CATALOGUE: Catalogue = [
  entry(
    'lead.qualified',
    'A lead answered the qualifying questions and is ready for an agent.',
    {
      lead,
      score: number('How promising the lead is.', { minimum: 0, maximum: 100 }),
      temperature: oneOf(['cold', 'warm', 'hot'], 'The score in a word.'),
      criteria: object({
        intent: oneOf(['buy', 'rent', 'sell'], 'What the lead wants.'),
        budget: object({ minimum: money, maximum: money }),
        areas: list(text('District or city.')),
        bedrooms: count('Fewest bedrooms.'),
        timeline: text('When the lead wants to decide.'),
      }),
      assignedAgentId: identifier('The agent who takes over.'),
      qualifiedAt: time('When the lead was qualified.'),
    },
    ['lead'],
    {
      lead: leadExample,
      score: 87,
      temperature: 'hot',
      criteria: {
        intent: 'buy',
        budget: { minimum: { amount: 350_000, currency: 'USD' }, maximum: { amount: 475_000, currency: 'USD' } },
        areas: ['Oakland', 'Berkeley'],
        bedrooms: 3,
        timeline: '1-3 months',
      },
      assignedAgentId: 'agent_114',
      qualifiedAt: '2026-03-01T10:00:00.123Z',
    },
  ),
  entry(
    'property.matched',
    'Properties were found that fit what a lead is looking for.',
    {
      lead,
      searchId: identifier('The saved search.'),
      matches: list(
        object(
          {
            propertyId: identifier('The property.'),
            address: text('Where it is.'),
            price: money,
            bedrooms: count('Bedrooms.'),
            areaSquareMetres: number('Floor area.', { minimum: 0 }),
            url: url('Its page.'),
            matchScore: number('How well it fits.', { minimum: 0, maximum: 1 }),
          },
          ['propertyId'],
        ),
        'Best first.',
      ),
      matchedAt: time('When they were found.'),
    },
    ['lead', 'matches'],
    {
      lead: leadExample,
      searchId: 'search_3307',
      matches: [
        {
          propertyId: 'prop_55120',
          address: '1420 Walnut Street, Berkeley, CA 94709',
          price: { amount: 459_000, currency: 'USD' },
          bedrooms: 3,
          areaSquareMetres: 118.5,
          url: 'https://homes.example.com/properties/55120',
          matchScore: 0.93,
        },
      ],
      matchedAt: '2026-03-01T10:00:00.123Z',
    },
  ),
  entry(
    'message.received',
    'A lead wrote to the assistant or to an agent.',
    {
      messageId: identifier('The message.'),
      conversationId: identifier('The conversation it belongs to.'),
      lead,
      channel: oneOf(CHANNELS, 'How the message came.'),
      text: text('What the lead wrote.'),
      attachments: list(
        object({ url: url('Where the file is.'), contentType: text('Media type.'), bytes: count('Size.') }),
      ),
      language: text('Language of the text, BCP 47.'),
      receivedAt: time('When it came.'),
    },
    ['messageId'],
    {
      messageId: 'msg_771204',
      conversationId: 'conv_20418',
      lead: leadExample,
      channel: 'whatsapp',
      text: 'Is the house on Walnut Street still available? We could visit on Saturday 🏡',
      attachments: [
        { url: 'https://files.example.com/msg_771204/floor-plan.pdf', contentType: 'application/pdf', bytes: 184_320 },
      ],
      language: 'en',
      receivedAt: '2026-03-01T10:00:00.123Z',
    },
  ),
  entry(
    'analysis.completed',
    'The analysis of a conversation, a call or a property is done.',
    {
      analysisId: identifier('The analysis.'),
      kind: oneOf(['conversation', 'call', 'property', 'market'], 'What was analysed.'),
      subjectId: identifier('The conversation, call or property.'),
      lead,
      summary: text('The result in a few sentences.'),
      sentiment: oneOf(['negative', 'neutral', 'positive'], 'Mood of the lead.'),
      scores: object({
        intent: number('Will to decide.', { minimum: 0, maximum: 1 }),
        urgency: number('Hurry.', { minimum: 0, maximum: 1 }),
      }),
      recommendations: list(text('What to do next.')),
      durationMs: count('Time that the analysis took, in milliseconds.'),
      completedAt: time('When it was done.'),
    },
    ['analysisId'],
    {
      analysisId: 'ana_6120',
      kind: 'conversation',
      subjectId: 'conv_20418',
      lead: leadExample,
      summary: 'The lead wants to move before the summer and asks for a visit on Saturday.',
      sentiment: 'positive',
      scores: { intent: 0.88, urgency: 0.71 },
      recommendations: ['Offer two time slots on Saturday', 'Send the floor plan of 1420 Walnut Street'],
      durationMs: 3_480,
      completedAt: '2026-03-01T10:00:00.123Z',
    },
  ),
];
