// The icons of the editor's toolbar, drawn with one stroke like those of the site.
const PATHS = {
  heading3: "M6 5v14M18 5v14M6 12h12",
  bulletList: "M10 6h10M10 12h10M10 18h10M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  orderedList: "M10 6h10M10 12h10M10 18h10M4 4.5 5.5 4v4M3.5 16.5c0-1.5 2.5-1.5 2.5 0S3.5 19 3.5 20H6",
  orderedListProperties: "M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5",
  indent: "M4 5h16M11 10h9M11 14h9M4 19h16M4 9l3 3-3 3",
  outdent: "M4 5h16M11 10h9M11 14h9M4 19h16M7 9l-3 3 3 3",
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M10 5h8M6 19h8M14 5l-4 14",
  blockquote: "M9 7c-3 0-4 2-4 4v6h5v-6H5M19 7c-3 0-4 2-4 4v6h5v-6h-5",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.5-5.5L12 7.5M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.5 5.5l1.5-1.5",
  unlink: "M12 7.5 13.5 6a4 4 0 0 1 5.5 5.5L17.5 13M12 16.5 10.5 18A4 4 0 0 1 5 12.5L6.5 11M4 4l16 16",
  "history:undo": "M9 5 4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3",
  "history:redo": "M15 5l5 5-5 5M20 10H10a5 5 0 0 0 0 10h3",
};
const SVG = "http://www.w3.org/2000/svg";

// Returns an SVG element. The button has the name.
export function iconOf(name) {
  const icon = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  for (const [key, value] of Object.entries({ class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" })) icon.setAttribute(key, value);
  icon.append(path);
  return icon;
}
