// Amounts of money.
import { builder } from './kit/builder.ts';

interface Money {
  amount: string;
  currency: string;
}

export const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An amount of money in one currency.',
  fields: (t) => ({
    amount: t.expose('amount', {
      type: 'Decimal',
      description: 'The amount with two to six decimals, rounded up. A positive amount is never 0.',
    }),
    currency: t.exposeString('currency', { description: 'The ISO 4217 currency code, e.g. USD.' }),
  }),
});
