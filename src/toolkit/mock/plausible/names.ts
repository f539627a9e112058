import type { Faker } from './faker.ts';
import type { Person, Place } from './subject.ts';
import type { Kind } from './words.ts';

const tasks = [
  'Fix the login on mobile',
  'Write the release notes',
  'Review the pricing page',
  'Move the archive to the new server',
  'Add a filter by date',
  'Prepare the demo for Thursday',
  'Update the privacy policy',
  'Collect feedback from the pilot',
  'Make the export faster',
  'Draw the new icons',
  'Check the backup',
  'Translate the welcome email',
  'Remove the old settings page',
  'Plan the next sprint',
];
const projects = [
  'Customer portal',
  'Mobile app',
  'Website relaunch',
  'Data warehouse',
  'Billing',
  'Onboarding',
  'Help centre',
  'Partner programme',
  'Search',
  'Design system',
  'Market entry',
  'Internal tools',
  'Checkout',
  'Reporting',
];
const events = [
  'Kick-off',
  'Check-up',
  'Open evening',
  'Team breakfast',
  'Workshop',
  'Reading',
  'Consultation',
  'Follow-up',
  'Annual meeting',
  'First visit',
  'Summer concert',
  'Training day',
  'Product launch',
];
const articles = [
  'What we learned in our first year',
  'Ten small habits of good teams',
  'How to get started in an afternoon',
  'A quieter way to work',
  'Behind the scenes of the new release',
  'Questions that we hear every day',
  'Why we changed our mind',
  'A short guide to better meetings',
  'Winter opening hours',
  'Five places to see this spring',
  'The numbers of the quarter',
  'Meet the people behind the counter',
  'New this month',
];
const films = [
  'The Long Summer',
  'Night Train North',
  'Glass Harbour',
  'Two Left Shoes',
  'The Last Postcard',
  'Paper Moons',
  'A Quiet Coast',
  'Red Umbrella',
  'Borrowed Light',
  'Seven Winters',
  'The Cartographer',
  'Echo Valley',
  'Salt and Stone',
];
const plans = [
  'Free',
  'Basic',
  'Standard',
  'Plus',
  'Professional',
  'Team',
  'Business',
  'Premium',
  'Enterprise',
  'Student',
  'Family',
  'Unlimited',
];
const roles = [
  'Administrator',
  'Editor',
  'Viewer',
  'Manager',
  'Support',
  'Developer',
  'Accountant',
  'Guest',
  'Owner',
  'Auditor',
  'Reviewer',
  'Operator',
];
const tags = [
  'new',
  'popular',
  'sale',
  'featured',
  'classic',
  'urgent',
  'draft',
  'summer',
  'gift',
  'local',
  'award',
  'limited',
  'favourite',
  'team',
  'weekly',
];
const categories = [
  'Home',
  'Garden',
  'Kitchen',
  'Outdoor',
  'Office',
  'Travel',
  'Health',
  'Music',
  'Sports',
  'Children',
  'Technology',
  'Art',
  'Science',
  'Food',
];
const courses = [
  'Introduction to Photography',
  'Spanish for Beginners',
  'First Aid',
  'Data Analysis',
  'Drawing',
  'Public Speaking',
  'Web Basics',
  'Creative Writing',
  'Accounting',
  'Statistics',
  'Pottery',
  'Project Management',
];
const hooks = [
  'Orders to CRM',
  'Invoices to ledger',
  'Visitors to reception',
  'Contracts to archive',
  'Payments to accounting',
  'Members to newsletter',
  'Tickets to help desk',
  'Check-ins to door',
  'Products to shop',
  'Events to calendar',
  'Alerts to chat',
  'Leads to sales',
];
const medicines = [
  'Ibuprofen 400 mg',
  'Amoxicillin 500 mg',
  'Paracetamol 500 mg',
  'Metformin 850 mg',
  'Cetirizine 10 mg',
  'Omeprazole 20 mg',
  'Ramipril 5 mg',
  'Atorvastatin 20 mg',
  'Levothyroxine 50 µg',
  'Salbutamol inhaler',
  'Vitamin D3',
  'Diclofenac gel',
];
const services = [
  'Consultation',
  'Check-up',
  'Installation',
  'Cleaning',
  'Repair',
  'Delivery',
  'Massage',
  'Haircut',
  'Inspection',
  'Physiotherapy',
  'Blood test',
  'Vaccination',
  'X-ray',
];
const ends: Readonly<Record<string, string>> = {
  clinic: 'Clinic',
  hospital: 'Hospital',
  practice: 'Practice',
  hotel: 'Hotel',
  restaurant: 'Kitchen',
  school: 'School',
  university: 'University',
  library: 'Library',
  gym: 'Gym',
  cafe: 'Café',
  station: 'Station',
  airport: 'Airport',
  warehouse: 'Warehouse',
  office: 'Office',
  store: 'Store',
  shop: 'Shop',
  branch: 'Branch',
  building: 'House',
  property: 'Villa',
};

/** What is needed to name something. */
export interface NamingContext {
  readonly faker: Faker;
  readonly kind: Kind;
  /** The words of what is named: `blood test`. */
  readonly words: string;
  readonly person: () => Person;
  readonly place: () => Place;
  readonly serial: number;
}

/** A name or title for something of a kind. */
export function nameOf({ faker, kind, words, person, place, serial }: NamingContext): string {
  const one = (list: readonly string[]) => faker.helpers.arrayElement(list);
  switch (kind) {
    case 'person':
      return person().fullName;
    case 'company':
      return faker.company.name();
    case 'book':
      return faker.book.title();
    case 'product':
      return faker.commerce.productName();
    case 'pet':
      return faker.animal.petName();
    case 'city':
      return faker.location.city();
    case 'country':
      return faker.location.country();
    case 'category':
      return /genre/.test(words) ? faker.book.genre() : one(categories);
    case 'tag':
      return one(tags);
    case 'task':
      return one(tasks);
    case 'project':
      return one(projects);
    case 'event':
      return one(events);
    case 'vehicle':
      return faker.vehicle.vehicle();
    case 'song':
      return faker.music.songName();
    case 'album':
      return faker.music.album();
    case 'film':
      return one(films);
    case 'dish':
      return faker.food.dish();
    case 'team':
      return `${capitalize(faker.color.human())} ${capitalize(plural(faker.animal.type()))}`;
    case 'place': {
      const last = Object.keys(ends).find((end) => new RegExp(`\\b${end}$`).test(words));
      return `${place().city} ${last === undefined ? capitalize(words.split(' ').at(-1) ?? '') : ends[last]}`;
    }
    case 'file':
      return faker.system.commonFileName(one(['pdf', 'png', 'jpg', 'docx']));
    case 'comment':
    case 'article':
      return one(articles);
    case 'room':
      return `${capitalize(words.split(' ').at(-1) ?? '')} ${100 + serial}`;
    case 'plan':
      return one(plans);
    case 'role':
      return one(roles);
    case 'course':
      return one(courses);
    case 'webhook':
      return one(hooks);
    case 'medicine':
      return one(medicines);
    case 'service':
      return one(services);
    case 'address':
      return one(['Home', 'Work', 'Parents', 'Office', 'Holiday house']);
    default:
      return `${capitalize(faker.word.adjective())} ${words.split(' ').at(-1) || faker.word.noun()}`;
  }
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function plural(text: string): string {
  return /s$/.test(text) ? text : `${text}s`;
}
