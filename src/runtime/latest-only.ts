/** Keeps a late word on something that was given up from being taken for one on what followed. */

/** Makes a function that lets a listener hear only as long as no other listener was given after it. */
export function latestOnly(): <Word>(listen: (word: Word) => void) => (word: Word) => void {
  let latest = 0;
  return (listen) => {
    latest += 1;
    const own = latest;
    return (word) => {
      if (own === latest) listen(word);
    };
  };
}
