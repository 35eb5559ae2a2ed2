// Shows a page of our own when the server cannot be reached. Nothing else is cached: figures are never stale.
const SHELF = "offline-1";
const KEPT = ["{% url 'offline' %}", "{% static 'vendor/bootstrap.min.css' %}", "{% static 'css/app.css' %}", "{% static 'js/theme.js' %}", "{% static 'img/icon.svg' %}", "{% static 'vendor/inter-latin.woff2' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(KEPT[0])));
  } else if (event.request.method === "GET" && KEPT.includes(new URL(event.request.url).pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});
