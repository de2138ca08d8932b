/** Answers that one seeded person registered beforehand. Invented, as she is. */
export const registered = {
  accountId: 'nw-100003',
  answers: [
    { question: 'first_school', answer: 'Lindenhofschule am Wehr' },
    { question: 'first_concert', answer: 'Die Laternenträger' },
  ],
} as const;
