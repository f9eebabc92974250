/* Scanning with the camera of a phone or laptop, into the box that [data-camera] names.

   A browser that reads barcodes does it itself; for the others small pictures go to the hub, which reads them. Where a
   page may not have the camera (no https), a picture is taken with the phone's own camera and sent the same way. */
(() => {
  const FORMATS = ["code_128", "code_39", "code_93", "codabar", "itf", "ean_13", "ean_8", "upc_a", "qr_code", "data_matrix"];
  const AGAIN = 3000; /* ms before the same code counts as scanned once more, counted from when it was last seen */
  const PAUSE = 200; /* ms between two looks */
  const WIDTH = 960; /* pixels of a picture that is sent */

  async function reader() {
    if (!("BarcodeDetector" in window)) return null;
    try {
      const known = await BarcodeDetector.getSupportedFormats();
      const formats = FORMATS.filter((format) => known.includes(format));
      return formats.includes("code_128") ? new BarcodeDetector({ formats }) : null;
    } catch { return null; }
  }

  function camera(section) {
    const button = section.querySelector("[data-camera-open]");
    const view = section.querySelector(".camera-view");
    const video = section.querySelector("video");
    const said = section.querySelector("[data-camera-said]");
    const picture = section.querySelector(".camera-picture");
    const file = picture.querySelector("input");
    const canvas = document.createElement("canvas");
    const remember = `camera:${location.pathname}:${section.dataset.camera}`;
    let stream = null;
    let detector = null;
    let last = { code: "", at: 0 };

    const box = () => document.getElementById(section.dataset.camera);
    const say = (words) => { if (said.textContent !== words) said.textContent = words; };

    /* No keyboard over the picture while the camera is on; the box comes anew with each answer of the desk. */
    function quiet() {
      const input = box();
      if (input && stream) input.inputMode = "none";
    }

    function enter(code) {
      const input = box();
      if (!input) return;
      say(`${section.dataset.found} ${code}`);
      if (navigator.vibrate) navigator.vibrate(60);
      if (input.matches("textarea")) { /* a list of codes: one more line */
        input.value = `${input.value.trimEnd()}\n${code}\n`.trimStart();
        return;
      }
      input.value = code;
      input.form.requestSubmit(input.form.querySelector("button:not([type=button])"));
    }

    function seen(code) {
      const now = Date.now();
      const again = code === last.code && now - last.at < AGAIN;
      last = { code, at: now };
      if (!again) enter(code);
    }

    async function ask(blob) {
      const form = new FormData();
      form.append("picture", blob, "picture.jpg");
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      const answer = await fetch(section.dataset.read, {
        method: "POST", body: form, headers: { "X-CSRFToken": token ? token.value : "" },
      });
      if (answer.redirected) { say(section.dataset.signedOut); return []; }
      const told = await answer.json();
      if (told.error) say(told.error);
      return told.codes || [];
    }

    async function look() {
      if (detector) return (await detector.detect(video)).map((one) => one.rawValue);
      const scale = Math.min(1, WIDTH / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.75); });
      return blob ? ask(blob) : [];
    }

    async function watch() {
      while (stream) {
        if (video.videoWidth && !document.hidden) {
          try {
            const [code] = await look();
            if (code && stream) seen(code);
          } catch { say(section.dataset.lost); }
        }
        await new Promise((done) => { setTimeout(done, PAUSE); });
      }
    }

    function close() {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      video.srcObject = null;
      view.hidden = true;
      button.setAttribute("aria-expanded", "false");
      sessionStorage.removeItem(remember);
      const input = box();
      if (input) input.inputMode = "";
    }

    function onlyPictures(words) {
      view.hidden = false;
      video.hidden = true;
      picture.hidden = false;
      button.hidden = true;
      say(words);
      box()?.focus(); /* a scanner on the same desk goes on */
    }

    async function open() {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false,
        });
      } catch {
        onlyPictures(section.dataset.refused);
        return;
      }
      view.hidden = false;
      button.setAttribute("aria-expanded", "true");
      sessionStorage.setItem(remember, "on");
      say(section.dataset.look);
      video.srcObject = stream;
      quiet();
      detector = await reader();
      await video.play();
      watch();
    }

    file.addEventListener("change", async () => {
      if (!file.files.length) return;
      view.hidden = false;
      video.hidden = true;
      say("");
      try {
        const [code] = await ask(file.files[0]);
        if (code) enter(code); else if (!said.textContent) say(section.dataset.none);
      } catch { say(section.dataset.lost); }
      file.value = "";
    });
    button.addEventListener("click", () => { if (stream) close(); else open(); });
    document.addEventListener("htmx:afterSwap", quiet);

    if (!navigator.mediaDevices?.getUserMedia) {
      button.hidden = true;
      picture.hidden = false;
    } else if (sessionStorage.getItem(remember)) open();
  }

  document.querySelectorAll("[data-camera]").forEach(camera);
})();
