/* What the look of a page is made of: its sizes of type, line heights, weights, radii and left edges, each a sorted list,
   and the contrast of a hairline with the page. */
() => {
  const BLOCKS = "h1, h2, h3, p, ul, ol, dl, figure, blockquote, form, address";
  // Rows of a list and panels have edges of their own, which one grid gives them.
  const INSIDE = ".filters, .positions-list, li li, dl *, figure *, form *";

  const isShown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getBoundingClientRect().width > 2;
  const sorted = (values) => [...new Set(values)].sort((one, other) => (one > other ? 1 : -1));
  const shown = [...document.body.querySelectorAll("*")].filter(
    (element) => isShown(element) && !element.closest("option, svg, script, style, .skip"),
  );
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const styles = shown.filter((element) => hasText(element) && !element.closest("select")).map((element) => getComputedStyle(element)).filter(
    // A word that an icon stands for.
    (style) => parseFloat(style.fontSize) > 0,
  );
  const round = (number) => Math.round(number * 100) / 100;

  const boxes = shown.map((element) => [element, getComputedStyle(element)]).filter(
    ([, style]) => parseFloat(style.borderTopWidth) > 0 || !/^(transparent|rgba\(0, 0, 0, 0\))$/.test(style.backgroundColor),
  );
  const radiusOf = ([element, { borderTopLeftRadius }]) => {
    const radius = parseFloat(borderTopLeftRadius);
    const isFull = borderTopLeftRadius.endsWith("%") || radius >= element.getBoundingClientRect().height / 2;
    return radius > 0 && isFull ? "full" : borderTopLeftRadius;
  };

  const edges = [...document.querySelectorAll(`main :is(${BLOCKS})`)].filter(
    (element) => isShown(element) && element.textContent.trim() && !element.matches(INSIDE) && !element.closest(".visually-hidden"),
  );

  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const luminance = (role) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(${role})`;
    context.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
      const channel = value / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return round(light / dark);
  };

  return {
    sizes: sorted(styles.map((style) => round(parseFloat(style.fontSize)))),
    lines: sorted(styles.map((style) => round(parseFloat(style.lineHeight) / parseFloat(style.fontSize)) || "normal")),
    weights: sorted(styles.map((style) => style.fontWeight)),
    radii: sorted(boxes.map(radiusOf)),
    edges: sorted(edges.map((element) => Math.round(element.getBoundingClientRect().left))),
    hairline: contrast("--color-line", "--color-canvas"),
  };
}
