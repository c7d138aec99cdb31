/* The report works without this; it filters, shows octets, and moves the focus with the arrow keys. */
'use strict';
(() => {
  const dataOf = (id) => JSON.parse(document.getElementById(id).textContent);
  const [clauses, packets] = [dataOf('clauses'), dataOf('packets')];
  const form = document.getElementById('filters');
  const [shown, clauseBox] = [document.getElementById('shown'), document.getElementById('clause')];
  const cases = [...document.querySelectorAll('.case')];
  const cells = [...document.querySelectorAll('.cell')];
  const boxes = [
    ...(form.elements.verdict instanceof RadioNodeList ? form.elements.verdict : [form.elements.verdict]),
  ];
  const mostOctets = 64;
  let requirement = '';

  const element = (name, className, text = '') => {
    const made = document.createElement(name);
    if (className !== '') made.className = className;
    made.textContent = text;
    return made;
  };

  function apply() {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const part = form.elements.part.value;
    const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const one of cases) {
      const { standing, part: its, covers, words: content } = one.dataset;
      const fits =
        verdicts.has(standing) &&
        (part === '' || its === part) &&
        (requirement === '' || covers.split(' ').includes(requirement)) &&
        words.every((word) => content.includes(word));
      one.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = count === cases.length ? `${count} cases` : `${count} of ${cases.length} cases`;
    showClause();
  }

  function showClause() {
    for (const cell of cells)
      cell.setAttribute('aria-pressed', String(cell.dataset.requirement === requirement));
    clauseBox.hidden = requirement === '';
    clauseBox.replaceChildren();
    if (requirement === '') return;
    const [level, text] = clauses[requirement] ?? ['', 'there is no such requirement'];
    const clear = element('button', '', 'all requirements');
    clear.type = 'button';
    clear.addEventListener('click', () => choose(''));
    clauseBox.append(element('b', '', requirement), ` ${level} `, text, clear);
  }

  function choose(id) {
    requirement = id;
    apply();
    remember();
  }

  /* What is asked for stands in the address, so that it can be passed on. */
  function remember() {
    const asked = new URLSearchParams();
    if (form.elements.text.value !== '') asked.set('text', form.elements.text.value);
    if (form.elements.part.value !== '') asked.set('part', form.elements.part.value);
    const chosen = boxes.filter((box) => box.checked);
    if (chosen.length < boxes.length) asked.set('verdict', chosen.map((box) => box.value).join(','));
    if (requirement !== '') asked.set('requirement', requirement);
    const hash = String(asked);
    history.replaceState(null, '', hash === '' ? '#cases' : `#${hash}`);
  }

  function recall() {
    const hash = decodeURIComponent(location.hash.slice(1));
    const target = hash.startsWith('case-') ? document.getElementById(hash) : null;
    if (target !== null) {
      form.reset();
      requirement = '';
      target.open = true;
    } else {
      const asked = new URLSearchParams(location.hash.slice(1));
      if (['text', 'part', 'verdict', 'requirement'].some((name) => asked.has(name))) {
        form.elements.text.value = asked.get('text') ?? '';
        form.elements.part.value = asked.get('part') ?? '';
        const verdicts = asked.get('verdict')?.split(',');
        for (const box of boxes) box.checked = verdicts?.includes(box.value) ?? true;
        requirement = asked.get('requirement') ?? '';
        apply();
        document.getElementById('cases').scrollIntoView();
        return;
      }
    }
    apply();
    target?.scrollIntoView();
  }

  function octetsTable(number, title) {
    const [octets, fields] = packets[number];
    const box = element('div', 'scroll octets');
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', `Octets, ${title}`);
    const table = element('table', '');
    const head = table.createTHead().insertRow();
    for (const name of ['At', 'Octets', 'Field', 'Value']) {
      const cell = element('th', '', name);
      cell.scope = 'col';
      head.append(cell);
    }
    const body = table.createTBody();
    fields.forEach(([offset, size, depth, name, value], i) => {
      const holdsNext = i + 1 < fields.length && fields[i + 1][0] === offset && fields[i + 1][2] > depth;
      const own = size === 0 || holdsNext ? '' : octets.slice(2 * offset, 2 * (offset + size));
      const row = body.insertRow();
      row.append(element('td', 'at', String(offset)), element('td', 'raw', spaced(own)));
      const field = element('th', `d${Math.min(depth, 3)}`, name);
      field.scope = 'row';
      row.append(
        field,
        element('td', '', value.length > 4 * mostOctets ? `${value.slice(0, 4 * mostOctets)} …` : value),
      );
    });
    const end = fields.reduce((last, [offset, size]) => Math.max(last, offset + size), 0);
    if (2 * end < octets.length) {
      const row = body.insertRow();
      const rest = element('th', '', 'not read');
      rest.scope = 'row';
      row.append(
        element('td', 'at', String(end)),
        element('td', 'raw', spaced(octets.slice(2 * end))),
        rest,
        element('td', ''),
      );
    }
    box.append(table);
    return box;
  }

  function spaced(octets) {
    const groups = octets.slice(0, 2 * mostOctets).match(/.{1,8}/g) ?? [];
    const more = octets.length / 2 - mostOctets;
    return groups.join(' ') + (more > 0 ? ` … ${more} more` : '');
  }

  function move(list, from, key) {
    const at = list.indexOf(from);
    const steps = {
      ArrowDown: 1,
      ArrowRight: 1,
      ArrowUp: -1,
      ArrowLeft: -1,
      Home: -list.length,
      End: list.length,
    };
    const to = list[Math.max(0, Math.min(list.length - 1, at + steps[key]))];
    to?.focus();
    return to;
  }

  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (target.dataset?.octets === undefined || !target.open || target.querySelector('table') !== null)
        return;
      const title = target.querySelector('summary').textContent.replace(/\s+/g, ' ').trim();
      target.append(octetsTable(Number(target.dataset.octets), title));
    },
    true,
  );

  form.addEventListener('input', () => (apply(), remember()));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(() => choose('')));
  form.elements.text.addEventListener('keydown', (event) => {
    const first = cases.find((one) => !one.hidden);
    if (event.key === 'ArrowDown' && first !== undefined) {
      event.preventDefault();
      first.querySelector('summary').focus();
    }
  });

  document.querySelector('.cases').addEventListener('keydown', (event) => {
    const summary = event.target;
    if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key) || !summary.matches('.case > summary'))
      return;
    event.preventDefault();
    const there = cases.filter((one) => !one.hidden).map((one) => one.querySelector('summary'));
    move(there, summary, event.key);
  });

  document.querySelector('.matrix').addEventListener('keydown', (event) => {
    if (!/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key) || !event.target.matches('.cell')) return;
    event.preventDefault();
    const to = move(cells, event.target, event.key);
    for (const cell of cells) cell.tabIndex = cell === to ? 0 : -1;
  });
  for (const cell of cells) {
    cell.addEventListener('click', () => {
      choose(cell.dataset.requirement === requirement ? '' : cell.dataset.requirement);
      if (requirement !== '') document.getElementById('cases').scrollIntoView();
    });
  }
  if (cells.length > 0) cells[0].tabIndex = 0;

  addEventListener('hashchange', recall);
  recall();
})();
