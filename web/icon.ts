const shapes = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5M16 4.3a3.5 3.5 0 0 1 0 6.4M18.5 15c1.6.9 2.6 2.6 3 5',
  plus: 'M12 5v14M5 12h14',
  more: 'M5 12.7a.7.7 0 1 0 0-1.4.7.7 0 0 0 0 1.4zM12 12.7a.7.7 0 1 0 0-1.4.7.7 0 0 0 0 1.4zM19 12.7a.7.7 0 1 0 0-1.4.7.7 0 0 0 0 1.4z',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1.8 2.4 5.2 2.4 7 0M9 9.5h.01M15 9.5h.01',
  reply: 'M10 6L4 12l6 6M4 12h9a7 7 0 0 1 7 7',
  send: 'M4 12l16-8-6 16-3-7-7-1z',
  down: 'M12 5v14M6 13l6 6 6-6',
  out: 'M14 4H6v16h8M10 12h11M17 8l4 4-4 4',
} as const;

const svg = 'http://www.w3.org/2000/svg';

/** A line drawing in the colour of the text around it, hidden from screen readers: what it stands for is told in words. */
export function icon(name: keyof typeof shapes): SVGElement {
  const drawing = document.createElementNS(svg, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('class', 'icon');
  drawing.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', shapes[name]);
  drawing.append(path);
  return drawing;
}
