// A new posting begins with the headings of its team: they follow the team that is chosen, until something is written.

const HEADING = "input[name$='-heading']";
const data = document.getElementById("section-headings");

if (data) {
  const headings = JSON.parse(data.textContent);
  const group = document.getElementById("sections-group");
  const rows = () => [...group.querySelectorAll(".ordered-row:not(.empty-form)")];
  const texts = (selector) => rows().map((row) => row.querySelector(selector).value.trim());
  const given = Object.values(headings).map((list) => list.join("\n"));
  const isUntouched = () => texts("textarea").every((text) => !text) && ["", ...given].includes(texts(HEADING).join("\n"));

  document.addEventListener("change", ({ target }) => {
    const wanted = headings[target.value] ?? headings[""];
    if (target.name !== "team" || !isUntouched() || texts(HEADING).join("\n") === wanted.join("\n")) return;
    while (rows().length > Math.max(1, wanted.length)) rows().at(-1).querySelector(".inline-deletelink").click();
    while (rows().length < wanted.length) group.querySelector(".add-row a").click();
    rows().forEach((row, index) => {
      const heading = row.querySelector(HEADING);
      heading.value = wanted[index] ?? "";
      heading.dispatchEvent(new Event("input", { bubbles: true }));
    });
    target.focus();
  });
}
