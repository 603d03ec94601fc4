// Asks before a session ends for want of use. All tabs share one clock: the last request of any of them counts.

const SHARED = "vru-portal-session-ends";
const SIGNED_OUT = 1;
const MINUTE = 60 * 1000;
const WARNING = 5 * MINUTE;
// The server writes down that somebody is at work at most once a minute, so its clock may be that far ahead.
const LAG = MINUTE;

function shareEnd(time) {
  try {
    localStorage.setItem(SHARED, String(time));
  } catch {
    // Without storage each tab keeps its own time.
  }
}

class SessionWarning {
  constructor(dialog) {
    this.dialog = dialog;
    const { idleSeconds, endsAfter, endsAtLastAfter } = dialog.dataset;
    const now = Date.now();
    this.idle = Number(idleSeconds) * 1000;
    this.warning = Math.min(WARNING, this.idle / 2);
    this.endsAtLast = endsAtLastAfter ? now + Number(endsAtLastAfter) * 1000 : Infinity;
    this.over = false;
    this.dismissed = false;
    this.listen();
    this.setEnd(now + Number(endsAfter) * 1000);
    shareEnd(this.ends);
  }

  listen() {
    const { dialog } = this;
    this.stay = dialog.querySelector("[data-session-stay]");
    this.stay.addEventListener("submit", (event) => this.keep(event));
    dialog.addEventListener("cancel", (event) => this.escape(event));
    for (const button of dialog.querySelectorAll("[data-session-close]")) {
      button.addEventListener("click", () => this.dismiss());
    }
    for (const form of document.querySelectorAll("form[data-signs-out]")) {
      form.addEventListener("submit", () => shareEnd(SIGNED_OUT));
    }
    window.addEventListener("storage", (event) => event.key === SHARED && this.setEnd(Number(event.newValue)));
    window.addEventListener("pageshow", () => this.check());
    document.addEventListener("visibilitychange", () => this.check());
    this.followRequests();
  }

  // Whatever the page asks the server for keeps the session alive, so it moves the clock too.
  followRequests() {
    const plainFetch = window.fetch.bind(window);
    window.fetch = async (input, options) => {
      const answer = await plainFetch(input, options);
      const counts = answer.ok && !answer.redirected && options?.credentials !== "omit";
      if (counts && new URL(answer.url).origin === location.origin) this.used();
      return answer;
    };
  }

  used() {
    this.setEnd(Date.now() + this.idle - LAG);
    shareEnd(this.ends);
  }

  setEnd(time) {
    if (!time) return;
    this.ends = Math.min(time, this.endsAtLast);
    this.over = false;
    this.dialog.classList.remove("portal-dialog--over");
    if (this.dialog.open && this.left() > this.warning) this.dialog.close();
    this.check();
  }

  left() {
    return this.ends - Date.now();
  }

  // The warning cannot be answered when the session has lasted as long as any may.
  isLast() {
    return this.endsAtLast - Date.now() <= this.warning;
  }

  check() {
    clearTimeout(this.timer);
    if (this.over) return;
    const left = this.left();
    if (left <= 0) {
      this.end();
      return;
    }
    if (left <= this.warning) this.warn(left);
    const wait = left > this.warning ? left - this.warning : Math.min(10 * 1000, left);
    this.timer = setTimeout(() => this.check(), wait + 50);
  }

  warn(left) {
    const minutes = Math.ceil(left / MINUTE);
    this.say("[data-session-time]", minutes === 1 ? "1 minute" : `${minutes} minutes`);
    const isLast = this.isLast();
    this.stay.hidden = isLast;
    this.dialog.querySelector("[data-session-last]").hidden = !isLast;
    if (isLast) this.say("[data-session-why]", "You have been signed in for as long as the portal allows. Save your work.");
    if (!(isLast && this.dismissed)) this.open();
  }

  say(selector, text) {
    const target = this.dialog.querySelector(selector);
    if (target.textContent !== text) target.textContent = text;
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
  }

  dismiss() {
    this.dismissed = true;
    this.dialog.close();
  }

  // Escape means "I am here", so it answers the question with yes.
  escape(event) {
    if (this.over || this.isLast()) this.dismissed = true;
    else this.keep(event);
  }

  end() {
    this.over = true;
    this.dialog.classList.add("portal-dialog--over");
    this.dialog.setAttribute("aria-labelledby", "session-over-title");
    this.dialog.setAttribute("aria-describedby", "session-over-text");
    if (this.dialog.open) this.dialog.close();
    this.open();
  }

  async keep(event) {
    event.preventDefault();
    this.say("[data-session-problem]", "");
    try {
      const answer = await fetch(this.stay.action, { method: "POST", body: new FormData(this.stay) });
      if (!answer.ok || answer.redirected) this.end();
    } catch {
      this.say("[data-session-problem]", "You are offline. Try again when you have signal.");
    }
  }
}

export function warnBeforeSessionEnds() {
  const dialog = document.querySelector("dialog[data-idle-seconds]");
  if (dialog?.showModal) new SessionWarning(dialog);
}
