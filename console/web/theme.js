// theme: before the first paint, so that a dark page never flashes white. Kept in this browser only.
const chosen = localStorage.getItem('norekey.theme');
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
