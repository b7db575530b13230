/** An order of the size that such events have, about 450 bytes; the product and the bare pipeline send the same. */
export function order(number: number): unknown {
  return {
    orderId: `o-${number}`,
    currency: 'EUR',
    total: 129.9 + number,
    customer: { id: `c-${number % 97}`, name: 'Ada Lovelace', email: 'ada@customer.example' },
    items: [1, 2, 3].map((line) => ({ line, sku: `sku-${number % 31}-${line}`, quantity: line, price: 43.3 })),
    shippingAddress: { street: '12 St James’s Square', city: 'London', postcode: 'SW1Y 4LB', country: 'GB' },
  };
}
