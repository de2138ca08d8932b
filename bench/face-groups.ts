/**
 * Women and men of a set, so that false matches can be told within each. From `people.csv` (person, sex F or
 * M) where the set has one; else by given name, as the names of its persons are all that LFW tells.
 * A name is no certain sign: names that both have, family names that come first and names not listed
 * here are left out, and counted.
 */
import { join } from 'node:path';
import { formatRate, type Rate, rateOf } from './rates.ts';
import { readCsv } from './read-csv.ts';

export type Group = 'women' | 'men';

const women = new Set(
  `abigail adriana agnes aicha alice alicia alison allison amanda amber amelie amy ana angela
  angelina anita ann anna anne annette annika antonia aretha ashanti audrey barbara beatrice 
  bernadette beth betty beyonce bianca biljana blythe bonnie brenda bridget britney brooke calista cameron
  camilla candice candie carla carmen carol carolina caroline cate catherine cecilia celia celine charlene
  charlotte chanda cher chloe christina christine cindy claire clara claudia condoleezza crystal
  cynthia daniela danielle deborah debbie debra denise diana diane donna dolores doris dorothy edie
  elaine eleanor elena eliane elisabeth elizabeth ellen elsa emily emma emmy erin estelle esther eva eve
  faye felicity fiona florence frances gabriela gisele glenda gloria grace gwyneth halle hannah heather
  heidi helen helena hilary hillary holly imelda ines ingrid irene isabel isabella jacqueline 
  jane janet janica janice jeanne jelena jenna jennifer jessica jill joan joanna jodie josephine 
  joyce judi judith judy julia julianna julianne julie justine karen kate katherine kathleen kathryn katie
  katja katrina kimberly kirsten kirsty kristen kristin laila lana lara laura lauren leah lena
  liliana lily lina linda lindsay lisa liv liza lois loretta lori lorraine louise lucia
  lucy lydia lynne madonna maggie manuela margaret margarita maria mariah marion marisa marlene martha
  martina mary maureen meg megan meghann melanie melissa meryl mia michelle mireya mona monica monique
  nadia nancy naomi natalia natalie natasha nia nicole nina norah olga olivia ophelia oprah pamela patricia
  patty paula penelope petra priscilla rachel raquel rebecca reese regina renee rita roberta rosa
  rosie roseanne ruth salma sally samantha sandra sarah serena shakira sharon sheila sheryl shirley
  sigourney silvia simona sofia sonia sophia sophie stella steffi stephanie sue susan suzanne svetlana
  sylvia tamara tanya tara teresa teri theresa tina tonya uma valerie vanessa venus vera veronica
  victoria virginia vivica wendy whitney whoopi winona yoko yolanda yvonne zoe`.split(/\s+/),
);
const men = new Set(
  `aaron abdel abdullah abel adam adolfo adrian ahmed al alan albert alberto alec alejandro alexander
  ali allen alvaro andre andrew andy angelo anthony antonio arie ariel arminio arnold arthur augustin ben
  benjamin bernard bill billy bob boris brad brian bruce bulent carl carlos cesar chan charles charlie
  christopher clark claude clint colin conan costas craig curtis dale dan daniel dave david dean denis
  dennis denzel derek dick diego don donald doug douglas dwight ed eddie edmund edward edwin
  eliot elton emanuel eric ernie evander evan federico felipe felix ferdinand fernando fidel francis francisco
  franco frank franz fred gary gene geoff geoffrey george gerald gerhard gerry giuseppe glenn gordon gray greg
  gregg guillermo guido gustavo guy hal hamid hamzah hans harold harrison harry hector henry herb hosni howard
  hu hugh hugo hussein ian igor inam-ul-haq ivan jack jacques jake james jason javier jay jeff
  jeffrey jeremy jerry jim jimmy job joe joel john johnny jon jonathan jorge jose joseph juan julio
  junichiro justin kai keith ken kenneth kevin kjell kofi kurt lance larry lennart lenny leon leonardo
  leonid lionel lleyton lou louis lucio luis luiz mahathir manuel marc marcelo marco mario mark martin matt
  matthew mel michael miguel mike mikhail milo mohamed mohammad mohammed muhammad mukesh nabil
  nelson nicholas nick nicolas norm oscar oswaldo pascal patrick paul paulo pedro pervez pete peter phil
  philip pierre placido prince quentin rafael ralph ramon randy raul ray raymond recep ricardo richard rick
  rob robert roberto rod rodrigo roger roman romano ron ronald rubens rudolph russell saddam saburo 
  samuel scott sean sergei sergey sergio silvio spencer stan stefan stephen steve steven sylvester
  tang tassos ted thomas tiger tim timothy tom tommy tony toshihiko trent valentino vicente victor
  viktor vincent vladimir vladimiro walter warren wayne wesley will william wolfgang woody xanana yasser zinedine`.split(
    /\s+/,
  ),
);

/** `lfw/Colin_Powell/Colin_Powell_0040.jpg` shows `Colin_Powell`. */
export function personOf(file: string): string {
  const name = file.split('/').at(-1) ?? '';
  return name.replace(/\.\w+$/, '').replace(/_\d+$/, '');
}

export function groupsOf(dir: string): (file: string) => Group | null {
  const stated = new Map(
    readCsv(join(dir, 'people.csv')).map((row) => [row['person'], row['sex']]),
  );
  return (file) => {
    const person = personOf(file);
    const sex = stated.get(person);
    if (sex !== undefined) return sex === 'F' ? 'women' : sex === 'M' ? 'men' : null;
    const given = person.split('_')[0]?.toLowerCase() ?? '';
    if (women.has(given)) return 'women';
    return men.has(given) ? 'men' : null;
  };
}

export interface Seen {
  readonly file: string;
  readonly embedding: readonly number[] | null;
}

export interface WithinGroup {
  readonly people: number;
  readonly fmr: readonly Rate[];
  readonly fnmr: readonly Rate[];
}

/** Every two pictures of a group against each other, at each threshold. */
export function ratesWithin(
  pictures: readonly Seen[],
  thresholds: readonly number[],
  likeness: (a: readonly number[], b: readonly number[]) => number,
): WithinGroup {
  const genuine: number[] = [];
  const impostor: number[] = [];
  pictures.forEach((a, at) => {
    for (const b of pictures.slice(at + 1)) {
      const isFound = a.embedding !== null && b.embedding !== null;
      const score = isFound ? likeness(a.embedding, b.embedding) : -1;
      (personOf(a.file) === personOf(b.file) ? genuine : impostor).push(score);
    }
  });
  const count = (list: readonly number[], is: (score: number) => boolean) =>
    rateOf(list.filter(is).length, list.length);
  return {
    people: new Set(pictures.map(({ file }) => personOf(file))).size,
    fmr: thresholds.map((threshold) => count(impostor, (score) => score >= threshold)),
    fnmr: thresholds.map((threshold) => count(genuine, (score) => score < threshold)),
  };
}

export function groupLines(
  group: string,
  { people, fmr, fnmr }: WithinGroup,
  thresholds: readonly number[],
): string[] {
  return thresholds.map(
    (threshold, at) =>
      `within ${group} (${people} people): at ${threshold}: FNMR ${formatRate(fnmr[at]!)}; FMR ${formatRate(fmr[at]!)}`,
  );
}
