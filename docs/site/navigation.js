/**
 * Parts the links from the headings that open and close in the navigation: a control in a control is out of reach for
 * who uses a keyboard or a screen reader. The link becomes the first entry below its heading.
 */
function part(link) {
  const heading = link.parentElement;
  const entries = heading.parentElement.querySelector('ul');
  if (entries === null) return;
  const label = document.createElement('span');
  label.append(...link.childNodes);
  link.replaceWith(label);
  link.textContent = `${label.textContent.trim()}: contents`;
  const entry = document.createElement('li');
  entry.append(link);
  entries.prepend(entry);
}

new MutationObserver(() => {
  for (const link of document.querySelectorAll('summary.tsd-accordion-summary > a')) part(link);
}).observe(document, { childList: true, subtree: true });
