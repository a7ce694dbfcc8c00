/** Where reading is: the last heading above the middle of the window. */
import { notePlace, type Place } from './readingStore';

/** Milliseconds of rest after which a place counts as read. */
const REST = 400;

/** Notes the place on the page of the notebook `chapter` whenever the reader rests there. A page of which only the top was seen is no place. */
export function followReading(chapter: string, title: string): void {
  const sections = [...document.querySelectorAll<HTMLElement>('main h2[id]')];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let noted = '';
  const note = () => {
    const place = placeIn(sections, chapter, title);
    if (place === undefined || place.id === noted) return;
    noted = place.id;
    notePlace(place);
  };
  addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = setTimeout(note, REST);
  });
}

function placeIn(sections: readonly HTMLElement[], chapter: string, title: string): Place | undefined {
  const above = sections.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 2);
  const heading = above.at(-1);
  return heading && { chapter, title, section: heading.textContent ?? '', id: heading.id };
}
