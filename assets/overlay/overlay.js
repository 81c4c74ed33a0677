"use strict";
// What a player is called comes from strangers: it is only ever put in as text, never as HTML.
const asked = new URLSearchParams(location.search);
const BARE_BELOW = 70; // percent of ground: with less, the text needs help over a bright game

function numberAsked(name, low, high, usual) {
  const text = asked.get(name);
  const value = Number(text);
  return text && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : usual;
}

function part(id) { return document.getElementById(id); }

function put(id, text) {
  const element = part(id);
  const words = text || "";
  if (element.textContent !== words) element.textContent = words;
  element.hidden = !words;
}

function make(kind, className, text) {
  const element = document.createElement(kind);
  element.className = className;
  if (text) element.textContent = text;
  return element;
}

function colourOf(text) { return /^#[0-9a-f]{6}$/i.test(text) ? text : "#8a919e"; }

function dressed(state) {
  const theme = asked.get("theme") || state.theme;
  document.documentElement.classList.toggle("light", theme === "light");
  document.documentElement.lang = state.language;
  document.body.style.zoom = numberAsked("size", 50, 400, 100) / 100;
  if (asked.has("ground")) {
    const ground = numberAsked("ground", 0, 100, 82);
    document.documentElement.style.setProperty("--cover", ground / 100);
    document.documentElement.classList.toggle("bare", ground < BARE_BELOW);
  }
}

function viewOf(fight) {
  const view = asked.get("view");
  return fight.views[view === "healing" || view === "taken" ? view : "damage"];
}

function showBoss(boss) {
  part("boss").hidden = !boss;
  if (!boss) return;
  put("boss-name", boss.name);
  put("boss-percent", boss.percent);
  put("boss-points", boss.points);
  put("boss-end", boss.end);
  part("boss-bar").style.width = 100 * (boss.share || 0) + "%";
}

function follow(show) {
  let newest = null;
  function draw() {
    if (!newest) return;
    dressed(newest);
    show(newest);
  }
  function connect() {
    const key = asked.get("key");
    const source = new EventSource("/api/v1/events" + (key ? "?key=" + encodeURIComponent(key) : ""));
    source.addEventListener("open", () => document.body.classList.remove("offline"));
    source.addEventListener("snapshot", (event) => {
      newest = JSON.parse(event.data).shown;
      draw();
    });
    source.addEventListener("error", () => {
      document.body.classList.add("offline");
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000); // refused: the browser gives up by itself
    });
  }
  addEventListener("resize", draw);
  connect();
}
