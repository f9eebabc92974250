/* data-shrink="600": a chosen picture is turned upright and made no larger than that many pixels before it is sent.
   Where the browser cannot, the file goes as it is and the server checks it. */
document.addEventListener("change", async (event) => {
  const input = event.target.closest("input[data-shrink]");
  if (!input || !input.files.length || !window.createImageBitmap) return;
  const most = Number(input.dataset.shrink);
  try {
    const picture = await createImageBitmap(input.files[0]);
    const scale = Math.min(1, most / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const smaller = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.88); });
    const files = new DataTransfer();
    files.items.add(new File([smaller], "photo.jpg", { type: "image/jpeg" }));
    input.files = files.files;
  } catch { /* no picture: the server says so */ }
});
