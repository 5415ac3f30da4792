// What is wrong with the page as it is shown: targets that a thumb misses, and words that cannot be
// read because they are cut off, stand outside their box or need scrolling sideways.
() => {
  const NEAR = 0.5; // A browser rounds to parts of a pixel.
  const found = [];

  const isSeen = (it) =>
    it.checkVisibility({ visibilityProperty: true }) && !it.closest(".skip-link") && !isClipped(it);

  // Words that stand there for a screen reader only.
  function isClipped(it) {
    for (; it; it = it.parentElement) {
      if (getComputedStyle(it).clipPath === "inset(50%)") return true;
    }
    return false;
  }

  const name = (it) => `${it.localName} “${it.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}”`;

  // WCAG 2.5.8 leaves out links in a running sentence.
  function isInSentence(it) {
    let block = it;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return block.textContent.trim() !== it.textContent.trim() && block !== it;
  }

  function targets() {
    const all = document.querySelectorAll("a[href], button, input, textarea, select, summary, label");
    return [...all].filter((it) => {
      if (!isSeen(it) || it.type === "hidden" || isInSentence(it)) return false;
      // Where a label holds its input, the label is what is tapped.
      return it.localName === "label" ? it.querySelector("input") : !it.closest("label");
    });
  }

  function apart(one, other) {
    const x = Math.max(0, one.left - other.right, other.left - one.right);
    const y = Math.max(0, one.top - other.bottom, other.top - one.bottom);
    return Math.hypot(x, y);
  }

  function measureTargets() {
    const boxes = targets().map((it) => [name(it), it.getBoundingClientRect()]);
    boxes.forEach(([one, box], place) => {
      if (box.width < 48 - NEAR || box.height < 48 - NEAR) {
        found.push(`small: ${one} ${box.width.toFixed(1)}x${box.height.toFixed(1)}`);
      }
      for (const [other, next] of boxes.slice(place + 1)) {
        const gap = apart(box, next);
        if (gap < 8 - NEAR) found.push(`close: ${one} and ${other} ${gap.toFixed(1)}`);
      }
    });
  }

  // A box that one can see the edge of, or that hides what is outside it.
  function isBox(style) {
    const isPainted = style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.borderInlineStartWidth !== "0px";
    return style.display !== "inline" && (style.overflowX !== "visible" || isPainted);
  }

  function isInside(line, box, edge) {
    return line.left >= box.left - edge && line.right <= box.right + edge &&
      line.top >= box.top - 4 && line.bottom <= box.bottom + 4; // A line is taller than its letters.
  }

  function holder(line, from) {
    for (let it = from; it && it !== document.body; it = it.parentElement) {
      const style = getComputedStyle(it);
      if (isBox(style) && !isInside(line, it.getBoundingClientRect(), 1)) return it;
      if (style.position === "absolute") return null;
    }
    return null;
  }

  function measureWords() {
    const screen = document.documentElement;
    if (screen.scrollWidth > innerWidth) found.push(`scrolls sideways: ${screen.scrollWidth}`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      if (!data.trim() || !isSeen(parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      for (const line of range.getClientRects()) {
        const isOff = line.left < -NEAR || line.right > screen.clientWidth + NEAR;
        const box = holder(line, parentElement);
        const words = data.trim().slice(0, 40);
        if (isOff) found.push(`off the screen: ${words}`);
        else if (box) found.push(`cut or spilt: ${words} in ${box.localName}.${box.className}`);
      }
    }
  }

  measureTargets();
  measureWords();
  return [...new Set(found)];
}
