/* Which facets are open: on a wide screen as the page says; in the sheet the first two, and those with a choice. */

const OPEN_FIRST = 2;

export function openFacets(root) {
  const wide = matchMedia("(min-width: 60rem)");
  const facets = [...root.querySelectorAll(".facet")];
  const states = facets.map((facet) => [facet.open, facet.getAttribute("name")]);
  if (!wide.matches) arrange();
  wide.addEventListener("change", arrange);

  function arrange() {
    facets.forEach((facet, place) => {
      const [open, name] = states[place];
      // Facets with the same name close each other, which only panels should do.
      if (name && wide.matches) facet.setAttribute("name", name);
      else facet.removeAttribute("name");
      facet.open = wide.matches ? open : place < OPEN_FIRST || facet.querySelector(".badge:not(:empty)") !== null;
    });
  }
}
