/* What an eye sees at once and no rule about markup finds. Returns findings as [text, place], each once.

   Only what is in the same layer is compared: a panel or sheet may cover the page. */
() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [contenteditable=true]";
  // Running text has lists with bullets, and so has what would be deleted.
  const PROSE = ".prose, .ProseMirror, .help, .delete-confirmation #content";
  const JOINED = ".prose-menubar__group";
  const findings = new Map();

  const isShown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest("[inert]");

  const describe = (element) => {
    const text = (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ").slice(0, 30);
    const name = element.localName + (element.id && `#${element.id}`);
    return `${name}${[...element.classList].map((word) => `.${word}`).join("")} “${text}”`;
  };

  const report = (text, ...elements) => {
    const place = elements.map(describe).join(" | ");
    findings.set(text + place, [text, place]);
  };

  /* The nearest ancestor that is taken out of the page's flow. */
  const layerOf = (element) => {
    let parent = element.parentElement;
    while (parent && !/absolute|fixed|sticky/.test(getComputedStyle(parent).position)) parent = parent.parentElement;
    return parent;
  };

  /* What is left of a rectangle inside these ancestors, which cut off or scroll; null if nothing is. */
  const clip = ({ left, top, right, bottom }, innermost) => {
    for (let parent = innermost; parent && parent !== document.body; parent = parent.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(parent);
      const box = parent.getBoundingClientRect();
      if (overflowX !== "visible") [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      if (overflowY !== "visible") [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      if (position === "fixed") break;
    }
    return right - left > 2 && bottom - top > 2 ? { left, top, right, bottom } : null;
  };

  const overlap = (one, other) => ({
    x: Math.min(one.right, other.right) - Math.max(one.left, other.left),
    y: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
  });

  /* Call `compare` with every two boxes of one layer that are less than a few pixels apart from top to bottom. */
  const compareEach = (boxes, compare) => {
    boxes.sort((one, other) => one.top - other.top);
    for (const [number, one] of boxes.entries()) {
      for (const other of boxes.slice(number + 1)) {
        if (other.top > one.bottom + 4) break;
        if (one.layer === other.layer) compare(one, other, overlap(one, other));
      }
    }
  };

  // Bullets beside what is no running text.
  for (const item of document.querySelectorAll("li")) {
    const { display, listStyleType, listStyleImage } = getComputedStyle(item);
    const hasMarker = display === "list-item" && (listStyleType !== "none" || listStyleImage !== "none");
    if (hasMarker && isShown(item) && !item.closest(PROSE)) report("bullet outside of prose", item.parentElement);
  }

  // Controls on top of each other, and boxes that touch.
  const controls = [];
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (!isShown(element)) continue;
    const { borderTopWidth, borderTopStyle, backgroundColor, display } = getComputedStyle(element);
    const hasBorder = borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0;
    const isBox = display !== "inline" && (hasBorder || !/^(transparent|rgba\(0, 0, 0, 0\))$/.test(backgroundColor));
    const layer = layerOf(element);
    for (const rectangle of element.getClientRects()) {
      const visible = clip(rectangle, element.parentElement);
      if (visible) controls.push({ ...visible, element, layer, isBox });
    }
  }
  compareEach(controls, (one, other, { x, y }) => {
    if (one.element.contains(other.element) || other.element.contains(one.element)) return;
    if (x > 2 && y > 2) report("controls overlap", one.element, other.element);
    else if (one.element.closest(JOINED)) return;
    else if (one.isBox && other.isBox && x > -2 && y > -2 && Math.max(x, y) > 2) report("controls touch", one.element, other.element);
  });

  // Texts on top of each other, and texts that are cut off.
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, noscript, template, option") || !isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const layer = layerOf(element);
    for (const rectangle of range.getClientRects()) {
      const visible = clip(rectangle, element);
      if (!visible) continue;
      // Letters are lower than their line.
      const inset = rectangle.height / 4;
      texts.push({ ...visible, top: rectangle.top + inset, bottom: rectangle.bottom - inset, element, layer });
      findCut(rectangle, inset, element);
    }
  }
  compareEach(texts, (one, other, { x, y }) => {
    if (one.element !== other.element && x > 2 && y > 2) report("text on text", one.element, other.element);
  });

  function findCut({ left, top, right, bottom }, inset, element) {
    for (let parent = element; parent !== document.body; parent = parent.parentElement) {
      const { overflowX, overflowY, position, webkitLineClamp, textOverflow } = getComputedStyle(parent);
      const box = parent.getBoundingClientRect();
      // Only for screen readers; or cut off with a sign that says so.
      if (box.width < 2 || webkitLineClamp !== "none" || textOverflow === "ellipsis") return;
      const isCutX = /hidden|clip/.test(overflowX) && (left < box.left - 1 || right > box.right + 1);
      const isCutY = /hidden|clip/.test(overflowY) && (top + inset < box.top || bottom - inset > box.bottom);
      if (isCutX || isCutY) report("text is cut off", element);
      // What scrolls can be read.
      if (/auto|scroll/.test(overflowX + overflowY) || position === "fixed") return;
    }
  }

  return [...findings.values()];
}
