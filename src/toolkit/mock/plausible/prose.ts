import type { Faker, SeededFaker } from './faker.ts';
import type { Kind } from './words.ts';

const english: Partial<Record<Kind, readonly string[]>> = {
  comment: [
    'Exactly what I was looking for, and it arrived on time.',
    'Better than I had expected. I would choose it again.',
    'Good on the whole, with a few small things that could be improved.',
    'It took a while to get used to, but now I would not be without it.',
    'Friendly people, and a quick response to my question.',
    'Not quite what the description promised, but fair for the price.',
    'I have recommended it to two friends already.',
    'The quality is fine, the packaging was damaged.',
    'Could not put it away all weekend.',
    'Solid work. The details show that somebody cared.',
    'It does what it should, no more and no less.',
    'A pleasant surprise from beginning to end.',
  ],
  book: [
    'Two sisters return to the house by the sea where they grew up, and find that nobody remembers the same summer.',
    'A missing ledger, a harbour town in winter, and a clerk who counts better than he sleeps.',
    'The story of a family of bridge builders over three generations, told by the one who left.',
    'What we know of the night sky, and how people came to know it, in twelve short chapters.',
    'An old detective takes on one last case: his own.',
    'A girl, a lighthouse and a very large dog set out to bring back the fog.',
    'Letters that were never sent, found in the drawer of a desk that was sold twice.',
    'A clear and friendly introduction for all who have always wanted to begin.',
    'On the first expedition beyond the ring, the crew learns that the map was drawn by somebody who had been there.',
    'The life of a woman who painted in secret for forty years, from her diaries.',
    'How three cities rose, traded and fell, and what is left of them in our own.',
    'Funny, fast and a little sad: a year in the kitchen of a small hotel.',
  ],
  task: [
    'Seen by two customers since the last release. Steps to reproduce are in the first comment.',
    'We agreed on this in the last planning. The draft is in the shared folder.',
    'Should be done before the demo. Please ask if anything is unclear.',
    'Small change, but it touches the settings page as well.',
    'Waiting for the new icons; everything else is ready.',
    'The old way stays available for one more release.',
  ],
  project: [
    'Replaces the old system step by step, without a day of downtime.',
    'Brings the most requested features to all customers this quarter.',
    'A smaller, faster version for people on the road.',
    'Everything that the team needs in one place.',
    'Prepares the launch in two more countries.',
    'Makes the numbers of each week visible to everybody.',
  ],
  event: [
    'An evening with short talks, questions and something to eat.',
    'A regular meeting to look at what was done and what comes next.',
    'For beginners and those who have been away for a while.',
    'Please arrive ten minutes early and bring your documents.',
    'A first conversation, without obligation.',
    'Follow-up after four weeks.',
  ],
  person: [
    'Grew up by the sea, lives in the city, and works best before noon.',
    'Has been with the team since the first day and knows where everything is.',
    'Studied history, then found out that numbers tell stories as well.',
    'Writes, teaches, and keeps bees on the roof.',
    'Spent ten years abroad before coming home to start something new.',
    'Likes long walks, short meetings and strong coffee.',
  ],
  company: [
    'A family business in its third generation, known for quality and short ways.',
    'Builds tools that small teams rely on every day.',
    'Serves customers in more than twenty countries.',
    'Founded by two friends in a garage, now at three locations.',
    'Takes care of everything between the first sketch and delivery.',
    'Independent, curious, and close to its customers.',
  ],
  other: [
    'Checked and ready to use.',
    'Set up last month, with the usual defaults.',
    'Needs a second look before the end of the week.',
    'Kept for reference; the details are in the attached document.',
    'Changed after feedback from the first users.',
    'Works as agreed. No further action is needed.',
    'Part of the standard set-up.',
    'Added on request of the team.',
  ],
};

/** A text of one to a few sentences that suits what it is about. */
export function proseFor(
  { faker, locale }: Pick<SeededFaker, 'faker' | 'locale'>,
  kind: Kind,
  isLong: boolean,
): string {
  if (!/^en/.test(locale)) return isLong ? faker.lorem.sentences({ min: 2, max: 4 }) : faker.lorem.sentence();
  const list = sentencesOf(kind);
  if (list === undefined) return sentenceOf(faker, kind);
  const chosen = faker.helpers.arrayElements(list, isLong ? { min: 2, max: 3 } : 1);
  return chosen.join(' ');
}

function sentencesOf(kind: Kind): readonly string[] | undefined {
  if (kind === 'product' || kind === 'dish') return undefined;
  const alike: Partial<Record<Kind, Kind>> = { order: 'other', article: 'book', course: 'event', film: 'book' };
  return english[alike[kind] ?? kind] ?? english.other;
}

function sentenceOf(faker: Faker, kind: Kind): string {
  return kind === 'dish' ? `${faker.food.description()}.` : `${faker.commerce.productDescription()}.`;
}
