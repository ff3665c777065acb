// Shows a chosen logo on the backgrounds of the site before it is saved, and says where it is hard to see.
// The numbers are those of teams/pictures/limits.py.
const GROUNDS = { light: [253, 253, 251], dark: [19, 22, 26] };
const FAINT_CONTRAST = 1.6;
const FAINT_SHARE = 0.5;

const luminance = (channels) => {
  const [red, green, blue] = channels.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const isFaint = (image, ground) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 64, 64);
  const { data } = context.getImageData(0, 0, 64, 64);
  const behind = luminance(ground);
  let [visible, faint, transparent] = [0, 0, false];
  for (let at = 0; at < data.length; at += 4) {
    transparent ||= data[at + 3] < 255;
    if (data[at + 3] < 128) continue;
    const own = luminance([data[at], data[at + 1], data[at + 2]]);
    visible += 1;
    faint += (Math.max(own, behind) + 0.05) / (Math.min(own, behind) + 0.05) < FAINT_CONTRAST;
  }
  return transparent && visible > 0 && faint >= FAINT_SHARE * visible;
};

for (const field of document.querySelectorAll("[data-logo]")) {
  field.querySelector("input[type=file]").addEventListener("change", async ({ target }) => {
    // Some browsers cannot read every format that the site can. Then there is no preview.
    const image = target.files.length ? await createImageBitmap(target.files[0]).catch(() => null) : null;
    for (const ground of image ? field.querySelectorAll("[data-ground]") : []) {
      const name = ground.dataset.ground;
      const height = Math.min(96, image.height);
      const canvas = Object.assign(document.createElement("canvas"), { height, width: Math.max(1, Math.round((image.width * height) / image.height)) });
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `The chosen logo on a ${name} background`);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      ground.firstElementChild.replaceChildren(canvas);
      ground.querySelector("strong").hidden = !isFaint(image, GROUNDS[name]);
      ground.hidden = false;
    }
  });
}
